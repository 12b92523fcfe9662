"""The search and its library: documents that go, and those that are not yet there."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Coverage, SearchResult
from desktop_rag.gui.search.pane import SearchPane
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import RESULT
from tests.gui.search.looking import passages, searches, words_in


def test_hits_of_a_document_that_is_removed_go_at_once_and_others_come_after_them(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    pane.forget({1})
    assert passages(pane) == [103, 104] and "2 passages" in words_in(pane)
    assert pane.renewal.isActive()
    engine.result = msgspec.structs.replace(RESULT, hits=())
    pane.forget({9, 11})
    qtbot.waitUntil(lambda: "No passage was found for" in words_in(pane))
    assert [search.query for search in searches(engine)] == ["good faith", "good faith"]


@pytest.mark.parametrize("in_use", ["chosen", "pointer"])
def test_nothing_moves_under_a_chosen_row_or_the_pointer_when_a_document_is_removed(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, in_use: str
) -> None:
    pane.renewal.setInterval(0)
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    if in_use == "chosen":
        qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    else:
        pane.list.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    rows = pane.model.rowCount()
    engine.result = msgspec.structs.replace(RESULT, hits=RESULT.hits[2:])
    pane.forget({1})
    assert pane.model.rowCount() == rows and "2 passages" in words_in(pane)
    opened: list[object] = []
    pane.source_requested.connect(lambda place, places: opened.append(place))
    qtbot.mouseClick(
        pane.list.viewport(), Qt.MouseButton.LeftButton,
        pos=pane.list.visualRect(pane.model.index(1)).center(),
    )  # fmt: skip
    assert not opened and pane.list.menu_for(pane.model.index(1)) is None
    if in_use == "chosen":
        qtbot.waitUntil(lambda: "are no longer in this library" in words_in(pane))
        assert pane.model.rowCount() == rows
        qtbot.mouseClick(pane.join, Qt.MouseButton.LeftButton)
    else:
        qtbot.wait(20)
        assert pane.model.rowCount() == rows
        pane.list.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    qtbot.waitUntil(lambda: not pane.model.greyed and len(searches(engine)) == 2)
    assert passages(pane) == [103, 104]


def test_an_empty_library_says_that_there_is_nothing_to_search_and_offers_a_folder(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(0, 0, 0), (), 0)
    pane.box.setText('"salt marsh"')
    qtbot.waitUntil(lambda: "There is nothing to search yet" in words_in(pane))
    assert not pane.said.isVisible() and not pane.clear_filter.isVisible()
    with qtbot.waitSignal(pane.adding_wanted):
        qtbot.mouseClick(pane.add_folder, Qt.MouseButton.LeftButton)


def test_while_nothing_has_been_read_the_search_says_how_much_is_to_come(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(1204, 0, 0), (), 0)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: "Nothing can be searched yet" in words_in(pane))
    assert "The 1,204 documents of this library are still to be read." in words_in(pane)
    assert not pane.add_folder.isVisible()


def test_what_is_not_found_may_be_in_what_is_still_to_be_read(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    said = (Failure("query-phrase-not-yet", {"what": '"salt marsh"', "read": "230 of 244"}),)
    engine.result = msgspec.structs.replace(RESULT, said=said, coverage=Coverage(244, 230, 230))
    pane.box.setText('"salt marsh"')
    qtbot.waitUntil(lambda: "so far (230 of 244)" in words_in(pane) and pane.said.isVisible())
    engine.result = msgspec.structs.replace(engine.result, hits=(), said=())
    pane.box.setText("salt")
    qtbot.waitUntil(lambda: "230 documents of 244 can be searched already" in words_in(pane))
