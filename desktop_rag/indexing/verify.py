"""After an unclean end: are both projections what the catalog says? Counting alone proves nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_rag.domain.errors import IndexDamaged
from desktop_rag.domain.passages import Vectors
from desktop_rag.domain.ports import KeywordIndex, VectorIndex
from desktop_rag.domain.stores import (
    Generation,
    Generations,
    Outbox,
    VectorStore,
    keyword_target,
    vector_target,
)

SAMPLE = 30
NEAREST = 5
# HNSW may miss single ones of itself: 1 in 200 among real texts, 1 in 40 among texts of the same words.
MISSES = 3


@dataclass(frozen=True)
class Verifier:
    """Compares the indexes with the catalog; what is wanting is for the projector to mend."""

    generations: Generations
    outbox: Outbox
    vectors: VectorStore
    keywords: KeywordIndex
    index: VectorIndex

    async def keywords_complete(self, library: int) -> bool:
        """Whether the keyword index holds as many passages as it should, those of the outbox apart.

        Raises `KeywordIndexDamaged`.
        """
        if await self.outbox.pending(keyword_target(library)):
            return True  # draining them again writes what is missing
        return await self.keywords.count(library) == len(await self.generations.passages(library))

    async def vectors_sound(self, generation: Generation) -> bool:
        """Whether no vector is missing and known vectors find themselves. Raises `IndexUnavailable`."""
        try:
            await self.index.open(generation.directory, generation.embedder.dimension)
            have = {int(name.split(":")[0]) for name in await self.index.ids(generation.directory)}
            expected = set(await self.generations.passages(generation.library))
            expected -= await self._pending(generation)
            if expected - have:
                return False
            sample = random.sample(sorted(expected), min(SAMPLE, len(expected)))
            return await self._misses(generation, sample) <= MISSES
        except IndexDamaged:
            return False

    async def _pending(self, generation: Generation) -> set[int]:
        pending: set[int] = set()
        target, last = vector_target(generation.id), 0
        while rows := await self.outbox.next(target, 5000, last):
            pending.update(row.passage for row in rows)
            last = rows[-1].sequence
        return pending

    async def _misses(self, generation: Generation, sample: Sequence[int]) -> int:
        import numpy as np

        dimension = generation.embedder.dimension
        misses = 0
        for passage, _, half in await self.vectors.of(generation.embedder.digest, sample):
            full = np.frombuffer(half, np.float16).astype(np.float32)
            if not full.any():
                continue  # a text without a known token finds nobody
            own = Vectors(1, dimension, full.tobytes())
            found = await self.index.query(generation.directory, own, NEAREST)
            # Copies of one text have the same vector: then the nearest is as near as can be.
            near = any(hit.passage == passage or hit.score > 0.999 for hit in found)
            misses += not near
        return misses
