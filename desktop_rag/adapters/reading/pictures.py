"""Pictures: their text is recognised when the person has agreed; before that they say that they need it."""

from collections.abc import Iterator

import pypdfium2

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed, listed
from desktop_rag.adapters.reading.picture_heads import Head, head_of
from desktop_rag.adapters.reading.picture_pdf import LONGER_SIDE, as_document, page_size
from desktop_rag.adapters.reading.recognition import MOST_PIXELS, Recognition
from desktop_rag.adapters.reading.recognized import Page
from desktop_rag.adapters.reading.signatures import picture_kind
from desktop_rag.adapters.reading.tesseract import RecognitionFailed
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, NeedsOcr, NoText, TooLarge, Unsupported

# Icons, buttons and ornaments: nothing that could be read, and folders are full of them.
_SMALLEST_SIDE, _SMALLEST_LONGER_SIDE = 16, 200
# Decoded by tesseract with four bytes a pixel, and held twice.
_MOST_DECODED = 120_000_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    """One page for each page of the picture, with where each word stands on it."""
    kind = picture_kind(source.head(4096))
    head = head_of(kind, source)
    if min(head.width, head.height) < _SMALLEST_SIDE or max(head.width, head.height) < _SMALLEST_LONGER_SIDE:
        raise Unsupported(kind=kind)
    if head.width * head.height > _MOST_DECODED:
        raise TooLarge(size=str(source.size))
    if source.recognition is None:
        raise NeedsOcr()
    notes.pages, notes.recognized = head.pages, True
    yield from _recognized(kind, head, source, source.recognition, notes)


def _recognized(
    kind: str, head: Head, source: Source, recognition: Recognition, notes: Notes
) -> Iterator[Parsed]:
    bad: list[int] = []
    words = False
    width, height = page_size(head)
    for number in range(1, head.pages + 1):
        recognition.turned(number, head.pages)
        try:
            page = _page(kind, head, source, recognition, number)
        except (RecognitionFailed, pypdfium2.PdfiumError):
            bad.append(number)
            page = Page("", (), ())
        words = words or bool(page.text)
        yield Parsed(UnitPlace("page", number), page.text, page.blocks, width, height, boxes=page.boxes)
    if len(bad) == head.pages:
        raise Corrupt(part=kind)
    if not words:
        raise NoText()
    if bad:
        notes.warning = Failure("pages-unreadable", {"pages": listed(bad)})


def _page(kind: str, head: Head, source: Source, recognition: Recognition, number: int) -> Page:
    if kind == "jpeg" and (head.orientation != 1 or head.width * head.height > MOST_PIXELS):
        # Tesseract takes it as the camera held it, and a large one takes it a minute.
        document = as_document(kind, source)
        try:
            return recognition.drawn(document[0])
        finally:
            document.close()
    points = LONGER_SIDE / max(head.width, head.height)
    return recognition.picture(source.data(), points, number - 1)
