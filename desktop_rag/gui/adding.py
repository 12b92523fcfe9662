"""Documents into the library and out of it again: files, folders, the sample; and Undo."""

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.engine import calls
from desktop_rag.gui.looks.controls import Toast
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.paths import resources
from desktop_rag.processes.calls import Caller


class Adding(QObject):
    """Asks the engine; what becomes of the documents is seen in the list, as it happens."""

    def __init__(
        self, window: QWidget, engine: Caller, tasks: TaskRunner, toast: Toast, library: Callable[[], str]
    ) -> None:
        super().__init__(window)
        self._window, self._engine, self._tasks, self._toast = window, engine, tasks, toast
        self._library = library

    def add(self, paths: Sequence[bytes]) -> None:
        """Adds files and folders to the library that is shown."""
        if paths:
            self._tasks.start(self._add(tuple(paths)), name="add documents")

    async def _add(self, paths: tuple[bytes, ...]) -> None:
        report = await self._engine.call(calls.INDEX, calls.Index(self._library(), paths))
        if report.skipped and not report.indexed + report.unchanged + report.failed:
            self._toast.show_words(self.tr("There is nothing in it that can be read yet"))

    def resume(self) -> None:
        """Goes on with what was left unfinished."""
        again = calls.Index(self._library(), rescan=False)
        self._tasks.start(self._engine.call(calls.INDEX, again), group="resume", name="resume")

    def choose_files(self) -> None:
        self._choose(QFileDialog.FileMode.ExistingFiles, self.tr("Add files"))

    def choose_folder(self) -> None:
        self._choose(QFileDialog.FileMode.Directory, self.tr("Add a folder"))

    def _choose(self, mode: QFileDialog.FileMode, title: str) -> None:
        # Opened, never run: a nested loop would hold up everything else in the window.
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda names: self.add([os.fsencode(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def remove(self, documents: Sequence[Document]) -> None:
        """Takes documents out of the library; the files stay. The toast leads back."""
        if documents:
            self._tasks.start(self._remove(tuple(documents)), name="remove documents")

    async def _remove(self, documents: tuple[Document, ...]) -> None:
        library = self._library()
        picked = calls.Picked(library, tuple(document.id for document in documents))
        done = await self._engine.call(calls.REMOVE, picked)
        words = (
            self.tr("Removed from the library. The file stays where it is.")
            if done.count == 1
            else self.tr("{count} documents removed from the library. The files stay where they are.").format(
                count=f"{done.count:,}"
            )
        )
        paths = tuple(document.address for document in documents)
        self._toast.show_words(words, self.tr("Undo"), lambda: self._bring_back(library, paths))

    def remove_folder(self, path: bytes, shown: str) -> None:
        """Takes a folder that was added out again, with all its documents; nothing on the disk changes."""
        self._tasks.start(self._remove_folder(path, shown), name="remove a folder")

    async def _remove_folder(self, path: bytes, shown: str) -> None:
        library = self._library()
        done = await self._engine.call(calls.REMOVE, calls.Picked(library, paths=(path,)))
        words = self.tr("{count} documents of “{folder}” removed from the library. The files stay.").format(
            count=f"{done.count:,}", folder=os.path.basename(shown) or shown
        )
        self._toast.show_words(words, self.tr("Undo"), lambda: self._bring_back(library, (path,)))

    def _bring_back(self, library: str, paths: tuple[bytes, ...]) -> None:
        again = calls.Index(library, paths)
        self._tasks.start(self._engine.call(calls.INDEX, again), name="add documents again")

    async def make_sample(self) -> str:
        """Makes the sample library, asks for its documents to be read, and returns its name."""
        made = await self._engine.call(calls.MAKE_LIBRARY, calls.MakeLibrary(calls.SAMPLE_LIBRARY, True))
        folder = os.fsencode(resources() / "sample")
        reading = self._engine.call(calls.INDEX, calls.Index(made.name, (folder,)))
        self._tasks.start(reading, name="read the sample")
        return made.name
