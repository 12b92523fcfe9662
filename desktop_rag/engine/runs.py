"""Indexing runs: one at a time for a library, each from a scan to two indexes that are up to date."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from desktop_rag.domain.documents import FileSeen, Library
from desktop_rag.domain.errors import DesktopRagError, IndexUnavailable, LibraryUnknown
from desktop_rag.domain.events import IndexEvent, IndexingProgress, IndexProgressed, Recognizing
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.projections import keyword_target, vector_target
from desktop_rag.domain.reports import Discovered, IndexReport
from desktop_rag.engine.chores import Chores
from desktop_rag.engine.feed import Feed
from desktop_rag.engine.gate import PauseGate
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.passwords import PasswordMemory
from desktop_rag.engine.run_report import report_of
from desktop_rag.engine.soundness import Soundness
from desktop_rag.indexing.progress import Progress
from desktop_rag.library.meanwhile import changed_meanwhile
from desktop_rag.library.scanner import Scanner
from desktop_rag.processes.calls import ignore

if TYPE_CHECKING:
    from desktop_rag.engine.steps import Steps
    from desktop_rag.indexing.job import Job, Target

log = logging.getLogger(__name__)

REPORT_SECONDS = 0.1
# A file that goes on changing while it is read is read this many times more, and left for the next look.
TRIES = 2


class Runs:
    """Runs the indexer over a library and says what came of it."""

    def __init__(self, parts: Parts, chores: Chores) -> None:
        catalog = parts.catalog
        self._parts = parts
        self._chores = chores
        self._catalog = catalog
        self.passwords = PasswordMemory()
        self._scanner = Scanner(
            catalog.libraries,
            catalog.documents,
            parts.files,
            catalog.settings,
            os.fsencode(parts.data),
            self._something_new,
        )
        self.feed = Feed(parts.catalog.libraries, parts.catalog.documents, self.progress)
        self.gate = PauseGate(self._gate_changed)
        self._locks: dict[int, asyncio.Lock] = {}
        self._current: dict[int, tuple[Progress, float]] = {}
        self._soundness = Soundness(parts, lambda: self.steps)
        self._recognizing: dict[int, Recognizing] = {}
        # Told when a run has ended.
        self.ended: Callable[[], None] = lambda: None

    @cached_property
    def steps(self) -> "Steps":
        from desktop_rag.engine.steps import Steps

        return Steps(self._parts, self.passwords)

    def _something_new(self, library: int) -> None:
        """The embedder takes some 0.3 s to start: it does, while the catalog writes down what was found."""
        self._chores.start(f"embedder of library {library}", self._open_embedder(library))

    async def _open_embedder(self, number: int) -> None:
        with contextlib.suppress(DesktopRagError):  # told when its vectors are wanted
            if (await self.library(number)).embedder == BUILT_IN:
                await self._parts.embedders.open(BUILT_IN)

    def progress(self, library: int) -> IndexingProgress:
        recognizing = self._recognizing.get(library)
        if library in self._current:
            progress, begun = self._current[library]
            shown = progress.shown(True, begun)
            return msgspec.structs.replace(shown, recognizing=recognizing, waits_for=self.gate.waits_for)
        return IndexingProgress(running=False, paused=self.gate.closed, recognizing=recognizing)

    @property
    def reading(self) -> bool:
        """Whether documents are being read, in whatever library."""
        return any(one.read + one.failed < one.total for one, _ in self._current.values())

    def show_recognizing(self, library: int, now: Recognizing | None) -> None:
        """Text recognition has moved on, or ended."""
        if self._recognizing.get(library) == now:
            return
        if now is None:
            del self._recognizing[library]
        else:
            self._recognizing[library] = now
        self.feed.move(library)

    def pause(self, paused: bool) -> None:
        self.gate.pause(paused)

    def _gate_changed(self) -> None:
        for library in self._current:
            self.feed.move(library)

    async def index(
        self,
        library: Library,
        paths: Sequence[bytes],
        rescan: bool,
        report: Callable[[IndexEvent], None],
    ) -> IndexReport:
        """Scans, then works until nothing is left to do. Raises a `ModelError` or `IndexUnavailable`
        when meaning fails, after all words are in; what was done is kept."""
        begun = time.monotonic()
        found = await self._scanner.scan(library.id, paths) if paths or rescan else Discovered()
        self.feed.touch(library.id, roots=bool(paths))
        return (await self._run(library, found, report, begun))[0]

    async def look_again(
        self, library: Library, roots: Mapping[int, Collection[bytes]], settled: Callable[[FileSeen], bool]
    ) -> tuple[IndexReport, Discovered]:
        """The same for some of the roots, or for paths in them, where something has changed."""
        begun = time.monotonic()
        found = await self._scanner.look_again(library.id, roots, settled)
        return await self._run(await self.library(library.id), found, ignore, begun, settled)

    async def _run(
        self,
        library: Library,
        found: Discovered,
        report: Callable[[IndexEvent], None],
        begun: float,
        settled: Callable[[FileSeen], bool] = lambda file: True,
    ) -> tuple[IndexReport, Discovered]:
        self._tell(library, found)
        progress = Progress(self.gate, self._mover(library.id, report, begun))
        skipped = 0
        async with self.alone(library.id):
            self._current[library.id] = (progress, begun)
            self.gate.begin(len(found.waiting))
            try:
                if await self._work_left(library):
                    skipped = await self._work(library, progress, report)
                for _ in range(TRIES if found.waiting else 0):
                    again = await self._changed_meanwhile(library, found, settled)
                    if again is None:
                        break
                    found = again
                    skipped += await self._work(library, progress, report)
            finally:
                del self._current[library.id]
                self.feed.move(library.id)
                self.ended()
        return await report_of(self._catalog.documents, library, found, skipped, progress, begun), found

    async def _changed_meanwhile(
        self, library: Library, found: Discovered, settled: Callable[[FileSeen], bool]
    ) -> Discovered | None:
        """With what must be read once more since it changed while it was read; None when nothing did."""
        catalog, files = self._catalog, self._parts.files
        changed = await changed_meanwhile(catalog.documents, files, library.id, found.waiting)
        if not changed:
            return None
        again = await self._scanner.look_again(library.id, changed, settled)
        self._tell(library, again)
        return msgspec.structs.replace(
            found,
            waiting=tuple(dict.fromkeys((*found.waiting, *again.waiting))),
            removed=(*found.removed, *again.removed),
            unsettled=(*found.unsettled, *again.unsettled),
        )

    def _tell(self, library: Library, found: Discovered) -> None:
        documents = (*found.waiting, *found.removed, *found.moved, *found.changed)
        self.feed.touch(library.id, documents, roots=bool(found.moved))

    async def library(self, number: int) -> Library:
        """A library by its id. Raises `LibraryUnknown`."""
        for one in await self._catalog.libraries.all():
            if one.id == number:
                return one
        raise LibraryUnknown(library=str(number))

    def alone(self, library: int) -> asyncio.Lock:
        """Held while nothing else may work on the library."""
        return self._locks.setdefault(library, asyncio.Lock())

    async def rebuild(self, library: Library, index: Literal["keyword", "vector"]) -> None:
        """Empties one of the indexes; the next run fills it from the catalog, without Ollama."""
        async with self.alone(library.id):
            if index == "keyword":
                await self.steps.projector.rebuild_keywords(library.id)
            elif active := await self._catalog.generations.active(library.id):
                await self.steps.projector.rebuild_vectors(active)

    async def tidy(self, library: Library) -> None:
        """What was removed leaves both indexes at once; a run that is under way does it anyway."""
        if self.alone(library.id).locked():
            return
        async with self.alone(library.id):
            await self.steps.projector.keywords(library.id, Progress(self.gate), lambda ids: None)
            active = await self._catalog.generations.active(library.id)
            try:
                if active is not None:
                    await self.steps.projector.vector_drops(active)
            except IndexUnavailable:
                log.warning("what was removed leaves vector index %s later", library.id)

    async def ingest(
        self, library: Library, texts: Sequence[tuple[str, str, str]], report: Callable[[IndexEvent], None]
    ) -> int:
        """Texts without files, through the same steps; returns how many passages they made."""
        begun = time.monotonic()
        progress = Progress(self.gate, self._mover(library.id, report, begun))
        async with self.alone(library.id):
            self._current[library.id] = (progress, begun)
            try:
                from desktop_rag.indexing.job import Job

                await self.steps.ingest.run(Job(library.id, None, progress, lambda ids: None, report), texts)
            finally:
                del self._current[library.id]
        await self.index(library, (), False, report)
        return progress.passages

    def _mover(self, library: int, report: Callable[[IndexEvent], None], begun: float) -> Callable[[], None]:
        """Tells of progress, the command line at most ten times a second, the feed merges by itself."""
        last = 0.0

        def moved() -> None:
            nonlocal last
            self.feed.move(library)
            now = time.monotonic()
            if now - last >= REPORT_SECONDS and library in self._current:
                last = now
                report(IndexProgressed(self._current[library][0].shown(True, begun)))

        return moved

    async def _work_left(self, library: Library) -> bool:
        """Whether anything waits, is pending, was torn, or another embedder was chosen.

        Asked of SQLite and a file's times alone: an unchanged library needs nothing heavy.
        """
        catalog = self._catalog
        if await catalog.documents.waiting(library.id):
            return True
        if await catalog.outbox.pending(keyword_target(library.id)):
            return True
        active = await catalog.generations.active(library.id)
        if active is None:
            return bool(await catalog.generations.passages(library.id))
        if await catalog.generations.building(library.id) or active.embedder.name != library.embedder:
            return True
        if await catalog.outbox.pending(vector_target(active.id)):
            return True
        return not self._soundness.verified(library.id) and not self._parts.index.settled(active.directory)

    async def _work(self, library: Library, progress: Progress, report: Callable[[IndexEvent], None]) -> int:
        await self._soundness.verify_words(library)
        opening = asyncio.get_running_loop().create_task(self._target(library))
        job = await self.job(library, progress, report, opening)
        try:
            skipped = await self.steps.indexer.index(job)
            await self.steps.generations.switch(await opening)
        finally:
            opening.cancel()
            await asyncio.wait([opening])
        return skipped

    async def job(
        self,
        library: Library,
        progress: Progress,
        report: Callable[[IndexEvent], None] = ignore,
        target: "asyncio.Future[Target] | None" = None,
    ) -> "Job":
        """What the steps are asked to do in a library."""
        from desktop_rag.indexing.job import Job

        roots = await self._catalog.libraries.roots(library.id)
        folders = frozenset(root.id for root in roots if root.kind == "folder")
        return Job(
            library.id, target, progress, lambda ids: self.feed.touch(library.id, ids), report, folders
        )

    async def _target(self, library: Library) -> "Target":
        """The generation to fill, while documents are read already. Raises any `ModelError`."""
        await self._soundness.verify_vectors(library)
        return await self.steps.generations.target(library)
