"""The line above the hits that tells something about them, with one thing to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Label, plain_tooltip


class NotesRow(QWidget):
    """Hidden while there is nothing to tell."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label("", "small", "text2", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = Button("", "flat", small=True)
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Picture("info", "text2", 14))
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.say("")

    def say(self, words: str, button: str = "", explained: str = "") -> None:
        """`explained` is a tooltip; "" for `words` takes the line away."""
        self._words.setText(words)
        self._words.setToolTip(plain_tooltip(explained))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setVisible(bool(words))
