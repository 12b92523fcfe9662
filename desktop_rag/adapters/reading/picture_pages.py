"""Pages of pictures that PDF cannot hold as they are (GIF): tesseract, which has decoded them for their text,
decodes them for the eye too."""

import pypdfium2

from desktop_rag.adapters.reading import tesseract
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.picture_heads import head_of
from desktop_rag.adapters.reading.picture_pdf import LONGER_SIDE, page_size
from desktop_rag.domain.errors import Corrupt

# Each holds its picture, compressed.
MOST_KEPT = 20


class PicturePages:
    """A document with a page for each of the picture; those are empty until they are looked at.

    `source` has to stay open for as long as pages are looked at.
    """

    def __init__(self, kind: str, source: Source) -> None:
        self._kind = kind
        self._source = source
        self._head = head_of(kind, source)
        self._there: set[int] = set()
        self.document = self._empty()

    def _empty(self) -> pypdfium2.PdfDocument:
        document = pypdfium2.PdfDocument.new()
        for _ in range(self._head.pages):
            document.new_page(*page_size(self._head)).close()
        return document

    def put(self, page: int) -> None:
        """Puts the picture on the page with this number from 1. Raises `Corrupt` when it cannot be decoded,
        also where tesseract is no longer installed."""
        if page in self._there or not 1 <= page <= self._head.pages:
            return
        if len(self._there) >= MOST_KEPT:
            self.document.close()
            self.document = self._empty()
            self._there.clear()
        try:
            with pypdfium2.PdfDocument(tesseract.pdf_of(self._source.data(), page - 1)) as decoded:
                self._place(decoded, page - 1)
        except (tesseract.RecognitionFailed, pypdfium2.PdfiumError) as error:
            raise Corrupt(part=self._kind) from error
        self._there.add(page)

    def _place(self, decoded: pypdfium2.PdfDocument, index: int) -> None:
        """With as many points a pixel as its words were found by: pages of one file differ in size."""
        pictures = list(decoded[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        if not pictures:
            raise Corrupt(part=self._kind)
        picture = pictures[0]
        points = LONGER_SIDE / max(self._head.width, self._head.height)
        width, height = (side * points for side in picture.get_px_size())
        whole, high = decoded[0].get_size()
        page = self.document[index]
        page.set_mediabox(0, 0, width, height)
        copy = decoded.page_as_xobject(index=0, dest_pdf=self.document)
        placed = copy.as_pageobject()
        placed.set_matrix(pypdfium2.PdfMatrix().scale(width / whole, height / high))
        page.insert_obj(placed)
        page.gen_content()
        page.close()
        copy.close()
