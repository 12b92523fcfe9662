"""The one table of commands: it feeds menus, tooltips, shortcuts, and the page that lists them."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Command(NamedTuple):
    """What a person can do by key. `place` names the widget that hears the key itself, or is empty."""

    id: str
    words: str
    keys: tuple[str, ...]
    icon: str = ""
    place: str = ""


COMMANDS = (
    Command("search", "Search", ("Ctrl+K",), "search"),
    Command("ask", "Ask", ("Ctrl+L",), "messages-square"),
    Command("add-files", "Add files…", ("Ctrl+O",), "file-plus"),
    Command("add-folder", "Add a folder…", ("Ctrl+Shift+O",), "folder-plus"),
    Command("new-conversation", "New conversation", ("Ctrl+N",), "square-pen"),
    Command("history", "Earlier conversations", ("Ctrl+H",), "history"),
    Command("stop", "Stop or close", ("Esc",), "square"),
    Command("library", "Show or hide the library", ("Ctrl+B",), "panel-left"),
    Command("source", "Show or hide the source", ("Ctrl+.",), "panel-right"),
    Command("settings", "Settings", ("Ctrl+,",), "settings"),
    Command("shortcuts", "Keyboard shortcuts", ("F1", "Ctrl+/"), "keyboard"),
    Command("quit", "Quit", ("Ctrl+Q",), "x"),
    Command("find", "Find in the source", ("Ctrl+F",), "search", "source"),
    Command("results", "From the search box into what stands below it", ("Down",), "", "search"),
    Command("enter-source", "From a result into its source; Esc goes back", ("Right",), "", "results"),
    Command("copy-reference", "Copy a result with its reference", ("Ctrl+Shift+C",), "quote", "results"),
    Command("edit-last", "Edit the last question, in an empty composer", ("Up",), "", "composer"),
    Command("remove", "Remove the selected documents from the library", ("Del",), "", "library"),
)


class Commands(QObject):
    """The commands as actions of a window; one that nothing is connected to is disabled."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            if command.place:
                continue
            action = QAction(self.words(command.id), window)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setEnabled(False)
            window.addAction(action)
            self._actions[command.id] = action

    def connect_to(self, command: str, do: Callable[[], object]) -> None:
        """Raises KeyError when the table has no such command."""
        action = self._actions[command]
        action.triggered.connect(lambda: do())
        action.setEnabled(True)

    def action(self, command: str) -> QAction:
        return self._actions[command]

    def words(self, command: str) -> str:
        return self.tr(_by_id(command).words)

    def tooltip(self, command: str) -> str:
        """The words with the key behind them."""
        return f"{self.words(command).rstrip('…')} ({keys_of(command)})"


def keys_of(command: str) -> str:
    """The keys as this platform writes them."""
    return " / ".join(
        QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in _by_id(command).keys
    )


def _by_id(command: str) -> Command:
    return next(one for one in COMMANDS if one.id == command)
