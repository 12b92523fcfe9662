"""The characters of a page: the lines that a span covers, and the character under the pointer."""

import sys
from array import array

from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageLetters, Rect

# Beyond this many heights a gap is between columns, not between words.
_GAP = 4.0
_MOST_RECTS = 2000


class Letters:
    """What a reader says of a page, never trusted: a missing or odd box is a character without a place."""

    def __init__(self, found: PageLetters) -> None:
        self.start, self.text = found.start, found.text
        self.top, self.bottom = found.top, found.bottom
        self._boxes = array("f")
        self._boxes.frombytes(found.boxes[: len(found.boxes) // 16 * 16])
        if sys.byteorder == "big":
            self._boxes.byteswap()
        self._count = min(len(found.text), len(self._boxes) // 4)

    def box(self, place: int) -> Rect | None:
        """Around the character at a place of the page's own text; None for blanks."""
        if not 0 <= place < self._count:
            return None
        x0, y0, x1, y1 = self._boxes[4 * place : 4 * place + 4]
        return Rect(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def rects(self, first: int, last: int) -> list[Rect]:
        """The lines of the characters from `first` until `last`, places of the page's own text."""
        lines: list[Rect] = []
        for place in range(max(0, first), min(last, self._count)):
            box = self.box(place)
            if box is None:
                continue
            if lines and _continues(lines[-1], box):
                lines[-1] = _around(lines[-1], box)
            elif len(lines) < _MOST_RECTS:
                lines.append(box)
        return lines

    def marked(self, span: Span) -> list[Rect]:
        """The lines of a span in document offsets, without the page's running heads and numbers."""
        lines = self.rects(span.start - self.start, span.end - self.start)
        body = [line for line in lines if self.top <= (line.y0 + line.y1) / 2 <= self.bottom]
        return body or lines

    def at(self, x: float, y: float) -> int:
        """The place between characters that is nearest to a point: in its line, else in the nearest line."""
        best, nearest = 0, float("inf")
        for place in range(self._count):
            if (box := self.box(place)) is None:
                continue
            down = max(box.y0 - y, y - box.y1, 0.0)
            across = max(box.x0 - x, x - box.x1, 0.0)
            # A line that the point is in wins over one that is nearer sideways.
            distance = 8 * down + across
            if distance < nearest:
                nearest, best = distance, place + (x > (box.x0 + box.x1) / 2)
        return best

    def word(self, place: int) -> tuple[int, int]:
        """The word around a place."""
        first = last = min(place, len(self.text))
        while first > 0 and self.text[first - 1].isalnum():
            first -= 1
        while last < len(self.text) and self.text[last].isalnum():
            last += 1
        return first, last


def _around(first: Rect, second: Rect) -> Rect:
    return Rect(
        min(first.x0, second.x0), min(first.y0, second.y0), max(first.x1, second.x1), max(first.y1, second.y1)
    )


def _continues(line: Rect, box: Rect) -> bool:
    """Whether a box stands on the line and near its end, on either side: some scripts run leftward."""
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    overlap = min(line.y1, box.y1) - max(line.y0, box.y0)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    return overlap > 0.5 * height and gap < _GAP * height
