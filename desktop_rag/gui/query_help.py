"""What can be typed to be more exact, in Search and in Ask: the table, and the button that shows it."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_rag.domain.wording_queries import EXAMPLES
from desktop_rag.gui.looks.controls import IconButton, plain_label
from desktop_rag.gui.looks.menus import GAP, below, passing_menu


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("QueryHelp", text)


class QueryHelp(IconButton):
    """`chosen` carries the `Example` that was picked from the menu."""

    chosen = Signal(object)

    def __init__(self, elsewhere: str, parent: QWidget | None = None, at_right: bool = False) -> None:
        """`elsewhere` says where else the same can be typed; `at_right` of the window the menu opens to
        the left."""
        super().__init__("circle-question-mark", tr("What can be typed"), size=16, side=28, parent=parent)
        self._elsewhere, self._at_right = elsewhere, at_right
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> QMenu:
        """Opens the table as a menu."""
        menu = passing_menu(self)
        for example in EXAMPLES:
            # What follows a tab stands at the right, where other menus show keys.
            words = plain_label(f"{example.typed}\t{tr(example.means)}")
            menu.addAction(words, partial(self.chosen.emit, example))
        menu.addSeparator()
        menu.addAction(self._elsewhere).setEnabled(False)
        corner = self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height() + GAP))
        menu.popup(corner if self._at_right else below(self))
        return menu
