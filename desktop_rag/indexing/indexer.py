"""The whole way of a file: read → store, while words and meaning follow into their indexes."""

import asyncio
import time

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import ModelError
from desktop_rag.domain.reading import DocumentRead
from desktop_rag.indexing.bell import Bell
from desktop_rag.indexing.job import Job
from desktop_rag.indexing.meaning import Filling
from desktop_rag.indexing.project import Projector
from desktop_rag.indexing.read import ReadStep
from desktop_rag.indexing.room import Room
from desktop_rag.indexing.store import Read, StoreStep

STORE_DOCUMENTS = 128
STORE_SECONDS = 0.2


class Indexer:
    """Reads what waits and brings it into both indexes; it can be stopped at any moment and run again."""

    def __init__(self, read: ReadStep, store: StoreStep, projector: Projector) -> None:
        self._read = read
        self._store = store
        self._projector = projector

    async def index(self, job: Job) -> int:
        """Works until nothing waits and both outboxes are empty; returns how many files were skipped.

        Raises a `ModelError` or `IndexUnavailable` when meaning fails, after all words are in.
        """
        return await _Run(job, self._read, self._store, self._projector).work()


class _Run:
    """The steps of one job side by side, joined by a queue with bounded room and two bells."""

    def __init__(self, job: Job, read: ReadStep, store: StoreStep, projector: Projector) -> None:
        self._job = job
        self._read = read
        self._store = store
        self._projector = projector
        self._queue: asyncio.Queue[Read | None] = asyncio.Queue()
        self._room = Room()
        self._bells = (Bell(), Bell())
        self._all_stored = False
        self._transactions = 0

    async def work(self) -> int:
        self._job.progress.meaning = self._job.target is not None
        loop = asyncio.get_running_loop()
        reading = loop.create_task(self._reading(), name="read")
        storing = loop.create_task(self._storing(), name="store")
        words = loop.create_task(self._words(self._bells[0]), name="words")
        meaning = loop.create_task(self._meaning(self._bells[1]), name="meaning")
        tasks = (reading, storing, words, meaning)
        try:
            await asyncio.gather(reading, storing, words)
            await meaning  # a failing embedder is told only now, when all words are in
            # A document that has flipped to its new version leaves drop rows of the old.
            await self._words(Bell(closed=True))
            await self._meaning(Bell(closed=True))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        return reading.result()

    async def _reading(self) -> int:
        skipped = await self._read.run(self._job, self._room, self._deliver)
        self._queue.put_nowait(None)
        return skipped

    def _deliver(self, document: Document, read: DocumentRead) -> None:
        self._queue.put_nowait((document, read))

    async def _storing(self) -> None:
        while not self._all_stored:
            batch = await self._next_batch()
            if batch:
                await self._store.store(self._job, batch)
                self._room.give(len(batch), sum(document.size for document, _ in batch))
            for bell in reversed(self._bells):  # an embedder that waits comes first
                bell.ring()
        for bell in self._bells:
            bell.close()

    async def _next_batch(self) -> list[Read]:
        """One transaction's worth: up to 128 documents, or what comes within 0.2 s of the first.

        The very first goes in as soon as it is read, and the next few soon: the embedder waits for them.
        """
        batch: list[Read] = []
        end = 0.0
        while len(batch) < STORE_DOCUMENTS:
            try:
                async with asyncio.timeout(max(0.0, end - time.monotonic()) if batch else None):
                    item = await self._queue.get()
            except TimeoutError:
                break
            if item is None:
                self._all_stored = True
                break
            batch.append(item)
            end = end or time.monotonic() + min(STORE_SECONDS, 0.05 * self._transactions)
        self._transactions += 1
        return batch

    async def _words(self, bell: Bell) -> None:
        job = self._job
        await self._projector.keywords(job.library, job.progress, job.changed, bell)

    async def _meaning(self, bell: Bell) -> None:
        job = self._job
        if job.target is None:
            return
        try:
            target = await asyncio.shield(job.target)
            filling = Filling(target.generation, target.embedder, job.progress, job.changed)
            await self._projector.vectors(filling, bell)
        except ModelError:
            job.progress.meaning = False
            raise
