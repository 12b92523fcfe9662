"""The text of an answer: safe, written block by block, its citations painted, clicked and copied."""

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from desktop_rag.gui.chat import ink
from desktop_rag.gui.chat.answer_text import AnswerText
from desktop_rag.gui.looks.theme import theme

KNOWN = frozenset((1, 2))

EVIL = (
    '<img src="http://evil/x.png"> <script>x</script> ![p](http://evil/t.gif) [a](javascript:x) '
    "[f](file:///etc/passwd) [ok](https://example.org) <b>bold</b>"
)


@pytest.fixture
def view(qtbot: QtBot) -> AnswerText:
    made = AnswerText()
    qtbot.addWidget(made)
    made.resize(620, 100)
    made.set_known(KNOWN)
    made.show()
    return made


def anchors(view: AnswerText) -> list[str]:
    found = []
    block = view.document().begin()
    while block.isValid():
        walk = block.begin()
        while not walk.atEnd():
            letters = walk.fragment().charFormat()
            if letters.isAnchor():
                found.append(letters.anchorHref())
            walk += 1
        block = block.next()
    return found


def test_html_and_images_are_text_and_only_safe_links_remain(view: AnswerText) -> None:
    view.set_text(EVIL)
    text = view.toPlainText()
    assert "<script>x</script>" in text
    assert "[image: p]" in text
    assert "<b>bold</b>" in text
    assert anchors(view) == ["https://example.org"]


def test_nothing_is_ever_loaded(view: AnswerText) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    assert view.loadResource(kind, QUrl.fromLocalFile("/etc/hostname")) is None


def test_a_citation_clings_to_the_word_before_it(view: AnswerText) -> None:
    view.set_text("could reasonably assume so. [1] The strength [2] counts.")
    text = view.document().begin().text()
    assert "so.\u00a0\u00a01\u00a0 The" in text
    assert anchors(view) == ["cite:1", "cite:2"]


@pytest.mark.parametrize("width", range(120, 420, 7))
def test_no_badge_begins_a_line(view: AnswerText, width: int) -> None:
    view.resize(width, 100)
    view.set_text("one two three [1] four five six [2] seven eight nine [1] [2] ten eleven\ntwelve\n[1] end.")
    block = view.document().begin()
    layout = block.layout()
    starts = {layout.lineAt(number).textStart() for number in range(layout.lineCount())}
    for start in starts - {0}:
        cursor = QTextCursor(block)
        cursor.setPosition(start + 1)
        assert not cursor.charFormat().hasProperty(ink.Mark.CITATION.value)


def test_a_click_on_a_badge_names_its_passage(view: AnswerText, qtbot: QtBot) -> None:
    view.set_text("assume so. [2]")
    block = view.document().begin()
    position = block.text().index("2")
    cursor = QTextCursor(block)
    cursor.setPosition(position)
    place = view.cursorRect(cursor).center() + QPoint(3, 0)
    with qtbot.waitSignal(view.citation_activated, timeout=1000) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [2]


def test_badges_are_reached_and_opened_by_keyboard(view: AnswerText, qtbot: QtBot) -> None:
    view.set_text("assume so. [1] The strength counts. [2]")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.citation_activated, timeout=1000) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == [2]


def test_a_link_is_handed_on_and_never_followed(view: AnswerText, qtbot: QtBot) -> None:
    view.set_text("[ok](https://example.org)")
    with qtbot.waitSignal(view.link_activated, timeout=1000) as caught:
        view.anchorClicked.emit(QUrl("https://example.org"))
    assert caught.args == ["https://example.org"]
    with qtbot.assertNotEmitted(view.link_activated):
        view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert view.source().isEmpty()


def test_an_open_source_fills_its_badge(view: AnswerText) -> None:
    view.set_text("assume so. [1]")

    def ground() -> QColor:
        block = view.document().begin()
        cursor = QTextCursor(block)
        cursor.setPosition(block.text().rindex("1"))
        place = view.cursorRect(cursor)
        # Left of the figure, inside the badge.
        return view.grab().toImage().pixelColor(place.left() - 1, place.center().y() + 2)

    assert ground() == theme().colour("accent_soft")
    view.set_chosen(frozenset((1,)))
    assert ground() == theme().colour("accent")


def test_streamed_text_ends_like_text_set_at_once(view: AnswerText, qtbot: QtBot) -> None:
    text = (
        "# Title\n\nA paragraph with **bold** [1]\nand more.\n\n- one [2]\n- two\n  1. nested\n\n> quoted\n\n"
        "```python\nx = 1\n\ny = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast."
    )
    for end in range(0, len(text), 3):
        view.stream(text[:end])
        view._flush()
    view.stream(text)
    view._flush()
    streamed = view.document().toHtml()
    view.set_text(text)
    assert view.document().toHtml() == streamed


def test_closed_blocks_are_left_alone_while_more_arrives(view: AnswerText) -> None:
    view.stream("First paragraph.\n\nSecond")
    view._flush()
    changes: list[int] = []
    view.document().contentsChange.connect(lambda at, removed, added: changes.append(at))
    view.stream("First paragraph.\n\nSecond goes on and on")
    view._flush()
    assert min(changes) >= len("First paragraph.")


def test_streaming_is_written_a_moment_later(view: AnswerText, qtbot: QtBot) -> None:
    view.stream("One")
    view.stream("One two")
    assert view.toPlainText() == ""
    qtbot.waitUntil(lambda: view.toPlainText() == "One two")


def test_copying_gives_citations_in_brackets_and_signs_of_items(view: AnswerText) -> None:
    view.set_text("assume so. [1]\n\n- one [2]\n- two\n\n3. third")
    assert view.plain_text() == "assume so. [1]\n- one [2]\n- two\n3. third"
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == view.plain_text()
    assert not view.createMimeDataFromSelection().hasHtml()


def test_a_sentence_without_support_is_marked(view: AnswerText) -> None:
    view.set_text("It is so. [1] Every court agrees.")
    view.set_unsupported(("Every court agrees.",))
    cursor = view.document().find("court")
    assert cursor.charFormat().hasProperty(ink.Mark.UNSUPPORTED.value)
    assert "passages" in cursor.charFormat().toolTip()
    assert not view.document().find("It is").charFormat().hasProperty(ink.Mark.UNSUPPORTED.value)


def test_a_marked_sentence_may_hold_signs_and_citations(view: AnswerText) -> None:
    view.set_text("It is so. **Every court** [1] in `Spain` 🎓 agrees. [2]")
    view.set_unsupported(("**Every court** [1] in `Spain` 🎓 agrees.",))
    for words in ("Every court", "agrees."):
        assert view.document().find(words).charFormat().hasProperty(ink.Mark.UNSUPPORTED.value)
    assert anchors(view) == ["cite:1", "cite:2"]


def test_it_is_as_high_as_its_text(view: AnswerText, qtbot: QtBot) -> None:
    view.set_text("one line")
    low = view.height()
    view.set_text("\n\n".join(["a paragraph"] * 8))
    qtbot.waitUntil(lambda: view.height() > 6 * low)


def test_colours_follow_the_theme(view: AnswerText) -> None:
    view.set_text("text")
    try:
        theme().set_preference("dark")
        letters = view.document().find("text").charFormat()
        assert letters.foreground().color() == theme().colour("text")
    finally:
        theme().set_preference("light")
