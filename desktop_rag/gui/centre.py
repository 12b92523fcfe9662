"""The centre: its header with the switch, problems and banners, and one page at a time."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.gui.commands import Commands
from desktop_rag.gui.later_pane import LaterPane
from desktop_rag.gui.looks.controls import IconButton, Label, Switch
from desktop_rag.gui.looks.tokens import HEADER, PADDING_CENTRE, READING_COLUMN
from desktop_rag.gui.model_picker.picker import ModelPicker
from desktop_rag.gui.setup.ollama_banner import OllamaBanner

if TYPE_CHECKING:
    from desktop_rag.gui.chat.pane import ChatPane
    from desktop_rag.gui.library.attention import AttentionPage
    from desktop_rag.gui.search.pane import SearchPane
    from desktop_rag.gui.setup.welcome import Welcome

Mode = Literal["search", "ask"]
STACKS_UNDER = 560
WIDEST = 16_777_215
WELCOME_COLUMN = 800


class Centre(QWidget):
    """Search, Ask, the first steps, or what needs attention. `mode_changed` carries "search" or "ask"."""

    mode_changed = Signal(str)
    attention_left = Signal()

    def __init__(
        self,
        search: "LaterPane[SearchPane]",
        chat: "LaterPane[ChatPane]",
        welcome: "LaterPane[Welcome]",
        attention: "LaterPane[AttentionPage]",
        picker: ModelPicker,
        ollama: OllamaBanner,
        commands: Commands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.search, self.chat, self.welcome, self.attention = search, chat, welcome, attention
        self.picker, self.ollama = picker, ollama
        self._columns: dict[QWidget, int] = {welcome: WELCOME_COLUMN, chat: READING_COLUMN}
        self._empty = self._attending = False
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.problem_place = QWidget()
        self.pages = QStackedWidget()
        # Room for a passing note below a page that leaves none.
        self.strip = QWidget()
        self.strip.setFixedHeight(0)
        for page in (search, chat, welcome, attention):
            self.pages.addWidget(page)
        self.show_library = IconButton("panel-left", commands.tooltip("library"))
        self.show_source = IconButton("panel-right", commands.tooltip("source"))
        self.new = IconButton("square-pen", commands.tooltip("new-conversation"))
        self.history = IconButton("history", commands.tooltip("history"))
        self.settings = IconButton("settings", commands.tooltip("settings"))
        self.switch = Switch(
            (("search", self.tr("Search"), "search"), ("ask", self.tr("Ask"), "messages-square")),
            self.tr("Search or ask"),
        )
        self.switch.changed.connect(self._switched)
        self.back = IconButton("arrow-left", self.tr("Back"))
        self.back.clicked.connect(self.attention_left)
        self.title = Label(self.tr("Needs attention"), "title")
        self._lay_out()
        self._settle()

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(HEADER)
        row = QHBoxLayout(head)
        self._row = row
        row.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE - 8, 0)
        row.setSpacing(8)
        left: tuple[QWidget, ...] = (self.show_library, self.back, self.title, self.switch)
        right: tuple[QWidget, ...] = (self.new, self.history, self.picker, self.settings, self.show_source)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        banner = QHBoxLayout()
        banner.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 0)
        banner.addStretch(1)
        banner.addWidget(self.ollama, 1000)
        banner.addStretch(1)
        self.ollama.setContentsMargins(0, 8, 0, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.problem_place)
        column.addLayout(banner)
        column.addWidget(self.pages, 1)
        column.addWidget(self.strip)

    def mode(self) -> Mode:
        return "ask" if self.switch.current() == "ask" else "search"

    def show_mode(self, mode: Mode) -> None:
        self._attending = False
        self.switch.choose(mode)
        self._settle()
        if not self._empty:
            self.chat.pane.focus_composer() if mode == "ask" else self.search.pane.focus_search()

    def show_empty(self, empty: bool) -> None:
        """While the library holds nothing, the first steps stand here."""
        if empty != self._empty:
            self._empty = empty
            self._settle()

    def show_attention(self, on: bool) -> None:
        self._attending = on
        self._settle()

    @property
    def attending(self) -> bool:
        return self._attending

    def _switched(self, mode: str) -> None:
        self.show_mode("ask" if mode == "ask" else "search")
        self.mode_changed.emit(mode)

    def _settle(self) -> None:
        asking = self.mode() == "ask"
        page: QWidget = self.chat if asking else self.search
        if self._empty:
            page = self.welcome
        if self._attending:
            page = self.attention
        self.pages.setCurrentWidget(page)
        # The banner is as wide as the column below it.
        self.ollama.setMaximumWidth(self._columns.get(page, WIDEST))
        self.switch.setVisible(not self._attending)
        self.back.setVisible(self._attending)
        # An icon's button is wider than the icon: here the icon stands at the edge of the column.
        self._row.setContentsMargins(PADDING_CENTRE - 8 * self._attending, 0, PADDING_CENTRE - 8, 0)
        self.title.setVisible(self._attending)
        for widget in (self.new, self.history):
            widget.setVisible(page is self.chat)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        small = self.width() < STACKS_UNDER
        self.switch.set_compact(small)
        self.picker.set_short(small)
