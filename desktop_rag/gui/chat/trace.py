"""What happened between question and answer: one line, and behind it the steps."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.gui.chat.conversation import ShownTurn
from desktop_rag.gui.chat.link import Link
from desktop_rag.gui.chat.wording import searched_words, steps, tr
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.controls import Card, Label
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import Role

_ROLES: tuple[Role, ...] = ("text", "text2", "text3")


class Disclosure(QAbstractButton):
    """A line with a chevron that opens what stands below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFont(fonts.font("small"))
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 20, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name = "chevron-down" if self.isChecked() else "chevron-right"
        painter.drawPixmap(0, (self.height() - 14) // 2, pixmap(name, "text2", 14, self.devicePixelRatioF()))
        if self.isChecked():
            painter.setFont(fonts.font("small_medium"))
        painter.setPen(theme().colour("text" if self.isChecked() else "text2"))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 20)
        painter.drawText(self.rect().adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


class _Number(QWidget):
    """The number of a step in a circle, joined to the next by a line."""

    def __init__(self, number: int, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._number, self._last = number, last
        self.setFixedSize(20, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("control"), 1))
        circle = QRectF(1.5, 5.5, 17, 17)
        painter.drawEllipse(circle)
        if not self._last:
            painter.drawLine(10, 23, 10, 28)
        if self._number > 1:
            painter.drawLine(10, 0, 10, 5)
        painter.setFont(fonts.font("badge"))
        painter.setPen(theme().colour("text2"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Trace(QWidget):
    """The line "Searched 128 documents · 12 passages found, 7 read", and its steps when it is open."""

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = Disclosure(self)
        self._copy = Link(tr("Copy"), self, icon="copy", quiet=True)
        self._copy.hide()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._line, 1)
        head.addWidget(self._copy)
        self._steps: list[tuple[str, str, str]] = []
        self._words = ""
        self._card: Card | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(head)
        self._line.toggled.connect(self._settle)
        self._copy.clicked.connect(self._copy_steps)
        self.hide()

    def show_turn(self, turn: ShownTurn) -> None:
        """Shows what is known so far; nothing is shown while nothing is."""
        words, found = searched_words(turn), steps(turn)
        if (words, found) == (self._words, self._steps):
            return
        self._words, self._steps = words, found
        self._settle()
        self.setVisible(bool(words))

    def set_open(self, wanted: bool) -> None:
        self._line.setChecked(wanted)

    def words(self) -> str:
        return self._words

    def step_words(self) -> list[tuple[str, str, str]]:
        return list(self._steps)

    def _settle(self) -> None:
        opened = self._line.isChecked()
        self._line.setText(tr("What happened") if opened else self._words)
        self._line.setAccessibleName(tr("What happened"))
        self._line.setAccessibleDescription(self._words)
        self._copy.setVisible(opened)
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if opened:
            self._card = self._steps_card()
            self._column.addWidget(self._card)
        self.toggled.emit()

    def _steps_card(self) -> Card:
        card = Card(parent=self)
        card.body.setContentsMargins(13, 8, 13, 8)
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(1, 94)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, what, took) in enumerate(self._steps):
            grid.addWidget(_Number(row + 1, row == len(self._steps) - 1, card), row, 0, top)
            for column, (text, role) in enumerate(zip((name, what, took), _ROLES, strict=True), 1):
                label = Label(text, "small_medium" if column == 1 else "small", role, wrap=column == 2)
                label.setMinimumHeight(28)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(label, row, column)
        card.body.addLayout(grid)
        return card

    def _copy_steps(self) -> None:
        lines = ["  ".join(part for part in step if part) for step in self._steps]
        QGuiApplication.clipboard().setText("\n".join(lines))
