"""Draws a page of a PDF as tiles of pixels."""

import zlib
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.adapters.reading.opened import page_index
from desktop_rag.adapters.reading.pdf_text import open_page
from desktop_rag.domain.errors import Corrupt
from desktop_rag.domain.reading import TILE, PagePicture, PageWanted, Tile

MAX_WIDTH = 4000
MAX_HEIGHT = 8000
_WHITE = 0xFFFFFFFF


def draw(document: pypdfium2.PdfDocument, wanted: PageWanted, report: Callable[[Tile], None]) -> PagePicture:
    """Reports the tiles, row by row; the picture is at most 4,000 pixels wide and 8,000 high."""
    try:
        page = open_page(document, page_index(document, wanted.path, wanted.page))
    except pypdfium2.PdfiumError as error:
        raise Corrupt(part="page") from error
    try:
        page_width, page_height = page.get_size()
        scale = min(max(1, wanted.width), MAX_WIDTH) / max(page_width, 0.1)
        scale = min(scale, MAX_HEIGHT / max(page_height, 0.1))
        width, height = max(1, round(page_width * scale)), max(1, round(page_height * scale))
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRA)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
            _report_tiles(memoryview(bitmap.buffer).cast("B"), bitmap.stride, width, height, report)
        finally:
            bitmap.close()
    finally:
        page.close()
    return PagePicture(width, height, page_width, page_height)


def _report_tiles(
    pixels: memoryview, stride: int, width: int, height: int, report: Callable[[Tile], None]
) -> None:
    for y in range(0, height, TILE):
        rows = range(y, min(y + TILE, height))
        for x in range(0, width, TILE):
            across = min(TILE, width - x)
            first, last = x * 4, (x + across) * 4
            data = b"".join(pixels[row * stride + first : row * stride + last] for row in rows)
            report(Tile(x, y, across, len(rows), across * 4, zlib.compress(data, 1)))
