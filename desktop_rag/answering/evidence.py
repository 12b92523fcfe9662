"""From hits to evidence: passages that touch are joined, numbered from 1, and kept as snapshots."""

from collections.abc import Sequence

from msgspec.structs import replace

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.errors import DocumentUnknown
from desktop_rag.domain.passages import Hit
from desktop_rag.domain.stores import Contents

# Passages leave out the white space between them.
GAP = 8


async def gather_evidence(hits: Sequence[Hit], contents: Contents) -> tuple[Evidence, ...]:
    """The hits as evidence, best first; a hit that touches a better one becomes part of it.

    A document that was removed since the search is left out.
    """
    found: list[Evidence] = []
    digests: dict[int, str | None] = {}
    for hit in hits:
        document = hit.place.document
        if document not in digests:
            digests[document] = await _digest(contents, document)
        digest = digests[document]
        if digest is None:
            continue
        at = next((i for i, item in enumerate(found) if _touches(item, hit)), None)
        if at is None:
            found.append(_evidence(len(found) + 1, hit, digest))
        else:
            found[at] = await _joined(found[at], hit, contents)
    return tuple(found)


async def _digest(contents: Contents, document: int) -> str | None:
    try:
        return (await contents.content_of(document))[1].hex()
    except DocumentUnknown:
        return None


def _evidence(number: int, hit: Hit, digest: str) -> Evidence:
    place = hit.place
    return Evidence(
        number=number,
        document=place.document,
        sha256=digest,
        path=place.path,
        shown=place.shown,
        title=place.title,
        kind=place.kind,
        unit=place.unit,
        start=place.start,
        end=place.end,
        text=hit.text,
        snippet=hit.snippet,
        marks=hit.marks,
    )


def _touches(item: Evidence, hit: Hit) -> bool:
    place = hit.place
    same = item.document == place.document and item.unit == place.unit
    return same and place.start <= item.end + GAP and item.start <= place.end + GAP


async def _joined(item: Evidence, hit: Hit, contents: Contents) -> Evidence:
    """Both as one span, its text cut from the unit itself; apart where that cannot be had."""
    start, end = min(item.start, hit.place.start), max(item.end, hit.place.end)
    try:
        _, unit = await contents.unit_at(item.document, start)
    except DocumentUnknown:
        return item
    text = unit.text[start - unit.start : end - unit.start]
    if len(text) != end - start:
        return item
    return replace(item, start=start, end=end, text=text)
