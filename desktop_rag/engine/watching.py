"""Watched folders: what changes on the disk is in the indexes within seconds."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing

from desktop_rag.domain.discovery import Files
from desktop_rag.domain.documents import Library, Root
from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.ports import FolderWatch
from desktop_rag.domain.reports import Discovered, IndexReport
from desktop_rag.domain.stores import Libraries
from desktop_rag.engine.runs import Runs
from desktop_rag.library.settling import Settling
from desktop_rag.library.touched import Touched, everything, places_of
from desktop_rag.processes.calls import ignore

log = logging.getLogger(__name__)

# Folders that are added or gone, disks that are plugged in again, and files that were added by themselves
# are looked at this often.
LOOK_SECONDS = 5.0
# Files that were being written are looked at again after this long.
SETTLE_SECONDS = 0.7
# Some changes are never told: on network shares, or when the system's queue was full. So everything is
# looked at this often, and for no more than a two hundredth of the time.
ALL_SECONDS = 300.0
SHARE = 200

There = dict[Root, tuple[int, ...]]
Told = Callable[[IndexReport], None]


class Watching:
    """Follows the folders of libraries; each burst of changes becomes one run over what it touched."""

    def __init__(self, libraries: Libraries, files: Files, watch: FolderWatch, runs: Runs) -> None:
        self._libraries = libraries
        self._files = files
        self._watch = watch
        self._runs = runs
        self._queues: dict[asyncio.Queue[frozenset[bytes]], frozenset[bytes]] = {}

    def look_at_all(self) -> None:
        """All folders that are watched are looked at soon, as after a change of the rules."""
        for queue, folders in self._queues.items():
            queue.put_nowait(folders)

    async def watch_all(self) -> None:
        """Watches every library, also those that are made later. Never returns."""
        loop = asyncio.get_running_loop()
        watched: dict[int, asyncio.Task[None]] = {}
        try:
            while True:
                there = {library.id: library for library in await self._libraries.all()}
                for number in watched.keys() - there.keys():
                    watched.pop(number).cancel()
                for number in there.keys() - watched.keys():
                    watched[number] = loop.create_task(self.watch(there[number]), name=f"watch {number}")
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in watched.values():
                task.cancel()
            if watched:
                await asyncio.wait(watched.values())

    async def watch(self, library: Library, told: Told = ignore) -> None:
        """Never returns. `told` hears what each run did, unless it did nothing."""
        loop = asyncio.get_running_loop()
        there = await self._there(library)
        touched: Touched = {}
        settling = Settling()
        while True:
            folders = [root for root in there if root.kind == "folder"]
            changing = loop.create_task(self._changing(library, folders, told), name="changes")
            try:
                same = True
                while same and not changing.done():
                    if touched:
                        touched = _by_root(await self._take_in(library, touched, settling, told))
                    await asyncio.wait([changing], timeout=LOOK_SECONDS)
                    before, there = there, await self._there(library)
                    # What went, what came back, and what is another folder or file now.
                    differing = {
                        root for root in before.keys() | there.keys() if before.get(root) != there.get(root)
                    }
                    touched = {**touched, **everything(differing)}
                    same = not any(root.kind == "folder" for root in differing)
            finally:
                changing.cancel()
                await asyncio.wait([changing])

    async def _there(self, library: Library) -> There:
        """The roots that are there now, and what tells whether they are the same as before."""
        roots = await self._libraries.roots(library.id)

        def look() -> There:
            found = {root: self._files.identity(root.path) for root in roots}
            return {root: identity for root, identity in found.items() if identity}

        return await asyncio.to_thread(look)

    async def _changing(self, library: Library, folders: list[Root], told: Told) -> None:
        """Takes in what changes below the folders, what was not at rest a while ago, and now and then all."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[frozenset[bytes]] = asyncio.Queue()
        self._queues[queue] = frozenset(root.path for root in folders)
        listening = loop.create_task(self._listen([root.path for root in folders], queue), name="listen")
        settling = Settling()
        later: Touched = {}
        all_at = time.monotonic() + ALL_SECONDS
        try:
            while not listening.done():
                paths = await _gathered(queue, SETTLE_SECONDS if later else all_at - time.monotonic())
                begun = time.monotonic()
                touched = places_of(paths, folders, later)
                if begun >= all_at:
                    touched = everything(folders)
                found = await self._take_in(library, touched, settling, told)
                if begun >= all_at:
                    all_at = time.monotonic() + max(ALL_SECONDS, SHARE * (time.monotonic() - begun))
                later = _by_root(found)
        finally:
            del self._queues[queue]
            listening.cancel()
            await asyncio.wait([listening])

    async def _listen(self, folders: list[bytes], queue: "asyncio.Queue[frozenset[bytes]]") -> None:
        async with aclosing(self._watch.changes(folders)) as changes:
            async for paths in changes:
                queue.put_nowait(paths)

    async def _take_in(
        self, library: Library, touched: Mapping[int, frozenset[bytes]], settling: Settling, told: Told
    ) -> Discovered:
        try:
            report, found = await self._runs.look_again(library, touched, settling)
        except DesktopRagError as error:  # the next change, or the next start, tries again
            log.warning("a change was not taken in: %s", error.code)
            return Discovered()
        if found.waiting or found.removed or found.moved or found.changed:
            told(report)
        return found


async def _gathered(queue: "asyncio.Queue[frozenset[bytes]]", seconds: float) -> set[bytes]:
    """What has been touched, as soon as there is something, and whatever has come until now."""
    paths: set[bytes] = set()
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            paths |= await queue.get()
    except TimeoutError:
        pass
    while not queue.empty():
        paths |= queue.get_nowait()
    return paths


def _by_root(found: Discovered) -> Touched:
    touched: dict[int, set[bytes]] = {}
    for root, path in found.unsettled:
        touched.setdefault(root, set()).add(path)
    return {root: frozenset(paths) for root, paths in touched.items()}
