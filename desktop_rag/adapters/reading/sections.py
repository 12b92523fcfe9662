"""Puts blocks together into numbered sections while they come, so that long tables need little memory."""

from collections.abc import Iterable, Iterator

from desktop_rag.adapters.reading.divide import SECTION_LENGTH, divided
from desktop_rag.adapters.reading.parsed import Composed, Parsed
from desktop_rag.domain.documents import BlockKind, UnitPlace

Piece = tuple[BlockKind, int, str]  # kind, level, text


def in_sections(pieces: Iterable[Piece], length: int = SECTION_LENGTH) -> Iterator[Parsed]:
    """Sections of at most `length` characters; the first comes even when it is empty."""
    composed, number = Composed(), 1
    for kind, level, text in pieces:
        if composed.blocks and composed.length + len(text) + 2 > length:
            for part in divided(composed.unit(UnitPlace("section", number)), length):
                yield part
                number = part.place.number + 1
            composed = Composed()
        composed.add(kind, text, level)
    if composed.blocks or number == 1:
        yield from divided(composed.unit(UnitPlace("section", number)), length)
