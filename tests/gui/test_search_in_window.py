"""Searching in the whole window: what it keeps, and the ways from a hit to the source and to Ask."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_rag.domain.passages import Coverage
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.settings import WindowSettings
from tests.fakes import sample
from tests.fakes.engine import FakeEngine
from tests.gui import whole_window
from tests.gui.waiting import until

SHOWN = WindowSettings(library=sample.LIBRARY.name, searches={sample.LIBRARY.name: ("bargaining",)})


@pytest.fixture
def window(engine: FakeEngine, loop: AppLoop, qtbot: QtBot) -> Iterator[MainWindow]:
    with whole_window.shown(engine, SHOWN, loop) as made:
        yield made


async def begun(window: MainWindow) -> None:
    await whole_window.begun(window)
    window.activateWindow()


async def searched(window: MainWindow, query: str = "good faith") -> None:
    window.search.focus_search()
    QTest.keyClicks(window.search.box, query)
    await until(lambda: window.search.list.isVisible() and window.search.model.rowCount())


async def test_recent_searches_are_kept_at_once_and_until_the_next_start(window: MainWindow) -> None:
    await begun(window)
    assert [row.text() for row in window.search.start.recent] == ["bargaining"]
    kept: list[WindowSettings] = []
    window.keep_wanted.connect(lambda: kept.append(window.settings()))
    await searched(window)
    QTest.keyClick(window.search.box, Qt.Key.Key_Return)
    assert kept[-1].searches == {sample.LIBRARY.name: ("good faith", "bargaining")}
    QTest.keyClick(window.search.box, Qt.Key.Key_Escape)
    QTest.mouseClick(window.search.start.forget, Qt.MouseButton.LeftButton)
    assert kept[-1].searches == {}


async def test_a_library_that_is_removed_takes_its_searches_with_it(window: MainWindow) -> None:
    await begun(window)
    assert window.search.recent.of(sample.LIBRARY.name)
    window.library.switcher.removed.emit(sample.LIBRARY.name)
    assert window.settings().searches == {}


async def test_what_can_be_typed_is_shown_beside_a_question_too(window: MainWindow) -> None:
    await begun(window)
    window.centre.show_mode("ask")
    composer = window.chat.composer
    QTest.keyClicks(composer.words, "What about water")
    composer.help.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(composer.help, Qt.Key.Key_Space)
    await until(lambda: any(menu.isVisible() for menu in composer.help.findChildren(QMenu)))
    menu = composer.help.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert any("in Search, too" in action.text() for action in menu.actions())
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert composer.words.toPlainText() == "What about water -word"
    QTest.keyClicks(composer.words, "stone")
    assert composer.words.toPlainText() == "What about water -stone"


async def test_right_goes_into_the_source_and_escape_back_to_the_box(window: MainWindow) -> None:
    await begun(window)
    await searched(window)
    search = window.search
    QTest.keyClick(search.box, Qt.Key.Key_Down)
    QTest.keyClick(search.list, Qt.Key.Key_Right)
    await until(lambda: window.source.isVisible() and window.source.stage.showing != "nothing")
    keyboard = window.focusWidget()
    assert keyboard is not None and window.source.isAncestorOf(keyboard)
    QTest.keyClick(keyboard, Qt.Key.Key_Escape)
    await until(search.box.hasFocus)
    assert window.source.isVisible() and search.box.text() == "good faith"


async def test_escape_among_the_hits_goes_to_the_box_and_leaves_the_source_open(window: MainWindow) -> None:
    await begun(window)
    await searched(window)
    QTest.keyClick(window.search.box, Qt.Key.Key_Down)
    QTest.keyClick(window.search.list, Qt.Key.Key_Return)
    await until(lambda: window.source.isVisible())
    assert window.search.list.hasFocus()
    QTest.keyClick(window.search.list, Qt.Key.Key_Escape)
    assert window.search.box.hasFocus() and window.source.isVisible()


async def test_in_one_pane_escape_comes_back_from_the_source_to_the_search(window: MainWindow) -> None:
    window.resize(760, 600)
    await begun(window)
    await searched(window)
    QTest.keyClick(window.search.box, Qt.Key.Key_Down)
    QTest.keyClick(window.search.list, Qt.Key.Key_Right)
    await until(lambda: window.panes.at_front() == "source" and window.source.isVisible())
    keyboard = window.focusWidget()
    assert keyboard is not None
    QTest.keyClick(keyboard, Qt.Key.Key_Escape)
    await until(lambda: window.panes.at_front() == "centre" and window.search.box.hasFocus())


async def test_the_documents_of_a_search_become_what_a_new_conversation_is_about(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    await searched(window)
    QTest.mouseClick(window.search.counts.ask, Qt.MouseButton.LeftButton)
    assert window.centre.mode() == "ask"
    assert window.chat.composer.scope.text() == "3 documents"
    QTest.keyClicks(window.chat.composer.words, "Who must show good faith?")
    QTest.keyClick(window.chat.composer.words, Qt.Key.Key_Return)
    await until(lambda: "ask" in engine.names_asked())
    assert dict(engine.asked)["ask"].scope == (1, 9, 11)


async def test_a_search_is_renewed_when_the_library_tells_of_more_documents(
    window: MainWindow, engine: FakeEngine
) -> None:
    engine.result = msgspec.structs.replace(sample.RESULT, hits=(), coverage=Coverage(11, 7, 7))
    await begun(window)
    window.search.renewal.setInterval(0)
    window.search.focus_search()
    QTest.keyClicks(window.search.box, "good faith")
    await until(lambda: window.search.model.result is not None)
    engine.result = msgspec.structs.replace(sample.RESULT, coverage=Coverage(11, 8, 7))
    read = msgspec.structs.replace(sample.DOCUMENTS[7], state="searchable", passages=4)
    engine.push(changed=(read,))
    await until(lambda: window.search.list.isVisible() and window.search.model.rowCount())


async def test_hits_of_a_document_go_when_the_library_tells_that_it_has_gone(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    await searched(window)
    engine.push(gone=(sample.RESULT.hits[0].place.document,))
    await until(lambda: [hit.passage for hit in window.search.model.hits] == [103, 104])
    assert not window.search.model.greyed
