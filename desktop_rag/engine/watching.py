"""Watched folders: what changes on the disk is in the indexes within seconds."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import aclosing

from desktop_rag.domain.documents import Library, Root
from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.ports import Files, FolderWatch
from desktop_rag.domain.reports import IndexReport
from desktop_rag.domain.stores import Libraries
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import ignore

log = logging.getLogger(__name__)

# Folders that are added or gone, and disks that are plugged in again, are noticed this often.
LOOK_SECONDS = 5.0


class Watching:
    """Follows the folders of libraries; each burst of changes becomes one run over the folders it touched."""

    def __init__(self, libraries: Libraries, files: Files, watch: FolderWatch, runs: Runs) -> None:
        self._libraries = libraries
        self._files = files
        self._watch = watch
        self._runs = runs

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

    async def watch(self, library: Library, told: Callable[[IndexReport], None] = ignore) -> None:
        """Never returns. `told` hears what each run did, unless it did nothing."""
        loop = asyncio.get_running_loop()
        before: set[int] | None = None
        while True:
            roots = await self._folders(library)
            there = {root.id for root in roots}
            if before is not None and (differing := there ^ before):  # folders that went or came back
                await self._take_in(library, differing, told)
            before = there
            changing = loop.create_task(self._changing(library, roots, told), name="changes")
            try:
                same = True
                while same and not changing.done():
                    await asyncio.wait([changing], timeout=LOOK_SECONDS)
                    same = await self._folders(library) == roots
            finally:
                changing.cancel()
                await asyncio.wait([changing])

    async def _folders(self, library: Library) -> tuple[Root, ...]:
        """The folders that are there now: a disk that is plugged in again comes back."""
        roots = [root for root in await self._libraries.roots(library.id) if root.kind == "folder"]
        there = await asyncio.to_thread(lambda: [self._files.is_folder(root.path) for root in roots])
        return tuple(root for root, present in zip(roots, there, strict=True) if present)

    async def _changing(
        self, library: Library, roots: tuple[Root, ...], told: Callable[[IndexReport], None]
    ) -> None:
        numbers = {root.path: root.id for root in roots}
        async with aclosing(self._watch.changes(list(numbers))) as changes:
            async for touched in changes:
                await self._take_in(library, {numbers[path] for path in touched}, told)

    async def _take_in(
        self, library: Library, roots: Collection[int], told: Callable[[IndexReport], None]
    ) -> None:
        try:
            report = await self._runs.look_again(library, roots)
        except DesktopRagError as error:  # the next change, or the next start, tries again
            log.warning("a change was not taken in: %s", error.code)
            return
        if report.indexed or report.failed or report.removed:
            told(report)
