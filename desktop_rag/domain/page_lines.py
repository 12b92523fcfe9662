"""Rectangles on a page that cover some of its characters and none of the others."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from desktop_rag.domain.reading import Rect

MOST_RECTS = 2000
# Beyond this many heights a gap is between columns, not between words.
_GAP = 4.0


class PageLines:
    """The characters of a page by their place in its text.

    `whole` gives the box around a character, as high as its line; `inks` are the boxes around their ink
    alone. None stands for a character without a place. In points from the page's top left corner.
    """

    def __init__(self, whole: Callable[[int], Rect | None], inks: Sequence[Rect | None]) -> None:
        self._whole, self._inks = whole, inks
        self._middles = sorted(
            ((ink.y0 + ink.y1) / 2, (ink.x0 + ink.x1) / 2, place)
            for place, ink in enumerate(inks)
            if ink is not None
        )

    def covering(self, places: range) -> list[Rect]:
        """The lines of some characters that follow one another. Where a line as high as its letters need
        would take in characters that are none of these, it is only as high as their ink, and broken up
        around the others."""
        rects: list[Rect] = []
        for whole, inks in self._lines(places):
            others = self.others(whole, places)
            rects += [whole] if not others else _clear(inks, others)
        return rects[:MOST_RECTS]

    def others(self, rect: Rect, places: range) -> list[tuple[float, float]]:
        """The middles of characters that lie in a rectangle, without those of these places."""
        found = []
        for at in range(bisect_left(self._middles, (rect.y0,)), len(self._middles)):
            y, x, place = self._middles[at]
            if y > rect.y1:
                break
            if rect.x0 <= x <= rect.x1 and place not in places:
                found.append((x, y))
        return found

    def _lines(self, places: range) -> list[tuple[Rect, list[Rect]]]:
        """(around the whole line, around the ink of each of its characters) of each line."""
        lines: list[tuple[Rect, list[Rect]]] = []
        for place in places:
            ink = self._inks[place] if 0 <= place < len(self._inks) else None
            if ink is None:
                continue
            box = around(ink, self._whole(place))
            if lines and continues(lines[-1][0], box):
                whole, inks = lines[-1]
                inks.append(ink)
                lines[-1] = around(whole, box), inks
            elif len(lines) < MOST_RECTS:
                lines.append((box, [ink]))
            else:
                break
        return lines


def _clear(boxes: Sequence[Rect], others: Sequence[tuple[float, float]]) -> list[Rect]:
    """Boxes joined as long as none of the other characters' middles comes to lie inside."""
    rects: list[Rect] = []
    for box in boxes:
        joined = around(rects[-1], box) if rects else None
        if joined is not None and not any(within(x, y, joined) for x, y in others):
            rects[-1] = joined
        else:
            rects.append(box)
    return rects


def within(x: float, y: float, rect: Rect) -> bool:
    return rect.x0 <= x <= rect.x1 and rect.y0 <= y <= rect.y1


def around(first: Rect, second: Rect | None) -> Rect:
    if second is None:
        return first
    return Rect(
        min(first.x0, second.x0), min(first.y0, second.y0), max(first.x1, second.x1), max(first.y1, second.y1)
    )


def continues(line: Rect, box: Rect, overlapping: float = 0.5) -> bool:
    """Whether a box stands on the line and near its end, on either side: some scripts run leftward.

    `overlapping` is the least share of the lower one's height that they have in common.
    """
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    overlap = min(line.y1, box.y1) - max(line.y0, box.y0)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    return overlap > overlapping * height and gap < _GAP * height
