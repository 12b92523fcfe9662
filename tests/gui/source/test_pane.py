"""The source pane as a person meets it: opened at a passage, walked through, and honest when it cannot."""

import asyncio
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Block, Unit, UnitPlace
from desktop_rag.domain.errors import DocumentUnknown, FileChanged, ReaderCrashed
from desktop_rag.domain.passages import Place, Span
from desktop_rag.domain.reading import Emphasis, PagePicture, Rect, Tile
from desktop_rag.engine.calls import DrawPage, FindEmphasis, OnPage, OpenSource
from desktop_rag.gui.source.pane import SourcePane
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import EVIDENCE, PAGE_TEXT, UNIT_START, VIEWS, letters

PAGE = VIEWS[0]
NOTES = "Field notes\n\nChamber 3 bubbling at closure, water 4 cm below moss.\n\n" + "\n\n".join(
    f"Paragraph {number} goes on." for number in range(60)
)
NOTE_VIEW = replace(
    PAGE,
    document=11,
    path=b"/notes/plot C.md",
    shown="~/notes/plot C.md",
    kind="markdown",
    unit=Unit(UnitPlace("section", 1), 0, NOTES, (Block("heading", 1, 0, 11),)),
    units=1,
    clip_start=0,
    text=NOTES,
    picture=False,
)


def place(start: int, page: int = 14, length: int = 40) -> Place:
    return Place(1, PAGE.path, PAGE.shown, PAGE.title, "pdf", UnitPlace("page", page), start, start + length)


def note(words: str) -> Place:
    start = NOTES.index(words)
    unit = NOTE_VIEW.unit.place
    return Place(11, NOTE_VIEW.path, NOTE_VIEW.shown, "", "markdown", unit, start, start + len(words))


FIRST, SECOND, ELSEWHERE = place(UNIT_START + 10), place(UNIT_START + 300), place(90_000, page=15)


@pytest.fixture
def pane(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner) -> SourcePane:
    pane = SourcePane(engine, tasks)
    qtbot.addWidget(pane)
    pane.resize(456, 800)
    pane.show()
    return pane


def words_in(pane: SourcePane) -> str:
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


def asked(engine: FakeEngine, name: str) -> list[Any]:
    return [argument for call, argument in engine.asked if call == name]


def marked(pane: SourcePane) -> list[bool]:
    return [now for _, now in pane.stage.page.ticks()]


def show_page(qtbot: QtBot, pane: SourcePane, *places: Place) -> None:
    pane.show_place(places[0], places)
    qtbot.waitUntil(lambda: pane.stage.showing == "page" and bool(pane.stage.page.ticks()))


def test_an_empty_pane_says_how_to_fill_it(pane: SourcePane) -> None:
    assert "Choose a result or a citation to see it in its document" in words_in(pane)


def test_a_page_is_drawn_as_wide_as_the_pane_and_marked_where_the_passages_stand(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST, SECOND, ELSEWHERE)
    assert asked(engine, "source") == [OpenSource(1, FIRST.start, FIRST.end)]
    assert asked(engine, "page")[0] == DrawPage(1, 14, round(416 * pane.devicePixelRatioF()))
    assert sorted(marked(pane)) == [False, False, True]
    assert "Page 14 of 21" in words_in(pane)
    assert "Passage 1 of 3" in words_in(pane)
    assert pane.header.name.whole() == "C-415-11 Aziz.pdf"


def test_a_mark_is_painted_over_the_page_and_leaves_the_rest_white(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST)
    page = pane.stage.page
    qtbot.waitUntil(lambda: bool(page.drawn(13) and page.letters.get(13)))
    picture = page.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    assert_marked = page.letters[13].marked(Span(FIRST.start, FIRST.end))[0]
    area = page.place(13, assert_marked)
    colours = {
        picture.pixelColor(round(area.center().x() * ratio), round(y * ratio)).name()
        for y in range(round(area.top()), round(area.bottom()))
    }
    assert any(name != "#ffffff" and name[5:] < name[1:3] for name in colours)
    beside = page.place(13, Rect(5, 5, 15, 15)).center()
    assert picture.pixelColor(round(beside.x() * ratio), round(beside.y() * ratio)).name() == "#ffffff"


