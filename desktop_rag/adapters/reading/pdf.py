"""PDF, page by page with pypdfium2: a page that cannot be read costs that page and no other."""

import contextlib
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.adapters.reading.dates import date_of_pdf
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.letters import MAX_NAMES, Letter
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Attached, Notes, Parsed, listed
from desktop_rag.adapters.reading.pdf_headings import Entry, TypeSizes, outline, outlined
from desktop_rag.adapters.reading.pdf_text import clean, open_page, raw_text
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.adapters.reading.tesseract import RecognitionFailed
from desktop_rag.domain.documents import Block, UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, NeedsOcr, NoText, PasswordNeeded

if TYPE_CHECKING:
    from desktop_rag.adapters.reading.recognition import Recognition

# Files up to this size are parsed from memory: PDFium calls back for every piece of a file.
_IN_MEMORY = 64 * 2**20
# Pages of a file that breaks off.
MAX_MENDED = 50_000
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[.!?:]['\")\]”’]?$")


def open_document(source: Source) -> pypdfium2.PdfDocument:
    """Raises `PasswordNeeded` or `Corrupt`."""
    return _opened(source)[0]


def _opened(source: Source) -> tuple[pypdfium2.PdfDocument, bool]:
    """The document, and whether the list of its objects had to be made anew."""
    source.file.seek(0)
    content = source.data() if source.size <= _IN_MEMORY else source.file
    try:
        return _loaded(content, source.password), False
    except Corrupt:
        from desktop_rag.adapters.reading.broken_pdf import mended

        if not isinstance(content, bytes) or (made := mended(content)) is None:
            raise
    document = _loaded(made, source.password)
    if len(document) > MAX_MENDED:  # a tree that names one page again and again
        document.close()
        raise Corrupt(part="pages")
    return document, True


def _loaded(content: bytes | BinaryIO, password: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content, password=password or None)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise PasswordNeeded() from error
        raise Corrupt(part="pdf") from error
    if pages < 1:
        document.close()
        raise Corrupt(part="pages")
    return document


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    document, mended = _opened(source)
    try:
        notes.attached += _attached(document)
        pages = _Pages(document, notes, source.recognition)
        yield from pages.read(mended)
    finally:
        document.close()


def _attached(document: pypdfium2.PdfDocument) -> list[Attached]:
    """The files inside it: those of a portfolio, the records of an invoice."""
    letter = Letter()
    for index in range(min(document.count_attachments(), MAX_NAMES)):
        with contextlib.suppress(pypdfium2.PdfiumError, UnicodeError):
            held = document.get_attachment(index)
            letter.attach(held.get_name(), partial(_data_of, held))
    return letter.documents


def _data_of(held: pypdfium2.PdfAttachment) -> bytes:
    try:
        return bytes(held.get_data())
    except pypdfium2.PdfiumError as error:
        raise Corrupt(part="attachment") from error


class _Pages:
    """Reads the pages in order and remembers which could not be read, and which are pictures."""

    def __init__(
        self, document: pypdfium2.PdfDocument, notes: Notes, recognition: "Recognition | None"
    ) -> None:
        self._document = document
        self._notes = notes
        self._recognition = recognition
        self._outline = outline(document)
        self._sizes = TypeSizes()
        self._bad: list[int] = []
        self._pictures: list[int] = []
        self._words = False
        notes.pages = len(document)
        self._properties()

    def _properties(self) -> None:
        try:
            properties = self._document.get_metadata_dict()
        except (pypdfium2.PdfiumError, UnicodeError):
            return
        self._notes.title = title_or_nothing(properties.get("Title", ""))
        self._notes.author = " ".join(properties.get("Author", "").replace("\0", "").split())[:300]
        self._notes.date_ns = date_of_pdf(properties.get("CreationDate", "")) or date_of_pdf(
            properties.get("ModDate", "")
        )

    def read(self, mended: bool) -> Iterator[Parsed]:
        """`mended`: the file breaks off, so that more is missing than can be told."""
        count = len(self._document)
        for index in range(count):
            try:
                parsed = self._page(index)
            except (pypdfium2.PdfiumError, ValueError, UnicodeError, RecognitionFailed):
                self._bad.append(index + 1)
                # The number of a unit is that of its page: a page without text keeps its place.
                parsed = Parsed(UnitPlace("page", index + 1), "")
            self._words = self._words or bool(parsed.text.strip())
            yield parsed
        if len(self._bad) == count:
            raise Corrupt(part="pages")
        if not self._words and mended:
            raise Corrupt(part="pdf")
        if not self._words:
            raise NeedsOcr() if self._pictures else NoText()
        if self._pictures:
            self._notes.warning = Failure("pages-need-ocr", {"pages": listed(self._pictures)})
        elif self._bad:
            self._notes.warning = Failure("pages-unreadable", {"pages": listed(self._bad)})
        elif mended:
            self._notes.warning = SOMETHING_MISSING

    def _page(self, index: int) -> Parsed:
        page = open_page(self._document, index)
        try:
            width, height = page.get_size()
            text_page = page.get_textpage()
            try:
                raw = raw_text(text_page)
                cleaned = clean(raw)
                unfound: list[Entry] = []
                if self._outline:
                    headings, unfound = outlined(cleaned.text, self._outline.get(index, []))
                else:
                    headings = self._sizes.headings(text_page, raw, cleaned)
            finally:
                text_page.close()
            if not cleaned.text.strip() and _has_picture(page):
                if self._recognition is not None:
                    return self._recognized(self._recognition, page, index)
                self._pictures.append(index + 1)
        finally:
            page.close()
        if index == 0 and not self._notes.title and not self._outline:
            self._notes.title = _largest(headings, cleaned.text)
        blocks = page_blocks(cleaned.text, headings)
        return Parsed(
            UnitPlace("page", index + 1), cleaned.text, tuple(blocks), width, height, tuple(unfound)
        )

    def _recognized(self, recognition: "Recognition", page: pypdfium2.PdfPage, index: int) -> Parsed:
        self._notes.recognized = True
        recognition.turned(index + 1, len(self._document))
        found = recognition.drawn(page)
        place, (width, height) = UnitPlace("page", index + 1), page.get_size()
        return Parsed(place, found.text, found.blocks, width, height, boxes=found.boxes)


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def _largest(headings: list[Block], text: str) -> str:
    """The first heading in the largest type, unless it is a scrap such as a drop cap or a page number."""
    titles = [
        (block.level, " ".join(text[block.start : block.end].split())[:300])
        for block in sorted(headings, key=lambda block: block.start)
    ]
    fit = [
        (level, title)
        for level, title in titles
        if len(_LETTER.findall(title)) >= 5 and not title[0].islower()
    ]
    return min(fit, key=lambda found: found[0])[1] if fit else ""


def page_blocks(text: str, headings: list[Block]) -> list[Block]:
    """The headings, and between them the paragraphs: a page has no empty lines, so a line that ends a
    sentence well before the margin ends a paragraph."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    widths = sorted(end - start for start, end in lines)
    full = 0.85 * widths[len(widths) * 3 // 4] if widths else 0.0
    blocks: list[Block] = []
    begun: int | None = None
    reached = 0
    pending = sorted(headings, key=lambda block: block.start)
    for start, end in lines:
        while pending and pending[0].start < end:
            heading = pending.pop(0)
            if begun is not None and text[begun : heading.start].strip():
                blocks.append(_trimmed(text, begun, heading.start))
            blocks.append(heading)
            begun, reached = None, heading.end
        start = max(start, reached)
        if start >= end or not text[start:end].strip():
            continue
        begun = start if begun is None else begun
        if end - start < full and _SENTENCE_END.search(text[start:end].rstrip()):
            blocks.append(_trimmed(text, begun, end))
            begun = None
    if begun is not None and text[begun:].strip():
        blocks.append(_trimmed(text, begun, len(text)))
    return blocks


def _trimmed(text: str, start: int, end: int) -> Block:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Block("paragraph", 0, start, start + len(part.strip()))
