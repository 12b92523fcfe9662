"""What can be done with a hit: copied, followed into its document, asked about, others like it found."""

import os
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import DocumentUnknown
from desktop_rag.domain.passages import SearchResult
from desktop_rag.engine.calls import Similar
from desktop_rag.gui.search.pane import SearchPane
from desktop_rag.gui.search.wording import reference
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import RESULT
from tests.gui.search.looking import passages, searches, words_in
from tests.gui.search.test_rows import hit

LIKE = msgspec.structs.replace(
    RESULT, query="", mode="semantic", hits=(msgspec.structs.replace(RESULT.hits[2], matched=("semantic",)),)
)


@pytest.fixture
def similar(engine: FakeEngine) -> list[Similar]:
    """What was asked for to be like."""
    asked: list[Similar] = []

    async def answer(argument: Similar, report: Callable[[Any], None]) -> SearchResult:
        asked.append(argument)
        return LIKE

    engine.answers["similar"] = answer
    return asked


def found(qtbot: QtBot, pane: SearchPane, query: str = "good faith") -> None:
    pane.box.setText(query)
    qtbot.waitUntil(lambda: pane.list.isVisible() and bool(passages(pane)))


def opened(qtbot: QtBot, pane: SearchPane, row: int) -> dict[str, QAction]:
    """The menu of a row, opened by the pointer's other button; keys are left out of its words."""
    spot = pane.list.visualRect(pane.model.index(row)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, pane.list.viewport().mapToGlobal(spot))
    QApplication.sendEvent(pane.list.viewport(), event)
    return offered(qtbot, pane)


def offered(qtbot: QtBot, pane: SearchPane) -> dict[str, QAction]:
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in pane.list.findChildren(QMenu)))
    menu = next(menu for menu in pane.list.findChildren(QMenu) if menu.isVisible())
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def choose(qtbot: QtBot, action: QAction) -> None:
    menu = action.parent()
    assert isinstance(menu, QMenu)
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_passage_is_copied_alone_or_below_its_title_and_page(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["Copy passage"])
    assert clipboard() == RESULT.hits[0].text
    choose(qtbot, opened(qtbot, pane, 1)["Copy with its reference"])
    assert clipboard() == f"C-415-11 Aziz.pdf, page 14:\n“{RESULT.hits[0].text}”"
    titled = msgspec.structs.replace(RESULT.hits[0].place, title="Aziz")
    words = reference(msgspec.structs.replace(RESULT.hits[0], place=titled))
    assert words.startswith("Aziz (C-415-11 Aziz.pdf), page 14:\n")


