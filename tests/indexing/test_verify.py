"""Whether the vector index is what the catalog says, told on a real catalog."""

from pathlib import Path

import numpy as np
import pytest

from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.indexes import vector_id
from desktop_rag.domain.passages import Scored, Vectors
from desktop_rag.domain.projections import StoredVector
from desktop_rag.indexing.copies import full_vectors
from desktop_rag.indexing.verify import Verifier
from tests.adapters.catalog.shelf import SMALL, Shelf, read_of, with_shelf
from tests.fakes.vector_index import MemoryVectorIndex

DOCUMENTS = 20


class Lost(MemoryVectorIndex):
    """Has all vectors and finds none of them, as a graph without its links does."""

    async def query(self, directory: str, vector: Vectors, limit: int) -> list[Scored]:
        return []


class Narrow(MemoryVectorIndex):
    """Finds what lies on one side only, as a graph does where all texts are equally near to one another."""

    async def query(self, directory: str, vector: Vectors, limit: int) -> list[Scored]:
        found = await super().query(directory, vector, limit)
        return [hit for hit in found if hit.passage % 3 == 0]


async def filled(shelf: Shelf, index: MemoryVectorIndex, folder: Path) -> Verifier:
    """A library whose passages have vectors, in the catalog and in the index."""
    catalog = shelf.catalog
    for number in range(DOCUMENTS):
        await shelf.add(f"/docs/{number}.pdf".encode(), read_of(f"text {number}"))
    generation = await catalog.generations.begin(shelf.library, SMALL)
    await catalog.generations.activate(generation.id)
    await shelf.meaning(generation)
    passages = await shelf.passages()
    chance = np.random.default_rng(1)
    halves = [row.astype(np.float16).tobytes() for row in chance.standard_normal((len(passages), 4))]
    keys = [f"key {passage}".encode() for passage in passages]
    await catalog.vectors.put(SMALL, [(key, 0, half) for key, half in zip(keys, halves, strict=True)])
    assigned = [StoredVector(passage, 0, key) for passage, key in zip(passages, keys, strict=True)]
    await catalog.vectors.assign(SMALL.digest, assigned, 8)
    ids = [vector_id(passage, 0) for passage in passages]
    await index.add(generation.directory, ids, full_vectors(halves, 4, {3: 1}))
    words = TantivyKeywords(folder / "keywords", Analyzer())
    return Verifier(catalog.generations, catalog.outbox, catalog.vectors, words, index)


async def sound(shelf: Shelf, verifier: Verifier) -> bool:
    generation = await shelf.catalog.generations.active(shelf.library)
    assert generation is not None
    return await verifier.vectors_sound(generation)


@pytest.mark.parametrize(
    ("index", "expected"), [(MemoryVectorIndex(), True), (Narrow(), True), (Lost(), False)]
)
def test_a_graph_may_miss_many_but_not_nearly_all(
    tmp_path: Path, index: MemoryVectorIndex, expected: bool
) -> None:
    async def work(shelf: Shelf) -> None:
        assert await sound(shelf, await filled(shelf, index, tmp_path)) is expected

    with_shelf(tmp_path, work)


def test_a_vector_that_is_missing_or_is_another_is_damage(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        index = MemoryVectorIndex()
        verifier = await filled(shelf, index, tmp_path)
        (held,) = index.generations.values()
        passage = (await shelf.passages())[-2]
        own = held.pop(vector_id(passage, 0))
        assert not await sound(shelf, verifier)
        held[vector_id(passage, 0)] = (-own[1], own[0], own[2], own[3])
        assert not await sound(shelf, verifier)
        held[vector_id(passage, 0)] = own
        assert await sound(shelf, verifier)

    with_shelf(tmp_path, work)
