"""Opens a document at a passage: its text around it, and its pages as pictures."""

import asyncio
import bisect
from collections.abc import Callable

from msgspec.structs import replace

from desktop_rag.domain.documents import Block, Document, Unit
from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.ports import Files, Reader
from desktop_rag.domain.reading import FileCondition, PagePicture, PageSize, PageWanted, SourceView, Tile
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.sources.page_files import PageFiles

# Characters of a unit that the source pane is given: some twenty pages.
CLIP = 60_000
DRAWABLE = frozenset({"pdf", "jpeg", "png", "gif", "tiff", "bmp"})


class SourceOpener:
    """Finds the unit that holds a passage, and says whether its file is still the one that was read."""

    def __init__(self, documents: Documents, contents: Contents, files: Files) -> None:
        self._documents = documents
        self._contents = contents
        self._files = files

    async def open(self, document: int, start: int = 0, end: int = 0, unit: int | None = None) -> SourceView:
        """The unit with index `unit` from 0, or else the one that holds the offset `start`.

        The unit's text is the clipped one, from `clip_start`; its `start` stays that of the whole unit.
        Raises `DocumentUnknown`.
        """
        held = await self._documents.one(document)
        if unit is None:
            _, found = await self._contents.unit_at(document, start)
        else:
            found = await self._contents.unit(document, unit)
        units = await self._contents.units(document)
        file = await self._documents.file_of(document) if held.member else held
        condition = await asyncio.to_thread(self._condition, file)
        first, last = clip(found, start, end)
        text = found.text[first - found.start : last - found.start]
        return SourceView(
            document, held.path, held.shown, held.title, held.kind,
            replace(found, text=text, blocks=_inside(found.blocks, first, last)),
            units, first, text, held.kind in DRAWABLE and condition == "same", condition,
            more=last < found.end,
        )  # fmt: skip

    async def sizes(self, document: int) -> tuple[PageSize, ...]:
        """The extents of all its pages, in points. Raises `DocumentUnknown`."""
        return await self._contents.sizes(document)

    def _condition(self, held: Document) -> FileCondition:
        seen = self._files.look(held.path)
        if seen is None:
            return "missing"
        same = (seen.size, seen.modified_ns) == (held.size, held.modified_ns)
        return "same" if same else "changed"


async def page_of(contents: Contents, document: int, page: int) -> Unit:
    """The page with this number from 1. Every page is a unit, also one without text: its index is its number
    less one. Raises `BadRequest` for a page that is not there."""
    if not 1 <= page <= await contents.units(document):
        raise BadRequest(what="page")
    return await contents.unit(document, page - 1)


def clip(unit: Unit, start: int, end: int) -> tuple[int, int]:
    """Document offsets of at most about 60,000 characters of the unit around [start, end), cut between
    blocks where that costs less than half of what surrounds the passage."""
    if len(unit.text) <= CLIP:
        return unit.start, unit.end
    start = min(max(start, unit.start), unit.end)
    end = min(max(end, start), unit.end, start + CLIP)
    around = (CLIP - (end - start)) // 2
    first, last = max(unit.start, start - around), min(unit.end, end + around)
    borders = sorted({block.start for block in unit.blocks})
    if first > unit.start:
        index = bisect.bisect_left(borders, first)
        if index < len(borders) and borders[index] <= start - around // 2:
            first = borders[index]
    if last < unit.end:
        index = bisect.bisect_right(borders, last) - 1
        if index >= 0 and borders[index] >= end + around // 2:
            last = borders[index]
    return first, last


def _inside(blocks: tuple[Block, ...], first: int, last: int) -> tuple[Block, ...]:
    return tuple(
        replace(block, start=max(block.start, first), end=min(block.end, last))
        for block in blocks
        if block.start < last and block.end > first
    )


class PageDrawer:
    """Has a page of a document drawn in a reader process."""

    def __init__(self, files: PageFiles, reader: Reader) -> None:
        self._files, self._reader = files, reader

    async def draw(self, document: int, page: int, width: int, report: Callable[[Tile], None]) -> PagePicture:
        """A page by number from 1, `width` pixels wide. Raises `FileChanged` and any `ReadingError`."""
        file = await self._files.of(document)
        wanted = PageWanted(file.path, file.sha256, page, width, file.password, file.member)
        return await self._reader.page(wanted, report)
