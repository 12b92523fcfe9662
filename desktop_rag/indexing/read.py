"""The first step: waiting documents are read, many at a time, and handed to the store."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import DesktopRagError, Empty, NeedsOcr, Unsupported
from desktop_rag.domain.events import DocumentFailed, FileStarted
from desktop_rag.domain.ports import Files, Passwords, Reader
from desktop_rag.domain.reading import DocumentRead, FileWanted
from desktop_rag.domain.stores import Documents
from desktop_rag.indexing.job import Job
from desktop_rag.indexing.recall import Recall
from desktop_rag.indexing.room import Room

PAGE = 500
# Documents are read in groups: a task and a transaction each were half of the engine's work.
GROUP = 64
GROUP_BYTES = 8 * 2**20

Deliver = Callable[[Document, DocumentRead], None]


@dataclass(frozen=True)
class ReadStep:
    """Reads what waits. A document that cannot be read fails with its reason and stops nobody."""

    documents: Documents
    reader: Reader
    files: Files
    passwords: Passwords
    recall: Recall

    async def run(self, job: Job, room: Room, deliver: Deliver) -> int:
        """Returns how many files were skipped, when nothing waits any more.

        What is delivered keeps its room (one document of its size) until it is stored.
        """
        return await _Reading(self, job, room, deliver).run()


class _Reading:
    """The reads of one job."""

    def __init__(self, step: ReadStep, job: Job, room: Room, deliver: Deliver) -> None:
        self._step = step
        self._job = job
        self._room = room
        self._deliver = deliver
        self._attempted: set[int] = set()
        self._skipped = 0

    async def run(self) -> int:
        try:
            async with asyncio.TaskGroup() as tasks:
                while fresh := await self._waiting():
                    for start in range(0, len(fresh), PAGE):
                        documents = await self._step.documents.many(fresh[start : start + PAGE])
                        for group in _groups(documents):
                            await self._job.progress.gate.wait()
                            await self._room.take(len(group), sum(document.size for document in group))
                            await self._mark(group)
                            tasks.create_task(self._read(group))
        except* DesktopRagError as several:
            raise several.exceptions[0] from None
        return self._skipped

    async def _waiting(self) -> list[int]:
        """Documents that this job has not tried yet: more may be added while it works."""
        waiting = await self._step.documents.waiting(self._job.library)
        ids = [number for number in waiting if number not in self._attempted]
        self._attempted.update(ids)
        self._job.progress.found(len(ids))
        return ids

    async def _mark(self, documents: Sequence[Document]) -> None:
        waiting = [document.id for document in documents if document.state == "waiting"]
        await self._step.documents.start_reading(waiting)
        self._job.changed(waiting)

    async def _read(self, group: Sequence[Document]) -> None:
        failed: list[tuple[Document, DesktopRagError]] = []

        def done(index: int, outcome: DocumentRead | DesktopRagError) -> None:
            self._job.progress.started(group[min(index + 1, len(group) - 1)].shown)
            if isinstance(outcome, DesktopRagError):
                failed.append((group[index], outcome))
            else:
                self._deliver(group[index], outcome)

        self._job.progress.started(group[0].shown)
        self._job.report(FileStarted(group[0].shown))
        passwords = self._step.passwords
        await self._step.reader.read(
            [FileWanted(file.path, passwords.of(file.id), "", file.size) for file in group], done
        )
        if failed:
            await self._fail(failed)

    async def _fail(self, failed: Sequence[tuple[Document, DesktopRagError]]) -> None:
        """A folder full of photographs fails in groups, as it is read."""
        pictures = [document for document, error in failed if isinstance(error, NeedsOcr)]
        known = await self._step.recall.of(pictures)
        for document, _ in failed:
            if document.id in known:
                self._deliver(document, known[document.id])
        failed = [(document, error) for document, error in failed if document.id not in known]
        nobodys = [
            document.id
            for document, error in failed
            if _is_nobodys(error) and document.root in self._job.folder_roots
        ]
        others = [(document, error) for document, error in failed if document.id not in nobodys]
        if nobodys:
            self._skipped += len(nobodys)
            await self._step.documents.skip(nobodys)
        if others:
            look = self._step.files.look
            seen = await asyncio.to_thread(lambda: [look(document.path) for document, _ in others])
            await self._step.documents.fail_all(
                [
                    (document.id, error.failure, now)
                    for (document, error), now in zip(others, seen, strict=True)
                ]
            )
        for document, error in others:
            self._job.report(DocumentFailed(document.id, document.shown, error.code))
        for document, _ in failed:
            self._job.progress.failed_one()
            self._room.give(1, document.size)
        self._job.changed([document.id for document, _ in failed])


def _is_nobodys(error: DesktopRagError) -> bool:
    """Kinds that we do not read, and empty files that are no documents: `__init__.py`, `.keep`, `KEEP`."""
    if isinstance(error, Empty):
        return error.arguments.get("kind") in ("", "code")
    return isinstance(error, Unsupported)


def _groups(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """In order, up to 64 documents and 8 MiB of files together."""
    group: list[Document] = []
    size = 0
    for document in documents:
        if group and (len(group) == GROUP or size + document.size > GROUP_BYTES):
            yield group
            group, size = [], 0
        group.append(document)
        size += document.size
    if group:
        yield group
