"""One line of the list of pages, 36 px: icon and name, on a soft ground while its page is shown."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_CONTROL, Role

HEIGHT = 36


class Place(QAbstractButton):
    """Names a page of the settings."""

    def __init__(self, text: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._current = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    def set_current(self, current: bool) -> None:
        self._current = current
        self.setAccessibleDescription(self.tr("shown") if current else "")
        self.update()

    def is_current(self) -> bool:
        return self._current

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent_soft" if self._current else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        role: Role = "accent_text" if self._current else "text2"
        painter.drawPixmap(10, (HEIGHT - 16) // 2, pixmap(self._icon, role, 16, self.devicePixelRatioF()))
        letters = fonts.font("body_medium")
        painter.setFont(letters)
        painter.setPen(theme().colour("text"))
        painter.drawText(self.rect().adjusted(37, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
