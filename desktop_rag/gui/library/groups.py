"""Documents by the folder that brought them in, each group in the order of its names."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.wording import file_of, order

FILES = 0
FILES_TITLE = "Files"

Key = tuple[Any, ...]


class Group:
    """A folder's documents that are to be seen, sorted; `total` counts those that a filter hides too."""

    def __init__(self, root: int, title: str) -> None:
        self.root = root
        self.title = title
        self.open = True
        self.total = 0
        self.keys: list[Key] = []
        self.ids: list[int] = []

    @property
    def rows(self) -> int:
        """Its head and, while it is open, its documents."""
        return 1 + (len(self.ids) if self.open else 0)

    def place(self, key: Key) -> int:
        return bisect_left(self.keys, key)

    def insert(self, at: int, key: Key, document: int) -> None:
        self.keys.insert(at, key)
        self.ids.insert(at, document)

    def drop(self, at: int) -> None:
        del self.keys[at]
        del self.ids[at]

    def fill(self, documents: Iterable[tuple[Key, int]]) -> None:
        pairs = sorted(documents)
        self.keys = [key for key, _ in pairs]
        self.ids = [document for _, document in pairs]


def key_of(document: Document) -> Key:
    """What is attached stands below its mail."""
    return (order(file_of(document)), order(document.member), document.id)