def test_passages_are_walked_across_pages_without_opening_the_document_again(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST, SECOND, ELSEWHERE)
    qtbot.mouseClick(pane.bar.passage_on, Qt.MouseButton.LeftButton)
    assert "Passage 2 of 3" in words_in(pane)
    qtbot.mouseClick(pane.bar.passage_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Page 15 of 21" in words_in(pane))
    assert len(asked(engine, "source")) == 1
    assert not pane.bar.passage_on.isEnabled()


def test_an_evidence_of_an_answer_opens_like_a_hit(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    pane.show_place(EVIDENCE[0], EVIDENCE)
    qtbot.waitUntil(lambda: marked(pane) == [True])
    assert "Passage 1 of 1" in words_in(pane)


def test_pages_are_turned_and_the_ends_are_known(qtbot: QtBot, pane: SourcePane, engine: FakeEngine) -> None:
    show_page(qtbot, pane, FIRST)
    qtbot.mouseClick(pane.bar.unit_on, Qt.MouseButton.LeftButton)
    assert "Page 15 of 21" in words_in(pane)
    qtbot.waitUntil(lambda: DrawPage(1, 15, asked(engine, "page")[0].width) in asked(engine, "page"))
    page = pane.stage.page
    qtbot.keyClick(page, Qt.Key.Key_End)
    assert "Page 21 of 21" in words_in(pane)
    assert pane.bar.unit_back.isEnabled() and not pane.bar.unit_on.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_Home)
    assert "Page 1 of 21" in words_in(pane)
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 600
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    assert page.verticalScrollBar().value() == 0


def test_only_pages_near_the_view_are_drawn(qtbot: QtBot, pane: SourcePane, engine: FakeEngine) -> None:
    show_page(qtbot, pane, FIRST)
    qtbot.waitUntil(lambda: pane.stage.page.drawn(14) > 0)
    drawn = {wanted.page for wanted in asked(engine, "page")}
    assert {14, 15} <= drawn <= {13, 14, 15, 16}


def test_a_newer_choice_wins_over_one_that_is_still_being_drawn(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    draw = engine.answers["page"]
    first, begun, cancelled = asyncio.Event(), [], []

    async def slow(argument: DrawPage, report: Callable[[Any], None]) -> Any:
        begun.append(argument.page)
        try:
            await first.wait()
        except asyncio.CancelledError:
            cancelled.append(argument.page)
            raise
        return await draw(argument, report)

    engine.answers["page"] = slow
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: begun == [14])
    engine.views = (NOTE_VIEW,)
    pane.show_place(note("Chamber 3"), ())
    qtbot.waitUntil(lambda: pane.stage.showing == "text")
    qtbot.waitUntil(lambda: cancelled == [14])
    assert pane.header.name.whole() == "plot C.md"


def test_zooming_draws_the_page_anew_and_can_go_back_to_the_width(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST)
    qtbot.mouseClick(pane.bar.zoom_in, Qt.MouseButton.LeftButton)
    wide = round(520 * pane.devicePixelRatioF())
    qtbot.waitUntil(lambda: pane.stage.page.drawn(13) == wide)
    assert marked(pane) == [True]
    qtbot.mouseClick(pane.bar.zoom_fit, Qt.MouseButton.LeftButton)
    assert pane.stage.page.zoom == 1.0
    pane.resize(456, 500)
    qtbot.mouseClick(pane.bar.zoom_fit, Qt.MouseButton.LeftButton)
    page = pane.stage.page
    assert page.place(13, Rect(0, 0, 595, 842)).height() <= page.viewport().height() + 1


def test_the_best_sentence_is_marked_strongly_and_scrolled_to(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    whole = place(UNIT_START, length=len(PAGE_TEXT))
    start = UNIT_START + PAGE_TEXT.index("With regard")
    best, word = Span(start, start + 90), Span(start + 5, start + 11)
    engine.emphasis = {Span(whole.start, whole.end): Emphasis(best, (word,))}
    pane.show_place(whole, (whole,), "regard", "cited")
    qtbot.waitUntil(lambda: {mark.tone for mark in pane._marking().by_unit[13]} == {"rest", "now", "word"})
    assert asked(engine, "emphasis") == [FindEmphasis(1, (Span(whole.start, whole.end),), "regard", "cited")]
    pane.move_passage(1)
    assert len(asked(engine, "emphasis")) == 1


def test_text_of_pages_is_selected_by_hand_and_copied(qtbot: QtBot, pane: SourcePane) -> None:
    show_page(qtbot, pane, FIRST)
    page = pane.stage.page
    qtbot.waitUntil(lambda: 13 in page.letters)
    first, last = page.letters[13].box(0), page.letters[13].box(15)
    assert first is not None and last is not None
    begin, end = page.place(13, first), page.place(13, last)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(page.viewport(), left, pos=(begin.center() - QPointF(1, 0)).toPoint())
    qtbot.mouseMove(page.viewport(), end.center().toPoint())
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(end.right() - 0.5, end.center().y()), QPointF(), left, left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.mouseMoveEvent(move)
    qtbot.mouseRelease(page.viewport(), left)
    assert page.selected_text() == PAGE_TEXT[:16]
    page.setFocus()
    pane.taking.copy()
    assert QGuiApplication.clipboard().text() == PAGE_TEXT[:16]
    qtbot.mouseDClick(page.viewport(), left, pos=begin.center().toPoint())
    assert page.selected_text() == PAGE_TEXT.split()[0]


def test_a_page_whose_text_was_recognised_says_so(qtbot: QtBot, pane: SourcePane, engine: FakeEngine) -> None:
    async def recognised(argument: OnPage, report: Callable[[Any], None]) -> Any:
        return replace(letters(argument.page), recognized=argument.page == 14)

    engine.answers["letters"] = recognised
    show_page(qtbot, pane, FIRST)
    qtbot.waitUntil(lambda: "This page is a picture: its text was recognised" in words_in(pane))
    pane.move_unit(1)
    qtbot.waitUntil(lambda: "This page is a picture" not in words_in(pane))


def test_text_is_shown_marked_and_can_be_selected(qtbot: QtBot, pane: SourcePane, engine: FakeEngine) -> None:
    engine.views = (NOTE_VIEW,)
    spots = (note("Chamber 3 bubbling"), note("Paragraph 50"))
    pane.show_place(spots[1], spots)
    qtbot.waitUntil(lambda: pane.stage.showing == "text")
    view = pane.stage.text
    chosen = [selection.cursor.selectedText() for selection in view.extraSelections()]
    assert sorted(chosen) == ["Chamber 3 bubbling", "Paragraph 50"]
    assert view.verticalScrollBar().value() > 0
    pane.move_passage(-1)
    assert view.verticalScrollBar().value() < 60
    assert asked(engine, "page") == []
    view.selectAll()
    view.copy()
    assert "water 4 cm below moss" in QGuiApplication.clipboard().text()


def test_a_passage_that_a_cut_text_breaks_off_in_is_shown_whole(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    first, broken = note("Chamber 3 bubbling"), note("Paragraph 50 goes on.")
    cut = broken.start + 9
    engine.views = (replace(NOTE_VIEW, text=NOTES[:cut], more=True),)
    pane.show_place(first, (first, broken))
    qtbot.waitUntil(lambda: pane.stage.showing == "text")
    begun = first.start + 9
    engine.views = (replace(NOTE_VIEW, clip_start=begun, text=NOTES[begun:]),)
    pane.move_passage(1)
    qtbot.waitUntil(lambda: pane.taking.passage_text() == "Paragraph 50 goes on.")
    assert asked(engine, "source")[-1] == OpenSource(11, broken.start, broken.end)
    chosen = [selection.cursor.selectedText() for selection in pane.stage.text.extraSelections()]
    assert "Paragraph 50 goes on." in chosen
    engine.views = (NOTE_VIEW,)
    pane.move_passage(-1)
    qtbot.waitUntil(lambda: pane.taking.passage_text() == "Chamber 3 bubbling")
    assert len(asked(engine, "source")) == 3


def test_a_changed_file_is_shown_as_it_was_indexed_and_that_is_said(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    engine.views = (replace(PAGE, condition="changed", picture=True),)
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: pane.stage.showing == "text")
    assert "The file has changed since it was read" in words_in(pane)
    assert "This is the text that was indexed." in words_in(pane)
    assert pane.header.open.isVisible()


def test_a_missing_file_cannot_be_opened_but_its_text_can_be_read(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    engine.views = (replace(PAGE, condition="missing", picture=False),)
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: "The file is no longer there" in words_in(pane))
    assert not pane.header.open.isVisible()
    assert not pane.header.folder.isVisible()


@pytest.mark.parametrize("error", [ReaderCrashed(), FileChanged()])
def test_a_page_that_cannot_be_drawn_falls_back_to_its_text(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine, error: Exception
) -> None:
    engine.failures["page"] = error
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: pane.stage.showing == "text")
    assert "This page cannot be drawn, so you see its text as it was indexed" in words_in(pane)
    assert pane.stage.text.extraSelections()


def test_a_picture_that_is_not_what_it_says_falls_back_to_the_text(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    async def bomb(argument: DrawPage, report: Callable[[Any], None]) -> PagePicture:
        report(Tile(0, 0, 512, 512, 2048, zlib.compress(b"\0" * 20_000_000)))
        return PagePicture(512, 512, 100.0, 100.0)

    engine.answers["page"] = bomb
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: pane.stage.showing == "text")


def test_marks_that_cannot_be_found_leave_the_page_and_say_so(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    engine.failures["letters"] = ReaderCrashed()
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: "The passage cannot be marked on this page" in words_in(pane))
    assert pane.stage.showing == "page"


def test_a_document_that_cannot_be_opened_says_why_and_can_be_tried_again(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    engine.failures["source"] = DocumentUnknown()
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: pane.stage.currentWidget() is pane.stage.problem)
    del engine.failures["source"]
    pane.open_again()
    qtbot.waitUntil(lambda: pane.stage.showing == "page")


def test_a_document_that_takes_its_time_is_announced(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    async def never(argument: OpenSource, report: Callable[[Any], None]) -> Any:
        await asyncio.Event().wait()

    engine.answers["source"] = never
    pane.show_place(FIRST, ())
    qtbot.waitUntil(lambda: "Opening the document…" in words_in(pane))
    pane.clear()
    assert "Choose a result" in words_in(pane)


def test_a_document_opened_at_its_beginning_has_no_passage_to_walk(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    pane.show_place(place(0, page=1, length=0), ())
    qtbot.waitUntil(lambda: pane.stage.showing == "page")
    assert not pane.bar.passage.isVisible()
    assert pane.stage.page.ticks() == ()


def test_ctrl_f_opens_the_line_to_look_for_words(qtbot: QtBot, pane: SourcePane) -> None:
    show_page(qtbot, pane, FIRST)
    pane.stage.take_keyboard()
    qtbot.keyClick(pane.stage.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.find_bar.isVisible()


def test_words_are_found_on_a_page_and_marked_there(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST)
    pane.finding.begin()
    qtbot.keyClicks(pane.find_bar.box, "the consumer")
    qtbot.waitUntil(lambda: "1 of 3" in words_in(pane) and len(marked(pane)) == 3)
    qtbot.keyClick(pane.find_bar.box, Qt.Key.Key_Return)
    assert "2 of 3" in words_in(pane)
    qtbot.keyClick(pane.find_bar.box, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    assert marked(pane) == [True]


def test_opening_outside_asks_the_system_for_documents_and_for_folders_of_the_rest(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    opened: list[QUrl] = []
    pane.open_url = lambda url: not opened.append(url)  # type: ignore[func-returns-value]
    engine.views = (replace(NOTE_VIEW, path=b"/notes/plot C.md"),)
    pane.show_place(note("Chamber 3"), ())
    qtbot.waitUntil(lambda: pane.header.open.isVisible())
    qtbot.mouseClick(pane.header.open, Qt.MouseButton.LeftButton)
    assert opened == [QUrl.fromLocalFile("/notes/plot C.md")]
    pane.clear()
    engine.views = (replace(NOTE_VIEW, path=b"/notes/run.desktop"),)
    pane.show_place(note("Chamber 3"), ())
    qtbot.waitUntil(lambda: pane.header.folder.isVisible())
    assert not pane.header.open.isVisible()
    qtbot.mouseClick(pane.header.folder, Qt.MouseButton.LeftButton)
    assert opened[-1] == QUrl.fromLocalFile("/notes")


def test_a_system_without_a_viewer_is_said(qtbot: QtBot, pane: SourcePane) -> None:
    pane.open_url = lambda url: False
    show_page(qtbot, pane, FIRST)
    qtbot.mouseClick(pane.header.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "The system has no program that shows this file" in words_in(pane))


def test_the_passage_on_a_page_can_be_copied(qtbot: QtBot, pane: SourcePane) -> None:
    show_page(qtbot, pane, FIRST)
    qtbot.waitUntil(lambda: 13 in pane.stage.page.letters)
    pane.taking.copy_passage()
    assert QGuiApplication.clipboard().text() == PAGE_TEXT[10:50]
    pane.taking.copy_unit()
    assert QGuiApplication.clipboard().text() == PAGE_TEXT


@pytest.mark.parametrize("width", [360, 456, 700])
def test_the_bar_fits_every_width_of_the_pane(qtbot: QtBot, pane: SourcePane, width: int) -> None:
    pane.resize(width, 800)
    show_page(qtbot, pane, FIRST, SECOND)
    pane.bar.zoomed.emit(1)
    assert pane.width() == width
    parts = [pane.bar.unit, pane.bar.passage, *pane.bar.findChildren(QToolButton)]
    shown = sorted((part for part in parts if part.isVisible()), key=lambda part: part.x())
    for one, other in pairwise(shown):
        assert one.geometry().right() < other.geometry().left()
    assert pane.bar.unit.width() >= pane.bar.unit.sizeHint().width()
    assert shown[-1].geometry().right() < width


def test_the_head_asks_the_window_to_hide_the_pane(qtbot: QtBot, pane: SourcePane) -> None:
    with qtbot.waitSignal(pane.closed):
        qtbot.mouseClick(pane.header.close_button, Qt.MouseButton.LeftButton)


def test_a_tooltip_of_a_hostile_name_is_plain_text(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    hostile = replace(note("Chamber 3"), shown="~/<img src=x onerror=y>.md")
    engine.views = (NOTE_VIEW,)
    pane.show_place(hostile, ())
    assert pane.header.name.text().startswith("<img") or "…" in pane.header.name.text()
    assert "<img" not in pane.header.name.toolTip()


def test_controls_have_names_for_those_who_hear_the_window(pane: SourcePane) -> None:
    for button in pane.findChildren(QToolButton):
        spoken = QAccessible.queryAccessibleInterface(button)
        assert spoken.text(QAccessible.Text.Name), button
    assert QAccessible.queryAccessibleInterface(pane.stage.text).text(QAccessible.Text.Name)


def test_pages_of_one_document_are_never_shown_in_another(
    qtbot: QtBot, pane: SourcePane, engine: FakeEngine
) -> None:
    show_page(qtbot, pane, FIRST)
    qtbot.waitUntil(lambda: {12, 13, 14} <= set(pane.stage.page.letters))
    letters_of, held, waiting = engine.answers["letters"], asyncio.Event(), []

    async def slow(argument: OnPage, report: Callable[[Any], None]) -> Any:
        if argument.document == 1:
            waiting.append(argument.page)
            await held.wait()
        return await letters_of(argument, report)

    engine.answers["letters"] = slow
    qtbot.keyClick(pane.stage.page, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: bool(waiting))
    engine.views = (replace(PAGE, document=2),)
    pane.show_place(replace(FIRST, document=2), ())
    held.set()
    qtbot.waitUntil(lambda: OnPage(2, 14) in [job for _, job in engine.asked])
    qtbot.waitUntil(lambda: 13 in pane.stage.page.letters)
    assert waiting[0] - 1 not in pane.stage.page.letters
