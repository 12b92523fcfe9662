"""Texts enter without files: a judged collection goes the same way as documents, after reading."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_rag.domain.documents import UNIT_SEPARATOR, FileSeen, Unit, UnitPlace
from desktop_rag.domain.ports import Chunker
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.domain.stores import Documents, Libraries
from desktop_rag.indexing.job import Job
from desktop_rag.indexing.store import StoreStep

BATCH = 256


@dataclass(frozen=True)
class TextIngest:
    """Stores texts as documents whose path is their id; the projections follow as for any document."""

    libraries: Libraries
    documents: Documents
    store: StoreStep
    chunker: Chunker

    async def run(self, job: Job, texts: Sequence[tuple[str, str, str]]) -> None:
        """(id, title, text) each; a text without any word is left out. The text is never altered."""
        root = await self.libraries.add_root(job.library, b"", "file", 0)
        held = [text for text in texts if text[2].strip()]
        for start in range(0, len(held), BATCH):
            batch = held[start : start + BATCH]
            files = [FileSeen(name.encode(), len(text), 0, 0) for name, _, text in batch]
            ids = await self.documents.wait(job.library, root.id, files)
            documents = await self.documents.many(ids)
            by_path = {document.path: document for document in documents}
            await self.store.store(
                job,
                [(by_path[name.encode()], self._read(title, text)) for name, title, text in batch],
            )

    def _read(self, title: str, text: str) -> DocumentRead:
        unit = Unit(UnitPlace("section", 1), 0, text)
        digest = hashlib.sha256(f"{title}{UNIT_SEPARATOR}{text}".encode("utf-8", "replace")).digest()
        return DocumentRead(
            sha256=digest,
            kind="text",
            title=title,
            language="",
            author="",
            date_ns=None,
            pages=None,
            size=len(text),
            modified_ns=0,
            inode=0,
            units=(UnitChunks(unit, tuple(self.chunker(text, ()))),),
        )
