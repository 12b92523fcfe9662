"""After an unclean end: are both projections what the catalog says? Counting alone proves nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_rag.domain.errors import IndexDamaged
from desktop_rag.domain.indexes import KeywordIndex, VectorIndex, vector_id
from desktop_rag.domain.passages import Vectors
from desktop_rag.domain.projections import (
    Generation,
    Generations,
    Outbox,
    VectorStore,
    keyword_target,
    vector_target,
)

# Passages whose vectors are compared: as many of the newest, which a kill may cost, and of any others.
COMPARED = 1000
# The index has copies of one vector set apart by a tenth of their length, and all of them as float16.
ALIKE = 0.99
# Passages that are looked for by their own vectors. The graph misses 1 in 200 among real texts, but two in
# three where all texts are equally near to one another; one that has lost its links finds next to none.
SAMPLE = 30
FOUND = 3
NEAREST = 5


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
        """Whether no vector is missing, all are what they were, and some find themselves.

        Raises `IndexUnavailable`.
        """
        try:
            await self.index.open(generation.directory, generation.embedder.dimension)
            have = {int(name.split(":")[0]) for name in await self.index.ids(generation.directory)}
            expected = set(await self.generations.passages(generation.library))
            expected -= await self._pending(generation)
            if expected - have:
                return False
            passages = sorted(expected)
            compared = {*passages[-COMPARED:], *random.sample(passages, min(COMPARED, len(passages)))}
            if not await self._alike(generation, sorted(compared)):
                return False
            return await self._found(generation, random.sample(passages, min(SAMPLE, len(passages))))
        except IndexDamaged:
            return False

    async def _pending(self, generation: Generation) -> set[int]:
        pending: set[int] = set()
        target, last = vector_target(generation.id), 0
        while rows := await self.outbox.next(target, 5000, last):
            pending.update(row.passage for row in rows)
            last = rows[-1].sequence
        return pending

    async def _alike(self, generation: Generation, passages: Sequence[int]) -> bool:
        """Whether the index has the vectors of the catalog."""
        import numpy as np

        dimension = generation.embedder.dimension
        rows = await self.vectors.of(generation.embedder.digest, passages)
        own = np.frombuffer(b"".join(half for _, _, half in rows), np.float16).astype(np.float32)
        ids = [vector_id(passage, part) for passage, part, _ in rows]
        there = np.frombuffer(
            (await self.index.stored(generation.directory, ids, dimension)).data, np.float32
        )
        own, there = own.reshape(-1, dimension), there.reshape(-1, dimension)
        lengths = np.linalg.norm(own, axis=1) * np.linalg.norm(there, axis=1)
        return bool(((own * there).sum(axis=1) >= ALIKE * lengths).all())

    async def _found(self, generation: Generation, sample: Sequence[int]) -> bool:
        """Whether the graph still leads anywhere."""
        import numpy as np

        dimension = generation.embedder.dimension
        asked = found = 0
        for passage, _, half in await self.vectors.of(generation.embedder.digest, sample):
            full = np.frombuffer(half, np.float16).astype(np.float32)
            if not full.any():
                continue  # a text without a known token finds nobody
            own = Vectors(1, dimension, full.tobytes())
            nearest = await self.index.query(generation.directory, own, NEAREST)
            asked += 1
            # Copies of one text have the same vector: then the nearest is as near as can be.
            found += any(hit.passage == passage or hit.score > 0.999 for hit in nearest)
        return found >= min(asked, FOUND)
