"""A scroll bar that shows by ticks where the passages stand."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from desktop_rag.gui.looks.theme import theme

WIDTH = 24
THUMB = 6
SHORTEST = 32
TICK_WIDTH, TICK_HEIGHT = 10, 3


class TickBar(QScrollBar):
    """Ticks are fractions of the whole height, 0 to 1, each with whether it is the passage shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.ticks: tuple[tuple[float, bool], ...] = ()
        self.setFixedWidth(WIDTH)
        # An own style sheet would be drawn by the style; here the bar is painted whole.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)

    def set_ticks(self, ticks: Sequence[tuple[float, bool]]) -> None:
        self.ticks = tuple(ticks)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 64)

    def thumb(self) -> QRectF:
        """The thumb, or nothing when everything is visible."""
        extent = self.maximum() - self.minimum()
        if extent <= 0:
            return QRectF()
        share = self.pageStep() / (extent + self.pageStep())
        length = max(float(SHORTEST), self.height() * share)
        top = (self.height() - length) * (self.value() - self.minimum()) / extent
        return QRectF((self.width() - THUMB) / 2, top, THUMB, length)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("desk"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("control"))
        painter.drawRoundedRect(self.thumb(), THUMB / 2, THUMB / 2)
        for fraction, now in sorted(self.ticks, key=lambda tick: tick[1]):
            painter.setBrush(theme().colour("accent" if now else "text2"))
            top = fraction * (self.height() - TICK_HEIGHT)
            left = (self.width() - TICK_WIDTH) / 2
            painter.drawRoundedRect(QRectF(left, top, TICK_WIDTH, TICK_HEIGHT), 1, 1)
        painter.end()
