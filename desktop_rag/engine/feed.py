"""`follow`: a library as it stands, then its changes, merged to at most ten a second."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from desktop_rag.domain.documents import Library, path_shown
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, RootShown, SnapshotPage
from desktop_rag.domain.stores import Documents, Libraries
from desktop_rag.processes.calls import Reporter

PAGE = 500
MERGE_SECONDS = 0.1


@dataclass
class _Follower:
    """What one window has not been told yet."""

    touched: set[int] = field(default_factory=set)
    moved: bool = False
    roots: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)


class Feed:
    """Tells whoever follows a library what changes in it. Nobody following costs nothing."""

    def __init__(
        self, libraries: Libraries, documents: Documents, progress: Callable[[int], IndexingProgress]
    ) -> None:
        self._libraries = libraries
        self._documents = documents
        self._progress = progress
        self._followers: dict[int, list[_Follower]] = {}

    def touch(self, library: int, documents: Sequence[int] = (), roots: bool = False) -> None:
        """These documents have changed or are gone; `roots`: so have the added paths."""
        for follower in self._followers.get(library, ()):
            follower.touched.update(documents)
            follower.roots |= roots
            follower.bell.set()

    def move(self, library: int) -> None:
        """Indexing has moved on."""
        for follower in self._followers.get(library, ()):
            follower.moved = True
            follower.bell.set()

    async def follow(self, library: Library, report: Reporter) -> None:
        """Never returns. A slow listener makes the changes merge; nothing waits for it."""
        follower = _Follower()
        followers = self._followers.setdefault(library.id, [])
        followers.append(follower)
        try:
            await self._snapshot(library, report)
            report(LibraryChanged(0, progress=await self._progress_of(library.id)))
            number = 0
            while True:
                await follower.bell.wait()
                number += 1
                report(await self._change(library, follower, number))
                await asyncio.sleep(MERGE_SECONDS)
                await report.room()
        finally:
            followers.remove(follower)

    async def _roots(self, library: int) -> tuple[RootShown, ...]:
        return tuple(
            RootShown(root.id, root.path, path_shown(root.path), root.kind, root.watched)
            for root in await self._libraries.roots(library)
        )

    async def _snapshot(self, library: Library, report: Reporter) -> None:
        roots = await self._roots(library.id)
        last = 0
        while True:
            page = await self._documents.page(library.id, last, PAGE)
            report(SnapshotPage(library, roots, page, last=len(page) < PAGE))
            await report.room()
            if len(page) < PAGE:
                return
            last = page[-1].id

    async def _progress_of(self, library: int) -> IndexingProgress:
        attention = await self._documents.attention(library)
        return msgspec.structs.replace(self._progress(library), attention=attention)

    async def _change(self, library: Library, follower: _Follower, number: int) -> LibraryChanged:
        touched, roots = sorted(follower.touched)[:PAGE], follower.roots
        follower.touched.difference_update(touched)
        follower.moved = follower.roots = False
        if not follower.touched:
            follower.bell.clear()
        documents = await self._documents.many(touched) if touched else ()
        there = {document.id for document in documents}
        named = [one for one in await self._libraries.all() if one.id == library.id]
        return LibraryChanged(
            number,
            changed=documents,
            gone=tuple(number for number in touched if number not in there),
            roots=await self._roots(library.id) if roots else None,
            progress=await self._progress_of(library.id),
            library=named[0] if named else None,
        )
