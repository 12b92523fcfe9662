"""Drawn pages that are kept, within bounds: those that were seen last."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtGui import QImage

MOST_BYTES = 96_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's picture and the width in device pixels that it was asked for with."""

    image: QImage
    width: int


class PagePictures:
    """Pictures by the index of their page; what can be seen now is never let go."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[int, Drawn] = OrderedDict()
        self.size = 0

    def get(self, index: int) -> Drawn | None:
        found = self._kept.get(index)
        if found is not None:
            self._kept.move_to_end(index)
        return found

    def width(self, index: int) -> int:
        """The width that a page was drawn with, or 0."""
        found = self._kept.get(index)
        return found.width if found is not None else 0

    def put(self, index: int, drawn: Drawn, seen: Collection[int]) -> None:
        """Keeps a picture, and lets go of the oldest ones beyond the bound."""
        self._forget(index)
        self._kept[index] = drawn
        self.size += drawn.image.sizeInBytes()
        for oldest in list(self._kept):
            if self.size <= self._most:
                break
            if oldest not in seen and oldest != index:
                self._forget(oldest)

    def clear(self) -> None:
        self._kept.clear()
        self.size = 0

    def _forget(self, index: int) -> None:
        gone = self._kept.pop(index, None)
        if gone is not None:
            self.size -= gone.image.sizeInBytes()
