"""What the desktop does for us: opens folders, shows a file in its folder."""

import os
import sys
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QDesktopServices

WAIT_MS = 1000


def url_of(path: bytes) -> QUrl:
    """The file URL of a path, whatever its bytes are."""
    if sys.platform == "win32":
        return QUrl.fromLocalFile(os.fsdecode(path))
    return QUrl.fromEncoded(b"file://" + quote(path).encode())


def show_in_folder(path: bytes) -> None:
    """Selects the file in the file manager; where none can do that, opens its folder."""
    if sys.platform == "linux" and _ask_file_manager(path):
        return
    QDesktopServices.openUrl(url_of(os.path.dirname(path)))


def _ask_file_manager(path: bytes) -> bool:
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    message = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1",
        "ShowItems",
    )
    message.setArguments([[url_of(path).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    return bus.call(message, timeout=WAIT_MS).type() == QDBusMessage.MessageType.ReplyMessage
