"""The window: where library, centre and source meet."""

import asyncio
import logging
import os
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import Document, UnitPlace
from desktop_rag.domain.errors import DesktopRagError, EngineLost
from desktop_rag.domain.models import BUILT_IN, Models
from desktop_rag.domain.passages import Place
from desktop_rag.engine import calls
from desktop_rag.gui import desktop
from desktop_rag.gui.adding import Adding
from desktop_rag.gui.body import Body
from desktop_rag.gui.centre import Centre, Mode
from desktop_rag.gui.commands import Commands
from desktop_rag.gui.dropping import DropVeil, dropped_paths, leave_drops_to_the_window
from desktop_rag.gui.later_pane import LaterPane
from desktop_rag.gui.library.actions import scope_words
from desktop_rag.gui.library.ordering import Order
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.looks.controls import Toast
from desktop_rag.gui.looks.theme import Preference, theme
from desktop_rag.gui.model_picker.picker import ModelPicker
from desktop_rag.gui.outside import Outside
from desktop_rag.gui.panes import Panes, room_for
from desktop_rag.gui.problems import Problems
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
# In parts of some milliseconds each.
LATER = (
    "source.page_scroll", "source.pages", "source.text_view", "source.pane",
    "chat.pane", "chat.answer_text", "chat.turn_view",
)  # fmt: skip
LOOK_EVERY_SECONDS, LOOK_SOON_SECONDS = 20.0, 5.0


