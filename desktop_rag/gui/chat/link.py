"""Words that can be pressed, in the colour of links; with an icon in front where one is wanted."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import Role

HEIGHT = 28


class Link(QAbstractButton):
    """28 px high; never elided. `quiet` takes the colour of secondary text instead."""

    def __init__(
        self, text: str, parent: QWidget | None = None, icon: str = "", quiet: bool = False, gap: int = 5
    ) -> None:
        super().__init__(parent)
        self._icon, self._quiet, self._gap = icon, quiet, gap
        self.setFont(fonts.font("small_medium"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(text)
        theme().changed.connect(self.update)

    def set_words(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + (16 + self._gap if self._icon else 4), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role: Role = "text2" if self._quiet else "accent_text"
        if self.underMouse():
            role = "text" if self._quiet else "accent_hover"
        x = 0
        if self._icon:
            picture = pixmap(self._icon, role, 15, self.devicePixelRatioF())
            painter.drawPixmap(0, (self.height() - 15) // 2, picture)
            x = 15 + self._gap
        painter.setPen(theme().colour(role))
        painter.drawText(self.rect().adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
