"""Vectors that many passages share stay near each other, and do not hide the others from a search."""

import asyncio
from pathlib import Path

import numpy as np

from desktop_rag.domain.indexes import vector_id
from desktop_rag.domain.passages import Vectors
from desktop_rag.indexing.copies import COPIES, full_vectors
from tests.adapters.chroma.test_index import index_in

DIMENSION = 64


def halves(count: int, seed: int) -> list[bytes]:
    chance = np.random.default_rng(seed)
    return [row.astype(np.float16).tobytes() for row in chance.standard_normal((count, DIMENSION))]


def rows_of(vectors: Vectors) -> np.ndarray:
    return np.frombuffer(vectors.data, np.float32).reshape(vectors.count, vectors.dimension)


def test_only_those_of_which_there_are_many_are_moved_and_always_alike() -> None:
    same = halves(1, 0) * 4
    rows = rows_of(full_vectors(same, DIMENSION, {2: 71, 3: 72}))
    own = np.frombuffer(same[0], np.float16).astype(np.float32)
    assert (rows[0] == own).all() and (rows[1] == own).all()
    assert len({row.tobytes() for row in rows}) == 3
    assert rows.tobytes() == rows_of(full_vectors(same, DIMENSION, {2: 71, 3: 72})).tobytes()


def test_what_was_moved_is_as_near_to_a_query_as_before() -> None:
    same, query = halves(1, 0) * 200, np.frombuffer(halves(1, 1)[0], np.float16).astype(np.float32)
    rows = rows_of(full_vectors(same, DIMENSION, dict(enumerate(range(1, 200), 1))))
    cosines = rows @ query / (np.linalg.norm(rows, axis=1) * np.linalg.norm(query))
    assert np.abs(cosines - cosines[0]).max() < 0.04
    assert np.abs(cosines - cosines[0]).mean() < 0.005
    own = rows @ rows[0] / (np.linalg.norm(rows, axis=1) * np.linalg.norm(rows[0]))
    assert own.min() > 0.994


def test_a_text_without_a_known_word_stays_nothing() -> None:
    assert not any(full_vectors([bytes(DIMENSION * 2)], DIMENSION, {0: 5}).data)


def test_a_thousand_copies_do_not_hide_the_other_texts(tmp_path: Path) -> None:
    texts = halves(400, 7)
    copies = [(halves(1, seed) * 600, seed * 10_000) for seed in (1, 2, 3)]
    many = [(row, first + at) for rows, first in copies for at, row in enumerate(rows)]
    own = [*enumerate(texts, 1)]

    async def missed(directory: str, moved: bool) -> int:
        index = index_in(tmp_path)
        try:
            vectors = [row for row, _ in many] + [row for _, row in own]
            numbers = [number for _, number in many] + [number for number, _ in own]
            seeds = {at: number for at, (_, number) in enumerate(many) if moved and at % 600 >= COPIES}
            ids = [vector_id(number, 0) for number in numbers]
            await index.add(directory, ids, full_vectors(vectors, DIMENSION, seeds))
            wanting = 0
            for number, row in own:
                found = await index.query(directory, full_vectors([row], DIMENSION, {}), 5)
                wanting += number not in {hit.passage for hit in found}
            return wanting
        finally:
            await index.close()

    async def both() -> tuple[int, int]:
        return await missed("moved", True), await missed("same", False)

    with_them, without = asyncio.run(both())
    assert with_them <= 4
    assert without > 20, "the index needs no help any more"
