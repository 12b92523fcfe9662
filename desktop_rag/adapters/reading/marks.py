"""Finds spans of a page's text on the page: extracts it again, and follows the characters to their boxes."""

import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_double, c_int

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.adapters.reading.margins import edges
from desktop_rag.adapters.reading.opened import page_index
from desktop_rag.adapters.reading.pdf_text import CleanText, clean, open_page, raw_text
from desktop_rag.domain.errors import Corrupt
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import LettersWanted, MarksWanted, PageLetters, PageMarks, Rect

# PDFium converts to whole device units: a hundred to the point.
_FINE = 100
_FAR = 10_000.0
_MAX_RECTS = 2000
_MAX_LETTERS = 50_000
# Beyond this many heights a gap is between columns, not between words.
_GAP = 4.0


def find(document: pypdfium2.PdfDocument, wanted: MarksWanted) -> PageMarks:
    """Rectangles of each span that lies on the page, one a line, and the text that stands in them."""
    with _opened(document, wanted.path, wanted.page) as placed:
        cleaned = clean(placed.raw)
        rects = [_rects(placed, _raw_span(cleaned, span, wanted.unit_start)) for span in wanted.spans]
        top, bottom = edges(placed.tight, placed.height)
        return PageMarks(
            tuple(tuple(found) for found in rects), tuple(placed.read(found) for found in rects), top, bottom
        )


def letters(document: pypdfium2.PdfDocument, wanted: LettersWanted) -> PageLetters:
    """The page's cleaned text, and around each of its characters a box as high as the line."""
    with _opened(document, wanted.path, wanted.page) as placed:
        cleaned = clean(placed.raw)
        boxes = array("f")
        for place in range(min(len(cleaned.text), _MAX_LETTERS)):
            first = cleaned.raw(place)
            last = max(first + 1, min(cleaned.raw(place + 1), len(placed.raw)))
            box = placed.whole(range(first, last))
            boxes.extend((box.x0, box.y0, box.x1, box.y1) if box else (0.0, 0.0, 0.0, 0.0))
        if sys.byteorder == "big":
            boxes.byteswap()
        return PageLetters(0, cleaned.text, boxes.tobytes(), *edges(placed.tight, placed.height))


@contextmanager
def _opened(document: pypdfium2.PdfDocument, path: bytes, number: int) -> Iterator["_Placed"]:
    try:
        page = open_page(document, page_index(document, path, number))
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Corrupt(part="page") from error
    try:
        yield _Placed(page, text_page)
    finally:
        text_page.close()
        page.close()


def _raw_span(cleaned: CleanText, span: Span, unit_start: int) -> range:
    length = len(cleaned.text)
    start = min(max(span.start - unit_start, 0), length)
    end = min(max(span.end - unit_start, start), length)
    return range(cleaned.raw(start), cleaned.raw(end))


