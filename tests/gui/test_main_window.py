"""The whole window over the fake engine: real clicks, keys and drops."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
)
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import EngineLost, FolderInUse, LibraryUnknown
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, SnapshotPage
from desktop_rag.engine import calls
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.ordering import Order
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.settings import WindowSettings
from tests.fakes import sample
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until
from tests.gui.whole_window import begun, shown

SHOWN = WindowSettings(library=sample.LIBRARY.name)


@pytest.fixture
def window(engine: FakeEngine, loop: AppLoop, qtbot: QtBot) -> Iterator[MainWindow]:
    with shown(engine, SHOWN, loop) as made:
        yield made


async def test_the_window_is_painted_before_the_engine_is_asked(
    window: MainWindow, engine: FakeEngine
) -> None:
    assert window.grab().width() == 1440 and not engine.asked
    await begun(window)
    assert {"follow", "models"} <= set(engine.names_asked())


async def test_documents_status_and_indexing_are_shown(window: MainWindow) -> None:
    await begun(window)
    assert window.library.model.rowCount() == 13
    assert window.status.ollama.text() == "Ollama 0.33 is running"
    assert window.status.finding.text() == "Finding with nomic-embed-text"
    assert window.status.promise.text() == "Nothing leaves this computer"
    await until(lambda: window.status.counts.text() == "12,431 passages in 7 of 11 documents")
    assert window.library.card.isVisible()


async def test_a_cloud_model_turns_the_promise_into_a_warning(window: MainWindow, engine: FakeEngine) -> None:
    models = engine.models
    cloud = msgspec.structs.replace(models.models[0], name="big:cloud", remote=True)
    engine.models = msgspec.structs.replace(models, models=(cloud, *models.models), chat="big:cloud")
    await begun(window)
    assert (
        "big:cloud" in window.status.promise.text() and "leave this computer" in window.status.promise.text()
    )
    assert window.status.promise.property("role") == "attention"


async def test_a_remote_host_turns_the_promise_into_a_warning(window: MainWindow, engine: FakeEngine) -> None:
    there = msgspec.structs.replace(sample.OLLAMA, url="http://10.0.0.9:11434", local=False)
    engine.models = msgspec.structs.replace(engine.models, ollama=there)
    await begun(window)
    assert "10.0.0.9" in window.status.promise.text()


def drag(window: MainWindow, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([*(QUrl.fromLocalFile(str(path)) for path in paths), QUrl("https://example.org/x")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    assert window.veil.isVisible() and sample.LIBRARY.name in window.veil.words
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, drop)
    return not window.veil.isVisible()


async def test_files_and_folders_dropped_anywhere_are_added(
    window: MainWindow, engine: FakeEngine, tmp_path: Path
) -> None:
    await begun(window)
    assert drag(window, tmp_path / "über 100 %.pdf", tmp_path)
    wanted = calls.Index(
        sample.LIBRARY.name, (os.fsencode(tmp_path / "über 100 %.pdf"), os.fsencode(tmp_path))
    )
    await until(lambda: ("index", wanted) in engine.asked)


async def test_a_drag_without_files_is_not_taken(window: MainWindow) -> None:
    await begun(window)
    assert not drag(window)
    assert not window.veil.isVisible()


async def test_an_empty_library_shows_the_first_steps_until_a_document_comes(
    window: MainWindow, engine: FakeEngine
) -> None:
    engine.documents, engine.progress = (), None
    window.begin()
    await until(window.welcome.isVisible)
    engine.push(changed=(sample.DOCUMENTS[0],))
    await until(window.search.isVisible)


async def test_the_sample_becomes_a_library_of_its_own(window: MainWindow, engine: FakeEngine) -> None:
    engine.documents, engine.progress = (), None
    window.begin()
    await until(window.welcome.isVisible)
    window.welcome.sample.click()
    await until(lambda: "make-library" in engine.names_asked())
    await until(lambda: any(name == "index" and asked.paths for name, asked in engine.asked))
    paths = [argument for name, argument in engine.asked if name == "index"][-1].paths
    assert Path(os.fsdecode(paths[0])).name == "sample"


async def test_the_keys_lead_to_search_and_ask(window: MainWindow, qtbot: QtBot) -> None:
    await begun(window)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.chat.isVisible() and window.centre.mode() == "ask"
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.library.isVisible() and window.centre.show_library.isVisible()
    window.centre.show_library.click()
    assert window.library.isVisible()


async def test_a_click_on_a_document_opens_it_beside_the_centre(window: MainWindow, qtbot: QtBot) -> None:
    await begun(window)
    row = window.library.model.row_of(1)
    assert row is not None
    where = window.library.list.visualRect(window.library.model.index(row)).center()
    qtbot.mouseClick(window.library.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    await until(window.source.isVisible)
    assert window.source.document() == 1
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.source.isVisible()


async def test_a_removed_document_can_be_brought_back(window: MainWindow, engine: FakeEngine) -> None:
    await begun(window)
    window.library.remove_wanted.emit([sample.DOCUMENTS[0]])
    await until(window.toast.isVisible)
    assert window.library.model.document(1) is None
    window.toast._button.click()
    wanted = calls.Index(sample.LIBRARY.name, (sample.DOCUMENTS[0].path,))
    await until(lambda: ("index", wanted) in engine.asked)


async def test_a_document_that_is_removed_does_not_stay_open_beside(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    first, other = sample.DOCUMENTS[0], sample.DOCUMENTS[1]
    window.beside.open_document(first)
    await until(lambda: window.source.stage.showing == "page")
    engine.push(gone=(other.id,))
    await until(lambda: window.library.model.document(other.id) is None)
    assert window.source.document() == first.id and window.source.stage.showing == "page"
    window.library.remove_wanted.emit([first])
    await until(lambda: window.source.document() is None)
    assert window.source.isVisible() and window.source.stage.currentWidget() is window.source.stage.gone
    seen = " ".join(label.text() for label in window.source.findChildren(QLabel) if label.isVisible())
    assert "No longer in the library" in seen and os.path.basename(first.shown) not in seen
    assert window.source.taking.passage_text() == "" and not window.source.bar.find_button.isVisible()


async def test_a_document_that_goes_while_it_is_being_opened_is_not_shown(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    window.beside.open_document(sample.DOCUMENTS[0])
    window.library.model.removed.emit(frozenset({sample.DOCUMENTS[0].id}))
    assert window.source.document() is None
    await asyncio.sleep(0.3)
    assert window.source.stage.currentWidget() is window.source.stage.gone


async def test_the_page_about_attention_shows_reasons_and_does_what_helps(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    window.library.card.attention_requested.emit()
    assert window.attention.isVisible()
    assert window.library.model.rowCount() == 3
    buttons = {one.accessibleName(): one for one in window.attention.findChildren(QAbstractButton)}
    assert "Unlock mortgage-contract-2009.pdf" in buttons
    buttons["Read text RvS-1998-scan.pdf"].click()
    await until(lambda: calls.RECOGNIZE.name in engine.names_asked())
    window.centre.back.click()
    assert window.search.isVisible() and window.library.model.rowCount() == 13


async def test_pause_and_resume_reach_the_engine(window: MainWindow, engine: FakeEngine) -> None:
    await begun(window)
    window.library.card._pause.click()
    await until(lambda: ("pause", calls.Pause(True)) in engine.asked)
    engine.push(progress=msgspec.structs.replace(sample.PROGRESS, paused=True))
    window.library.card._pause.click()
    await until(lambda: ("pause", calls.Pause(False)) in engine.asked)


async def test_an_error_becomes_a_banner_with_its_remedy(window: MainWindow, engine: FakeEngine) -> None:
    engine.failures["remove"] = FolderInUse(path="/here")
    await begun(window)
    window.library.remove_wanted.emit([sample.DOCUMENTS[0]])
    await until(lambda: window.problems.shown() == "folder-in-use")
    assert window.centre.problem_place.isVisible()


async def test_a_lost_engine_is_a_quiet_note_and_a_stopped_one_offers_to_start_again(
    window: MainWindow,
) -> None:
    await begun(window)
    started: list[str] = []
    window.problems.set_remedy("engine-lost", "Start again", lambda: started.append("again"))
    window.reachable.engine_changed("lost")
    assert window.toast.isVisible() and not window.problems.shown()
    window.reachable.engine_changed("stopped")
    button = next(
        button
        for button in window.centre.problem_place.findChildren(QAbstractButton)
        if button.accessibleName() == "" and button.text() == "Start again"
    )
    button.click()
    assert started == ["again"] and not window.problems.shown()


async def test_following_goes_on_after_the_engine_was_lost(window: MainWindow, engine: FakeEngine) -> None:
    engine.failures["follow"] = EngineLost()
    window.begin()
    await until(lambda: "follow" in engine.names_asked())
    del engine.failures["follow"]
    await until(lambda: len(window.library.model) == 11)


async def test_a_library_that_is_gone_gives_way_to_the_first(window: MainWindow, engine: FakeEngine) -> None:
    engine.failures["follow"] = LibraryUnknown(library=sample.LIBRARY.name)
    window.begin()
    await until(lambda: window.settings().library == calls.MY_LIBRARY)


async def test_closing_hides_at_once_and_ends_every_task(window: MainWindow, engine: FakeEngine) -> None:
    await begun(window)
    ended = asyncio.Event()
    window.closed.connect(ended.set)
    window.close()
    assert not window.isVisible()
    await asyncio.wait_for(ended.wait(), 5)
    assert not engine._followers


async def test_sizes_and_panes_are_kept(window: MainWindow) -> None:
    await begun(window)
    window.resize(1300, 800)
    window.panes.toggle_library()
    window._go("ask")
    kept = window.settings()
    assert (kept.width, kept.height, kept.mode, kept.library_shown) == (1300, 800, "ask", False)
    assert kept.library == sample.LIBRARY.name


@pytest.mark.parametrize("size", [(1440, 900), (1000, 700), (760, 600), (720, 520)])
async def test_no_label_or_button_is_wider_than_its_place(
    window: MainWindow, size: tuple[int, int], qapp: QApplication
) -> None:
    await begun(window)
    window.resize(*size)
    await asyncio.sleep(0.05)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.objectName().startswith("qt_"):
            assert button.width() >= button.minimumSizeHint().width() or button.text() == "", button.text()


async def test_every_control_has_a_name_for_the_reader_of_the_screen(window: MainWindow) -> None:
    await begun(window)
    for scene in (
        lambda: window.show_attention(True),
        lambda: window._go("ask"),
        lambda: window._go("search"),
    ):
        scene()
        kinds = (QAbstractButton, QLineEdit, QAbstractItemView)
        controls = [one for kind in kinds for one in window.findChildren(kind) if one.isVisible()]
        assert len(controls) > 8
        for control in controls:
            if isinstance(control, QHeaderView) or isinstance(control.parent(), QTableView):
                continue
            found = QAccessible.queryAccessibleInterface(control)
            assert found.text(QAccessible.Text.Name), (control, control.parent())


async def test_the_settings_stand_in_place_of_the_panes_and_lead_back(window: MainWindow) -> None:
    await begun(window)
    window.centre.settings.click()
    page = window.body.currentWidget()
    assert page is not window.panes
    window.commands.action("stop").trigger()
    assert window.body.currentWidget() is window.panes
    window.centre.settings.click()
    assert window.body.currentWidget() is page


async def test_meaning_goes_on_when_ollama_is_back(window: MainWindow, engine: FakeEngine) -> None:
    await begun(window)
    away = msgspec.structs.replace(engine.models.ollama, reachable=False)
    window.reachable.apply(msgspec.structs.replace(engine.models, ollama=away))
    assert "index" not in engine.names_asked()
    window.reachable.apply(engine.models)
    await until(lambda: "index" in engine.names_asked())
    window.reachable.apply(engine.models)
    assert engine.names_asked().count("index") == 1


async def test_after_needs_attention_the_open_document_is_selected_again(window: MainWindow) -> None:
    await begun(window)
    window.beside.open_document(sample.DOCUMENTS[0])
    window.library.list.show_document(1)
    window.show_attention(True)
    assert window.library.list.picked() == []
    window.show_attention(False)
    assert [document.id for document in window.library.list.picked()] == [1]


async def test_documents_that_are_selected_become_what_is_asked_about(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    picked = [*sample.DOCUMENTS[:2], sample.DOCUMENTS[6]]
    menu = window.library.menus.of_documents(picked)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words == [
        "Ask about these 2",
        "Unlock… (1)",
        "Retry (1)",
        "Copy details (1)",
        "Remove 3 documents",
    ]
    menu.actions()[0].trigger()
    assert window.chat.isVisible() and window.chat.composer.scope.text() == "2 documents"
    window.chat.ask("Which of the two is older?")
    await until(lambda: "ask" in engine.names_asked())
    asked = next(argument for name, argument in engine.asked if name == "ask")
    assert asked.scope == (1, 2)


async def test_a_folder_is_looked_through_again_or_removed_and_brought_back(
    window: MainWindow, engine: FakeEngine
) -> None:
    await begun(window)
    head = window.library.model.at(0)
    assert isinstance(head, Group)
    root = window.library.model.root(head.root)
    assert root is not None
    _show, look, _, remove = window.library.menus.of_folder(root).actions()
    look.trigger()
    await until(lambda: ("index", calls.Index(sample.LIBRARY.name, (b"~/Thesis/Cases",))) in engine.asked)
    remove.trigger()
    await until(window.toast.isVisible)
    assert ("remove", calls.Picked(sample.LIBRARY.name, paths=(b"~/Thesis/Cases",))) in engine.asked
    assert "Cases" in window.toast.words()


async def test_the_order_of_the_library_is_kept_until_the_next_start(window: MainWindow) -> None:
    await begun(window)
    for choice in ("By date, newest first", "Group by folder"):
        menu = window.library.sort.menu_of_orders()
        next(action for action in menu.actions() if action.text() == choice).trigger()
    assert window.library.model.wanted.order == Order("date", grouped=False)
    kept = window.settings()
    assert (kept.sorting, kept.sorting_turned, kept.grouped) == ("date", False, False)
    checked = [one.text() for one in window.library.sort.menu_of_orders().actions() if one.isChecked()]
    assert checked == ["By date, newest first"]


async def test_the_status_gives_way_in_a_narrow_window_whatever_stands_in_it(window: MainWindow) -> None:
    await begun(window)
    assert window.status.counts.isVisible()
    window.centre.settings.click()
    window.resize(760, 560)
    await until(lambda: not window.status.counts.isVisible())
    assert window.status.promise.isVisible()
    window.resize(1000, 700)
    await until(lambda: window.status.counts.isVisible())


async def test_no_passages_are_counted_before_documents_are(window: MainWindow) -> None:
    await begun(window)
    model = window.library.model
    waiting = sample.document(90, "a.txt", state="waiting", passages=0)
    model.clear()
    model.apply(
        SnapshotPage(msgspec.structs.replace(sample.LIBRARY, passages=0), sample.ROOTS, (waiting,), True)
    )
    model.apply(LibraryChanged(99, progress=IndexingProgress(True, total=1, passages=362)))
    await until(lambda: window.status.counts.text() == "0 passages in 0 of 1 document")
    window.status.show_counts(1, 1, 1)
    assert window.status.counts.text() == "1 passage in 1 document"
