"""Plain text and logs: one section, a block for each paragraph."""

from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import SECTION, Notes, Parsed
from desktop_rag.domain.documents import Block

# Beyond this a "paragraph" is a log or a dump: its lines are what belongs together.
LONG = 4000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    yield paragraphs(decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n"))


def paragraphs(text: str) -> Parsed:
    """A section with a block for each paragraph of the text."""
    return Parsed(SECTION, text, tuple(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    paragraph: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            paragraph.append((start, end))
        elif paragraph:
            yield from _paragraph(paragraph)
            paragraph = []
        start = end + 1
    if paragraph:
        yield from _paragraph(paragraph)


def _paragraph(lines: list[tuple[int, int]]) -> Iterator[Block]:
    if lines[-1][1] - lines[0][0] <= LONG:
        yield Block("paragraph", 0, lines[0][0], lines[-1][1])
        return
    for start, end in lines:
        yield Block("paragraph", 0, start, end)
