"""Where the person writes: one frame with the text, the scope, the context meter and Ask or Stop."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_rag.domain.wording_queries import Example
from desktop_rag.gui.chat.wording import tokens_words, tr
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.controls import Button, Chip, Label, Ring
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_COMPOSER
from desktop_rag.gui.query_help import QueryHelp

MOST_LINES = 7
NARROW = 420


class _Words(QPlainTextEdit):
    """Grows with its lines; the keys that mean more than text go out as signals."""

    entered = Signal()
    escaped = Signal()
    wanted_last = Signal()
    focused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(fonts.font("reading"))
        self.setPlaceholderText(tr("Ask about your documents"))
        self.setAccessibleName(tr("Your question"))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(3)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        # A QPlainTextEdit measures its document in lines, not in pixels.
        lines = min(max(1, round(self.document().size().height())), MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            event.ignore()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText():
            self.wanted_last.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


def _stop_sign(ratio: float) -> QIcon:
    """A filled square: the icon set has an outlined one only."""
    made = QPixmap(round(16 * ratio), round(16 * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("text2"))
    painter.drawRoundedRect(QRectF(3, 3, 10, 10), 2, 2)
    painter.end()
    return QIcon(made)


class Composer(QWidget):
    """Enter asks, Shift+Enter begins a line, Esc stops, Up in an empty field edits the last question."""

    asked = Signal(str)
    stopped = Signal()
    last_wanted = Signal()
    edit_left = Signal()
    scope_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.words = _Words(self)
        self.scope = Chip(tr("All documents"), icon="library")
        self.editing = Chip(tr("Editing your last question"), icon="square-pen", on=True, removable=True)
        self.help = QueryHelp(tr("All of this can be typed in Search, too."))
        self.help.chosen.connect(self._put_in)
        self._ring = Ring(0.0)
        self._meter = Label("", "small", "text2")
        self.button = Button(tr("Ask"), icon="arrow-up")
        self._lay_out()
        self.words.entered.connect(self._enter)
        self.words.escaped.connect(self._escape)
        self.words.wanted_last.connect(self.last_wanted)
        self.words.textChanged.connect(self._settle)
        self.words.focused.connect(self.update)
        self.button.clicked.connect(self._press)
        self.editing.removed.connect(self.leave_edit)
        self.scope.removed.connect(self.scope_cleared)
        theme().changed.connect(self._tint)
        self.show_context(None)
        self._settle()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.scope)
        row.addWidget(self.editing)
        row.addWidget(self.help)
        self.editing.hide()
        row.addStretch(1)
        row.addWidget(self._ring)
        row.addWidget(self._meter)
        row.addSpacing(12)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 12, 8, 9)
        column.setSpacing(16)
        column.addWidget(self.words)
        column.addLayout(row)

    def set_busy(self, busy: bool) -> None:
        """While an answer is under way the button stops it; the next question can be written already."""
        self._busy = busy
        self.button.setText(tr("Stop") if busy else tr("Ask"))
        self._tint()
        self.button.setAccessibleName(self.button.text())
        self._settle()

    def _tint(self) -> None:
        self.button.set_icon(None if self._busy else "arrow-up")
        if self._busy:
            self.button.setIcon(_stop_sign(self.devicePixelRatioF()))
        self.update()

    def set_scope(self, words: str) -> None:
        """What is asked about; "" stands for all documents."""
        self.scope.set_text(words or tr("All documents"))
        self.scope.set_on(bool(words))
        self.scope.set_removable(bool(words))

    def show_context(self, context: tuple[int, int] | None) -> None:
        """Tokens used of the context window, or None before there was a prompt."""
        for widget in (self._ring, self._meter):
            widget.setVisible(context is not None)
        if context is None:
            return
        used, window = context
        self._ring.set_fraction(used / window if window else 0.0)
        words = tr("{used} of {all}").format(used=tokens_words(used), all=tokens_words(window))
        self._meter.setText(words)
        tip = tr("How much of the model's context the last question used, in tokens")
        self._meter.setToolTip(tip)
        self._ring.setToolTip(tip)
        self._ring.setAccessibleName(tip)
        self._ring.setAccessibleDescription(words)

    def meter_words(self) -> str:
        return "" if self._meter.isHidden() else self._meter.text()

    def edit(self, question: str) -> None:
        """Puts the last question in, to be asked in other words."""
        self.words.setPlainText(question)
        self.words.moveCursor(self.words.textCursor().MoveOperation.End)
        self.editing.show()
        self.words.setFocus()

    def _put_in(self, example: Example) -> None:
        """Puts an example where the caret is, ready to be changed to what the person means."""
        cursor = self.words.textCursor()
        before = self.words.toPlainText()[: cursor.selectionStart()]
        begins = cursor.selectionStart() + bool(before and not before[-1].isspace())
        cursor.insertText(" " * (begins - cursor.selectionStart()) + example.typed)
        begins += example.typed.index(example.changed)
        cursor.setPosition(begins)
        cursor.setPosition(begins + len(example.changed), cursor.MoveMode.KeepAnchor)
        self.words.setTextCursor(cursor)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave_edit(self) -> None:
        self.editing.hide()
        self.words.clear()
        self.edit_left.emit()

    def clear(self) -> None:
        self.editing.hide()
        self.words.clear()

    def _settle(self) -> None:
        self.button.setEnabled(self._busy or bool(self.words.toPlainText().strip()))

    def _enter(self) -> None:
        question = self.words.toPlainText().strip()
        if question and not self._busy:
            self.asked.emit(question)

    def _press(self) -> None:
        if self._busy:
            self.stopped.emit()
        else:
            self._enter()

    def _escape(self) -> None:
        if self._busy:
            self.stopped.emit()
        elif not self.editing.isHidden():
            self.leave_edit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.words.hasFocus()
        width = 2 if focused else 1
        painter.setPen(QPen(theme().colour("accent" if focused else "control"), width))
        painter.setBrush(theme().colour("raised"))
        half = width / 2
        frame = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, RADIUS_COMPOSER, RADIUS_COMPOSER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._meter.setMaximumWidth(0 if self.width() < NARROW else 16_777_215)
