"""The settings: a list of pages at the left, the chosen one beside it, and a way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.models import Models
from desktop_rag.engine.calls import MODELS, MY_LIBRARY, InLibrary
from desktop_rag.gui.looks.controls import IconButton, Label, Separator
from desktop_rag.gui.looks.tokens import HEADER, PADDING_LIBRARY
from desktop_rag.gui.preferences.folders import FoldersPage
from desktop_rag.gui.preferences.general import GeneralPage
from desktop_rag.gui.preferences.models_page import ModelsPage
from desktop_rag.gui.preferences.place import Place
from desktop_rag.gui.preferences.privacy import PrivacyPage
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

LIST_WIDTH = 288
PAGE_WIDTH = 864


class Preferences(QWidget):
    """General, models, folders, privacy. `theme_chosen` carries "system", "light" or "dark"."""

    closed = Signal()
    theme_chosen = Signal(str)
    models_changed = Signal(object)
    shortcuts_wanted = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._library = MY_LIBRARY
        self.general = GeneralPage()
        self.models = ModelsPage(engine, tasks)
        self.folders = FoldersPage(engine, tasks)
        self.privacy = PrivacyPage(engine, tasks)
        self._stack = QStackedWidget()
        self._places: list[Place] = []
        self._lay_out()
        self.general.theme_chosen.connect(self.theme_chosen)
        self.models.models_changed.connect(self._take)
        self.privacy.models_wanted.connect(self.refresh_models)
        self.show_page(0)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("ground", "window")
        left.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(PADDING_LIBRARY, 0, PADDING_LIBRARY, PADDING_LIBRARY)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(6)
        back = IconButton("arrow-left", self.tr("Back"))
        back.clicked.connect(self.closed)
        head.addWidget(back)
        head.addWidget(Label(self.tr("Settings"), "title"))
        head.addStretch(1)
        bar = QWidget()
        bar.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        bar.setFixedHeight(HEADER)
        column.addWidget(bar)
        column.addSpacing(4)
        for name, icon, page in (
            (self.tr("General"), "sliders-horizontal", self.general),
            (self.tr("Models"), "layers", self.models),
            (self.tr("Folders"), "folder", self.folders),
            (self.tr("Privacy"), "shield-check", self.privacy),
        ):
            place = Place(name, icon)
            index = self._stack.addWidget(_scrolled(page))
            place.clicked.connect(lambda _=False, index=index: self.show_page(index))
            self._places.append(place)
            column.addWidget(place)
        shortcuts = Place(self.tr("Shortcuts"), "keyboard")
        shortcuts.clicked.connect(self.shortcuts_wanted)
        column.addWidget(shortcuts)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(Separator(vertical=True))
        right = QFrame()
        right.setProperty("ground", "surface")
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self._stack)
        row.addWidget(right, 1)

    def show_page(self, index: int) -> None:
        """0 general, 1 models, 2 folders, 3 privacy."""
        self._stack.setCurrentIndex(index)
        for number, place in enumerate(self._places):
            place.set_current(number == index)

    def show_theme(self, theme: str) -> None:
        """Which theme is chosen now."""
        self.general.show_theme(theme)

    def set_library(self, name: str) -> None:
        self._library = name
        self.models.set_library(name)

    def apply(self, models: Models) -> None:
        """Shows the models and where Ollama is."""
        self.models.apply(models)
        self.privacy.apply(models)

    def refresh(self) -> None:
        """Asks the engine for models and rules again; the window calls this when the settings open."""
        self.refresh_models()
        self.folders.refresh()

    def refresh_models(self) -> None:
        self._tasks.start(self._refresh(), group="settings-models", name="look at the models")

    async def _refresh(self) -> None:
        self._take(await self._engine.call(MODELS, InLibrary(self._library)))

    def _take(self, models: Models) -> None:
        self.apply(models)
        self.models_changed.emit(models)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _scrolled(page: QWidget) -> QScrollArea:
    """A page in the middle of what room there is, scrolled where there is too little."""
    page.setMaximumWidth(PAGE_WIDTH)
    body = QWidget()
    row = QHBoxLayout(body)
    row.setContentsMargins(24, 0, 24, 24)
    row.addStretch(1)
    row.addWidget(page, 1_000)
    row.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    body.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
