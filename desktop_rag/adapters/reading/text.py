"""Plain text and logs: one section, a block for each paragraph."""

from collections.abc import Iterator
from itertools import islice

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import SECTION, Notes, Parsed
from desktop_rag.domain.documents import Block

# Beyond this a "paragraph" is a log or a dump: a few of its lines are enough for a block.
LONG = 4000
GROUP = 1000
# Markup beyond this is read as plain text, which takes a tenth of the memory.
MAX_MARKUP = 16_000_000
# A block takes 150 bytes: a text of single letters must not fill the memory with them.
MAX_BLOCKS = 1_000_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    yield paragraphs(decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n"))


def paragraphs(text: str) -> Parsed:
    """A section with a block for each paragraph of the text."""
    return Parsed(SECTION, text, tuple(islice(_blocks(text), MAX_BLOCKS)))


def lines_of(text: str) -> Iterator[str]:
    """One after the other, without their ends: a list of them is several times the text."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _blocks(text: str) -> Iterator[Block]:
    paragraph: list[tuple[int, int]] = []
    start = 0
    for line in lines_of(text):
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
    begun, reached = lines[0]
    for start, end in lines:
        if end - begun > GROUP and start > begun:
            yield Block("paragraph", 0, begun, reached)
            begun = start
        reached = end
    yield Block("paragraph", 0, begun, reached)
