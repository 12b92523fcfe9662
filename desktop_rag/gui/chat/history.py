"""The conversations of a library, newest first, in a popup: open one, or remove it after being asked."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.domain.answers import Conversation
from desktop_rag.gui.asking import Question
from desktop_rag.gui.chat.wording import moment, tr
from desktop_rag.gui.looks.controls import Elided, IconButton, Label
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_CONTROL, RADIUS_SMALL

WIDTH = 380
ROW = 44
MOST_ROWS = 9


class _Row(QFrame):
    """One conversation: its title, when it was last changed, and a way to remove it."""

    opened = Signal(int)
    removal_wanted = Signal(object)

    def __init__(self, conversation: Conversation, current: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._current = current
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        when = moment(conversation.changed_ns)
        self.setAccessibleName(f"{conversation.title}, {when}")
        title = Elided(conversation.title, "body_medium" if current else "body")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(Label(when, "small", "text2"))
        remove = IconButton("trash-2", tr("Remove this conversation…"), size=15, side=28)
        remove.clicked.connect(lambda: self.removal_wanted.emit(conversation))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 6, 2)
        row.addLayout(words, 1)
        row.addWidget(remove)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self._current or self.hasFocus() or self.underMouse()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent_soft" if self._current or self.hasFocus() else "hover"))
        painter.drawRoundedRect(self.rect(), RADIUS_SMALL, RADIUS_SMALL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._conversation.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._conversation.id)
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit(self._conversation)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextPrevChild(True)
        elif event.key() == Qt.Key.Key_Up:
            self.focusNextPrevChild(False)
        else:
            super().keyPressEvent(event)


class History(QFrame):
    """The popup. It knows nothing of the engine: what is to be opened or removed goes out as a signal."""

    opened = Signal(int)
    removal_confirmed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(tr("Conversations"))
        self.setFixedWidth(WIDTH)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 5, 5, 5)
        column.addWidget(self._scroll)

    def show_conversations(self, conversations: Sequence[Conversation], current: int | None) -> None:
        """Fills the list; `current` is the one that is open."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for conversation in sorted(conversations, key=lambda one: -one.changed_ns):
            row = _Row(conversation, conversation.id == current, body)
            row.opened.connect(self._open)
            row.removal_wanted.connect(self._confirm)
            column.addWidget(row)
        if not conversations:
            empty = Label(
                tr("No conversations yet. Ask a question to begin one."), "small", "text2", wrap=True
            )
            empty.setContentsMargins(8, 8, 8, 8)
            column.addWidget(empty)
        column.addStretch(1)
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        rows = min(max(len(conversations), 1), MOST_ROWS)
        self.setFixedHeight(rows * (ROW + 2) + 12)

    def open_at(self, corner: QPoint) -> None:
        """Opens with its right upper corner at a point of the screen."""
        self.move(corner.x() - self.width(), corner.y())
        self.show()
        rows = self.findChildren(_Row)
        if rows:
            rows[0].setFocus()

    def _open(self, conversation: int) -> None:
        self.hide()
        self.opened.emit(conversation)

    def _confirm(self, conversation: Conversation) -> None:
        self.hide()
        question = Question(
            self.parentWidget(),
            tr("Remove “{title}”?").format(title=conversation.title),
            tr("Its questions and answers are deleted and cannot be brought back. Your documents stay."),
            tr("Remove"),
            tr("Keep"),
        )
        number = conversation.id
        question.accepted.connect(lambda: self.removal_confirmed.emit(number))
        question.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("control"), 1))
        painter.setBrush(theme().colour("raised"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS_CONTROL, RADIUS_CONTROL)
