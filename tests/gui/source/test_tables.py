"""Rows of spreadsheets as tables: columns by their names, and every character where it was."""

from PySide6.QtGui import QTextCursor, QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.source.marking import Mark, Marking, Tick
from desktop_rag.gui.source.table_cells import MOST_CELLS, TableCells, around, table_of
from desktop_rag.gui.source.text_layout import TextLayout
from desktop_rag.gui.source.text_view import TextView

HEADED = (
    "Plot | Depth | Note",
    "Plot: A | Depth: 11",
    "Plot: B | Depth: 9 | Note: wet: very",
    "Plot: C | Note: dry",
)


def rows(lines: tuple[str, ...], start: int = 1000) -> tuple[str, tuple[Block, ...]]:
    text, blocks, at = "\n".join(lines), [], start
    for line in lines:
        blocks.append(Block("row", 0, at, at + len(line)))
        at += len(line) + 1
    return text, tuple(blocks)


def read(lines: tuple[str, ...]) -> tuple[TableCells, list[list[tuple[int, str]]]]:
    text, blocks = rows(lines)
    table = table_of(text, 1000, blocks)
    assert table is not None
    return table, [
        [(cell.column, text[cell.start - 1000 : cell.end - 1000]) for cell in row] for row in table.rows
    ]


def test_cells_stand_in_the_columns_of_their_names_and_without_them() -> None:
    table, cells = read(HEADED)
    assert table.names == ("Plot", "Depth", "Note") and table.heads == {0}
    assert cells[1] == [(0, "A"), (1, "11")]
    assert cells[2] == [(0, "B"), (1, "9"), (2, "wet: very")]
    assert cells[3] == [(0, "C"), (2, "dry")]


def test_a_table_whose_head_is_further_up_still_has_its_names() -> None:
    table, cells = read(HEADED[1:])
    assert table.names[:2] == ("Plot", "Depth") and not table.heads
    assert cells[0] == [(0, "A"), (1, "11")]


def test_rows_without_names_stand_side_by_side() -> None:
    table, cells = read(("1 | 2 | 3", "4 | 5"))
    assert table.names == ("", "", "")
    assert cells == [[(0, "1"), (1, "2"), (2, "3")], [(0, "4"), (1, "5")]]


def test_one_column_and_far_too_many_are_no_table() -> None:
    assert table_of(*_with_start(rows(("1", "2")))) is None
    assert table_of(*_with_start(rows((" | ".join("x" * 40), "1 | 2")))) is None


def _with_start(made: tuple[str, tuple[Block, ...]]) -> tuple[str, int, tuple[Block, ...]]:
    return made[0], 1000, made[1]


def test_a_table_is_set_and_characters_are_found_in_their_cells(qtbot: QtBot) -> None:
    text, blocks = rows(HEADED)
    text, last = f"{text}\nAfter it.", 1000 + len(text) + 1
    document = QTextDocument()
    layout = TextLayout(document, 1000, text, (*blocks, Block("paragraph", 0, last, last + 9)))
    (table,) = [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert (table.rows(), table.columns()) == (4, 3)
    for words, row, column in (("11", 1, 1), ("wet: very", 2, 2), ("dry", 3, 2), ("Depth", 0, 1)):
        start = 1000 + text.index(words)
        cursor = QTextCursor(document)
        cursor.setPosition(layout.position(start))
        cell = table.cellAt(cursor)
        assert (cell.row(), cell.column()) == (row, column)
        cursor.setPosition(layout.position(start + len(words)), QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText() == words
    row = 1000 + text.index("Plot: B")
    cursor = QTextCursor(document)
    cursor.setPosition(layout.position(row))
    cursor.setPosition(layout.position(row + len(HEADED[2])), QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedTableCells() == (2, 1, 0, 3)
    cursor.setPosition(layout.position(last))
    cursor.setPosition(layout.position(last + 5), QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == "After"


def test_a_long_sheet_is_a_table_around_the_passage_and_lines_elsewhere(qtbot: QtBot) -> None:
    text, blocks = rows(tuple(f"{number} | b" for number in range(3000)))
    near = 1000 + text.index("2000 | b")
    first, last = around(blocks, text, 1000, near)
    assert first < 2000 < last and 2 * (last - first) <= MOST_CELLS + 4
    assert around(blocks[:3], text, 1000, 0) == (0, 3)
    document = QTextDocument()
    layout = TextLayout(document, 1000, text, blocks, near)
    for words in ("7 | b", "2999 | b"):
        cursor = QTextCursor(document)
        cursor.setPosition(layout.position(1000 + text.index("\n" + words) + 1))
        assert cursor.block().text() == words
    cursor.setPosition(layout.position(near))
    assert cursor.block().text() == "2000" and cursor.currentTable() is not None


def test_rows_of_unequal_length_are_marked_in_all_their_cells(qtbot: QtBot) -> None:
    # A rectangle from the first marked cell to the last would leave the third column out.
    text, blocks = rows((HEADED[0], *HEADED[2:], HEADED[1], "Plot: D | Depth: 4 | Note: last"))
    view = TextView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show_text(1000, text, blocks)
    view.show()
    first, last = text.index("Plot: B"), text.index("Plot: D") - 1
    span = Span(1000 + first, 1000 + last)
    view.show_marks(Marking({0: [Mark(span, "now")]}, (Tick(0, span, now=True),)), 0, reveal=True)
    image = view.viewport().grab().toImage()
    marked = theme().colour("mark_now").rgb()

    def coloured(words: str) -> bool:
        """Whether a marker's colour is behind the beginning of these words."""
        cursor = view.document().find(words)
        cursor.setPosition(cursor.selectionStart())
        place = view.cursorRect(cursor)
        return any(image.pixel(place.x() + 1, y) == marked for y in range(place.top(), place.bottom()))

    assert [coloured(words) for words in ("B", "9", "wet: very", "C", "dry", "A", "11")] == [True] * 7
    assert not any(coloured(words) for words in ("Depth", "D", "4", "last"))
    cursor = QTextCursor(view.document())
    parts = [part for _, parts in view.painted() for part in parts]
    read_back = []
    for start, end in parts:
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        read_back.append(cursor.selectedText())
    assert read_back == ["B", "9", "wet: very", "C", "dry", "A", "11"]
