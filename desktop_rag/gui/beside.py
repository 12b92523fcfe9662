"""What is opened in the source, beside the centre: passages, documents, and what has gone since."""

from collections.abc import Collection, Sequence
from typing import cast

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import Document, UnitPlace
from desktop_rag.domain.passages import Place
from desktop_rag.gui.later_panes import LaterPanes
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.panes import Panes


class Beside(QObject):
    """`attention_wanted` comes when there is nothing of a document to see but why it failed."""

    attention_wanted = Signal()

    def __init__(self, later: LaterPanes, library: LibraryPane, panes: Panes) -> None:
        super().__init__(panes)
        self._later, self._library, self._panes = later, library, panes

    def open_place(self, place: object, places: object) -> None:
        """Shows a passage; `places` are the others that can be walked through."""
        spot = cast(Place | Evidence, place)
        spots = cast(Sequence[Place | Evidence], places)
        chat, search = self._later.chat.pane, self._later.search.pane
        words, near = chat.asked_of(spot) if isinstance(spot, Evidence) else (search.words(), "")
        self._later.source.pane.show_place(spot, tuple(spots), words, near)
        self._library.list.show_document(spot.document)
        chat.show_source_open(spot if isinstance(spot, Evidence) else None)
        self._panes.open_source()

    def open_document(self, document: Document) -> None:
        """Opens a document of the list at its beginning, if there is anything of it to see."""
        if document.state in ("failed", "waiting") and not document.passages:
            if document.state == "failed":
                self.attention_wanted.emit()
            return
        first = UnitPlace(document.unit_kind, 1)
        place = Place(document.id, document.path, document.shown, document.title, document.kind, first, 0, 0)
        self._later.source.pane.show_place(place)
        self._panes.open_source()

    def take_keyboard(self) -> None:
        self._later.source.pane.stage.take_keyboard()

    def close(self) -> None:
        self._panes.close_source()
        self._later.chat.pane.show_source_open(None)

    def forget(self, documents: Collection[int]) -> None:
        """Documents have gone from the library: nothing of them stays open."""
        source = self._later.source.made
        if source is not None and source.document() in documents:
            source.forget(documents)
            self._later.chat.pane.show_source_open(None)

    def forget_all(self) -> None:
        """Another library is shown: there is nothing to bring back."""
        if self._later.source.made is not None:
            self._later.source.made.clear()
        self._panes.close_source()
        self._panes.source_used = False
