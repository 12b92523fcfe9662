"""What every embedder promises, run against the real ones and the fake alike."""

import asyncio
import math
from array import array
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from desktop_rag.domain.passages import Vectors
from desktop_rag.domain.ports import Embedder


def rows(vectors: Vectors) -> list[list[float]]:
    numbers = array("f", vectors.data).tolist()
    return [numbers[at : at + vectors.dimension] for at in range(0, len(numbers), vectors.dimension)]


class EmbedderContract:
    """A test class sets `opened` to a context manager that opens its embedder."""

    opened: Callable[[], AbstractAsyncContextManager[Embedder]]

    def _embed(self, *inputs: str) -> Vectors:
        async def run() -> Vectors:
            async with type(self).opened() as embedder:
                return await embedder.embed(inputs)

        return asyncio.run(run())

    def test_every_text_gets_a_vector_of_length_one_in_order(self) -> None:
        both = rows(self._embed("cat", "the moon and the sea"))
        assert [round(math.hypot(*row), 4) for row in both] == [1.0, 1.0]
        assert both[1] == rows(self._embed("the moon and the sea"))[0]

    def test_a_text_without_a_known_token_is_all_zeros_and_never_nan(self) -> None:
        assert set(rows(self._embed(""))[0]) == {0.0}

    def test_no_texts_are_no_vectors(self) -> None:
        assert self._embed().count == 0

    def test_the_dimension_is_the_one_it_says(self) -> None:
        async def run() -> tuple[int, int]:
            async with type(self).opened() as embedder:
                return embedder.identity.dimension, (await embedder.embed(["cat"])).dimension

        said, made = asyncio.run(run())
        assert said == made

    def test_the_fusion_weight_is_a_share(self) -> None:
        async def run() -> float:
            async with type(self).opened() as embedder:
                return embedder.fusion("en")

        assert 0.0 < asyncio.run(run()) < 1.0
