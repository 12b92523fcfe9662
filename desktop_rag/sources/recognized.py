"""Marks passages on a page whose text was recognised: where each word stands was kept."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from desktop_rag.domain.documents import Unit
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageLetters, PageMarks, Rect, WordBox

# Beyond this many heights a gap is between columns, not between words.
_GAP = 4.0


def marked(unit: Unit, boxes: Sequence[WordBox], spans: Sequence[Span]) -> PageMarks:
    """Rectangles of each document span on the page, one a line, and the text that they cover."""
    ends = [box.end for box in boxes]
    rects: list[tuple[Rect, ...]] = []
    texts: list[str] = []
    for span in spans:
        start, end = span.start - unit.start, span.end - unit.start
        first = bisect_left(ends, start + 1)
        words = [box for box in boxes[first:] if box.start < end]
        rects.append(tuple(_lines(words)))
        texts.append(unit.text[words[0].start : words[-1].end] if words else "")
    return PageMarks(tuple(rects), tuple(texts))


def letters_of(unit: Unit, boxes: Sequence[WordBox]) -> PageLetters:
    """Its text, and where its characters stand: a word's width is shared out among them."""
    found = array("f", bytes(16 * len(unit.text)))
    for box in boxes:
        each = (box.x1 - box.x0) / max(1, box.end - box.start)
        for number, place in enumerate(range(box.start, min(box.end, len(unit.text)))):
            left = box.x0 + number * each
            found[4 * place : 4 * place + 4] = array("f", (left, box.y0, left + each, box.y1))
    if sys.byteorder == "big":
        found.byteswap()
    return PageLetters(unit.start, unit.text, found.tobytes(), recognized=bool(boxes))


def _lines(words: Sequence[WordBox]) -> list[Rect]:
    lines: list[Rect] = []
    for word in words:
        box = Rect(word.x0, word.y0, word.x1, word.y1)
        if lines and _continues(lines[-1], box):
            last = lines[-1]
            lines[-1] = Rect(
                min(last.x0, box.x0), min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1)
            )
        else:
            lines.append(box)
    return lines


def _continues(line: Rect, box: Rect) -> bool:
    """Whether a word stands on the line and near its end, on either side: some scripts run leftward."""
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    overlap = min(line.y1, box.y1) - max(line.y0, box.y0)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    return overlap > 0.3 * height and gap < _GAP * max(height, 1.0)
