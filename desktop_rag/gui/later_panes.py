"""The five panes that are made when they are first shown or asked for: not all before the first paint."""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_rag.gui.later_pane import LaterPane
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller
from desktop_rag.settings import WindowSettings

if TYPE_CHECKING:
    from desktop_rag.gui.chat.pane import ChatPane
    from desktop_rag.gui.library.attention import AttentionPage
    from desktop_rag.gui.search.pane import SearchPane
    from desktop_rag.gui.setup.welcome import Welcome
    from desktop_rag.gui.source.pane import SourcePane

# In parts of some milliseconds each.
PARTS = (
    "source.page_scroll", "source.pages", "source.text_view", "source.pane",
    "chat.pane", "chat.answer_text", "chat.turn_view",
)  # fmt: skip


class LaterPanes(QObject):
    """How each of them is made, and what they ask of the window, whenever that is."""

    source_wanted = Signal(object, object)
    source_entered = Signal()
    source_left = Signal()
    asking_wanted = Signal(object, str)
    show_in_folder_wanted = Signal(object)
    outside_wanted = Signal(object)
    conversation_changed = Signal(int)
    searches_changed = Signal()
    files_wanted = Signal()
    folder_wanted = Signal()
    sample_wanted = Signal()
    paths_dropped = Signal(list)

    def __init__(
        self, engine: Caller, tasks: TaskRunner, library: LibraryPane, kept: WindowSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine, self._tasks, self._library = engine, tasks, library
        self._name, self._searches = kept.library, kept.searches
        self.search, self.chat = LaterPane(self._make_search), LaterPane(self._make_chat)
        self.welcome, self.attention = LaterPane(self._make_welcome), LaterPane(self._make_attention)
        self.source = LaterPane(self._make_source)

    async def make(self) -> None:
        """Makes what is not there yet; in turns, so that what is typed meanwhile is shown."""
        # 25 ms in one piece, and nothing in it is Qt's.
        await asyncio.to_thread(import_module, "markdown_it")
        for name in PARTS:
            import_module(f"desktop_rag.gui.{name}")
            await asyncio.sleep(0)
        for place in (self.source, self.search, self.chat, self.welcome, self.attention):
            place.make()
            await asyncio.sleep(0)

    def set_library(self, name: str) -> None:
        self._name = name
        for pane in (self.search.made, self.chat.made):
            if pane is not None:
                pane.set_library(name)

    def searches(self) -> dict[str, tuple[str, ...]]:
        """The recent searches that are kept until the next start."""
        return self.search.made.recent.kept() if self.search.made else self._searches

    def _make_search(self) -> "SearchPane":
        from desktop_rag.gui.search.pane import SearchPane

        made = SearchPane(self._engine, self._tasks)
        made.recent.restore(self._searches)
        made.recent.changed.connect(self.searches_changed)
        self._library.switcher.removed.connect(made.recent.forget)
        self._library.model.removed.connect(made.forget)
        made.set_library(self._name)
        made.show_recent()
        made.source_requested.connect(self.source_wanted)
        made.source_entered.connect(self.source_entered)
        made.ask_wanted.connect(self.asking_wanted)
        made.folder_wanted.connect(self.show_in_folder_wanted)
        made.outside_wanted.connect(self.outside_wanted)
        made.adding_wanted.connect(self.folder_wanted)
        made.chips.kinds_held = lambda: (one.kind for one in self._library.model.documents())
        return made

    def _make_chat(self) -> "ChatPane":
        from desktop_rag.gui.chat.pane import ChatPane

        made = ChatPane(self._engine, self._tasks)
        made.set_library(self._name)
        made.source_requested.connect(self.source_wanted)
        made.conversation_changed.connect(self.conversation_changed)
        return made

    def _make_source(self) -> "SourcePane":
        from desktop_rag.gui.source.pane import SourcePane

        made = SourcePane(self._engine, self._tasks)
        made.closed.connect(self.source_left)
        return made

    def _make_welcome(self) -> "Welcome":
        from desktop_rag.gui.setup.welcome import Welcome

        made = Welcome()
        made.files_requested.connect(self.files_wanted)
        made.folder_requested.connect(self.folder_wanted)
        made.sample_requested.connect(self.sample_wanted)
        made.paths_dropped.connect(self.paths_dropped)
        return made

    def _make_attention(self) -> "AttentionPage":
        from desktop_rag.gui.library.attention import AttentionPage

        made = AttentionPage(self._library.model)
        made.wanted.connect(self._library.do)
        return made
