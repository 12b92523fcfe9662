"""What the window shows above its status line: the panes, or the settings in their place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_rag.gui.looks.theme import Preference
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

if TYPE_CHECKING:
    from desktop_rag.gui.preferences.page import Preferences


class Body(QStackedWidget):
    """The settings are made when they are first opened. `models_changed` carries the models as they are
    now, `theme_chosen` a preference."""

    closed = Signal()
    theme_chosen = Signal(str)
    models_changed = Signal(object)
    shortcuts_wanted = Signal()

    def __init__(self, panes: QWidget, engine: Caller, tasks: TaskRunner) -> None:
        super().__init__()
        self._panes, self._engine, self._tasks = panes, engine, tasks
        self._preferences: Preferences | None = None
        self.addWidget(panes)

    @property
    def in_settings(self) -> bool:
        return self.currentWidget() is not self._panes

    def open_settings(self, library: str, theme: Preference) -> None:
        page = self._preferences or self._made()
        page.set_library(library)
        page.show_theme(theme)
        page.refresh()
        self.setCurrentWidget(page)
        page.setFocus()

    def close_settings(self) -> None:
        self.setCurrentWidget(self._panes)
        self.closed.emit()

    def _made(self) -> "Preferences":
        from desktop_rag.gui.preferences.page import Preferences

        page = self._preferences = Preferences(self._engine, self._tasks)
        page.closed.connect(self.close_settings)
        page.theme_chosen.connect(self.theme_chosen)
        page.models_changed.connect(self.models_changed)
        page.shortcuts_wanted.connect(self.shortcuts_wanted)
        self.addWidget(page)
        return page