def test_the_keyboard_copies_and_opens_the_menu_too(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == RESULT.hits[0].text
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(pane.list, Qt.Key.Key_C, both)
    assert clipboard().startswith("C-415-11 Aziz.pdf, page 14:")
    spot = pane.list.visualRect(pane.list.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, spot, pane.list.viewport().mapToGlobal(spot))
    QApplication.sendEvent(pane.list.viewport(), event)
    assert "More like this passage" in offered(qtbot, pane)


def test_right_follows_the_hit_into_its_source_and_enter_stays(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    shown: list[str] = []
    pane.source_requested.connect(lambda place, places: shown.append("shown"))
    pane.source_entered.connect(lambda: shown.append("entered"))
    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    assert shown == ["shown"]
    qtbot.keyClick(pane.list, Qt.Key.Key_Right)
    assert shown == ["shown", "shown", "entered"]


def test_the_keyboard_comes_back_to_the_row_that_it_left(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    escape = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    escape.ignore()
    QApplication.sendEvent(pane.list, escape)
    assert escape.isAccepted()
    qtbot.keyClick(pane.list, Qt.Key.Key_Escape)
    assert pane.box.hasFocus()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    chosen = pane.model.hit(pane.list.currentIndex())
    assert chosen is not None and chosen.passage == 102


def test_the_documents_of_the_hits_are_asked_about(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    asked: list[tuple[Any, str]] = []
    pane.ask_wanted.connect(lambda documents, words: asked.append((documents, words)))
    qtbot.mouseClick(pane.counts.ask, Qt.MouseButton.LeftButton)
    choose(qtbot, opened(qtbot, pane, 1)["Ask about this document"])
    choose(qtbot, opened(qtbot, pane, 1)["Ask about these 3 documents"])
    every = ((1, 9, 11), "3 documents")
    assert asked == [every, ((1,), "C-415-11 Aziz.pdf"), every]
    chip = next(one for one in pane.chips.family_chips() if one.text() == "Notes")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    pane.counts.ask.setFocus()
    qtbot.keyClick(pane.counts.ask, Qt.Key.Key_Space)
    assert asked[-1] == ((11,), "supervision-notes.md")
    assert pane.recent.of("My library") == ("good faith",)


def test_what_is_like_a_passage_takes_the_place_of_the_hits_until_one_goes_back(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, similar: list[Similar]
) -> None:
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["More like this passage"])
    qtbot.waitUntil(lambda: passages(pane) == [103])
    assert similar == [Similar(passage=101, library="My library", top=50)]
    assert pane.like.isVisible() and pane.like.text() == "Like p. 14 of C-415-11 Aziz.pdf"
    assert pane.box.text() == "good faith" and "No passage holds these words" not in words_in(pane)
    qtbot.keyClick(pane.list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    assert not pane.like.isVisible() and searches(engine)[-1].query == "good faith"


def test_what_is_like_a_document_can_be_asked_for_at_its_name(
    qtbot: QtBot, pane: SearchPane, similar: list[Similar]
) -> None:
    found(qtbot, pane)
    actions = opened(qtbot, pane, 0)
    assert not any(words.startswith("Copy") for words in actions)
    choose(qtbot, actions["More like this document"])
    qtbot.waitUntil(lambda: passages(pane) == [103])
    assert similar == [Similar(document=1, library="My library", top=50)]
    qtbot.mouseClick(pane.like, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)


def test_a_filter_that_is_set_bounds_what_is_like_a_passage(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    asked: list[Similar] = []

    async def answer(argument: Similar, report: Callable[[Any], None]) -> SearchResult:
        asked.append(argument)
        if not argument.filters:
            return msgspec.structs.replace(RESULT, query="", mode="semantic", total=100)
        return msgspec.structs.replace(LIKE, hits=(), total=0)

    engine.answers["similar"] = answer
    found(qtbot, pane)
    notes = next(chip for chip in pane.chips.family_chips() if chip.text() == "Notes")
    qtbot.mouseClick(notes, Qt.MouseButton.LeftButton)
    choose(qtbot, opened(qtbot, pane, 1)["More like this passage"])
    qtbot.waitUntil(lambda: "Nothing else says the like within the filters" in words_in(pane))
    assert [bool(one.filters) for one in asked] == [False, True]
    assert pane.chips.filter.told() == asked[-1].filters and pane.clear_filter.isVisible()
    assert [chip.text() for chip in pane.chips.visible_chips() if chip.is_on()] == ["Notes"]
    assert pane.like.isVisible()
    pane.clear_filter.setFocus()
    qtbot.keyClick(pane.clear_filter, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    assert pane.like.isVisible()


def test_typing_leaves_what_is_like_something(qtbot: QtBot, pane: SearchPane, similar: list[Similar]) -> None:
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["More like this document"])
    qtbot.waitUntil(lambda: pane.like.isVisible())
    qtbot.keyClicks(pane.box, " more")
    qtbot.waitUntil(lambda: not pane.like.isVisible() and len(passages(pane)) == 4)


def test_without_anything_to_go_by_it_is_said_why_nothing_is_like_it(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, similar: list[Similar]
) -> None:
    async def none(argument: Similar, report: Callable[[Any], None]) -> SearchResult:
        return msgspec.structs.replace(LIKE, hits=(), words_only="vector-index-unavailable")

    engine.answers["similar"] = none
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["More like this passage"])
    qtbot.waitUntil(lambda: "Nothing else says the like" in words_in(pane))


def test_a_passage_that_is_gone_is_a_problem_that_is_told(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, similar: list[Similar]
) -> None:
    engine.failures["similar"] = DocumentUnknown(passage="101")
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["More like this passage"])
    qtbot.waitUntil(lambda: "Search again" in [b.text() for b in pane.problem.findChildren(type(pane.join))])


def test_the_file_of_a_hit_is_shown_in_its_folder(qtbot: QtBot, pane: SearchPane) -> None:
    found(qtbot, pane)
    with qtbot.waitSignal(pane.folder_wanted) as got:
        choose(qtbot, opened(qtbot, pane, 1)["Show in folder"])
    assert got.args == [os.fsencode("~/Thesis/Cases/C-415-11 Aziz.pdf")]


def test_a_hit_is_opened_outside_but_for_what_could_run(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    found(qtbot, pane)
    with qtbot.waitSignal(pane.outside_wanted) as got:
        choose(qtbot, opened(qtbot, pane, 1)["Open in the system's viewer"])
    assert got.args == [RESULT.hits[0].place]
    assert "Open in the system's viewer" in opened(qtbot, pane, 0)
    for name in ("run.sh", "start.desktop", "start.bat"):
        script = msgspec.structs.replace(hit(1, 1, name).place, kind="text")
        engine.result = msgspec.structs.replace(
            RESULT, hits=(msgspec.structs.replace(hit(1, 1), place=script),)
        )
        found(qtbot, pane, name)
        qtbot.waitUntil(lambda: len(passages(pane)) == 1)
        actions = opened(qtbot, pane, 1)
        assert "Show in folder" in actions and not any("viewer" in words for words in actions)
        engine.result = RESULT
        found(qtbot, pane)
        qtbot.waitUntil(lambda: len(passages(pane)) == 4)


def test_where_there_is_little_room_asking_has_its_sign_alone(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    found(qtbot, pane)
    assert pane.counts.ask.text() == "Ask about these"
    pane.resize(400, 800)
    qtbot.waitUntil(lambda: pane.counts.ask.text() == "")
    assert pane.counts.ask.isVisible() and pane.counts.ask.toolTip()


def test_a_passage_without_a_page_is_named_all_the_same(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, similar: list[Similar]
) -> None:
    unplaced = hit(1, 1, "a.md")
    place = msgspec.structs.replace(unplaced.place, unit=RESULT.hits[2].place.unit)
    engine.result = msgspec.structs.replace(RESULT, hits=(msgspec.structs.replace(unplaced, place=place),))
    found(qtbot, pane)
    choose(qtbot, opened(qtbot, pane, 1)["More like this passage"])
    qtbot.waitUntil(lambda: pane.like.text() == "Like a passage of a.md")
    qtbot.waitUntil(lambda: pane.like.x() == pane.box.x() and pane.like.y() > pane.box.y())
