"""Disk against catalog: which files of a library are new, changed, moved, gone, or as they were."""

import asyncio
import os
from collections.abc import Callable, Collection, Mapping, Sequence

from desktop_rag.domain.discovery import Files, KnownFile, Leave
from desktop_rag.domain.documents import FileSeen, Root, path_shown
from desktop_rag.domain.errors import ReadingError
from desktop_rag.domain.reports import Discovered, FailedFile
from desktop_rag.domain.stores import Documents, Libraries, Settings
from desktop_rag.library.compare import Comparison, Settled
from desktop_rag.library.looking import Looked, Looking
from desktop_rag.library.mounts import Mounts
from desktop_rag.library.moves import Move, excluded_now, renamed, same_bytes, same_file
from desktop_rag.library.naming import Naming, Place

# Of so many paths the catalog is asked one by one; of more, for all that it knows.
FEW = 500


class Scanner:
    """Looks at the roots of a library; `data_folder` is never indexed, even inside an added folder."""

    def __init__(
        self,
        libraries: Libraries,
        documents: Documents,
        files: Files,
        settings: Settings,
        data_folder: bytes,
        something_new: Callable[[int], None] = lambda library: None,
    ) -> None:
        """`something_new` hears of a library in which files were found to be read, before they are written
        down."""
        self._something_new = something_new
        self._libraries = libraries
        self._documents = documents
        self._files = files
        self._settings = settings
        self._data_folder = data_folder
        self._looking = Looking(files)
        self._mounts = Mounts(libraries, files)
        self._locks: dict[int, asyncio.Lock] = {}
        self._naming = Naming(libraries, files, settings, data_folder)

    async def scan(self, library: int, paths: Sequence[bytes] = ()) -> Discovered:
        """Adds the paths as roots and looks at them; without paths, looks at all roots again."""
        async with self._alone(library):
            return await self._scan(library, paths)

    async def _scan(self, library: int, paths: Sequence[bytes]) -> Discovered:
        if not paths:
            return await self._look(library, [Place(root) for root in await self._libraries.roots(library)])
        failed: list[FailedFile] = []
        places: list[Place] = []
        for path in _absolute(paths):
            try:
                places.append(await self._naming.place(library, path))
            except ReadingError as error:
                failed.append(FailedFile(path_shown(path), error.failure))
        return await self._look(library, places, failed)

    async def look_again(
        self, library: int, roots: Mapping[int, Collection[bytes]], settled: Settled = lambda file: True
    ) -> Discovered:
        """Looks at these roots again, or only at the paths given for a root. Files that are not `settled`
        are left for the next time."""
        async with self._alone(library):
            there = {root.id: root for root in await self._libraries.roots(library)}
            places = [Place(there[root], tuple(paths)) for root, paths in roots.items() if root in there]
            return await self._look(library, places, settled=settled)

    def _alone(self, library: int) -> asyncio.Lock:
        """One look at a time: what one finds gone, another may just have found elsewhere."""
        return self._locks.setdefault(library, asyncio.Lock())

    async def _look(
        self,
        library: int,
        places: Sequence[Place],
        failed: Sequence[FailedFile] = (),
        settled: Settled = lambda file: True,
    ) -> Discovered:
        settings = await self._settings.load()
        roots = await self._libraries.roots(library)
        places = await asyncio.to_thread(self._looking.widened, places)
        starts = frozenset(start for place in places for start in place.starts)
        few = bool(starts) and len(starts) <= FEW and all(place.starts for place in places)
        known = await self._documents.known(library, starts if few else ())
        skips = await self._documents.skipped(library)
        same_rules = await self._libraries.rules(library) == settings.ignore
        leave = Leave(
            await self._libraries.exclusions(library),
            self._data_folder,
            tuple(root.path for root in roots),
            settings.ignore,
            known if same_rules else frozenset(),
            _folders_of(known) if same_rules and settings.ignore else frozenset(),
        )
        alone = frozenset(root.path for root in roots if root.kind == "file")
        comparison = Comparison(known, not few, skips, settings.largest, alone, settled)
        looked = await asyncio.to_thread(self._looking.at, places, leave, comparison)
        if any(one.found.fresh or one.found.changed for one in looked):
            self._something_new(library)
        found = await self._settle(library, looked, comparison, {root.id: root.device for root in roots})
        whole = {place.root.id for place in places if not place.starts}
        # With nothing known before, nothing was let in by other rules.
        all_asked = not known or whole >= {root.id for root in roots if root.kind == "folder"}
        if not same_rules and not few and all_asked:
            await self._libraries.set_rules(library, settings.ignore)
        return _sum(Discovered(failed=tuple(failed)), found)

    async def _settle(
        self, library: int, looked: Sequence[Looked], comparison: Comparison, devices: dict[int, int]
    ) -> Discovered:
        known, seen = comparison.known, comparison.seen
        offline = {file.root for file in known.values() if file.offline}
        found = Discovered()
        for one in looked:
            root = one.place.root
            if not one.there:
                changed = await self._documents.settle_offline(root.id, True)
                found = _sum(found, Discovered(changed=changed))
                continue
            unmounted = await self._mounts.absent(one, comparison)
            one.found.closed += unmounted
            if unmounted or root.id in offline:
                changed = await self._documents.settle_offline(root.id, False, unmounted)
                found = _sum(found, Discovered(changed=changed))
            if one.device != root.device:
                await self._libraries.add_root(library, root.path, root.kind, one.device)
                devices[root.id] = one.device
        missing = [file for path, file in known.items() if path not in seen]
        gone = _gone(missing, [one for one in looked if one.there])
        fresh = [(one.place.root, file) for one in looked if one.there for file in one.found.fresh]
        if fresh and not comparison.complete:
            inodes = [file.inode for _, file in fresh]
            others = await self._documents.with_inodes(library, inodes)
            missing = [*missing, *(file for file in others if file.path not in known)]
        moves = await self._follow(fresh, missing, gone, devices) if fresh and missing else []
        absent = {one.place.root.id for one in looked if not one.there}
        absent_files = {file.document for file in known.values() if file.root in absent}
        kept = absent_files - {old.document for old, _, _ in moves}
        found = _sum(found, Discovered(unchanged=len(kept)))
        return _sum(found, await self._write(library, looked, comparison, gone, moves))

    async def _follow(
        self,
        fresh: Sequence[tuple[Root, FileSeen]],
        missing: Sequence[KnownFile],
        gone: Sequence[KnownFile],
        devices: Mapping[int, int],
    ) -> list[Move]:
        """Which of the new files are documents that have moved: the very file may come from anywhere, be
        it from a folder that was added and is no longer there; the same bytes from where they are gone."""
        moves = await asyncio.to_thread(same_file, fresh, missing, devices, self._files.exists)
        old = {move[0].document for move in moves}
        new = {move[2].path for move in moves}
        left = [file for file in gone if file.document not in old and not file.due]
        others = [pair for pair in fresh if pair[1].path not in new]
        if left and others:
            digests = await self._documents.digests([file.document for file in left])
            moves += await asyncio.to_thread(same_bytes, others, left, digests, self._files.sha256)
        return moves

    async def _write(
        self,
        library: int,
        looked: Sequence[Looked],
        comparison: Comparison,
        gone: Sequence[KnownFile],
        moves: Sequence[Move],
    ) -> Discovered:
        if moves:
            await self._documents.moved(library, [(old.document, root.id, file) for old, root, file in moves])
        excluded = await self._exclusions_come_along(library, looked, moves)
        found = _of_moves(moves)
        new = {move[2].path for move in moves} | excluded
        for one in looked:
            if one.there:
                found = _sum(found, await self._take(library, one, comparison, new))
        old = {move[0].document for move in moves}
        removed = [file.document for file in gone if file.document not in old]
        went = await self._documents.remove(removed) if removed else ()
        await self._forget_roots(library, comparison, moves)
        return _sum(found, Discovered(removed=tuple(removed), changed=went))

    async def _take(
        self, library: int, one: Looked, comparison: Comparison, done: Collection[bytes]
    ) -> Discovered:
        """The new and changed files of one place, but those that are `done`."""
        root, found = one.place.root, one.found
        fresh = [file for file in found.fresh if file.path not in done]
        named = root.path if root.kind == "file" else one.place.named
        refused = found.refused + [
            (file, failure) for file in fresh if (failure := comparison.too_large(file, named))
        ]
        over = {file.path for file, _ in refused}
        read = [file for file in fresh if file.path not in over] + found.changed
        changed = await self._documents.refuse(library, root.id, refused) if refused else ()
        waiting = await self._documents.wait(library, root.id, read) if read else ()
        return Discovered(
            waiting,
            found.unchanged,
            found.skipped,
            failed=(
                *found.failures,
                *(FailedFile(path_shown(file.path), failure) for file, failure in refused),
            ),
            changed=changed,
            unsettled=tuple((root.id, path) for path in found.unsettled),
            closed=tuple(map(path_shown, found.closed)),
        )

    async def _forget_roots(self, library: int, comparison: Comparison, moves: Sequence[Move]) -> None:
        """An added folder that was moved, with all its documents, into another one or to be added anew."""
        if not comparison.complete:
            return  # others of its documents may not have been looked for
        moved = {old.document for old, _, _ in moves}
        left = {old.root for old, _, _ in moves}
        left -= {file.root for file in comparison.known.values() if file.document not in moved}
        for root in await self._libraries.roots(library) if left else ():
            if root.id in left and not self._files.exists(root.path):
                await self._libraries.remove_root(root.id)

    async def _exclusions_come_along(
        self, library: int, looked: Sequence[Looked], moves: Sequence[Move]
    ) -> set[bytes]:
        """What was removed from a folder stays out when the folder is moved, or the file itself. Returns
        the new paths."""
        new = {file.path for _, _, file in moves}
        fresh = [file for one in looked if one.there for file in one.found.fresh if file.path not in new]
        if not (fresh or moves):
            return set()
        excluded = await self._libraries.exclusions(library)
        if not excluded:
            return set()
        went = excluded_now(excluded, moves, self._files.exists) if moves else {}
        taken_out = await self._libraries.excluded_files(library) if fresh else ()
        if taken_out:
            left = [file for file in taken_out if file.path not in went]
            went |= await asyncio.to_thread(renamed, left, fresh, self._files.exists)
        if went:
            await self._libraries.exclude_instead(library, went)
        return set(went.values())


