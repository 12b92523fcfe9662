"""The first start: what can be pressed and dropped, and the narrow arrangement."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from desktop_rag.gui.setup.drop_field import DropField
from desktop_rag.gui.setup.welcome import Welcome


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    made = Welcome()
    qtbot.addWidget(made)
    made.resize(900, 760)
    made.show()
    return made


@pytest.mark.parametrize(
    ("button", "signal"),
    [("folder", "folder_requested"), ("files", "files_requested"), ("sample", "sample_requested")],
)
def test_each_button_asks_for_its_own(welcome: Welcome, qtbot: QtBot, button: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(welcome, signal)):
        qtbot.mouseClick(getattr(welcome, button), Qt.MouseButton.LeftButton)


def carried(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_local_files_can_be_dropped(welcome: Welcome, qtbot: QtBot) -> None:
    field = welcome.findChild(DropField)
    assert field is not None
    data = carried(QUrl.fromLocalFile("/tmp/a.pdf"), QUrl("https://example.org/b.pdf"))
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    field.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(welcome.paths_dropped) as caught:
        field.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert caught.args == [["/tmp/a.pdf"]]


def test_web_addresses_are_not_taken(welcome: Welcome) -> None:
    field = welcome.findChild(DropField)
    assert field is not None
    data = carried(QUrl("https://example.org/b.pdf"))
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    field.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_the_promises_are_stacked_where_there_is_little_room(welcome: Welcome) -> None:
    first, second, _ = welcome._cells
    assert first.y() == second.y()
    welcome.resize(480, 760)
    assert welcome._promises.getItemPosition(1)[:2] == (1, 0)
