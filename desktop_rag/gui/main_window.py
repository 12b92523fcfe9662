"""The window: where library, centre and source meet."""

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.gui import desktop
from desktop_rag.gui.adding import Adding
from desktop_rag.gui.beside import Beside
from desktop_rag.gui.body import Body
from desktop_rag.gui.centre import Centre, Mode
from desktop_rag.gui.commands import Commands
from desktop_rag.gui.dropping import DropVeil, dropped_paths, leave_drops_to_the_window
from desktop_rag.gui.kept import Kept
from desktop_rag.gui.later_panes import LaterPanes
from desktop_rag.gui.library.actions import scope_words
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.looks.controls import Toast
from desktop_rag.gui.model_picker.picker import ModelPicker
from desktop_rag.gui.outside import Outside
from desktop_rag.gui.panes import Panes, room_for
from desktop_rag.gui.problems import Problems
from desktop_rag.gui.reachable import Reachable
from desktop_rag.gui.setup.ollama_banner import OllamaBanner
from desktop_rag.gui.shortcuts import ShortcutsPage
from desktop_rag.gui.status_bar import StatusBar
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller
from desktop_rag.settings import WindowSettings

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from desktop_rag.gui.chat.pane import ChatPane
    from desktop_rag.gui.library.attention import AttentionPage
    from desktop_rag.gui.search.pane import SearchPane
    from desktop_rag.gui.setup.welcome import Welcome
    from desktop_rag.gui.source.pane import SourcePane

LEAST_WIDTH, LEAST_HEIGHT = 720, 520


