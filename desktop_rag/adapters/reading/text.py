"""Plain text and logs: one section, a block for each paragraph."""

import re
from collections.abc import Iterator
from itertools import islice

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.domain.documents import Block, UnitPlace

# Beyond this a "paragraph" is a log or a dump: a few of its lines are enough for a block.
LONG = 4000
GROUP = 1000
# Markup beyond this is read as plain text, which takes a tenth of the memory.
MAX_MARKUP = 16_000_000
MAX_MARKUP_LINES = 1_000_000
# A block takes 150 bytes: a text of single letters must not fill the memory with them.
MAX_BLOCKS = 1_000_000
_WORD = re.compile(r"\S")
_GAP = re.compile(r"\n[^\S\n]*(?:\n|\Z)")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    yield paragraphs(decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n"))


def paragraphs(text: str, number: int = 1) -> Parsed:
    """A section with a block for each paragraph of the text."""
    return Parsed(UnitPlace("section", number), text, tuple(islice(_blocks(text), MAX_BLOCKS)))


def is_dump(text: str) -> bool:
    """Whether it is too much to be gone through line by line, looking for markup."""
    return len(text) > MAX_MARKUP or text.count("\n") > MAX_MARKUP_LINES


def lines_of(text: str) -> Iterator[str]:
    """One after the other, without their ends: a list of them is several times the text."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _blocks(text: str) -> Iterator[Block]:
    """Looks for what is between empty lines instead of going line by line: there may be 100 million."""
    at = 0
    while (word := _WORD.search(text, at)) is not None:
        begun = text.rfind("\n", at, word.start()) + 1 or at
        gap = _GAP.search(text, word.start())
        end = gap.start() if gap is not None else len(text)
        if end - begun <= LONG:
            yield Block("paragraph", 0, begun, end)
        else:
            yield from _groups(text, begun, end)
        at = end + 1


def _groups(text: str, begun: int, end: int) -> Iterator[Block]:
    """The lines of a long paragraph in groups of up to a thousand characters."""
    while end - begun > GROUP:
        reached = text.rfind("\n", begun + 1, begun + GROUP + 1)
        if reached < 0:
            reached = text.find("\n", begun + GROUP, end)
        if reached < 0:
            break
        yield Block("paragraph", 0, begun, reached)
        begun = reached + 1
    if begun < end:
        yield Block("paragraph", 0, begun, end)
