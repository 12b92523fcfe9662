"""The line in which a word is looked for in the document that is shown."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_rag.gui.looks.controls import IconButton, Label, SearchInput
from desktop_rag.gui.looks.escape import kept_escape
from desktop_rag.gui.looks.tokens import PADDING_SOURCE
from desktop_rag.gui.source.found import Found

SIDE = 28


class FindBar(QWidget):
    """`asked` carries the query as it is typed, `moved` -1 or 1 along the finds."""

    asked = Signal(str)
    moved = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = SearchInput(self.tr("Find in this document"))
        self.count = Label("", "small", "text2")
        back = IconButton("chevron-up", self.tr("Previous find"), size=16, side=SIDE)
        on = IconButton("chevron-down", self.tr("Next find"), size=16, side=SIDE)
        close = IconButton("x", self.tr("Close"), size=16, side=SIDE)
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING_SOURCE, 0, 14, 8)
        row.setSpacing(2)
        row.addWidget(self.box, 1)
        row.addSpacing(6)
        for part in (self.count, back, on, close):
            row.addWidget(part)
        self.box.textChanged.connect(self.asked)
        self.box.installEventFilter(self)
        back.clicked.connect(lambda: self.moved.emit(-1))
        on.clicked.connect(lambda: self.moved.emit(1))
        close.clicked.connect(self.closed)

    def open(self) -> None:
        self.show()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def show_found(self, found: Found) -> None:
        self.count.setText(found.words if self.box.text().strip() else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.box or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if kept_escape(event):
            return True
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return True
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().eventFilter(watched, event)
