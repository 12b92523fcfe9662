"""Offsets between Python text, which counts characters, and Qt text, which counts UTF-16 units."""

from bisect import bisect_left


class Offsets:
    """Maps offsets of one text in both directions; offsets outside it are moved to its ends."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = (
            [] if text.isascii() else [index for index, character in enumerate(text) if character > "\uffff"]
        )

    def to_qt(self, offset: int) -> int:
        """The UTF-16 offset at which the character `offset` begins."""
        inside = max(0, min(offset, self._length))
        return inside + bisect_left(self._wide, inside)

    def to_text(self, offset: int) -> int:
        """The character that a UTF-16 offset lies at, or in."""
        low = max(0, offset - len(self._wide))
        while low < min(offset, self._length) and self.to_qt(low + 1) <= offset:
            low += 1
        return min(low, self._length)
