"""The person's question: a bubble at the right edge, its text selectable."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.controls import Label
from desktop_rag.gui.looks.theme import theme

RADIUS, CORNER = 12, 4
SIDE, TOP = 14, 8
WIDEST = 0.84


class Question(QWidget):
    """As wide as its words, at most five sixths of the column."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label(text, "reading", wrap=True, parent=self)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._words.setAccessibleName(self.tr("Question: {text}").format(text=text))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._area = QRectF()
        theme().changed.connect(self.update)

    def text(self) -> str:
        return self._words.text()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._measure(width).height())

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(self.width() or 320))

    def _measure(self, width: int) -> QRectF:
        metrics = QFontMetrics(fonts.font("reading"))
        most = int(width * WIDEST) - 2 * SIDE
        flags = int(Qt.TextFlag.TextWordWrap.value)
        room = metrics.boundingRect(0, 0, max(most, 40), 100_000, flags, self.text())
        inner = min(room.width() + 2, max(most, 40))
        high = max(self._words.heightForWidth(inner), fonts.line("reading"))
        wide = inner + 2 * SIDE
        return QRectF(width - wide, 0, wide, high + 2 * TOP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._area = self._measure(self.width())
        self._words.setGeometry(self._area.adjusted(SIDE, TOP, -SIDE, -TOP).toRect())
        self.setFixedHeight(math.ceil(self._area.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(self._area, RADIUS, RADIUS)
        corner = QPainterPath()
        corner.addRoundedRect(
            QRectF(self._area.right() - 24, self._area.bottom() - 20, 24, 20), CORNER, CORNER
        )
        painter.fillPath(shape.united(corner), theme().colour("sunken"))
