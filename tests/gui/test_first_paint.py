"""What is made after the first paint: when it comes, where Tab finds it, and that no key is lost."""

import asyncio
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.gui.first_paint import FirstPaint
from desktop_rag.gui.later_pane import LaterPane
from desktop_rag.gui.looks.archive import member
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.settings import WindowSettings
from tests.fakes import sample
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until


def fields(name: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    for number in (1, 2):
        column.addWidget(QLineEdit(objectName=f"{name}{number}"))
    return made


def tabbed(window: QWidget, times: int) -> list[str]:
    """The names of the fields that the Tab key comes to, from the first on."""
    first = window.findChild(QLineEdit)
    assert first is not None
    first.setFocus()
    found = []
    for _ in range(times):
        focused = QApplication.focusWidget()
        found.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return found


def shown(qtbot: QtBot, place: LaterPane[QWidget]) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    for part in (fields("before"), place, fields("after")):
        column.addWidget(part)
    qtbot.addWidget(window)
    place.hide()
    with qtbot.waitActive(window):
        window.show()
    return window


ORDER = ["before1", "before2", "late1", "late2", "after1", "after2", "before1"]


def test_a_pane_that_is_made_late_has_its_place_in_the_order_of_tab(qtbot: QtBot) -> None:
    place = LaterPane(lambda: fields("late"))
    window = shown(qtbot, place)
    assert place.made is None and tabbed(window, 3) == ["before1", "before2", "after1"]
    place.show()
    assert place.made is not None and place.made.isVisible()
    assert tabbed(window, 7) == ORDER


def test_a_pane_is_made_once_when_it_is_asked_for_and_leaves_the_focus_where_it_is(qtbot: QtBot) -> None:
    made: list[QWidget] = []

    def make() -> QWidget:
        made.append(fields("late"))
        return made[-1]

    place = LaterPane(make)
    window = shown(qtbot, place)
    field = window.findChild(QLineEdit, "before2")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    assert place.pane is place.pane is place.make() and len(made) == 1
    assert field.hasFocus() and not made[0].isVisible()
    place.show()
    assert field.hasFocus() and tabbed(window, 7) == ORDER


def test_a_window_says_once_that_it_has_been_painted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    heard: list[bool] = []
    FirstPaint(window, lambda: heard.append(True))
    window.show()
    assert not heard
    qtbot.waitUntil(lambda: bool(heard))
    window.repaint()
    qtbot.wait(50)
    assert heard == [True]


def test_a_window_that_has_gone_is_not_said_to_be_painted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    heard: list[bool] = []
    FirstPaint(window, lambda: heard.append(True))
    window.show()
    window.hide()
    qtbot.wait(600)
    assert not heard


async def test_keys_that_are_typed_before_all_panes_are_made_arrive(loop: AppLoop, qtbot: QtBot) -> None:
    window = MainWindow(FakeEngine(), WindowSettings(library=sample.LIBRARY.name))
    later = window.later
    places = (later.source, later.chat, later.welcome, later.attention)
    try:
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        assert not any(place.made for place in places)
        box = QApplication.focusWidget()
        assert box is window.search.box
        QTest.keyClicks(box, "bri")
        window.begin()
        completing = window.tasks.start(window.complete(), name="complete")
        await asyncio.sleep(0)
        QTest.keyClicks(box, "dge")
        await completing
        assert all(place.made for place in places)
        assert QApplication.focusWidget() is box and window.search.box.text() == "bridge"
        QTest.keyClick(box, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        focused = QApplication.focusWidget()
        assert focused is window.chat.composer.words
        QTest.keyClicks(focused, "why?")
        assert window.chat.composer.words.toPlainText() == "why?"
    finally:
        await window.tasks.close()
        window.hide()
        window.deleteLater()


async def test_a_window_that_opens_with_ask_is_made_with_its_composer_alone(
    loop: AppLoop, qtbot: QtBot
) -> None:
    window = MainWindow(FakeEngine(), WindowSettings(library=sample.LIBRARY.name, mode="ask"))
    try:
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        assert window.later.search.made is None and window.later.source.made is None
        QTest.keyClicks(QApplication.focusWidget(), "why?")
        assert window.chat.composer.words.toPlainText() == "why?"
        window.begin()
        await window.complete()
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert QApplication.focusWidget() is window.search.box
        await asyncio.sleep(0)
    finally:
        await window.tasks.close()
        window.hide()
        window.deleteLater()


def test_every_member_of_an_archive_is_read_as_zipfile_reads_it() -> None:
    spec = find_spec("lucide")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).with_name("lucide.zip")
    archive = path.read_bytes()
    with zipfile.ZipFile(path) as known:
        for name in known.namelist()[::25]:
            assert member(archive, name) == known.read(name)


def test_a_member_whose_name_is_within_another_or_stored_is_found(tmp_path: Path) -> None:
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("arrow-x.svg", b"another: x.svg")
        made.writestr("x.svg", b"the one")
        made.writestr("packed.svg", b"packed " * 50, zipfile.ZIP_DEFLATED)
    archive = path.read_bytes()
    assert member(archive, "x.svg") == b"the one"
    assert member(archive, "packed.svg") == b"packed " * 50
    with pytest.raises(FileNotFoundError, match=r"y\.svg"):
        member(archive, "y.svg")
