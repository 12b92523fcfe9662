"""What can be typed to be more exact, in Search and in Ask: the table, and the button that shows it."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_rag.gui.looks.controls import IconButton
from desktop_rag.gui.looks.menus import GAP, below, passing_menu


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("QueryHelp", text)


class Example(NamedTuple):
    """What is typed, the part of it that the person puts something else for, and what it means."""

    typed: str
    changed: str
    means: str


EXAMPLES = (
    Example('"exact words"', "exact words", "these words, just so and in this order"),
    Example("-word", "word", "without this word"),
    Example("one OR other", "one OR other", "one of the two"),
    Example("type:pdf", "pdf", "a kind: pdf, word, table, slides, mail, note, picture …"),
    Example("file:report", "report", "part of the file's name"),
    Example("folder:thesis", "thesis", "part of the names of its folders"),
    Example("title:review", "review", "part of the document's own title"),
    Example("page:7-9", "7-9", "on these pages or slides"),
    Example("after:2023", "2023", "documents from then on: 2023, 2023-05 or 2023-05-17"),
    Example("before:2024-03", "2024-03", "documents from before then"),
)


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
            words = f"{example.typed}\t{tr(example.means)}".replace("&", "&&")
            menu.addAction(words, partial(self.chosen.emit, example))
        menu.addSeparator()
        menu.addAction(self._elsewhere).setEnabled(False)
        corner = self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height() + GAP))
        menu.popup(corner if self._at_right else below(self))
        return menu
