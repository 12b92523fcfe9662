"""The first step: waiting documents are read, several at a time, and handed to the store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import DesktopRagError, ReaderCrashed, Unsupported
from desktop_rag.domain.events import DocumentFailed, FileStarted
from desktop_rag.domain.ports import Files, Passwords, Reader
from desktop_rag.domain.reading import DocumentRead
from desktop_rag.domain.stores import Documents
from desktop_rag.indexing.job import Job

# Reads under way: enough to keep the readers' pipes full, few enough to keep memory flat.
READS = 24
PAGE = 500
# Documents are marked as being read in groups: a transaction each was a third of the catalog's work.
MARKED = 16

Deliver = Callable[[Document, DocumentRead], Awaitable[None]]


@dataclass(frozen=True)
class ReadStep:
    """Reads what waits. A document that cannot be read fails with its reason and stops nobody."""

    documents: Documents
    reader: Reader
    files: Files
    passwords: Passwords

    async def run(self, job: Job, deliver: Deliver) -> int:
        """Returns how many files were skipped, when nothing waits any more."""
        return await _Reading(self, job, deliver).run()


class _Reading:
    """The reads of one job."""

    def __init__(self, step: ReadStep, job: Job, deliver: Deliver) -> None:
        self._step = step
        self._job = job
        self._deliver = deliver
        self._places = asyncio.Semaphore(READS)
        self._attempted: set[int] = set()
        self._skipped = 0

    async def run(self) -> int:
        try:
            async with asyncio.TaskGroup() as group:
                while fresh := await self._waiting():
                    for start in range(0, len(fresh), MARKED):
                        await self._job.progress.gate.wait()
                        await self._mark(fresh[start : start + MARKED])
                        for document in fresh[start : start + MARKED]:
                            await self._places.acquire()
                            group.create_task(self._read(document))
        except* DesktopRagError as several:
            raise several.exceptions[0] from None
        return self._skipped

    async def _waiting(self) -> list[Document]:
        """Documents that this job has not tried yet: more may be added while it works."""
        waiting = await self._step.documents.waiting(self._job.library)
        ids = [number for number in waiting if number not in self._attempted]
        self._attempted.update(ids)
        self._job.progress.found(len(ids))
        documents: list[Document] = []
        for start in range(0, len(ids), PAGE):
            documents += await self._step.documents.many(ids[start : start + PAGE])
        return documents

    async def _mark(self, documents: list[Document]) -> None:
        waiting = [document.id for document in documents if document.state == "waiting"]
        await self._step.documents.start_reading(waiting)
        self._job.changed(waiting)

    async def _read(self, document: Document) -> None:
        try:
            self._job.progress.started(document.shown)
            self._job.report(FileStarted(document.shown))
            await self._deliver(document, await self._read_twice(document))
        except DesktopRagError as error:
            await self._fail(document, error)
        finally:
            self._places.release()

    async def _read_twice(self, document: Document) -> DocumentRead:
        """A reader may be killed by somebody else: only a document that ends two readers is to blame."""
        password = self._step.passwords.of(document.id)
        try:
            return await self._step.reader.read(document.path, lambda unit: None, password)
        except ReaderCrashed:
            return await self._step.reader.read(document.path, lambda unit: None, password)

    async def _fail(self, document: Document, error: DesktopRagError) -> None:
        if isinstance(error, Unsupported) and document.root in self._job.folder_roots:
            self._skipped += 1
            await self._step.documents.skip([document.id])
        else:
            seen = await asyncio.to_thread(self._step.files.look, document.path)
            await self._step.documents.fail(document.id, error.failure, seen)
            self._job.report(DocumentFailed(document.id, document.shown, error.code))
        self._job.progress.failed_one()
        self._job.changed([document.id])
