"""A library of any number of passages, made by code through the real catalog and the real indexes.

Words come as often as in real texts (the n-th most frequent some n times as seldom as the first), so that
an index has as much to do as with a person's own documents.
"""

import asyncio
import bisect
import hashlib
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder
from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.chroma.index import ChromaIndex
from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.bootstrap import EMBEDDER, VECTORS, child_command
from desktop_rag.domain.documents import Block, FileSeen, Unit, UnitPlace
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.engine.gate import PauseGate
from desktop_rag.indexing.chunk import estimate_tokens
from desktop_rag.indexing.meaning import EmbedStep, Filling
from desktop_rag.indexing.progress import Progress
from desktop_rag.indexing.project import Projector
from desktop_rag.paths import DataFolder
from tests.benchmarks.documents import COMMON, SYLLABLES

VOCABULARY = 60_000
PER_DOCUMENT = 20
PER_PAGE = 3
SENTENCES = 11
SENTENCE = 14
BATCH = 50
KINDS = ("pdf", "docx", "markdown", "html", "text")
YEAR_NS = 365 * 86_400 * 10**9
NEWEST_NS = 1_750_000_000 * 10**9


class Tongue:
    """Draws words; the same at every run."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        syllables = SYLLABLES.split()
        made: dict[str, None] = dict.fromkeys(COMMON.split())
        while len(made) < VOCABULARY:
            made["".join(self.chance.choices(syllables, k=self.chance.randint(2, 5)))] = None
        self.words = list(made)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def word(self) -> str:
        return self.words[bisect.bisect(self._weights, self.chance.random() * self._weights[-1])]

    def passage(self) -> str:
        sentences = (" ".join(self.word() for _ in range(SENTENCE)).capitalize() for _ in range(SENTENCES))
        return ". ".join(sentences) + "."


def _documents(passages: int) -> Iterator[tuple[FileSeen, DocumentRead]]:
    tongue = Tongue()
    for number in range(-(-passages // PER_DOCUMENT)):
        texts = [tongue.passage() for _ in range(min(PER_DOCUMENT, passages - number * PER_DOCUMENT))]
        kind = KINDS[number % len(KINDS)]
        path = f"/big/folder {number // 50}/document {number}.{kind}".encode()
        title = " ".join(tongue.word() for _ in range(4)).capitalize()
        date = NEWEST_NS - tongue.chance.randrange(10) * YEAR_NS
        seen = FileSeen(path, sum(map(len, texts)), date, number + 1)
        digest = hashlib.sha256(path).digest()
        units = tuple(_units(texts, kind))
        yield (
            seen,
            DocumentRead(digest, kind, title, "en", "", date, None, seen.size, date, seen.inode, units),
        )


def _units(texts: list[str], kind: str) -> Iterator[UnitChunks]:
    """Pages for PDF, for others one section."""
    step = PER_PAGE if kind == "pdf" else len(texts)
    start = 0
    for number, first in enumerate(range(0, len(texts), step), 1):
        part = texts[first : first + step]
        text, chunks = "\n".join(part), []
        at = start
        for piece in part:
            chunks.append(Chunk(at, at + len(piece), (f"Chapter {number}",)))
            at += len(piece) + 1
        place = UnitPlace("page" if kind == "pdf" else "section", number)
        yield UnitChunks(
            Unit(place, start, text, (Block("paragraph", 0, start, start + len(text)),)), tuple(chunks)
        )
        start += len(text) + 1


async def build(folder: Path, passages: int, vectors: bool) -> None:
    """Makes the library in this data folder. With `vectors` False, words alone are in."""
    data = DataFolder(folder)
    data.make()
    catalog = await Catalog.open(data.catalog)
    keywords = TantivyKeywords(data.keywords, Analyzer())
    index = ChromaIndex(child_command(VECTORS, str(data.vectors)), data.vectors)
    embedder = await BuiltInEmbedder(child_command(EMBEDDER)).load()
    embed = EmbedStep(catalog.outbox, catalog.contents, catalog.vectors, index, estimate_tokens)
    projector = Projector(catalog.outbox, catalog.contents, catalog.generations, keywords, index, embed)
    progress = Progress(PauseGate())
    try:
        library = (await catalog.libraries.named("My library")).id
        root = (await catalog.libraries.add_root(library, b"/big", "folder", 1)).id
        made = _documents(passages)
        while batch := list(itertools.islice(made, BATCH)):
            ids = await catalog.documents.wait(library, root, [seen for seen, _ in batch])
            read = [(one, what) for one, (_, what) in zip(ids, batch, strict=True)]
            await catalog.contents.store(read)
            await projector.keywords(library, progress, lambda ids: None)
        if vectors:
            generation = await catalog.generations.begin(library, embedder.identity)
            await projector.vectors(Filling(generation, embedder, progress, lambda ids: None))
            await catalog.generations.activate(generation.id)
    finally:
        await keywords.close()
        await index.close()
        await embedder.close()
        await catalog.close()


def made_once(folder: Path, passages: int, vectors: bool) -> Path:
    """The data folder of such a library below `folder`, made unless it is there."""
    data = folder / f"{passages} passages{'' if vectors else ', words alone'}"
    mark = data / "whole"
    if not mark.exists():
        begun = time.perf_counter()
        asyncio.run(build(data, passages, vectors))
        mark.write_text(f"{time.perf_counter() - begun:.0f}")
        print(f"the library of {passages:,} passages was made in {time.perf_counter() - begun:.0f} s")
    return data
