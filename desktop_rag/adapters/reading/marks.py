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
from desktop_rag.domain.page_lines import PageLines, around, within
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import LettersWanted, MarksWanted, PageLetters, PageMarks, Rect

# PDFium converts to whole device units: a hundred to the point.
_FINE = 100
_FAR = 10_000.0
_MAX_LETTERS = 50_000


def find(document: pypdfium2.PdfDocument, wanted: MarksWanted) -> PageMarks:
    """Rectangles of each span that lies on the page, one a line, and the text that stands in them."""
    with _opened(document, wanted.path, wanted.page) as placed:
        cleaned = clean(placed.raw)
        lines = PageLines(placed.loose, placed.tight)
        rects = [lines.covering(_raw_span(cleaned, span, wanted.unit_start)) for span in wanted.spans]
        top, bottom = edges(placed.tight, placed.height)
        return PageMarks(
            tuple(tuple(found) for found in rects), tuple(placed.read(found) for found in rects), top, bottom
        )


def letters(document: pypdfium2.PdfDocument, wanted: LettersWanted) -> PageLetters:
    """The page's cleaned text, around each of its characters a box as high as the line, and one around its
    ink."""
    with _opened(document, wanted.path, wanted.page) as placed:
        cleaned = clean(placed.raw)
        boxes, inks = array("f"), array("f")
        for place in range(min(len(cleaned.text), _MAX_LETTERS)):
            first = cleaned.raw(place)
            last = max(first + 1, min(cleaned.raw(place + 1), len(placed.raw)))
            ink, whole = placed.both(range(first, last))
            for found, box in ((boxes, whole), (inks, ink)):
                found.extend((box.x0, box.y0, box.x1, box.y1) if box else (0.0, 0.0, 0.0, 0.0))
        if sys.byteorder == "big":
            boxes.byteswap()
            inks.byteswap()
        top, bottom = edges(placed.tight, placed.height)
        return PageLetters(0, cleaned.text, boxes.tobytes(), top, bottom, inks=inks.tobytes())


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

    def both(self, positions: range) -> tuple[Rect | None, Rect | None]:
        """(around the ink of some characters, around all of them as high as their line)."""
        ink: Rect | None = None
        whole: Rect | None = None
        for position in positions:
            tight = self.tight[position]
            if tight is not None:
                ink = around(tight, ink)
                whole = around(around(tight, self.loose(position)), whole)
        return ink, whole

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

    def read(self, rects: list[Rect]) -> str:
        """The cleaned text of the characters whose middle lies in one of the rectangles."""
        found: list[str] = []
        between = ""
        for position, character in enumerate(self.raw):
            box = self.tight[position]
            if box is None:
                between += character
            elif any(within((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, rect) for rect in rects):
                found.append((between if found else "") + character)
                between = ""
            else:
                between = " "
        return clean("".join(found)).text
