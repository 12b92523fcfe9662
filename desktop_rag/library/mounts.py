"""File systems inside an added folder: where one has gone, its documents are absent and not gone."""

import asyncio
import os
from collections.abc import Iterable

from desktop_rag.domain.discovery import Files
from desktop_rag.domain.documents import lies_in
from desktop_rag.domain.errors import ReadingError
from desktop_rag.domain.stores import Libraries
from desktop_rag.library.compare import Comparison
from desktop_rag.library.looking import Looked


class Mounts:
    """Remembers at which places of a root another file system begins."""

    def __init__(self, libraries: Libraries, files: Files) -> None:
        self._libraries = libraries
        self._files = files

    async def absent(self, one: Looked, comparison: Comparison) -> list[bytes]:
        """The places in a root where a file system was that is no longer there."""
        root, now = one.place.root, frozenset(one.found.mounts)
        held = await self._libraries.mounts(root.id)
        gone = await asyncio.to_thread(self._gone, held - now) if held - now else []
        kept = held | now
        if comparison.complete and not one.place.starts:
            # Files that lie there by themselves, or nothing that is known: the place is a folder like others.
            gone = [
                path
                for path in gone
                if not _any_below(path, comparison.seen) and _any_below(path, comparison.known)
            ]
            kept = now.union(gone)
        if kept != held:
            await self._libraries.set_mounts(root.id, kept)
        return gone

    def _gone(self, places: Iterable[bytes]) -> list[bytes]:
        return [path for path in sorted(places) if not self._is_mounted(path)]

    def _is_mounted(self, path: bytes) -> bool:
        try:
            return self._files.device(path) != self._files.device(os.path.dirname(path))
        except ReadingError:
            return False


def _any_below(folder: bytes, paths: Iterable[bytes]) -> bool:
    return any(lies_in(path, folder) for path in paths)
