"""The button that names the chat model, with a dot that says whether it can be used."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.controls import plain_tooltip
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.painted import elide_name
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import BUTTON, RADIUS_CONTROL, Role

LONGEST = 190


class ModelButton(QAbstractButton):
    """Dot, name, chevron; short it keeps the dot and the chevron, and the name is its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role: Role = "text3"
        self._filled = False
        self._cloud = False
        self._short = False
        self.setFont(fonts.font("body_medium"))
        self.setFixedHeight(BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    def show_model(self, name: str, said: str, role: Role, filled: bool, cloud: bool) -> None:
        """`said` is the state in words, for the tooltip and for those who do not see the dot."""
        self._role, self._filled, self._cloud = role, filled, cloud
        self.setText(name)
        self.setAccessibleName(f"{name}, {said}")
        self.setToolTip(plain_tooltip(f"{name}: {said}"))
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        """Where there is little room: the sign alone."""
        if short != self._short:
            self._short = short
            self.updateGeometry()
            self.update()

    @property
    def short(self) -> bool:
        return self._short

    def _words_width(self) -> int:
        if self._short:
            return 0
        return min(self.fontMetrics().horizontalAdvance(self.text()), LONGEST) + 8

    def sizeHint(self) -> QSize:
        return QSize(10 + 8 + self._words_width() + (22 if self._cloud else 0) + 8 + 14 + 8, BUTTON)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() or self.isDown():
            painter.setBrush(theme().colour("sunken" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        middle = self.height() / 2
        colour = theme().colour(self._role)
        painter.setBrush(colour if self._filled else Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen if self._filled else QPen(colour, 1.5))
        radius = 4.0 if self._filled else 3.5
        painter.drawEllipse(QPointF(14, middle), radius, radius)
        x = 18
        ratio = self.devicePixelRatioF()
        if not self._short:
            painter.setFont(self.font())
            painter.setPen(theme().colour("text"))
            room = self._words_width()
            words = elide_name(self.text(), self.fontMetrics(), room - 8 + 1)
            painter.drawText(QRectF(x + 8, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += room
        if self._cloud:
            painter.drawPixmap(QPointF(x + 6, middle - 8), pixmap("cloud", "attention", 16, ratio))
            x += 22
        painter.drawPixmap(QPointF(x + 8, middle - 7), pixmap("chevron-down", "text2", 14, ratio))
