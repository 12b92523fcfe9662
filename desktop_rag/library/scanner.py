"""Disk against catalog: which files of a library are new, changed, gone, or as they were."""

import asyncio
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from desktop_rag.domain.documents import FileSeen, Root
from desktop_rag.domain.errors import Failure, ReadingError, Unsupported
from desktop_rag.domain.ports import Files
from desktop_rag.domain.reports import Discovered, FailedFile
from desktop_rag.domain.stores import Documents, KnownFile, Libraries


class Scanner:
    """Looks at the roots of a library; `data_folder` is never indexed, even inside an added folder."""

    def __init__(self, libraries: Libraries, documents: Documents, files: Files, data_folder: bytes) -> None:
        self._libraries = libraries
        self._documents = documents
        self._files = files
        self._data_folder = data_folder

    async def scan(self, library: int, paths: Sequence[bytes] = ()) -> Discovered:
        """Adds the paths as roots and looks at them; without paths, looks at all roots again."""
        if not paths:
            return await self.look_again(library, [root.id for root in await self._libraries.roots(library)])
        failed: list[FailedFile] = []
        roots_of: list[tuple[Root, bytes | None]] = []
        for path in _absolute(paths):
            try:
                roots_of.append(await self._root_for(library, path))
            except ReadingError as error:
                failed.append(FailedFile(shown(path), error.failure))
        return await self._look(library, roots_of, failed)

    async def look_again(self, library: int, roots: Collection[int]) -> Discovered:
        """Looks at these roots again."""
        there = [root for root in await self._libraries.roots(library) if root.id in roots]
        return await self._look(library, [(root, None) for root in there], ())

    async def _root_for(self, library: int, path: bytes) -> tuple[Root, bytes | None]:
        """The root that a named path belongs to, and the path itself when it is one file of a folder."""
        device = await asyncio.to_thread(self._files.device, path)
        await self._libraries.include(library, [path])
        folder = await asyncio.to_thread(self._files.is_folder, path)
        for root in await self._libraries.roots(library):
            if root.kind == "folder" and path.startswith(os.path.join(root.path, b"")):
                return root, path
        return await self._libraries.add_root(library, path, "folder" if folder else "file", device), None

    async def _look(
        self, library: int, roots: Sequence[tuple[Root, bytes | None]], failed: Sequence[FailedFile]
    ) -> Discovered:
        known = _Known(await self._documents.known(library), await self._documents.skipped(library))
        skip = await self._libraries.exclusions(library) | {self._data_folder}
        found = Discovered(failed=tuple(failed))
        for root, only in roots:
            found = _sum(found, await self._root(library, root, only, known, skip))
        return found

    async def _root(
        self,
        library: int,
        root: Root,
        only: bytes | None,
        known: "_Known",
        skip: frozenset[bytes],
    ) -> Discovered:
        mine = {
            path: file for path, file in known.files.items() if file.root == root.id and _within(path, only)
        }
        files, skipped, there = await asyncio.to_thread(self._files_of, root, only, skip)
        suddenly_empty = root.kind == "folder" and only is None and mine and not files
        if not there or suddenly_empty:
            await self._documents.settle_offline(root.id, True)
            return Discovered(unchanged=len(mine))
        if any(file.state == "offline" for file in mine.values()):
            await self._documents.settle_offline(root.id, False)
        named = root.path if root.kind == "file" else only
        # A file may have come with another root: it is the same file all the same.
        compared = _compare(files, known, named)
        waiting = await self._documents.wait(library, root.id, compared.read) if compared.read else ()
        seen = {file.path for file in files}
        gone = [file.document for path, file in mine.items() if path not in seen]
        if gone:
            await self._documents.remove(gone)
        skipped += compared.skipped
        return Discovered(waiting, compared.unchanged, skipped, tuple(gone), tuple(compared.failures))

    def _files_of(
        self, root: Root, only: bytes | None, skip: frozenset[bytes]
    ) -> tuple[list[FileSeen], int, bool]:
        """The files of a root that we may read, how many of kinds that we do not, and whether it is there."""
        path = only or root.path
        try:
            if self._files.device(root.path) != root.device:
                return [], 0, False
        except ReadingError:
            # A file gone from a folder that is there has been removed; without its folder it is absent.
            gone = root.kind == "file" and self._files.is_folder(os.path.dirname(root.path))
            return [], 0, gone
        if not self._files.is_folder(path):
            one = self._files.look(path)
            return ([one] if one else [FileSeen(path, 0, 0, 0)]), 0, True
        files, skipped = [], 0
        for file in self._files.walk(path, skip):
            if self._files.readable_kind(file.path):
                files.append(file)
            else:
                skipped += 1
        return files, skipped, True


def shown(path: bytes) -> str:
    """A path made readable: names that are not UTF-8 keep a mark for what cannot be shown."""
    return path.decode("utf-8", "replace")


def _absolute(paths: Sequence[bytes]) -> list[bytes]:
    return list(dict.fromkeys(os.path.abspath(path) for path in paths))


def _within(path: bytes, only: bytes | None) -> bool:
    return only is None or path == only or path.startswith(os.path.join(only, b""))


@dataclass(frozen=True)
class _Known:
    """What the catalog knows: files that became documents, and (size, time) of those that were skipped."""

    files: dict[bytes, KnownFile]
    skipped: dict[bytes, tuple[int, int]]


@dataclass
class _Compared:
    """Files that must be read, those whose failure still stands, and counts of the others."""

    read: list[FileSeen] = field(default_factory=list)
    failures: list[FailedFile] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0


def _compare(files: Sequence[FileSeen], known: _Known, named: bytes | None) -> _Compared:
    """A failed or skipped file that is named by itself is tried again."""
    found = _Compared()
    for file in files:
        old = known.files.get(file.path)
        now = (file.size, file.modified_ns)
        if old is None and known.skipped.get(file.path) == now and file.path != named:
            found.skipped += 1
        elif old is None or (old.size, old.modified_ns) != now or old.state in ("waiting", "reading"):
            found.read.append(file)
        elif old.state != "failed":
            found.unchanged += 1
        elif file.path == named:
            found.read.append(file)
        else:
            found.failures.append(FailedFile(shown(file.path), Failure(old.error or Unsupported.code)))
    return found


def _sum(one: Discovered, other: Discovered) -> Discovered:
    return Discovered(
        one.waiting + other.waiting,
        one.unchanged + other.unchanged,
        one.skipped + other.skipped,
        one.removed + other.removed,
        one.failed + other.failed,
    )
