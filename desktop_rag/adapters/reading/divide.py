"""Divides a very long section at headings or paragraphs into numbered sections."""

from bisect import bisect_right
from collections.abc import Iterator

from desktop_rag.adapters.reading.parsed import Parsed
from desktop_rag.domain.documents import Block, UnitPlace

SECTION_LENGTH = 1_000_000
MAX_UNIT = 2_000_000
# Slides, sheets or chapters of a document; no real one has more.
MAX_UNITS = 20_000


def divided(parsed: Parsed, length: int = SECTION_LENGTH) -> Iterator[Parsed]:
    """The unit itself, or its parts of at most `length` characters when it is a longer section."""
    if parsed.place.kind == "section":
        yield from in_parts(parsed, length)
    else:
        yield parsed


def in_parts(parsed: Parsed, length: int = SECTION_LENGTH) -> Iterator[Parsed]:
    """The unit itself, or its parts of at most `length` characters, numbered from its own number on."""
    if len(parsed.text) <= length:
        yield parsed
        return
    text = parsed.text
    starts = sorted(block.start for block in parsed.blocks)
    headings = sorted(block.start for block in parsed.blocks if block.kind == "heading" and block.level <= 2)
    blocks = sorted(parsed.blocks, key=lambda block: block.start)
    start, number, taken = 0, parsed.place.number, 0
    while start < len(text):
        end = _end(text, start, length, headings, starts)
        inside: list[Block] = []
        while taken < len(blocks) and blocks[taken].start < end:
            block = blocks[taken]
            inside.append(Block(block.kind, block.level, block.start - start, min(block.end, end) - start))
            taken += 1
        yield Parsed(
            UnitPlace(parsed.place.kind, number, parsed.place.label), text[start:end], tuple(inside),
            enters=parsed.enters if start == 0 else (),
        )  # fmt: skip
        start, number = end, number + 1


def _end(text: str, start: int, length: int, headings: list[int], starts: list[int]) -> int:
    limit = start + length
    if limit >= len(text):
        return len(text)
    for places in (headings, starts):
        index = bisect_right(places, limit) - 1
        if index >= 0 and places[index] > start + length // 2:
            return places[index]
    for sign in ("\n", " "):
        found = text.rfind(sign, start + length // 2, limit)
        if found > start:
            return found + 1
    return limit