class _Placed:
    """The boxes of a page's characters, in points from its top left corner as it is shown."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page = page
        self._text_page = text_page
        self.raw = raw_text(text_page)
        self._width, self.height = page.get_size()
        self._axes = self._transform()
        self.tight = [self._box(position) for position in range(len(self.raw))]

    def _box(self, position: int) -> Rect | None:
        """Around the ink of a character; None for spaces, line ends, and characters without a box."""
        if self.raw[position].isspace():
            return None
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(self._text_page, position)
        sides = [c_double() for _ in range(4)]
        if index < 0 or not pdfium.FPDFText_GetCharBox(self._text_page, index, *map(byref, sides)):
            return None
        left, right, bottom, top = (side.value for side in sides)
        return self._shown(left, top, right, bottom)

    def loose(self, position: int) -> Rect | None:
        """As high as the line: what a marker would cover."""
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(self._text_page, position)
        box = pdfium.FS_RECTF()
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, byref(box)):
            return None
        return self._shown(box.left, box.top, box.right, box.bottom)

    def whole(self, positions: range) -> Rect | None:
        """Around all of some characters, as high as their line."""
        found: Rect | None = None
        for position in positions:
            tight = self.tight[position]
            if tight is not None:
                box = _around(tight, self.loose(position))
                found = _around(box, found)
        return found

    def _shown(self, left: float, top: float, right: float, bottom: float) -> Rect | None:
        (x0, y0), (x1, y1) = self._point(left, top), self._point(right, bottom)
        rect = Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return rect if rect.x1 > rect.x0 and rect.y1 > rect.y0 else None

    def _point(self, x: float, y: float) -> tuple[float, float]:
        (ax, ay), (bx, by), (cx, cy) = self._axes
        return round(cx + ax * x + bx * y, 2), round(cy + ay * x + by * y, 2)

    def _transform(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """How a step along each axis of the PDF moves on the page, and where its origin stands: asked of
        PDFium once, since asking it for every corner took two thirds of the time."""
        cx, cy = self._device(0, 0)
        ax, ay = self._device(_FAR, 0)
        bx, by = self._device(0, _FAR)
        return ((ax - cx) / _FAR, (ay - cy) / _FAR), ((bx - cx) / _FAR, (by - cy) / _FAR), (cx, cy)

    def _device(self, x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(
            self._page, 0, 0, round(self._width * _FINE), round(self.height * _FINE), 0, x, y,
            byref(across), byref(down),
        )  # fmt: skip
        return across.value / _FINE, down.value / _FINE

    def middles(self, rect: Rect, but: range) -> list[tuple[float, float]]:
        """The middles of characters that lie in a rectangle, without those of a stretch of the text."""
        found = []
        for position, box in enumerate(self.tight):
            if box is not None and position not in but:
                x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
                if rect.x0 <= x <= rect.x1 and rect.y0 <= y <= rect.y1:
                    found.append((x, y))
        return found

    def read(self, rects: list[Rect]) -> str:
        """The cleaned text of the characters whose middle lies in one of the rectangles."""
        found: list[str] = []
        between = ""
        for position, character in enumerate(self.raw):
            box = self.tight[position]
            if box is None:
                between += character
            elif _within((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, rects):
                found.append((between if found else "") + character)
                between = ""
            else:
                between = " "
        return clean("".join(found)).text


def _within(x: float, y: float, rects: list[Rect]) -> bool:
    return any(rect.x0 <= x <= rect.x1 and rect.y0 <= y <= rect.y1 for rect in rects)


def _rects(placed: _Placed, positions: range) -> list[Rect]:
    """The lines of some characters. Where a line as high as its letters need would take in characters that
    are none of these, it is only as high as their ink, and broken up around the others."""
    rects: list[Rect] = []
    for whole, line in _lines(placed, positions):
        others = placed.middles(whole, positions)
        rects += [whole] if not others else _clear(line, others)
    return rects[:_MAX_RECTS]


def _lines(placed: _Placed, positions: range) -> list[tuple[Rect, list[Rect]]]:
    """(around the whole line, around the ink of each of its characters) of each line."""
    lines: list[tuple[Rect, list[Rect]]] = []
    for position in positions:
        tight = placed.tight[position]
        if tight is None:
            continue
        box = _around(tight, placed.loose(position))
        if lines and _continues(lines[-1][0], box):
            whole, inks = lines[-1]
            inks.append(tight)
            lines[-1] = _around(whole, box), inks
        elif len(lines) < _MAX_RECTS:
            lines.append((box, [tight]))
        else:
            break
    return lines


def _clear(boxes: list[Rect], others: list[tuple[float, float]]) -> list[Rect]:
    """Boxes joined as long as none of the other characters' middles comes to lie inside."""
    rects: list[Rect] = []
    for box in boxes:
        joined = _around(rects[-1], box) if rects else None
        if joined is not None and not any(_within(x, y, [joined]) for x, y in others):
            rects[-1] = joined
        else:
            rects.append(box)
    return rects


def _around(first: Rect, second: Rect | None) -> Rect:
    if second is None:
        return first
    return Rect(
        min(first.x0, second.x0), min(first.y0, second.y0), max(first.x1, second.x1), max(first.y1, second.y1)
    )


def _continues(line: Rect, box: Rect) -> bool:
    """Whether a box stands on the line and near its end, on either side: some scripts run leftward."""
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    overlap = min(line.y1, box.y1) - max(line.y0, box.y0)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    return overlap > 0.5 * height and gap < _GAP * height
