"""Do the catalog and both indexes say the same? Asked of the real files, when nobody has them open."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.chroma.index import ChromaIndex
from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.indexes import vector_id
from desktop_rag.domain.projections import keyword_target, vector_target
from desktop_rag.indexing.verify import Verifier
from desktop_rag.paths import DataFolder

VECTORS = (
    "import sys, pathlib; from desktop_rag.adapters.chroma.child import run; run(pathlib.Path(sys.argv[1]))"
)


@dataclass(frozen=True)
class Agreement:
    """States and paths of the documents, and how the three stores compare; `sound` when known vectors
    find themselves."""

    states: dict[str, str]
    passages: int
    keywords: int
    vectors: int
    missing: int
    strangers: int
    pending: int
    sound: bool

    @property
    def holds(self) -> bool:
        same = self.passages == self.keywords == self.vectors
        return same and self.sound and not (self.missing or self.strangers or self.pending)


async def agreement(data: Path, library: str = "My library") -> Agreement:
    folder = DataFolder(data)
    catalog = await Catalog.open(folder.catalog)
    keywords = TantivyKeywords(folder.keywords, Analyzer())
    index = ChromaIndex([sys.executable, "-c", VECTORS, str(folder.vectors)], folder.vectors)
    verifier = Verifier(catalog.generations, catalog.outbox, catalog.vectors, keywords, index)
    try:
        number = (await catalog.libraries.named(library)).id
        documents = await catalog.documents.page(number, 0, 100_000)
        passages = set(await catalog.generations.passages(number))
        generation = await catalog.generations.active(number)
        assert generation is not None
        have = await index.ids(generation.directory)
        expected = {vector_id(passage, 0) for passage in passages}
        pending = await catalog.outbox.pending(keyword_target(number))
        pending += await catalog.outbox.pending(vector_target(generation.id))
        return Agreement(
            {document.shown: document.state for document in documents},
            len(passages),
            await keywords.count(number),
            len(have),
            len(expected - have),
            len(have - expected),
            pending,
            await verifier.vectors_sound(generation),
        )
    finally:
        await index.close()
        await keywords.close()
        await catalog.close()


def agreed(data: Path) -> Agreement:
    return asyncio.run(agreement(data))
