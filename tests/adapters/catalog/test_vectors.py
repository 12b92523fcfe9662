"""Vectors are kept by what was embedded, and outlive their passages by some days."""

import hashlib
from pathlib import Path

import pytest

from desktop_rag.adapters.catalog import projection, vectors
from desktop_rag.domain.projections import StoredVector
from tests.adapters.catalog.shelf import LARGE, SMALL, Shelf, read_of, with_shelf

ONE, TWO = hashlib.sha256(b"one").digest(), hashlib.sha256(b"two").digest()


def test_vectors_are_found_by_model_key_and_part(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.vectors
        assert await store.find(SMALL.digest, [(ONE, 0)]) == {}
        await store.put(SMALL, [(ONE, 0, b"a" * 8), (ONE, 1, b"b" * 8)])
        await store.put(LARGE, [(TWO, 0, b"c" * 16)])
        await store.put(SMALL, [(ONE, 0, b"later!!!")])
        asked = [(ONE, 0), (ONE, 0), (ONE, 1), (ONE, 2), (TWO, 0)]
        assert await store.find(SMALL.digest, asked) == {(ONE, 0): b"a" * 8, (ONE, 1): b"b" * 8}
        assert await store.find(LARGE.digest, asked) == {(TWO, 0): b"c" * 16}

    with_shelf(tmp_path, work)


def test_a_passage_has_its_vectors_by_model(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.vectors
        await shelf.add(b"/docs/a.pdf", read_of("text"))
        first, second = await shelf.passages()
        await store.put(SMALL, [(ONE, 0, b"a" * 8), (ONE, 1, b"b" * 8), (TWO, 0, b"d" * 8)])
        await store.put(LARGE, [(ONE, 0, b"c" * 16)])
        parts = [StoredVector(first, 0, ONE), StoredVector(first, 1, ONE), StoredVector(second, 0, ONE)]
        await store.assign(SMALL.digest, parts, 8)
        await store.assign(LARGE.digest, parts[:1], 8)
        await store.assign(SMALL.digest, [StoredVector(second, 0, TWO), StoredVector(999, 0, ONE)], 8)
        assert await store.of(SMALL.digest, [second, first, first, 999]) == (
            (first, 0, b"a" * 8), (first, 1, b"b" * 8), (second, 0, b"d" * 8),
        )  # fmt: skip
        assert await store.of(LARGE.digest, [first, second]) == ((first, 0, b"c" * 16),)
        assert await store.of("unknown", [first]) == ()

    with_shelf(tmp_path, work)


def test_what_shares_its_vector_with_many_earlier_passages_is_told(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.vectors
        for number in range(3):
            await shelf.add(f"/docs/{number}.pdf".encode(), read_of(f"text {number}"))
        one, two, three, four, five, _ = await shelf.passages()
        await store.put(SMALL, [(ONE, 0, b"a" * 8), (TWO, 0, b"b" * 8)])
        await store.put(LARGE, [(ONE, 0, b"c" * 16)])
        shared = [StoredVector(passage, 0, ONE) for passage in (four, one, three)]
        assert await store.assign(SMALL.digest, shared, 2) == {(four, 0)}
        assert await store.assign(SMALL.digest, [StoredVector(five, 0, ONE)], 2) == {(five, 0)}
        assert await store.assign(SMALL.digest, [StoredVector(two, 0, TWO)], 2) == frozenset()
        assert await store.assign(LARGE.digest, [StoredVector(five, 0, ONE)], 2) == frozenset()
        assert await store.assign(SMALL.digest, [StoredVector(one, 0, ONE)], 2) == frozenset(), "the first"

    with_shelf(tmp_path, work)


def test_vectors_outlive_their_passages_by_the_days_that_were_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = 100

    def today() -> int:
        return day

    monkeypatch.setattr(vectors, "today", today)
    monkeypatch.setattr(projection, "today", today)

    async def work(shelf: Shelf) -> None:
        nonlocal day
        store = shelf.catalog.vectors
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        first, _ = await shelf.passages()
        await store.put(SMALL, [(ONE, 0, b"a" * 8), (TWO, 0, b"b" * 8)])
        await store.assign(SMALL.digest, [StoredVector(first, 0, ONE)], 8)
        day = 200
        assert await store.forget_unused(7) == 1, "only the one that nothing uses"
        await shelf.catalog.documents.remove([document])
        day = 206
        assert await store.forget_unused(7) == 0
        again = await shelf.add(b"/docs/b.pdf", read_of("text"))
        assert await store.find(SMALL.digest, [(ONE, 0)]) == {(ONE, 0): b"a" * 8}, "nothing is embedded twice"
        await shelf.catalog.documents.remove([again])
        day = 207
        assert await store.forget_unused(7) == 1

    with_shelf(tmp_path, work)


def test_unused_vectors_can_be_forgotten_at_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.catalog.vectors.put(SMALL, [(ONE, 0, b"a" * 8)])
        assert await shelf.catalog.vectors.forget_unused(0) == 1
        assert await shelf.catalog.vectors.find(SMALL.digest, [(ONE, 0)]) == {}

    with_shelf(tmp_path, work)
