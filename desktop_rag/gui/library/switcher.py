"""The menu under the library's name: the libraries, a new one, and taking this one away."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from desktop_rag.domain.documents import Library
from desktop_rag.engine import calls
from desktop_rag.gui.asking import Question, agreed, typed
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import passing_menu
from desktop_rag.gui.looks.painted import plain_label
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, Nothing


class LibrarySwitcher(QObject):
    """`chosen` carries the name of the library that is to be shown, `removed` of one that is gone."""

    chosen = Signal(str)
    removed = Signal(str)

    def __init__(self, engine: Caller, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._engine, self._tasks, self._owner = engine, tasks, owner

    def open(self, current: str, where: QPoint) -> None:
        self._tasks.start(self._open(current, where), group="libraries", name="list the libraries")

    async def _open(self, current: str, where: QPoint) -> None:
        listed = await self._engine.call(calls.LIBRARIES, Nothing())
        self.menu(listed.libraries, current).popup(where)

    def menu(self, libraries: Sequence[Library], current: str) -> QMenu:
        menu = passing_menu(self._owner)
        for library in libraries:
            mark = icon("check", "accent") if library.name == current else icon("library")
            action = menu.addAction(mark, plain_label(library.name))
            action.triggered.connect(lambda on=False, name=library.name: self.chosen.emit(name))
        menu.addSeparator()
        menu.addAction(icon("plus"), self.tr("New library…"), self.make)
        here = next((library for library in libraries if library.name == current), None)
        if here is not None and here.name != calls.MY_LIBRARY:
            words = self.tr("Remove “{name}”…").format(name=plain_label(here.name))
            menu.addAction(icon("trash-2"), words, lambda: self.remove(here))
        return menu

    def make(self) -> None:
        self._tasks.start(self._make(), group="libraries", name="make a library")

    async def _make(self) -> None:
        question = Question(
            self._owner,
            self.tr("New library"),
            self.tr("A library holds its own documents and conversations. Give it a name."),
            self.tr("Make it"),
        )
        name = QLineEdit()
        name.setAccessibleName(self.tr("Name of the library"))
        name.setMaxLength(60)
        words = (await typed(question, name)).strip()
        if words:
            made = await self._engine.call(calls.MAKE_LIBRARY, calls.MakeLibrary(words))
            self.chosen.emit(made.name)

    def remove(self, library: Library) -> None:
        self._tasks.start(self._remove(library), group="libraries", name="remove the library")

    async def _remove(self, library: Library) -> None:
        """Nothing irreversible without saying what will be lost."""
        lost = self.tr(
            "Its list of {count} documents, what was read of them and its conversations are deleted. "
            "The files themselves stay where they are."
        ).format(count=f"{library.documents:,}")
        title = self.tr("Remove the library “{name}”?").format(name=library.name)
        if library.sample or await agreed(self._owner, title, lost, self.tr("Remove it")):
            self.chosen.emit(calls.MY_LIBRARY)
            await self._engine.call(calls.REMOVE_LIBRARY, calls.InLibrary(library.name))
            self.removed.emit(library.name)
