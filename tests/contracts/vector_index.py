"""What every vector index does, the real one and the fake alike: a suite to inherit from."""

import asyncio
import struct
from abc import abstractmethod
from collections.abc import Awaitable, Callable

import pytest

from desktop_rag.domain.errors import IndexDamaged
from desktop_rag.domain.indexes import VectorIndex
from desktop_rag.domain.passages import Vectors


def rows(*vectors: tuple[float, float]) -> Vectors:
    return Vectors(len(vectors), 2, b"".join(struct.pack("<2f", *vector) for vector in vectors))


EAST, NORTH, NORTHEAST = (1.0, 0.0), (0.0, 1.0), (0.8, 0.6)


class VectorIndexContract:
    """Inherit, and give an index."""

    @abstractmethod
    def make(self) -> VectorIndex: ...

    def scene(self, act: Callable[[VectorIndex], Awaitable[None]]) -> None:
        async def run() -> None:
            index = self.make()
            try:
                await act(index)
            finally:
                await index.close()

        asyncio.run(run())

    def test_the_nearest_come_first_with_their_cosines(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.open("one", 2)
            await index.add("one", ["1:0", "2:0", "3:0"], rows(EAST, NORTH, NORTHEAST))
            found = await index.query("one", rows(EAST), 2)
            assert [hit.passage for hit in found] == [1, 3]
            assert found[1].score == pytest.approx(0.8, abs=1e-3)

        self.scene(act)

    def test_a_passage_counts_once_with_its_best_part(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.add("one", ["1:0", "1:1", "2:0"], rows(NORTH, EAST, NORTHEAST))
            found = await index.query("one", rows(EAST), 10)
            assert [hit.passage for hit in found] == [1, 2]
            assert found[0].score == pytest.approx(1.0, abs=1e-3)

        self.scene(act)

    def test_what_is_deleted_is_found_no_more_and_deleting_it_again_is_no_error(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.add("one", ["1:0", "2:0"], rows(EAST, NORTH))
            await index.delete("one", ["1:0", "1:1"])
            await index.delete("one", ["1:0"])
            assert await index.ids("one") == {"2:0"}
            assert [hit.passage for hit in await index.query("one", rows(EAST), 10)] == [2]

        self.scene(act)

    def test_vectors_are_given_back_in_the_order_asked_for_and_a_missing_one_is_damage(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.add("one", ["1:0", "2:0", "3:0"], rows(EAST, NORTH, NORTHEAST))
            found = await index.stored("one", ["3:0", "1:0"], 2)
            assert struct.unpack("<4f", found.data) == pytest.approx((*NORTHEAST, *EAST), abs=1e-3)
            assert (await index.stored("one", [], 2)).count == 0
            with pytest.raises(IndexDamaged):
                await index.stored("one", ["1:0", "4:0"], 2)

        self.scene(act)

    def test_adding_again_leaves_what_is_there_and_adds_the_rest(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.add("one", ["1:0"], rows(EAST))
            await index.add("one", ["1:0", "2:0"], rows(NORTH, NORTH), again=True)
            assert await index.ids("one") == {"1:0", "2:0"}
            assert (await index.query("one", rows(EAST), 1))[0].passage == 1

        self.scene(act)

    def test_generations_know_nothing_of_each_other_and_can_be_dropped(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.add("one", ["1:0"], rows(EAST))
            await index.add("two", ["2:0"], rows(EAST))
            await index.drop("one")
            await index.drop("never there")
            assert await index.ids("two") == {"2:0"}
            assert (await index.open("one", 2)).count == 0

        self.scene(act)

    def test_an_empty_index_finds_nothing(self) -> None:
        async def act(index: VectorIndex) -> None:
            await index.open("one", 2)
            assert await index.query("one", rows(EAST), 5) == []

        self.scene(act)
