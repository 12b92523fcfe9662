"""Text of pages selected by hand: from one place of a page to another, perhaps of another page."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_rag.gui.source.letters import Letters

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """(index of a page, place in its text) where it began and where it is now, in either order."""

    anchor: Spot
    head: Spot

    def on(self, index: int, length: int) -> tuple[int, int]:
        """The places of a page that are selected; equal when none are."""
        first, last = sorted((self.anchor, self.head))
        if not first[0] <= index <= last[0]:
            return 0, 0
        return first[1] if index == first[0] else 0, last[1] if index == last[0] else length

    def text(self, letters: Mapping[int, Letters]) -> str:
        """What is selected; a blank line stands between pages."""
        parts = []
        for index in range(min(self.anchor, self.head)[0], max(self.anchor, self.head)[0] + 1):
            if (page := letters.get(index)) is not None:
                first, last = self.on(index, len(page.text))
                parts.append(page.text[first:last])
        return "\n\n".join(parts)
