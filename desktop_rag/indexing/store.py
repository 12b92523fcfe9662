"""The second step: what was read goes into the catalog, many documents in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from desktop_rag.domain.documents import Document, FileSeen
from desktop_rag.domain.errors import DesktopRagError, failure_of
from desktop_rag.domain.events import DocumentIndexed
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.reading import DocumentRead
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.indexing.job import Job

LANGUAGE_CHARACTERS = 500

Read = tuple[Document, DocumentRead]


@dataclass(frozen=True)
class StoreStep:
    """Stores contents with the language of their text; the outbox rows are written with them."""

    documents: Documents
    contents: Contents
    analyzer: TextAnalyzer

    async def store(self, job: Job, batch: Sequence[Read]) -> None:
        """One transaction. A document that the catalog cannot take fails alone."""
        for _, read in batch:
            job.progress.spent("read", read.read_seconds)
            job.progress.spent("chunk", read.chunk_seconds)
        holders = [document.id for document, read in batch if read.members or document.passages]
        before = await self.documents.attached_to(holders) if holders else ()
        with job.progress.busy("store"):
            stored = await self._store(
                job, [(document, self._with_language(read)) for document, read in batch]
            )
        after = await self.documents.attached_to(holders) if holders else ()
        job.progress.stored(stored)
        for document, read in batch:
            job.progress.stored_one()
            passages = sum(len(part.chunks) for part in read.units)
            job.report(DocumentIndexed(document.id, document.shown, passages))
        job.changed([*(document.id for document, _ in batch), *{*before, *after}])

    async def _store(self, job: Job, batch: Sequence[Read]) -> int:
        try:
            return await self.contents.store([(document.id, read) for document, read in batch])
        except DesktopRagError:
            raise
        except Exception as error:
            if len(batch) == 1:
                document, read = batch[0]
                seen = FileSeen(document.path, read.size, read.modified_ns, read.inode)
                await self.documents.fail(document.id, failure_of(error), seen)
                return 0
        return sum([await self._store(job, [single]) for single in batch])

    def _with_language(self, read: DocumentRead) -> DocumentRead:
        members = tuple(
            msgspec.structs.replace(member, read=self._with_language(member.read)) if member.read else member
            for member in read.members
        )
        read = msgspec.structs.replace(read, members=members) if members else read
        if read.language or not read.units:
            return read
        text = " ".join(part.unit.text[:LANGUAGE_CHARACTERS] for part in read.units[:3])
        return msgspec.structs.replace(read, language=self.analyzer.language_of(text[:LANGUAGE_CHARACTERS]))
