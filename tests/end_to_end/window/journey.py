"""What a person does in the window: look for things, click, type, drop files, wait and see."""

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QTextCursor
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.gui.chat.answer_text import AnswerText
from desktop_rag.gui.chat.turn_view import TurnView
from desktop_rag.gui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
SECONDS = 60.0


class Journey:
    """One walk through the window. Every wait is for something that can be seen, and says for what."""

    def __init__(self, window: MainWindow, given: dict[str, Any], out: Path) -> None:
        self.window, self.given, self.out = window, given, out

    # ---- waiting

    async def until(self, seen: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not seen():  # noqa: ASYNC110 — most of what is waited for has no event
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"waited in vain until {what}; the window says: {self.words()}") from None

    async def rest(self, seconds: float = 0.25) -> None:
        """Layout, painting and the animations of the window come to their end."""
        await asyncio.sleep(seconds)

    # ---- looking

    def all_of(self, kind: type[W], inside: QWidget | None = None) -> list[W]:
        return [one for one in (inside or self.window).findChildren(kind) if one.isVisible()]

    def named(self, name: str, kind: type[W], inside: QWidget | None = None) -> W:
        """The visible widget of a kind that is called so: by its accessible name or its text."""
        for one in self.all_of(kind, inside):
            text = one.text() if isinstance(one, QAbstractButton | QLabel) else ""
            if name in (one.accessibleName(), text):
                return one
        raise AssertionError(f"there is no {kind.__name__} called {name!r}; the window says: {self.words()}")

    def words(self, inside: QWidget | None = None) -> str:
        """All words that can be read on labels, buttons and answers."""
        found = [one.text() for one in self.all_of(QLabel, inside)]
        found += [one.text() for one in self.all_of(QAbstractButton, inside)]
        found += [one.plain_text() for one in self.all_of(AnswerText, inside)]
        return " | ".join(re.sub(r"\s+", " ", text) for text in found if text)

    def says(self, words: str) -> bool:
        return words in self.words()

    def documents(self) -> dict[str, Document]:
        """Every document of the list by its file's name."""
        return {Path(document.shown).name: document for document in self.window.library.model.documents()}

    def settled(self, count: int) -> bool:
        """So many documents are held, all of them ready or failed, and nothing is under way."""
        progress = self.window.library.model.progress
        states = [document.state for document in self.documents().values()]
        idle = progress is not None and not progress.running
        return idle and len(states) == count and all(state in ("ready", "failed") for state in states)

    def last_turn(self) -> TurnView:
        views = self.window.chat.transcript.views()
        assert views, "there is no turn in the conversation"
        return views[-1]

    def coloured(self, widget: QWidget, colour: str) -> int:
        """How many pixels of a widget have exactly this colour."""
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        wanted = int(colour.removeprefix("#"), 16)
        data = memoryview(image.constBits()).cast("I")
        return sum(pixel & 0xFFFFFF == wanted for pixel in data)

    # ---- doing

    async def drop(self, *paths: str | Path) -> None:
        """Drags files or folders over the window and lets go, as a file program does."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at = QPointF(self.window.rect().center())
        copy, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        enter = QDragEnterEvent(at.toPoint(), copy, data, left, none)
        QApplication.sendEvent(self.window, enter)
        assert enter.isAccepted(), "the window does not take files"
        await self.rest(0.05)
        drop = QDropEvent(at, copy, data, left, none)
        QApplication.sendEvent(self.window, drop)
        assert drop.isAccepted()

    async def _xdotool(self, *words: str) -> None:
        tool = await asyncio.create_subprocess_exec("xdotool", *words)
        assert await tool.wait() == 0, words

    async def click(self, widget: QWidget, at: QPoint | None = None, button: str = "1") -> None:
        """A click of the real pointer, in the middle of a widget or at a point of it."""
        assert widget.isVisible(), f"{widget.accessibleName()!r} cannot be seen"
        spot = widget.mapToGlobal(at if at is not None else widget.rect().center())
        await self._xdotool("mousemove", str(spot.x()), str(spot.y()), "click", button)
        await self.rest(0.05)

    async def open_menu(self, widget: QWidget, at: QPoint) -> None:
        """A click with the other button."""
        await self.click(widget, at, "3")

    async def point_away(self) -> None:
        """The pointer leaves the window, so that nothing looks touched."""
        await self._xdotool("mousemove", "1599", "1039")

    async def click_button(self, name: str, inside: QWidget | None = None) -> None:
        await self.click(self.named(name, QAbstractButton, inside))

    async def click_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        view.scrollTo(index)
        await self.click(view.viewport(), view.visualRect(index).center())

    async def type(self, words: str) -> None:
        """Types on the real keyboard, into whatever has it."""
        await self._xdotool("type", "--delay", "8", words)

    async def press(self, *keys: str) -> None:
        await self._xdotool("key", *keys)
        await self.rest(0.05)

    async def hold(self, key: str, do: Callable[[], Awaitable[None]]) -> None:
        """Does something while a key is held down."""
        await self._xdotool("keydown", key)
        try:
            await do()
        finally:
            await self._xdotool("keyup", key)

    async def search(self, words: str) -> None:
        await self.press("ctrl+k")
        await self.until(self.window.search.box.hasFocus, "the search box has the keyboard")
        await self.type(words)
        await self.until(lambda: self.window.search.box.text() == words, "the words are typed")

    async def ask(self, question: str) -> None:
        await self.press("ctrl+l")
        composer = self.window.chat.composer.words
        await self.until(composer.hasFocus, "the composer has the keyboard")
        await self.type(question)
        await self.until(lambda: composer.toPlainText() == question, "the question is typed")
        await self.press("Return")

    async def click_citation(self, number: int) -> None:
        """Clicks a badge in the last answer."""
        text = self.last_turn().text
        cursor = QTextCursor(text.document())
        while not cursor.atEnd():
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
            if cursor.charFormat().anchorHref() == f"cite:{number}":
                spot = text.cursorRect(cursor).center() - QPoint(3, 0)
                self.window.chat.transcript.ensureWidgetVisible(text)
                await self.click(text.viewport(), spot)
                return
        raise AssertionError(f"no citation {number} in {text.plain_text()!r}")

    # ---- processes

    def processes(self, verb: str) -> list[int]:
        """The ids of the children of this window that run a verb, such as "@engine"."""
        found = []
        for one in psutil.Process().children(recursive=True):
            try:
                if verb in one.cmdline() and one.status() != psutil.STATUS_ZOMBIE:
                    found.append(one.pid)
            except psutil.Error:
                continue
        return found

    def kill(self, verb: str) -> None:
        running = self.processes(verb)
        assert running, f"there is no {verb} to kill"
        for pid in running:
            os.kill(pid, signal.SIGKILL)
