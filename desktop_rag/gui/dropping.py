"""Files and folders dropped anywhere on the window: the veil that shows it, and the paths."""

import os
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_COMPOSER

INSET = 16
PICTURE = 28


def dropped_paths(data: QMimeData) -> list[bytes]:
    """The paths of the files and folders that are dragged; what is no local file is left out."""
    return [path for url in data.urls() if (path := path_of(url))]


def path_of(url: QUrl) -> bytes:
    """The path of a file URL byte for byte: a name need not be UTF-8."""
    if not url.isLocalFile():
        return b""
    if os.name == "nt":
        return os.fsencode(url.toLocalFile())
    encoded = bytes(url.toEncoded().data()).removeprefix(b"file://")
    return unquote_to_bytes(encoded).rstrip(b"/") or b"/"


def leave_drops_to_the_window(window: QWidget) -> None:
    """Fields and lists would take a dropped file for text."""
    for child in window.findChildren(QWidget):
        if isinstance(child, QLineEdit):
            child.setAcceptDrops(False)
        elif isinstance(child, QAbstractScrollArea):
            child.setAcceptDrops(False)
            child.viewport().setAcceptDrops(False)


class DropVeil(QWidget):
    """Lies over the window while files hover over it, and says where they would go."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self.hide()

    def show_over(self, words: str) -> None:
        self.words = words
        self.setAccessibleName(words)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme().colour("surface")
        ground.setAlphaF(0.95)
        painter.fillRect(self.rect(), ground)
        pen = QPen(theme().colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        painter.drawRoundedRect(frame, RADIUS_COMPOSER, RADIUS_COMPOSER)
        middle = self.rect().center()
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(
            middle.x() - PICTURE // 2, middle.y() - 44, pixmap("folder-plus", "accent_text", PICTURE, ratio)
        )
        painter.setPen(theme().colour("text"))
        painter.setFont(fonts.font("page"))
        painter.drawText(
            self.rect().adjusted(0, 40, 0, 40),
            Qt.AlignmentFlag.AlignCenter,
            painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideMiddle, self.width() - 80),
        )
