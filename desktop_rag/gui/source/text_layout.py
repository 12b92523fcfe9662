"""The text of a unit as a Qt document, made with a cursor: nothing of it is ever read as HTML."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby

from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.offsets import Offsets
from desktop_rag.gui.source.table_cells import TableCells, around, table_of

LINE = "\u2028"
# Characters that Qt takes for the structure of its own documents; each is replaced by one character,
# so that offsets stay what they are.
_STRUCTURE = str.maketrans(
    {
        "\r": " ", "\x00": "\ufffd", "\x0b": LINE, "\x0c": LINE, "\x1c": " ", "\x1d": " ", "\x1e": " ",
        "\x85": LINE, "\u2029": LINE, "\ufdd0": "\ufffd", "\ufdd1": "\ufffd", "\ufffc": "\ufffd",
    }
)  # fmt: skip
_MARKERS = ("-", "–", "—", "*", "•", "‣", "◦", "·", "(")
WRAPPED = 50
# So many columns fit a narrow pane; more are this wide in pixels each.
FITTING, COLUMN = 4, 120
_MARGINS = {"heading": (16, 4), "row": (0, 4), "item": (0, 4), "code": (4, 12)}


def covering(blocks: tuple[Block, ...], start: int, text: str) -> Iterator[Block]:
    """The blocks that lie in a stretch of text which begins at `start`, clipped to it, in order.

    What lies between them becomes paragraphs, unless it is only blank, so that no text is lost.
    """
    end, at = start + len(text), start
    for block in sorted(blocks, key=lambda block: (block.start, block.end)):
        first, last = max(block.start, at), min(block.end, end)
        if first >= last:
            continue
        yield from _paragraphs(text, start, at, first)
        yield Block(block.kind, block.level, first, last)
        at = last
    yield from _paragraphs(text, start, at, end)


def _paragraphs(text: str, start: int, first: int, last: int) -> Iterator[Block]:
    at = first
    while at < last:
        found = text.find("\n\n", at - start, last - start)
        stop = last if found < 0 else start + found
        if text[at - start : stop - start].strip():
            yield Block("paragraph", 0, at, stop)
        at = stop + 2 if found >= 0 else last


def flowing(text: str, block: Block) -> str:
    """The block's text for one Qt block: wrapped prose flows, other lines stay lines. Same length."""
    clean = text.translate(_STRUCTURE)
    lines = clean.split("\n")
    wrapped = len(lines) > 1 and all(len(line.strip()) >= WRAPPED for line in lines[:-1])
    prose = block.kind in ("heading", "row") or (block.kind != "code" and wrapped)
    return clean.replace("\n", " " if prose else LINE)


