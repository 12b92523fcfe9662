"""The rows of the result list: hits grouped by document, the first few of each, the rest on demand."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop_rag.domain.passages import Hit, Place

SHOWN_FIRST = 3
# Meaning finds its nearest hundred however far they are. Without a common word and below this share of
# the best score they were about something else in every query looked at; they come on demand.
WEAK_SHARE = 0.2
WEAK = -1
# Said beside a hit whose document was removed, shortly and in full.
GONE = ("gone", "no longer in this library")


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A document with hits; `first` is the row at the very top, which needs no gap above it."""

    place: Place
    count: int
    first: bool
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit of the document above it; `heading` is said above its text, outermost first, where it is
    another than that of the hit before."""

    hit: Hit
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoreRow:
    """Stands for the hits of a document that are folded away; 0 when they are all unfolded.

    The document `WEAK` stands for the weak hits of all documents.
    """

    document: int
    hidden: int


Row = HeadRow | HitRow | MoreRow


def document_of(row: Row) -> int:
    """The document that a row belongs to; `WEAK` for the one of all weak hits."""
    if isinstance(row, HeadRow):
        return row.place.document
    return row.hit.place.document if isinstance(row, HitRow) else row.document


def by_document(hits: Sequence[Hit]) -> dict[int, list[Hit]]:
    """Hits by document, documents in the order of their best hit."""
    groups: dict[int, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.place.document, []).append(hit)
    return groups


def divided(hits: Sequence[Hit]) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Hits that answer, and weak ones that are only the nearest there was; both best first."""
    best = max((hit.score for hit in hits), default=0.0)
    weak = tuple(hit for hit in hits if hit.matched == ("semantic",) and hit.score < WEAK_SHARE * best)
    return tuple(hit for hit in hits if hit not in weak), weak


def rows_of(hits: Sequence[Hit], unfolded: Collection[int]) -> list[Row]:
    """The rows for hits that come best first; `unfolded` are documents whose every hit is wanted."""
    rows: list[Row] = []
    for document, group in by_document(hits).items():
        also = tuple(dict.fromkeys(name for hit in group for name in hit.also_in))
        rows.append(HeadRow(group[0].place, len(group), not rows, also))
        # One hit is never folded away: the line that says so is as tall as the hit is useful.
        shown = len(group) if document in unfolded or len(group) == SHOWN_FIRST + 1 else SHOWN_FIRST
        rows.extend(hit_rows(group)[:shown])
        if len(group) > SHOWN_FIRST + 1:
            rows.append(MoreRow(document, len(group) - min(shown, len(group))))
    return rows


def hit_rows(group: Sequence[Hit]) -> list[HitRow]:
    """The rows of a document's hits, each heading said once for all that follow one another below it."""
    rows, before = [], None
    for hit in group:
        heading = headings(hit.place)
        rows.append(HitRow(hit, () if heading == before else heading))
        before = heading
    return rows


def headings(place: Place) -> tuple[str, ...]:
    """The headings above a place, without what its document is called anyway."""
    heading = tuple(filter(None, (" ".join(one.split()) for one in place.heading)))
    name = os.path.splitext(os.path.basename(place.shown))[0]
    called = {one.strip().casefold() for one in (place.title, name)}
    return heading[1:] if heading and heading[0].casefold() in called else heading


def places_in_order(hits: Sequence[Hit], document: int) -> tuple[Place, ...]:
    """The places of a document's hits as they follow one another in its text."""
    places = [hit.place for hit in hits if hit.place.document == document]
    return tuple(sorted(places, key=lambda place: (place.start, place.end)))
