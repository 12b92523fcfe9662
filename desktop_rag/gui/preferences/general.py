"""General settings: the theme."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.gui.looks.controls import Card, Label, Switch
from desktop_rag.gui.looks.tokens import HEADER


def page_title(text: str) -> Label:
    """The title of a page of the settings, on a line as high as the window's header."""
    title = Label(text, "page")
    title.setFixedHeight(HEADER)
    return title


class GeneralPage(QWidget):
    """Light, dark, or as the system has it."""

    theme_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(page_title(self.tr("General")))
        self.switch = Switch(
            (
                ("system", self.tr("As the system"), ""),
                ("light", self.tr("Light"), ""),
                ("dark", self.tr("Dark"), ""),
            ),
            self.tr("Theme"),
        )
        self.switch.changed.connect(self.theme_chosen)
        card = Card(16)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.tr("Theme"), "body_medium"))
        words.addWidget(Label(self.tr("Pages of documents stay as they are."), "small", "text2", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(self.switch)
        card.body.addLayout(row)
        column.addWidget(card)
        column.addStretch(1)

    def show_theme(self, theme: str) -> None:
        self.switch.choose(theme)