class TextLayout:
    """A Qt document of blocks, and where each character of the document's text stands in it."""

    def __init__(
        self, document: QTextDocument, start: int, text: str, blocks: tuple[Block, ...], near: int = 0
    ) -> None:
        self._starts: list[int] = []
        self._pieces: list[tuple[Block, int, Offsets]] = []
        document.clear()
        document.setDefaultFont(font("reading"))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for kind, run in groupby(covering(blocks, start, text), key=lambda block: block.kind):
            if kind == "row":
                self._insert_rows(cursor, list(run), text, start, near)
            else:
                self._insert_blocks(cursor, run, text, start)
        cursor.endEditBlock()

    def _insert_rows(self, cursor: QTextCursor, rows: list[Block], text: str, start: int, near: int) -> None:
        """A table of the rows around the offset `near`; further ones stay lines, since a table of 3,400
        cells took 0.65 s to lay out."""
        first, last = around(rows, text, start, near)
        table = table_of(text, start, rows[first:last]) if last - first > 1 else None
        if table is None:
            self._insert_blocks(cursor, rows, text, start)
            return
        self._insert_blocks(cursor, rows[:first], text, start)
        self._insert_table(cursor, table, text, start)
        self._insert_blocks(cursor, rows[last:], text, start)

    def _insert_table(self, cursor: QTextCursor, table: TableCells, text: str, start: int) -> None:
        """Names that are not in the text itself, since it begins further down, are set above it."""
        above = 1 if any(table.names) and not table.heads else 0
        made = cursor.insertTable(len(table.rows) + above, len(table.names), table_format(len(table.names)))
        ink, strong = ink_of(Block("row", 0, 0, 0)), ink_of(Block("row", 0, 0, 0))
        strong.setFontWeight(QFont.Weight.DemiBold)
        for column, name in enumerate(table.names if above else ()):
            made.cellAt(0, column).firstCursorPosition().insertText(name.translate(_STRUCTURE), strong)
        for number, row in enumerate(table.rows):
            for cell in row:
                at = made.cellAt(number + above, cell.column).firstCursorPosition()
                words = text[cell.start - start : cell.end - start]
                block = Block("row", 0, cell.start, cell.end)
                self._starts.append(cell.named)
                self._pieces.append((block, at.position(), Offsets(words)))
                at.insertText(flowing(words, block), strong if number in table.heads else ink)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _insert_blocks(self, cursor: QTextCursor, blocks: Iterable[Block], text: str, start: int) -> None:
        for block in blocks:
            self._insert(cursor, block, text[block.start - start : block.end - start])

    def _insert(self, cursor: QTextCursor, block: Block, text: str) -> None:
        shape, ink = block_format(block, first=not self._pieces), ink_of(block)
        if self._pieces:
            cursor.insertBlock(shape, ink)
        else:
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(ink)
        if (
            block.kind == "item"
            and not text.lstrip().startswith(_MARKERS)
            and not text.lstrip()[:1].isdigit()
        ):
            points = QTextListFormat()
            points.setStyle(QTextListFormat.Style.ListDisc)
            points.setIndent(max(1, block.level))
            cursor.createList(points)
        elif cursor.currentList() is not None:
            # A new block continues the list of the one before it unless it is taken out.
            cursor.currentList().remove(cursor.block())
            cursor.setBlockFormat(shape)
        self._starts.append(block.start)
        self._pieces.append((block, cursor.position(), Offsets(text)))
        cursor.insertText(flowing(text, block), ink)

    def position(self, offset: int) -> int:
        """The position in the Qt document of a character of the document's text, or the nearest."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return 0
        block, position, offsets = self._pieces[number]
        return position + offsets.to_qt(max(0, min(offset, block.end) - block.start))

    def stretches(self, span: Span) -> list[tuple[int, int]]:
        """(first position, last position) of what of a span stands in each block and in each cell.

        One selection from cell to cell is painted as a rectangle of cells: rows of unequal length would
        be marked in part.
        """
        found = []
        number = max(0, bisect_right(self._starts, span.start) - 1)
        for block, position, offsets in self._pieces[number:]:
            if block.start >= span.end:
                break
            first, last = max(span.start, block.start), min(span.end, block.end)
            if first < last:
                found.append(
                    (
                        position + offsets.to_qt(first - block.start),
                        position + offsets.to_qt(last - block.start),
                    )
                )
        return found


def ink_of(block: Block) -> QTextCharFormat:
    """The characters of a kind of block."""
    ink = QTextCharFormat()
    ink.setForeground(theme().colour("text2" if block.kind == "quote" else "text"))
    if block.kind == "heading":
        face = QFont(font("heading" if block.level <= 2 else "title"))
    elif block.kind == "code":
        face = QFont(font("body"))
        face.setFamilies(["monospace"])
        face.setStyleHint(QFont.StyleHint.Monospace)
    elif block.kind == "row":
        face = QFont(font("body"))
    else:
        face = QFont(font("reading"))
    ink.setFont(face)
    return ink


def block_format(block: Block, first: bool) -> QTextBlockFormat:
    """The shape of a kind of block: its distances, its indent, its line height."""
    shape = QTextBlockFormat()
    above, below = _MARGINS.get(block.kind, (0, 10))
    shape.setTopMargin(0 if first else above)
    shape.setBottomMargin(below)
    if block.kind == "quote":
        shape.setLeftMargin(16)
    if block.kind == "item":
        shape.setLeftMargin(0)
    if block.kind == "heading":
        shape.setHeadingLevel(max(1, min(6, block.level)))
    if block.kind not in ("code", "row"):
        shape.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return shape


def table_format(columns: int) -> QTextTableFormat:
    """Hairlines, and columns that stay readable: a wide table is scrolled sideways."""
    shape = QTextTableFormat()
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(theme().colour("line"))
    shape.setCellPadding(6)
    shape.setCellSpacing(0)
    shape.setTopMargin(4)
    shape.setBottomMargin(10)
    if columns > FITTING:
        width = QTextLength(QTextLength.Type.FixedLength, COLUMN)
        shape.setColumnWidthConstraints([width] * columns)
    return shape
