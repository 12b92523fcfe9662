"""A library for the tests of searching: real catalog, real words, vectors in memory that tests foresee."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.documents import FileSeen, Unit, UnitPlace
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.indexing.chunk import estimate_tokens
from desktop_rag.indexing.meaning import EmbedStep, Filling
from desktop_rag.indexing.progress import Progress
from desktop_rag.indexing.project import Projector
from desktop_rag.searching.retrieve import Searcher
from tests.fakes.embedder import CountingEmbedder, OneEmbedder
from tests.fakes.vector_index import MemoryVectorIndex

R = TypeVar("R")


class Shelf:
    """One library, a document at a time; everything that is put in is searchable at once."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self.analyzer = Analyzer()
        self.catalog = catalog
        self.keywords = TantivyKeywords(folder / "keywords", self.analyzer)
        self.index = MemoryVectorIndex()
        self.embedder = CountingEmbedder()
        self.embedders = OneEmbedder(self.embedder)
        self.library = 0
        self._root = 0
        self._projector = Projector(
            catalog.outbox,
            catalog.contents,
            catalog.generations,
            self.keywords,
            self.index,
            EmbedStep(catalog.outbox, catalog.contents, catalog.vectors, self.index, estimate_tokens),
        )
        self.searcher = Searcher(
            catalog.documents, catalog.contents, catalog.vectors,
            self.keywords, self.index, self.analyzer, self.embedders,
        )  # fmt: skip

    async def begin(self, vectors: bool = True) -> None:
        self.library = (await self.catalog.libraries.named("My library")).id
        self._root = (await self.catalog.libraries.add_root(self.library, b"/shelf", "folder", 1)).id
        if vectors:
            await self.catalog.generations.begin(self.library, self.embedder.identity)

    async def wait(self, name: str) -> None:
        """A document that is still to be read."""
        seen = FileSeen(f"/shelf/{name}".encode(), 1, 1, 1)
        await self.catalog.documents.wait(self.library, self._root, [seen])

    async def put(
        self,
        name: str,
        *texts: str,
        title: str = "",
        gap: str = "\n",
        language: str = "en",
        kind: str = "text",
        date_ns: int | None = None,
    ) -> int:
        """A document with these passages, one after the other (each a page of a "pdf"); returns its id."""
        text = gap.join(texts)
        chunks, start = [], 0
        for piece in texts:
            chunks.append(Chunk(start, start + len(piece)))
            start += len(piece) + len(gap)
        seen = FileSeen(f"/shelf/{name}".encode(), len(text), 1, 1)
        (document,) = await self.catalog.documents.wait(self.library, self._root, [seen])
        units = (UnitChunks(Unit(UnitPlace("section", 1), 0, text), tuple(chunks)),)
        if kind == "pdf":
            units = tuple(
                UnitChunks(Unit(UnitPlace("page", number), chunk.start, piece), (chunk,))
                for number, (chunk, piece) in enumerate(zip(chunks, texts, strict=True), 1)
            )
        digest = hashlib.sha256(f"{title}\x0c{kind}\x0c{text}".encode()).digest()
        read = DocumentRead(digest, kind, title, language, "", date_ns, None, len(text), 1, 1, units)
        await self.catalog.contents.store([(document, read)])
        await self.project()
        return document

    async def project(self) -> None:
        progress = Progress(_Open())
        await self._projector.keywords(self.library, progress, _nobody)
        generations = self.catalog.generations
        generation = await generations.active(self.library) or await generations.building(self.library)
        if generation is not None:
            await self._projector.vectors(Filling(generation, self.embedder, progress, _nobody))
            await generations.activate(generation.id)

    async def close(self) -> None:
        await self.keywords.close()
        await self.catalog.close()


class _Open:
    """A gate that is never shut."""

    async def wait(self) -> None:
        pass


def _nobody(documents: Sequence[int]) -> None:
    pass


def on_a_shelf(folder: Path, work: Callable[[Shelf], Awaitable[R]], vectors: bool = True) -> R:
    """Runs the work with an empty library."""

    async def run() -> R:
        shelf = Shelf(await Catalog.open(folder / "catalog.db"), folder)
        try:
            await shelf.begin(vectors)
            return await work(shelf)
        finally:
            await shelf.close()

    return asyncio.run(run())