def _absolute(paths: Sequence[bytes]) -> list[bytes]:
    return list(dict.fromkeys(os.path.abspath(path) for path in paths))


def _folders_of(known: Mapping[bytes, KnownFile]) -> set[bytes]:
    """All folders on the way to these files."""
    separator = os.sep.encode()
    # A third of the time that os.path.dirname takes, which counts with 10,000 paths.
    folders = {path[: path.rfind(separator)] for path in known}
    new = folders
    while new:
        new = {os.path.dirname(folder) for folder in new} - folders
        folders |= new
    return folders


def _gone(missing: Sequence[KnownFile], looked: Sequence[Looked]) -> list[KnownFile]:
    """Those of the missing files that were really looked for: their root is there, and open to us."""
    places = {one.place.root.id: one for one in looked}
    gone = []
    for file in missing:
        one = places.get(file.root)
        if one is None:
            continue
        starts, closed = one.place.starts, one.found.closed
        if (not starts or _covered(file.path, starts)) and not (closed and _covered(file.path, closed)):
            gone.append(file)
    return gone


def _covered(path: bytes, folders: Collection[bytes]) -> bool:
    """Whether a path is one of these, or lies in one."""
    held = folders if isinstance(folders, frozenset) else frozenset(folders)
    above = path
    while above not in held:
        higher = os.path.dirname(above)
        if higher == above:
            return False
        above = higher
    return True


def _of_moves(moves: Sequence[Move]) -> Discovered:
    return Discovered(
        tuple(old.document for old, _, _ in moves if old.due),
        sum(not old.due and old.failure is None for old, _, _ in moves),
        failed=tuple(
            FailedFile(path_shown(file.path), old.failure)
            for old, _, file in moves
            if old.failure is not None and not old.due
        ),
        moved=tuple(old.document for old, _, _ in moves),
    )


def _sum(one: Discovered, other: Discovered) -> Discovered:
    return Discovered(
        one.waiting + other.waiting,
        one.unchanged + other.unchanged,
        one.skipped + other.skipped,
        one.removed + other.removed,
        one.failed + other.failed,
        one.moved + other.moved,
        one.changed + other.changed,
        one.unsettled + other.unsettled,
        one.closed + other.closed,
    )
