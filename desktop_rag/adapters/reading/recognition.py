"""How a reader has the text of a picture or of a scanned page recognised."""

from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2

from desktop_rag.adapters.reading import recognized, tesseract
from desktop_rag.adapters.reading.recognized import Page

# What print of usual size needs; more makes it slower and no better.
DPI = 300
# A sheet of A3 at that density; larger pages are drawn coarser.
MOST_PIXELS = 35_000_000

Turned = Callable[[int, int], None]


@dataclass
class Recognition:
    """`languages` as tesseract names them ("eng+deu"); `turned` is told the number of each page before it
    is recognised, and how many there are."""

    languages: str
    turned: Turned = lambda page, pages: None

    def picture(self, data: bytes, points: float, page: int = 0) -> Page:
        """A picture as the bytes of its file, `points` a pixel. Raises `RecognitionFailed`."""
        return recognized.page_of(tesseract.words_of(data, self.languages, page=page), points, points)

    def drawn(self, page: pypdfium2.PdfPage) -> Page:
        """A page of a PDF, drawn in grey. Raises `RecognitionFailed` or `PdfiumError`."""
        width, height = page.get_size()
        scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            data = _portable(bitmap)
            across, down = width / bitmap.width, height / bitmap.height
        finally:
            bitmap.close()
        words = tesseract.words_of(data, self.languages, round(scale * 72))
        return recognized.page_of(words, across, down)


def _portable(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """As a portable greymap, which is the pixels and a line before them."""
    pixels = memoryview(bitmap.buffer).cast("B")
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    rows = (pixels[row * stride : row * stride + width] for row in range(height))
    return b"".join((b"P5\n%d %d\n255\n" % (width, height), *rows))
