"""What of the window is kept until the next start: its sizes, what is shown, and how."""

from typing import cast

import msgspec
from PySide6.QtCore import QSize

from desktop_rag.gui.centre import Centre
from desktop_rag.gui.later_panes import LaterPanes
from desktop_rag.gui.library.ordering import Order
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.looks.theme import Preference, theme
from desktop_rag.gui.panes import Panes
from desktop_rag.settings import WindowSettings


class Kept:
    """Sets the panes as they were, and tells how they are now."""

    def __init__(
        self, settings: WindowSettings, library: LibraryPane, centre: Centre, panes: Panes, later: LaterPanes
    ) -> None:
        self._settings = settings
        self._library, self._centre, self._panes, self._later = library, centre, panes, later
        self.conversation = settings.conversation

    @property
    def theme(self) -> Preference:
        return self._settings.theme

    def set_theme(self, chosen: str) -> None:
        preference = cast(Preference, chosen)
        self._settings = msgspec.structs.replace(self._settings, theme=preference)
        theme().set_preference(preference)

    def remember_conversation(self, conversation: int) -> None:
        """The one that is open again at the next start; 0 for none."""
        self.conversation = conversation or None

    def restore(self) -> None:
        kept = self._settings
        self._panes.library_wanted = kept.library_shown
        self._panes.source_wanted = kept.source_shown
        self._centre.show_mode(kept.mode)
        self._library.set_order(Order(kept.sorting, kept.sorting_turned, kept.grouped))
        self._panes.arrange()

    def now(self, size: QSize, library: str) -> WindowSettings:
        """What is kept of a window of this size that shows this library."""
        order, panes = self._library.sort.order, self._panes
        return msgspec.structs.replace(
            self._settings,
            width=size.width(),
            height=size.height(),
            library_width=panes.library_width,
            source_width=panes.source_width,
            library_shown=panes.library_wanted,
            source_shown=panes.source_wanted,
            mode=self._centre.mode(),
            library=library,
            conversation=self.conversation,
            sorting=order.sorting,
            sorting_turned=order.turned,
            grouped=order.grouped,
            searches=self._later.searches(),
        )
