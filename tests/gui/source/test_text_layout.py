"""Text of documents becomes a Qt document without ever being read as HTML, and offsets stay exact."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Span
from desktop_rag.gui.source.marking import Mark, Marking, Tick
from desktop_rag.gui.source.text_layout import TextLayout, covering, flowing
from desktop_rag.gui.source.text_view import TextView

TEXT = (
    "Title\n\nFirst 𝄞 paragraph <b>with</b> signs.\n\n"
    "a: 1\na: 2\n\none\ntwo\n\nprint(1)\n  x\n\nsaid\n\nloose end"
)
KINDS = (
    ("heading", "Title"), ("paragraph", "First 𝄞 paragraph <b>with</b> signs."), ("row", "a: 1"),
    ("row", "a: 2"), ("item", "one"), ("item", "two"), ("code", "print(1)\n  x"), ("quote", "said"),
)  # fmt: skip


def blocks(start: int) -> tuple[Block, ...]:
    at = [(kind, TEXT.index(part), len(part)) for kind, part in KINDS]
    return tuple(Block(kind, 1, start + begin, start + begin + length) for kind, begin, length in at)


def shown(document: QTextDocument, layout: TextLayout, start: int, end: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(layout.position(start))
    cursor.setPosition(layout.position(end), QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


def test_every_block_stands_where_its_offsets_say(qapp: object) -> None:
    document = QTextDocument()
    layout = TextLayout(document, 500, TEXT, blocks(500))
    for block in blocks(500):
        expected = TEXT[block.start - 500 : block.end - 500].replace("\n", "\u2028")
        assert shown(document, layout, block.start, block.end) == expected
    assert "loose end" in document.toPlainText()


def test_signs_of_html_are_shown_as_they_stand(qapp: object) -> None:
    document = QTextDocument()
    TextLayout(document, 0, TEXT, blocks(0))
    assert "<b>with</b>" in document.toPlainText()


def test_text_without_blocks_is_shown_in_paragraphs(qapp: object) -> None:
    document = QTextDocument()
    TextLayout(document, 0, "one\n\ntwo\n\n\n\nthree", ())
    assert document.toPlainText().split("\n") == ["one", "two", "three"]


def test_blocks_that_overlap_or_reach_outside_lose_no_text_and_repeat_none() -> None:
    hostile = (
        Block("code", 0, -5, 3),
        Block("quote", 0, 1, 6),
        Block("row", 0, 4, 99),
        Block("item", 0, 9, 7),
    )
    found = list(covering(hostile, 0, "abcdefgh"))
    assert [(block.start, block.end) for block in found] == [(0, 3), (3, 6), (6, 8)]


def test_wrapped_prose_flows_and_short_lines_stay_lines() -> None:
    long = "a line of prose that somebody wrapped at some sixty signs\nand that goes on"
    assert "\u2028" not in flowing(long, Block("paragraph", 0, 0, len(long)))
    assert flowing("Street 1\nTown", Block("paragraph", 0, 0, 13)) == "Street 1\u2028Town"


@given(st.text(max_size=60), st.sampled_from(["paragraph", "code", "heading"]))
def test_flowing_text_keeps_its_length_whatever_stands_in_it(text: str, kind: str) -> None:
    assert len(flowing(text, Block(kind, 0, 0, len(text)))) == len(text)  # type: ignore[arg-type]


def test_hostile_characters_cannot_move_a_mark(qapp: object) -> None:
    text = "a\r\nb\u2029c\ufdd0d\ufdd1e\x00f\ufffcg here"
    document = QTextDocument()
    layout = TextLayout(document, 0, text, ())
    at = text.index("here")
    assert shown(document, layout, at, at + 4) == "here"
    assert document.rootFrame().childFrames() == []


def test_a_text_view_loads_nothing_and_follows_nothing(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    assert view.loadResource(2, QUrl("file:///etc/passwd")) is None
    assert not view.openLinks()


def test_marks_lie_on_the_words_of_their_spans_and_scroll_into_view(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    text = "\n\n".join(f"Paragraph {number} goes on." for number in range(100))
    view.show_text(1000, text, ())
    far = 1000 + text.index("Paragraph 80")
    marks = [Mark(Span(1000, 1011), "other"), Mark(Span(far, far + 12), "now")]
    ticks = (Tick(0, Span(1000, 1011), False), Tick(0, Span(far, far + 12), True))
    view.show_marks(Marking({0: marks}, ticks), 0, reveal=True)
    selections = view.extraSelections()
    chosen = [selection.cursor.selectedText() for selection in selections]
    assert chosen == ["Paragraph 0", "Paragraph 80"]
    assert view.verticalScrollBar().value() > 0
    top = view.cursorRect(selections[1].cursor).top()
    assert 0 < top < view.viewport().height()
    ticks = view.ticks()
    assert [now for _, now in ticks] == [False, True]
    assert 0.7 < ticks[1][0] < 0.9


def test_a_passage_that_is_in_view_whole_is_not_scrolled(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_text(0, "\n\n".join(f"Paragraph {number}" for number in range(100)), ())
    shown = Span(26, 30)
    view.show_marks(Marking({0: [Mark(shown, "now")]}, (Tick(0, shown, True),)), 0, reveal=True)
    assert view.verticalScrollBar().value() == 0


def test_the_tick_of_a_short_text_stands_beside_its_passage(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(400, 800)
    view.show()
    view.show_text(0, "One line.\n\nAnother line.", ())
    shown = Span(11, 24)
    view.show_marks(Marking({0: [Mark(shown, "now")]}, (Tick(0, shown, True),)), 0, reveal=True)
    ((fraction, now),) = view.ticks()
    assert now and 0 < fraction < 0.15
