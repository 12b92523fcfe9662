"""Tells the running heads and page numbers at the edges of a page from its body, by where its lines stand."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from desktop_rag.domain.reading import Rect

# Running heads stand in the margin, above where most pages begin: 71 points of an A4 page.
_EDGE = 0.085
# A head is about as high as the lines of the body, and further from them than they are from one another.
_HEIGHT, _GAP = 1.4, 0.75
_FEWEST_LINES = 5


def edges(boxes: Sequence[Rect | None], height: float) -> tuple[float, float]:
    """Down to which point of the page its head reaches, and where its foot begins: 0 and `height` without."""
    bands = _bands(boxes)
    if len(bands) < _FEWEST_LINES:
        return 0.0, height
    usual = median(bottom - top for top, bottom in bands)
    head = _margin([(top, bottom) for top, bottom in bands], usual, height)
    foot = _margin([(height - bottom, height - top) for top, bottom in reversed(bands)], usual, height)
    return head, height - foot


def _margin(bands: Sequence[tuple[float, float]], usual: float, height: float) -> float:
    """How far from the edge the last line of the margin ends, for bands in order from that edge."""
    reached = 0.0
    for (top, bottom), (below, _) in pairwise(bands):
        if bottom > height * _EDGE or bottom - top > _HEIGHT * usual:
            break
        if below - bottom > _GAP * usual:
            reached = (bottom + below) / 2
    return reached


def _bands(boxes: Sequence[Rect | None]) -> list[tuple[float, float]]:
    """The stretches of the page, from its top, in which there is text: lines, or lines of columns."""
    bands: list[tuple[float, float]] = []
    for box in sorted((box for box in boxes if box is not None), key=lambda box: box.y0):
        if bands and box.y0 < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], box.y1))
        else:
            bands.append((box.y0, box.y1))
    return bands
