"""The head of the library pane: which library it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import BUTTON


class LibraryName(QPushButton):
    """The name of the library; pressing it opens the switcher."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "heading")
        self.setFont(fonts.font("title"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setFixedHeight(BUTTON)
        self._tint()
        theme().changed.connect(self._tint)

    def show_name(self, name: str) -> None:
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 170))
        self.setAccessibleName(self.tr("Library: {name}").format(name=name))

    def _tint(self) -> None:
        self.setIcon(icon("chevron-down", "text2", 16))
