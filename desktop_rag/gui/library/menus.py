"""The menus of the list: what can be done with the documents that are selected, and with a folder."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import RootShown
from desktop_rag.gui.library.actions import ACTIONS, ASK, DETAILS, FOLDER, REMOVE, Action, fitting
from desktop_rag.gui.library.wording import count
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import passing_menu


class ListMenus(QObject):
    """`wanted` carries the key of an action and the documents that it is to be done with."""

    wanted = Signal(str, list)
    folder_wanted = Signal(object)
    look_wanted = Signal(list)
    folder_removal_wanted = Signal(bytes, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent

    def of_documents(self, documents: Sequence[Document]) -> QMenu:
        menu = passing_menu(self._over)
        for action in ACTIONS:
            fit = fitting(action, documents)
            if fit:
                made = menu.addAction(icon(action.icon), self._words(action, fit, len(documents)))
                made.triggered.connect(
                    lambda on=False, key=action.key, chosen=fit: self.wanted.emit(key, chosen)
                )
            if action in (ASK, FOLDER, DETAILS) and menu.actions() and not menu.actions()[-1].isSeparator():
                menu.addSeparator()
        menu.actions()[-1].setShortcut(Qt.Key.Key_Delete)
        return menu

    def _words(self, action: Action, fit: Sequence[Document], of: int) -> str:
        """How many of the selected it concerns is said where these are not all of them, or several."""
        if of == 1:
            return self.tr(action.words)
        if action == REMOVE:
            return self.tr("Remove {count}").format(count=count(len(fit), "document", "documents"))
        if len(fit) > 1:
            return self.tr("{words} ({n})" if action == DETAILS else "{words}").format(
                words=action.for_all(len(fit)), n=f"{len(fit):,}"
            )
        return self.tr("{words} (1)").format(words=action.words)

    def of_folder(self, root: RootShown) -> QMenu:
        menu = passing_menu(self._over)
        menu.addAction(
            icon("folder-open"), self.tr("Show folder"), lambda: self.folder_wanted.emit(root.path)
        )
        menu.addAction(
            icon("refresh-cw"), self.tr("Look for changes"), lambda: self.look_wanted.emit([root.path])
        )
        menu.addSeparator()
        words = self.tr("Remove this folder from the library")
        menu.addAction(icon("minus"), words, lambda: self.folder_removal_wanted.emit(root.path, root.shown))
        return menu
