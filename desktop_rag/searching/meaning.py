"""What a query means, as a vector, and which passages lie near it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from desktop_rag.domain.errors import IndexUnavailable, ModelError
from desktop_rag.domain.indexes import VectorIndex
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.passages import Scored, Vectors
from desktop_rag.domain.ports import Embedders
from desktop_rag.domain.projections import Generation, VectorStore
from desktop_rag.searching.fuse import best_cosines, middle, ranked

REMEMBERED = 256

# As `VectorStore.of` does, whether or not it is remembered.
ReadVectors = Callable[[str, Sequence[int]], Awaitable[Sequence[tuple[int, int, bytes]]]]


class Sense(NamedTuple):
    """A query as the library's vectors were made; `fusion` is the weight of meaning."""

    generation: Generation
    vector: Vectors
    fusion: float

    @property
    def empty(self) -> bool:
        """No token of the query is known, so nothing is near it."""
        return not any(self.vector.data)

    async def cosines(self, passages: Sequence[int], read: ReadVectors) -> dict[int, float]:
        """Exact cosines of these passages; those without a vector yet are left out."""
        if self.empty or not passages:
            return {}
        return best_cosines(self.vector, await read(self.generation.embedder.digest, passages))


class Meaning:
    """Vectors of queries and their neighbours. Raises `IndexUnavailable` and any `ModelError`."""

    def __init__(self, vectors: VectorStore, index: VectorIndex, embedders: Embedders) -> None:
        self._vectors = vectors
        self._index = index
        self._embedders = embedders
        self._seen: OrderedDict[tuple[str, str], tuple[Vectors, Callable[[str], float]]] = OrderedDict()

    async def of(self, generation: Generation | None, text: str, language: str) -> Sense:
        """What the text means to the model that made these vectors; `language` is that of most documents."""
        if generation is None:
            raise IndexUnavailable(directory="")
        vector, fusion = await self._embedded(generation, text)
        return Sense(generation, vector, fusion(language))

    async def warm(self, generation: Generation) -> None:
        """Opens the index, and the embedder where that is our own: a model of Ollama would take memory that
        nobody has asked for yet."""
        try:
            await self._index.open(generation.directory, generation.embedder.dimension)
            if generation.embedder.name == BUILT_IN:
                embedder = await self._embedders.open(BUILT_IN)
                await embedder.embed([BUILT_IN])
        except (IndexUnavailable, ModelError):
            pass

    async def middle(self, generation: Generation | None, passages: Sequence[int]) -> Sense:
        """What these passages have in common. Raises `IndexUnavailable` when none has a vector yet."""
        rows = await self._vectors.of(generation.embedder.digest, passages) if generation else ()
        if generation is None or not rows:
            raise IndexUnavailable(directory=generation.directory if generation else "")
        return Sense(generation, middle(rows, generation.embedder.dimension), 1.0)

    async def _embedded(self, generation: Generation, text: str) -> tuple[Vectors, Callable[[str], float]]:
        digest = generation.embedder.digest
        known = self._seen.get((digest, text))
        if known is None:
            embedder = await self._embedders.open(generation.embedder.name)
            if embedder.identity.digest != digest:
                # The model was replaced under its name: its vectors say nothing about the old ones.
                raise IndexUnavailable(directory=generation.directory)
            known = await embedder.embed([embedder.query_input(text)]), embedder.fusion
            self._seen[digest, text] = known
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        self._seen.move_to_end((digest, text))
        return known

    async def nearest(self, sense: Sense, limit: int) -> list[Scored]:
        """The passages with the highest cosines, best first."""
        if sense.empty:
            return []
        return await self._index.query(sense.generation.directory, sense.vector, limit)

    async def nearest_of(self, sense: Sense, limit: int, passages: Sequence[int]) -> list[Scored]:
        """The nearest of these passages: all of them are compared."""
        return ranked((await sense.cosines(passages, self._vectors.of)).items())[:limit]
