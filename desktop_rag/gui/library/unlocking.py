"""Asks for the password of locked documents; it goes to the engine's memory and nowhere else."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.engine import calls
from desktop_rag.gui.asking import Question, typed
from desktop_rag.gui.library.wording import count, name_of
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller


class Unlocking(QObject):
    """`told` carries what came of it, in a sentence."""

    told = Signal(str)

    def __init__(self, engine: Caller, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._engine, self._tasks, self._owner = engine, tasks, owner

    def ask(self, library: str, documents: Sequence[Document]) -> None:
        if documents:
            work = self._ask(library, tuple(documents))
            self._tasks.start(work, group="unlock", name="unlock documents")

    async def _ask(self, library: str, documents: tuple[Document, ...]) -> None:
        password = await self._password(documents)
        if password:
            unlock = calls.Unlock(tuple(document.id for document in documents), password, library)
            done = await self._engine.call(calls.UNLOCK, unlock)
            self.told.emit(self._words(done.count, len(documents)))

    async def _password(self, documents: tuple[Document, ...]) -> str:
        """What was typed, or "" when the person thought better of it."""
        title = (
            self.tr("Unlock “{name}”").format(name=name_of(documents[0]))
            if len(documents) == 1
            else self.tr("Unlock {documents}").format(
                documents=count(len(documents), "document", "documents")
            )
        )
        question = Question(
            self._owner,
            title,
            self.tr(
                "The password is kept until the program is closed and is never written down. The text that "
                "it opens is then readable in this library without it."
            ),
            self.tr("Unlock"),
        )
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(self.tr("Password"))
        field.setPlaceholderText(self.tr("Password"))
        return await typed(question, field)

    def _words(self, opened: int, asked: int) -> str:
        if opened == asked:
            return self.tr("Unlocked, and being prepared for searching.")
        if opened:
            return self.tr("The password opened {opened} of {asked}.").format(opened=opened, asked=asked)
        words = (
            self.tr("The password did not open it.")
            if asked == 1
            else self.tr("The password opened none of them.")
        )
        return self.tr("{words} Passwords distinguish capital letters.").format(words=words)
