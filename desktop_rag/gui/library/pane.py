"""The library: its name and switcher, a filter, the documents, and how far indexing is."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.errors import EngineLost, LibraryUnknown
from desktop_rag.domain.events import IndexingProgress
from desktop_rag.engine import calls
from desktop_rag.gui.library.actions import ActionKey, details
from desktop_rag.gui.library.document_list import DocumentList
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.indexing_card import IndexingCard
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.library_name import LibraryName
from desktop_rag.gui.library.menus import ListMenus
from desktop_rag.gui.library.ordering import Order
from desktop_rag.gui.library.sort_button import SortButton
from desktop_rag.gui.library.switcher import LibrarySwitcher
from desktop_rag.gui.library.unlocking import Unlocking
from desktop_rag.gui.looks.controls import Button, Chip, EmptyState, SearchInput
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import below, passing_menu
from desktop_rag.gui.looks.tokens import HEADER, PADDING_LIBRARY
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

FOLLOW = "follow"
AGAIN_SECONDS = 0.5
# A filter without spaces that is longer would not fit into the narrowest pane.
MOST_TYPED = 24


class LibraryPane(QWidget):
    """Follows one library of the engine. Words typed into the filter narrow the list alone."""

    document_chosen = Signal(object)
    show_in_folder_wanted = Signal(object)
    remove_wanted = Signal(list)
    ask_wanted = Signal(list)
    look_wanted = Signal(list)
    folder_removal_wanted = Signal(bytes, str)
    attention_wanted = Signal()
    attention_left = Signal()
    files_wanted = Signal()
    folder_wanted = Signal()
    library_wanted = Signal(str)
    library_told = Signal(object)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._name = calls.MY_LIBRARY
        self.model = LibraryModel(self)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Library"))
        self.switcher = LibrarySwitcher(engine, tasks, self)
        self.unlocking = Unlocking(engine, tasks, self)
        self.menus = ListMenus(self)
        self._build()
        self._lay_out()
        self._connect()
        self._settle()

    def _build(self) -> None:
        self.name = LibraryName()
        self.name.show_name(self._name)
        self.add = Button(self.tr("Add"), icon="plus", small=True)
        self.filter = SearchInput(self.tr("Filter documents"), "list-filter")
        self.sort = SortButton()
        self.chip = Chip(self.tr("Needs attention"), "triangle-alert", on=True, removable=True)
        self._chip_row = QWidget()
        self.list = DocumentList(self.model)
        self.empty = EmptyState(
            "library",
            self.tr("No documents yet"),
            self.tr("Folders you add appear here and are kept up to date."),
        )
        self._all = Button(self.tr("Show all"))
        self.nothing = EmptyState("search", self.tr("No document is called so"), button=self._all)
        self.card = IndexingCard()
        self._stack = QStackedWidget()
        for page in (self.empty, self.nothing, self.list):
            self._stack.addWidget(page)
        for page in (self.empty, self.nothing):
            page.setContentsMargins(0, 0, PADDING_LIBRARY, 0)

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(HEADER)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.add)
        narrowing = QHBoxLayout()
        narrowing.setSpacing(4)
        narrowing.addWidget(self.filter, 1)
        narrowing.addWidget(self.sort)
        beside = QHBoxLayout(self._chip_row)
        beside.setContentsMargins(0, 4, 0, 5)
        beside.addWidget(self.chip)
        beside.addStretch(1)
        self._chip_row.hide()
        above, below = QVBoxLayout(), QVBoxLayout()
        for part in (above, below):
            part.setContentsMargins(0, 0, PADDING_LIBRARY, 0)
            part.setSpacing(0)
        above.addWidget(head)
        above.addLayout(narrowing)
        above.addSpacing(7)
        above.addWidget(self._chip_row)
        below.addSpacing(8)
        below.addWidget(self.card)
        column = QVBoxLayout(self)
        # The list's scroll bar stands in the padding at the right, so that rows end where all else ends.
        column.setContentsMargins(PADDING_LIBRARY, 0, 0, PADDING_LIBRARY)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self._stack, 1)
        column.addLayout(below)

    def _connect(self) -> None:
        self.name.clicked.connect(self._open_switcher)
        self.switcher.chosen.connect(self.library_wanted)
        self.add.clicked.connect(self._open_add_menu)
        self.filter.textChanged.connect(lambda: self._narrow())
        self.sort.order_chosen.connect(self.model.set_order)
        self._all.clicked.connect(self._show_all)
        self.filter.returnPressed.connect(self.list.walk_in)
        self.filter.installEventFilter(self)
        self.list.typed.connect(self._type_on)
        self.chip.removed.connect(self.attention_left)
        self.chip.clicked.connect(self.attention_wanted)
        self.list.chosen.connect(self.document_chosen)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.folder_menu_wanted.connect(self._open_folder_menu)
        self.list.remove_wanted.connect(self.remove_wanted)
        self.menus.wanted.connect(self.do)
        self.menus.folder_wanted.connect(self.show_in_folder_wanted)
        self.menus.look_wanted.connect(self.look_wanted)
        self.menus.folder_removal_wanted.connect(self.folder_removal_wanted)
        self.card.pause_toggled.connect(self.pause)
        self.card.attention_requested.connect(self.attention_wanted)
        self.model.counted.connect(self._settle)
        self.model.progressed.connect(lambda progress: self._settle())
        self.model.library_told.connect(self._hear_library)

    # ---- following

    def follow(self, name: str) -> None:
        """Shows this library from now on, and again after every loss of the engine."""
        if name != self._name:
            self._name = name
            self.model.clear()
        self.name.show_name(name)
        self._tasks.start(self._follow(name), group=FOLLOW)

    async def _follow(self, name: str) -> None:
        while True:
            try:
                await self._engine.call(calls.FOLLOW, calls.InLibrary(name), self.model.apply)
            except EngineLost:
                pass
            except LibraryUnknown:
                if name == calls.MY_LIBRARY:
                    raise
                # It was removed since the window last showed it.
                self.library_wanted.emit(calls.MY_LIBRARY)
                return
            await asyncio.sleep(AGAIN_SECONDS)

    def _hear_library(self, library: Library) -> None:
        self.name.show_name(library.name)
        self.library_told.emit(library)

    def _settle(self) -> None:
        """Brings the card and the empty state in line with what is held."""
        held, _, needing = self.model.counts()
        shown: QWidget = self.list if held else self.empty
        if held and not self.model.rowCount() and not self.model.arranging:
            shown = self.nothing
            self._say_why_nothing()
        self._stack.setCurrentWidget(shown)
        self.filter.setEnabled(held > 0)
        self.sort.setVisible(held > 0)
        progress: IndexingProgress | None = self.model.progress
        self.card.setVisible(held > 0 or bool(progress and progress.running))
        if progress is not None and (progress.running or progress.paused) and progress.total:
            self.card.show_progress(progress)
        elif progress is not None and progress.recognizing is not None:
            self.card.show_recognizing(progress)
        else:
            self.card.show_at_rest(held, self.model.unread)
        self.card.show_attention(needing)
        self.chip.set_text(self.tr("Needs attention"), f"{needing:,}")

    def set_order(self, order: Order) -> None:
        """Sorts and groups as it was when the window was last closed."""
        self.sort.order = order
        self.model.set_order(order)

    def show_attention(self, on: bool) -> None:
        """Shows only the documents that need attention, while the page about them is open."""
        self._chip_row.setVisible(on)
        self._narrow()

    def _narrow(self) -> None:
        self.model.set_filter(self.filter.text(), not self._chip_row.isHidden())

    def _say_why_nothing(self) -> None:
        typed = self.filter.text().strip()
        if typed:
            words = typed if len(typed) <= MOST_TYPED else f"{typed[: MOST_TYPED - 1]}…"
            self.nothing.set_words(self.tr("Nothing here is called “{words}”").format(words=words))
        else:
            self.nothing.set_words(self.tr("Nothing needs attention"))
        self._all.setVisible(bool(typed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if down and watched is self.filter and event.type() == QEvent.Type.KeyPress:
            self.list.walk_in()
            return True
        return super().eventFilter(watched, event)

    def _show_all(self) -> None:
        self.filter.clear()
        self.filter.setFocus()

    def _type_on(self, letters: str) -> None:
        """What is typed over the list goes to the filter."""
        self.filter.setFocus()
        self.filter.insert(letters)

    # ---- doing

    def pause(self, paused: bool) -> None:
        self._tasks.start(
            self._engine.call(calls.PAUSE, calls.Pause(paused)), group="pause", name="pause indexing"
        )

    def unlock(self, documents: Sequence[Document]) -> None:
        """Asks for the password of locked documents."""
        self.unlocking.ask(self._name, documents)

    def retry(self, documents: Sequence[Document]) -> None:
        picked = calls.Picked(self._name, tuple(document.id for document in documents))
        self._tasks.start(self._engine.call(calls.RETRY, picked), name="read again")

    def recognize(self, documents: Sequence[Document], wanted: bool) -> None:
        """Has the text of pictures read, or lets it be. Without tesseract the person is told about it."""
        picked = calls.Recognize(tuple(document.id for document in documents), self._name, wanted)
        self._tasks.start(self._engine.call(calls.RECOGNIZE, picked), name="read the text of pictures")

    def skip(self, documents: Sequence[Document]) -> None:
        picked = calls.Picked(self._name, tuple(document.id for document in documents))
        self._tasks.start(self._engine.call(calls.SKIP, picked), name="leave pictures out")

    def do(self, key: ActionKey, documents: Sequence[Document]) -> None:
        """Does what a menu, a key or the page about attention asks for."""
        chosen = list(documents)
        if not chosen:
            return
        {
            "open": lambda: self.document_chosen.emit(chosen[0]),
            "ask": lambda: self.ask_wanted.emit(chosen),
            "folder": lambda: self.show_in_folder_wanted.emit(chosen[0].path),
            "unlock": lambda: self.unlock(chosen),
            "read-text": lambda: self.recognize(chosen, True),
            "stop-text": lambda: self.recognize(chosen, False),
            "skip": lambda: self.skip(chosen),
            "retry": lambda: self.retry(chosen),
            "details": lambda: QGuiApplication.clipboard().setText(details(chosen)),
            "remove": lambda: self.remove_wanted.emit(chosen),
        }[key]()

    # ---- menus

    def _open_menu(self, documents: list[Document], where: QPoint) -> None:
        self.menus.of_documents(documents).popup(where)

    def _open_folder_menu(self, group: Group, where: QPoint) -> None:
        root = self.model.root(group.root)
        if root is not None:
            self.menus.of_folder(root).popup(where)

    def _open_add_menu(self) -> None:
        menu = passing_menu(self)
        menu.addAction(icon("folder-plus"), self.tr("Add a folder…"), self.folder_wanted.emit)
        menu.addAction(icon("file-plus"), self.tr("Add files…"), self.files_wanted.emit)
        menu.popup(below(self.add))

    def _open_switcher(self) -> None:
        self.switcher.open(self._name, below(self.name))
