"""The box that a query is typed into, with what can be typed one key away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_rag.domain.wording_queries import Example
from desktop_rag.gui.looks.controls import SearchInput
from desktop_rag.gui.query_help import QueryHelp

# So far from the right end stands the question mark: before the button that empties the box.
BEFORE_END = 66


class QueryBox(SearchInput):
    """`down` says that the keyboard goes to what stands below."""

    down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", tall=True, parent=parent)
        words = self.tr("Search your documents")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setTextMargins(self.textMargins().left(), 0, 32, 0)
        self.help = QueryHelp(self.tr("All of this can be typed in Ask, too."), self, at_right=True)
        self.help.chosen.connect(self.put_in)
        self.textChanged.connect(self._place_help)
        self._place_help()

    def take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_in(self, example: Example) -> None:
        """Puts an example behind what is typed, ready to be changed to what the person means."""
        before = self.text().rstrip()
        self.setText(f"{before} {example.typed}".strip())
        self.take_keyboard()
        begins = len(self.text()) - len(example.typed) + example.typed.index(example.changed)
        self.setSelection(begins, len(example.changed))

    def _place_help(self) -> None:
        # Below an empty box all of it is shown.
        self.help.setVisible(bool(self.text()))
        self.help.move(self.width() - BEFORE_END, (self.height() - self.help.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_help()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() != Qt.Key.Key_Up:
            super().keyPressEvent(event)
