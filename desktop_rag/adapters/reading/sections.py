"""Puts blocks together into numbered sections while they come, so that long tables need little memory."""

from collections.abc import Iterable, Iterator

from desktop_rag.adapters.reading.divide import SECTION_LENGTH, in_parts
from desktop_rag.adapters.reading.parsed import SECTION, Composed, Parsed
from desktop_rag.domain.documents import BlockKind, UnitPlace

Piece = tuple[BlockKind, int, str]  # kind, level, text


def in_sections(
    pieces: Iterable[Piece], length: int = SECTION_LENGTH, place: UnitPlace = SECTION
) -> Iterator[Parsed]:
    """Units of at most `length` characters, numbered from `place` on; the first comes even when empty."""
    composed, number = Composed(), place.number
    for kind, level, text in pieces:
        if composed.blocks and composed.length + len(text) + 2 > length:
            for part in in_parts(composed.unit(UnitPlace(place.kind, number, place.label)), length):
                yield part
                number = part.place.number + 1
            composed = Composed()
        composed.add(kind, text, level)
    if composed.blocks or number == place.number:
        yield from in_parts(composed.unit(UnitPlace(place.kind, number, place.label)), length)