class MainWindow(QWidget):
    """Composes the panes over one engine. `closed` comes when its tasks have ended, `keep_wanted` when what
    is kept until the next start should not wait for it."""

    closed = Signal()
    keep_wanted = Signal()

    def __init__(self, engine: Caller, settings: WindowSettings) -> None:
        super().__init__()
        self._engine, self._settings = engine, settings
        self._closing: asyncio.Task[None] | None = None
        self._library = settings.library
        self.tasks = TaskRunner(lambda work, error: self.problems(work, error))
        self.commands = Commands(self)
        self._build()
        self._connect()
        self._connect_commands()
        self._connect_later()
        self.problems.set_remedy("ollama-absent", self.tr("Check again"), self.ollama.check_again)
        leave_drops_to_the_window(self)
        self.setAcceptDrops(True)
        self.resize(max(LEAST_WIDTH, settings.width), max(LEAST_HEIGHT, settings.height))
        self.kept.restore()
        self._arranged()

    def _build(self) -> None:
        engine, tasks = self._engine, self.tasks
        self.setWindowTitle("Desktop RAG")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.library = LibraryPane(engine, tasks)
        self.later = LaterPanes(engine, tasks, self.library, self._settings, self)
        self.picker = ModelPicker(engine, tasks)
        self.ollama = OllamaBanner(engine, tasks)
        later = self.later
        self.centre = Centre(
            later.search,
            later.chat,
            later.welcome,
            later.attention,
            self.picker,
            self.ollama,
            self.commands,
        )
        self.panes = Panes(
            self.library, self.centre, later.source, self._settings.library_width, self._settings.source_width
        )
        self.status = StatusBar()
        self.toast = Toast(self, self.centre, self.centre.strip)
        self.problems = Problems(self.centre.problem_place, self.toast)
        self.reachable = Reachable(engine, tasks, self.problems, lambda: self._library)
        self.beside = Beside(later, self.library, self.panes)
        self.kept = Kept(self._settings, self.library, self.centre, self.panes, later)
        self.adding = Adding(self, engine, tasks, self.toast, lambda: self._library)
        self.outside = Outside(tasks, self)
        self.veil = DropVeil(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = Body(self.panes, engine, tasks)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        library, centre, panes = self.library, self.centre, self.panes
        library.document_chosen.connect(self.beside.open_document)
        library.remove_wanted.connect(self.adding.remove)
        library.files_wanted.connect(self.adding.choose_files)
        library.folder_wanted.connect(self.adding.choose_folder)
        library.library_wanted.connect(self.show_library)
        library.show_in_folder_wanted.connect(desktop.show_in_folder)
        library.ask_wanted.connect(self._ask_about)
        library.look_wanted.connect(self.adding.add)
        library.folder_removal_wanted.connect(self.adding.remove_folder)
        library.attention_wanted.connect(lambda: self.show_attention(True))
        library.attention_left.connect(lambda: self.show_attention(False))
        library.model.counted.connect(self._count)
        library.model.progressed.connect(lambda progress: self._count())
        library.library_told.connect(lambda told: self._count())
        library.model.removed.connect(self.beside.forget)
        self.beside.attention_wanted.connect(lambda: self.show_attention(True))
        self.outside.told.connect(self.toast.show_words)
        library.unlocking.told.connect(self.toast.show_words)
        for tells in (self.picker, self.ollama, self.body):
            tells.models_changed.connect(self.reachable.apply)
        for shows in (self.status.apply_models, self.picker.apply, self.ollama.apply):
            self.reachable.models_told.connect(shows)
        # What could not be prepared without Ollama is prepared now.
        self.reachable.ollama_returned.connect(self.adding.resume)
        centre.attention_left.connect(lambda: self.show_attention(False))
        centre.show_library.clicked.connect(panes.toggle_library)
        centre.show_source.clicked.connect(panes.toggle_source)
        centre.new.clicked.connect(self._new_conversation)
        centre.history.clicked.connect(self._open_history)
        centre.settings.clicked.connect(self._open_settings)
        panes.arranged.connect(self._arranged)
        self.body.closed.connect(centre.settings.setFocus)
        self.body.theme_chosen.connect(self.kept.set_theme)
        self.body.shortcuts_wanted.connect(self._open_shortcuts)

    def _connect_later(self) -> None:
        later = self.later
        later.source_wanted.connect(self.beside.open_place)
        later.source_entered.connect(self.beside.take_keyboard)
        later.source_left.connect(self.beside.close)
        later.asking_wanted.connect(self._ask_within)
        later.show_in_folder_wanted.connect(desktop.show_in_folder)
        later.outside_wanted.connect(self.outside.open)
        later.conversation_changed.connect(self.kept.remember_conversation)
        later.searches_changed.connect(self.keep_wanted)
        later.files_wanted.connect(self.adding.choose_files)
        later.folder_wanted.connect(self.adding.choose_folder)
        later.sample_wanted.connect(self._try_sample)
        later.paths_dropped.connect(lambda names: self.adding.add([os.fsencode(n) for n in names]))

    def _connect_commands(self) -> None:
        connect = self.commands.connect_to
        connect("search", lambda: self._go("search"))
        connect("ask", lambda: self._go("ask"))
        connect("add-files", self.adding.choose_files)
        connect("add-folder", self.adding.choose_folder)
        connect("new-conversation", self._new_conversation)
        connect("history", self._open_history)
        connect("stop", self._stop_or_close)
        connect("library", self.panes.toggle_library)
        connect("source", self.panes.toggle_source)
        connect("settings", self._open_settings)
        connect("shortcuts", self._open_shortcuts)
        connect("quit", self.close)

    # ---- the panes, made by now or when they are asked for

    @property
    def search(self) -> "SearchPane":
        return self.later.search.pane

    @property
    def chat(self) -> "ChatPane":
        return self.later.chat.pane

    @property
    def source(self) -> "SourcePane":
        return self.later.source.pane

    @property
    def welcome(self) -> "Welcome":
        return self.later.welcome.pane

    @property
    def attention(self) -> "AttentionPage":
        return self.later.attention.pane

    # ---- beginning

    def begin(self) -> None:
        """Starts to follow the library and to look at Ollama: after the first paint, on the loop."""
        conversation = self.kept.conversation  # another library than the first forgets it
        self.show_library(self._library)
        self.reachable.begin()
        if conversation is not None:
            self.chat.set_conversation(conversation)

    async def complete(self) -> None:
        """Makes what the first paint did without."""
        await self.later.make()

    def settings(self) -> WindowSettings:
        """What is kept until the next start."""
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        return self.kept.now(size, self._library)

    # ---- what happens

    def show_library(self, name: str) -> None:
        changed = name != self._library
        self._library = name
        self.library.follow(name)
        for part in (self.later, self.picker, self.ollama):
            part.set_library(name)
        if changed:
            self.show_attention(False)
            self.beside.forget_all()
            self._arranged()

    def show_attention(self, on: bool) -> None:
        self.centre.show_attention(on)
        self.library.show_attention(on)
        if on and self.panes.room == "narrow":
            self.panes.go_back()

    def add_paths(self, names: Sequence[str]) -> None:
        """What a second start of the program was given."""
        self.adding.add([os.fsencode(os.path.abspath(name)) for name in names])
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def _count(self) -> None:
        model = self.library.model
        held, done, _ = model.counts()
        passages = model.library.passages if model.library is not None else 0
        # Progress is told at once, rows change a few at a time: no passages before documents.
        if done and model.progress is not None and model.progress.passages:
            passages = model.progress.passages
        self.status.show_counts(held, done, passages)
        if self.later.search.made is not None:
            self.later.search.made.note_searchable(done)
        self.centre.show_empty(model.library is not None and not held)

    def _go(self, mode: Mode) -> None:
        self.panes.go_back()
        self.show_attention(False)
        self.centre.show_mode(mode)

    def _new_conversation(self) -> None:
        self._go("ask")
        self.chat.new_conversation()

    def _ask_about(self, documents: Sequence[Document]) -> None:
        self._ask_within(tuple(document.id for document in documents), scope_words(documents))

    def _ask_within(self, documents: tuple[int, ...], words: str) -> None:
        self._new_conversation()
        self.chat.set_scope(documents, words)

    def _open_history(self) -> None:
        self._go("ask")
        button = self.centre.history
        self.chat.open_history(button.mapToGlobal(QPoint(button.width(), button.height() + 4)))

    def _stop_or_close(self) -> None:
        """Esc: what moves stops first; then what is open closes."""
        if self.body.in_settings:
            self.body.close_settings()
        elif self.tasks.running("answer"):
            self.chat.stop()
        elif self.centre.attending:
            self.show_attention(False)
        elif self.centre.mode() == "search" and self.panes.source.isAncestorOf(self.focusWidget()):
            self._go("search")
        elif self.panes.at_front() != "centre":
            self.panes.go_back()
        elif not self.panes.source.isHidden():
            self.beside.close()

    def _try_sample(self) -> None:
        self.tasks.start(self._sample(), name="make the sample library")

    async def _sample(self) -> None:
        self.show_library(await self.adding.make_sample())

    def _arranged(self) -> None:
        self.centre.show_library.setVisible(self.library.isHidden())
        self.centre.show_source.setVisible(self.panes.source_used and self.panes.source.isHidden())

    def _open_settings(self) -> None:
        self.body.open_settings(self._library, self.kept.theme)

    def _open_shortcuts(self) -> None:
        ShortcutsPage(self.commands, self).open()

    # ---- Qt's own events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.veil.setGeometry(self.rect())
        self.status.set_narrow(room_for(self.width()) == "narrow")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            self.veil.show_over(self.tr("Add to “{library}”").format(library=self._library))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.veil.hide()
        self.adding.add(dropped_paths(event.mimeData()))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes at once; its tasks are cancelled and waited for before the loop stops."""
        event.ignore()
        if self._closing is None:
            self.hide()
            self._closing = asyncio.get_running_loop().create_task(self._close(), name="close")

    async def _close(self) -> None:
        await self.tasks.close()
        self.closed.emit()
