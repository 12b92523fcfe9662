"""The characters of a page: the lines that a span covers, and the character under the pointer."""

import sys
from array import array
from functools import cached_property

from desktop_rag.domain.page_lines import PageLines
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageLetters, Rect
from desktop_rag.gui.source.page_paint import marked_lines


class Letters:
    """What a reader says of a page, never trusted: a missing or odd box is a character without a place."""

    def __init__(self, found: PageLetters) -> None:
        self.start, self.text = found.start, found.text
        self.top, self.bottom = found.top, found.bottom
        self._boxes, self._inks = _numbers(found.boxes), _numbers(found.inks)
        self._count = min(len(found.text), len(self._boxes) // 4)
        self._known: dict[Span, list[Rect]] = {}

    def box(self, place: int) -> Rect | None:
        """Around the character at a place of the page's own text, as high as its line; None for blanks."""
        return _box(self._boxes, place) if 0 <= place < self._count else None

    @cached_property
    def _lines(self) -> PageLines:
        known = len(self._inks) >= 4 * self._count
        inks = [_box(self._inks if known else self._boxes, place) for place in range(self._count)]
        return PageLines(self.box, inks)

    def rects(self, first: int, last: int) -> list[Rect]:
        """The lines of the characters from `first` until `last`, places of the page's own text."""
        return self._lines.covering(range(max(0, first), min(last, self._count)))

    def marked(self, span: Span) -> list[Rect]:
        """The lines of a span in document offsets, a little wider than its letters and without gaps between
        them where that takes in no other character."""
        if span not in self._known:
            places = range(max(0, span.start - self.start), min(span.end - self.start, self._count))
            self._known[span] = self._framed(self._lines.covering(places), places)
        return self._known[span]

    def body(self, lines: list[Rect]) -> list[Rect]:
        """Those that are no running heads or page numbers, unless all of them are."""
        return [line for line in lines if self.top <= (line.y0 + line.y1) / 2 <= self.bottom] or lines

    def _framed(self, rects: list[Rect], places: range) -> list[Rect]:
        framed = []
        for rect, wide in zip(rects, marked_lines(rects), strict=True):
            ways = (wide, Rect(wide.x0, rect.y0, wide.x1, rect.y1), Rect(rect.x0, rect.y0, rect.x1, wide.y1))
            free = (way for way in ways if not self._lines.others(way, places))
            framed.append(next(free, rect))
        return framed

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


def _numbers(data: bytes) -> "array[float]":
    found = array("f")
    found.frombytes(data[: len(data) // 16 * 16])
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _box(numbers: "array[float]", place: int) -> Rect | None:
    x0, y0, x1, y1 = numbers[4 * place : 4 * place + 4]
    return Rect(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
