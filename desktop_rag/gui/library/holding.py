"""The documents of a library as the window holds them, with all that is counted of them."""

from collections.abc import Iterable

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import RootShown
from desktop_rag.gui.library.groups import EVERYTHING, FILES
from desktop_rag.gui.library.ordering import name_key, text_of
from desktop_rag.gui.library.wording import (
    can_be_searched,
    file_of,
    is_picture,
    is_recognised,
    needs_attention,
)

UNREAD = ("waiting", "reading")


class Holding:
    """Kept up by every change: counting 50,000 documents ten times a second is felt in the window."""

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}
        self.names: dict[int, str] = {}
        self.texts: dict[int, str] = {}
        self.roots: dict[int, RootShown] = {}
        self.attention: set[int] = set()
        self.pictures: set[int] = set()
        self.searchable: set[int] = set()
        self.unread: set[int] = set()
        self.recognised: set[int] = set()

    def remember(self, document: Document) -> None:
        known = self.documents.get(document.id)
        if known is None or known.shown != document.shown:
            self.names[document.id] = name_key(document)
            self.texts[document.id] = text_of(document)
        self.documents[document.id] = document
        _keep(self.attention, document.id, needs_attention(document))
        _keep(self.pictures, document.id, is_picture(document))
        _keep(self.searchable, document.id, can_be_searched(document))
        _keep(self.unread, document.id, document.state in UNREAD)
        _keep(self.recognised, document.id, is_recognised(document))

    def forget(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            for kept in (self.documents, self.names, self.texts):
                kept.pop(number, None)
            for among in self._counted():
                among.discard(number)

    def clear(self) -> None:
        for kept in (self.documents, self.names, self.texts, self.roots):
            kept.clear()
        for among in self._counted():
            among.clear()

    def _counted(self) -> tuple[set[int], ...]:
        return self.attention, self.pictures, self.searchable, self.unread, self.recognised

    def home(self, document: Document, grouped: bool) -> int:
        """The group that a document stands in. A root that is a file of its own has no folder for it."""
        if not grouped:
            return EVERYTHING
        root = self.roots.get(document.root)
        return FILES if root is None or root.shown == file_of(document) else document.root


def _keep(numbers: set[int], number: int, inside: bool) -> None:
    if inside:
        numbers.add(number)
    else:
        numbers.discard(number)