class MainWindow(QWidget):
    """Composes the panes over one engine. `closed` comes when its tasks have ended, `keep_wanted` when what
    is kept until the next start should not wait for it."""

    closed = Signal()
    keep_wanted = Signal()

    def __init__(self, engine: Caller, settings: WindowSettings) -> None:
        super().__init__()
        self._engine, self._settings = engine, settings
        self._closing: asyncio.Task[None] | None = None
        self._ollama_reachable = True
        self._library = settings.library
        self._conversation = settings.conversation
        self.tasks = TaskRunner(lambda work, error: self.problems(work, error))
        self.commands = Commands(self)
        self._build()
        self._connect()
        self._connect_commands()
        self.problems.set_remedy("ollama-absent", self.tr("Check again"), self.ollama.check_again)
        leave_drops_to_the_window(self)
        self.setAcceptDrops(True)
        self.restore(settings)

    def _build(self) -> None:
        engine, tasks = self._engine, self.tasks
        self.setWindowTitle("Desktop RAG")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.library = LibraryPane(engine, tasks)
        self._search, self._chat = LaterPane(self._make_search), LaterPane(self._make_chat)
        self._welcome, self._attention = LaterPane(self._make_welcome), LaterPane(self._make_attention)
        self._source = LaterPane(self._make_source)
        self.picker = ModelPicker(engine, tasks)
        self.ollama = OllamaBanner(engine, tasks)
        self.centre = Centre(
            self._search,
            self._chat,
            self._welcome,
            self._attention,
            self.picker,
            self.ollama,
            self.commands,
        )
        self.panes = Panes(
            self.library, self.centre, self._source, self._settings.library_width, self._settings.source_width
        )
        self.status = StatusBar()
        self.toast = Toast(self, self.centre, self.centre.strip)
        self.problems = Problems(self.centre.problem_place, self.toast)
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
        library.document_chosen.connect(self.open_document)
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
        library.model.removed.connect(self._forget)
        self.outside.told.connect(self.toast.show_words)
        library.unlocking.told.connect(self.toast.show_words)
        self.picker.models_changed.connect(self.apply_models)
        self.ollama.models_changed.connect(self.apply_models)
        centre.attention_left.connect(lambda: self.show_attention(False))
        centre.show_library.clicked.connect(panes.toggle_library)
        centre.show_source.clicked.connect(panes.toggle_source)
        centre.new.clicked.connect(self._new_conversation)
        centre.history.clicked.connect(self._open_history)
        centre.settings.clicked.connect(self._open_settings)
        panes.arranged.connect(self._arranged)
        self.body.closed.connect(centre.settings.setFocus)
        self.body.theme_chosen.connect(self._set_theme)
        self.body.models_changed.connect(self.apply_models)
        self.body.shortcuts_wanted.connect(self._open_shortcuts)

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

    # ---- panes that are made when they are first shown or asked for: not all before the first paint

    @property
    def search(self) -> "SearchPane":
        return self._search.pane

    @property
    def chat(self) -> "ChatPane":
        return self._chat.pane

    @property
    def source(self) -> "SourcePane":
        return self._source.pane

    @property
    def welcome(self) -> "Welcome":
        return self._welcome.pane

    @property
    def attention(self) -> "AttentionPage":
        return self._attention.pane

    def _make_search(self) -> "SearchPane":
        from desktop_rag.gui.search.pane import SearchPane

        made = SearchPane(self._engine, self.tasks)
        made.recent.restore(self._settings.searches)
        made.recent.changed.connect(self.keep_wanted)
        self.library.switcher.removed.connect(made.recent.forget)
        made.set_library(self._library)
        made.show_recent()
        made.source_requested.connect(self.open_source)
        made.source_entered.connect(lambda: self.source.stage.take_keyboard())
        made.ask_wanted.connect(self._ask_within)
        made.folder_wanted.connect(desktop.show_in_folder)
        made.outside_wanted.connect(self.outside.open)
        return made

    def _make_chat(self) -> "ChatPane":
        from desktop_rag.gui.chat.pane import ChatPane

        made = ChatPane(self._engine, self.tasks)
        made.set_library(self._library)
        made.source_requested.connect(self.open_source)
        made.conversation_changed.connect(self._remember_conversation)
        return made

    def _make_source(self) -> "SourcePane":
        from desktop_rag.gui.source.pane import SourcePane

        made = SourcePane(self._engine, self.tasks)
        made.closed.connect(self._close_source)
        return made

    def _make_welcome(self) -> "Welcome":
        from desktop_rag.gui.setup.welcome import Welcome

        made = Welcome()
        made.files_requested.connect(self.adding.choose_files)
        made.folder_requested.connect(self.adding.choose_folder)
        made.sample_requested.connect(self._try_sample)
        made.paths_dropped.connect(lambda names: self.adding.add([os.fsencode(n) for n in names]))
        return made

    def _make_attention(self) -> "AttentionPage":
        from desktop_rag.gui.library.attention import AttentionPage

        made = AttentionPage(self.library.model)
        made.wanted.connect(self.library.do)
        return made

    # ---- beginning

    def begin(self) -> None:
        """Starts to follow the library and to look at Ollama: after the first paint, on the loop."""
        conversation = self._conversation  # another library than the first forgets it
        self.show_library(self._library)
        self.tasks.start(self._look_at_models(), group="models", name="look at the models")
        if conversation is not None:
            self.chat.set_conversation(conversation)

    async def complete(self) -> None:
        """Makes what the first paint did without; in turns, so that what is typed meanwhile is shown."""
        # 25 ms in one piece, and nothing in it is Qt's.
        await asyncio.to_thread(import_module, "markdown_it")
        for name in LATER:
            import_module(f"desktop_rag.gui.{name}")
            await asyncio.sleep(0)
        for place in (self._source, self._search, self._chat, self._welcome, self._attention):
            place.make()
            await asyncio.sleep(0)

    def restore(self, settings: WindowSettings) -> None:
        self.resize(max(LEAST_WIDTH, settings.width), max(LEAST_HEIGHT, settings.height))
        self.panes.library_wanted = settings.library_shown
        self.panes.source_wanted = settings.source_shown
        self.centre.show_mode(settings.mode)
        self.library.set_order(Order(settings.sorting, settings.sorting_turned, settings.grouped))
        self.panes.arrange()
        self._arranged()

    def settings(self) -> WindowSettings:
        """What is kept until the next start."""
        order = self.library.sort.order
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        return msgspec.structs.replace(
            self._settings,
            width=size.width(),
            height=size.height(),
            library_width=self.panes.library_width,
            source_width=self.panes.source_width,
            library_shown=self.panes.library_wanted,
            source_shown=self.panes.source_wanted,
            mode=self.centre.mode(),
            library=self._library,
            conversation=self._conversation,
            sorting=order.sorting,
            sorting_turned=order.turned,
            grouped=order.grouped,
            searches=self._search.made.recent.kept() if self._search.made else self._settings.searches,
        )

    async def _look_at_models(self) -> None:
        while True:
            soon = True
            try:
                models = await self._engine.call(calls.MODELS, calls.InLibrary(self._library))
                self.apply_models(models)
                soon = not models.ollama.reachable
            except DesktopRagError as error:  # the next look may succeed; the status line waits for it
                log.info("models: %s", error.code)
            await asyncio.sleep(LOOK_SOON_SECONDS if soon else LOOK_EVERY_SECONDS)

    # ---- what happens

    def apply_models(self, models: Models) -> None:
        self.status.apply_models(models)
        self.picker.apply(models)
        self.ollama.apply(models)
        if models.ollama.reachable:
            self.problems.clear("ollama-absent", "ollama-not-installed")
            if not self._ollama_reachable and models.embedder != BUILT_IN:
                self.adding.resume()  # what could not be prepared without Ollama is prepared now
        self._ollama_reachable = models.ollama.reachable

    def engine_changed(self, state: str, refusal: DesktopRagError | None = None) -> None:
        """What the engine's client reports: a death is a quiet note, staying away is a banner."""
        if state == "lost":
            self.toast.show_words(self.tr("Searching stopped for a moment and goes on. Nothing is lost."))
        elif state == "stopped":
            self.problems.show(EngineLost().failure)
        elif state == "refused" and refusal is not None:
            self.problems.show(refusal.failure)
        elif state == "up":
            self.problems.clear("engine-lost")

    def show_library(self, name: str) -> None:
        changed = name != self._library
        self._library = name
        self.library.follow(name)
        for part in (self._search.made, self._chat.made, self.picker, self.ollama):
            if part is not None:
                part.set_library(name)
        if changed:
            self.show_attention(False)
            if self._source.made is not None:
                self._source.made.clear()
            self.panes.close_source()
            self.panes.source_used = False
            self._arranged()

    def open_source(self, place: object, places: object) -> None:
        """Shows a passage beside the centre; `places` are the others that can be walked through."""
        spot = cast(Place | Evidence, place)
        spots = cast(Sequence[Place | Evidence], places)
        words, near = self.chat.asked_of(spot) if isinstance(spot, Evidence) else (self.search.words(), "")
        self.source.show_place(spot, tuple(spots), words, near)
        self.library.list.show_document(spot.document)
        self.chat.show_source_open(spot if isinstance(spot, Evidence) else None)
        self.panes.open_source()

    def open_document(self, document: Document) -> None:
        """Opens a document of the list at its beginning, if there is anything of it to see."""
        if document.state in ("failed", "waiting") and not document.passages:
            if document.state == "failed":
                self.show_attention(True)
            return
        first = UnitPlace(document.unit_kind, 1)
        place = Place(document.id, document.path, document.shown, document.title, document.kind, first, 0, 0)
        self.source.show_place(place)
        self.panes.open_source()

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
        if self._search.made is not None:
            self._search.made.note_searchable(done)
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
            self._close_source()

    def _forget(self, documents: Collection[int]) -> None:
        """Documents have gone from the library: nothing of them stays open."""
        if self._source.made is not None and self._source.made.document() in documents:
            self._source.made.forget(documents)
            self.chat.show_source_open(None)

    def _close_source(self) -> None:
        self.panes.close_source()
        self.chat.show_source_open(None)

    def _remember_conversation(self, conversation: int) -> None:
        self._conversation = conversation or None

    def _try_sample(self) -> None:
        self.tasks.start(self._sample(), name="make the sample library")

    async def _sample(self) -> None:
        self.show_library(await self.adding.make_sample())

    def _arranged(self) -> None:
        self.centre.show_library.setVisible(self.library.isHidden())
        self.centre.show_source.setVisible(self.panes.source_used and self.panes.source.isHidden())

    def _open_settings(self) -> None:
        self.body.open_settings(self._library, self._settings.theme)

    def _set_theme(self, chosen: str) -> None:
        preference = cast(Preference, chosen)
        self._settings = msgspec.structs.replace(self._settings, theme=preference)
        theme().set_preference(preference)

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
