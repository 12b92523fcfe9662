"""Pictures whose text was recognised already, in another place or under another name."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from desktop_rag.domain.discovery import Files
from desktop_rag.domain.documents import Document, FileSeen
from desktop_rag.domain.reading import DocumentRead
from desktop_rag.domain.stores import Documents


@dataclass(frozen=True)
class Recall:
    """Recognising takes seconds a page; a digest takes none."""

    documents: Documents
    files: Files

    async def of(self, documents: Sequence[Document]) -> dict[int, DocumentRead]:
        """What is known of those among the documents, by id, without its units: the catalog has them."""
        sizes = await self.documents.recognized_sizes() if documents else frozenset()
        found: dict[int, DocumentRead] = {}
        for document in documents if sizes else ():
            file, digest = await asyncio.to_thread(self._digest, document.path, sizes)
            known = await self.documents.recognized(digest) if digest is not None else None
            if known is not None and file is not None:
                found[document.id] = replace(
                    known, size=file.size, modified_ns=file.modified_ns, inode=file.inode
                )
        return found

    def _digest(self, path: bytes, sizes: Collection[int]) -> tuple[FileSeen | None, bytes | None]:
        """Only files as large as one that was recognised are opened."""
        file = self.files.look(path)
        return file, self.files.sha256(file) if file is not None and file.size in sizes else None
