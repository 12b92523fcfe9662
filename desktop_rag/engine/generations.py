"""Which vector index a library fills: the active one, or the one that another embedder needs."""

from desktop_rag.domain.documents import Library
from desktop_rag.domain.indexes import VectorIndex
from desktop_rag.domain.ports import Embedders
from desktop_rag.domain.projections import Generation, Generations
from desktop_rag.indexing.job import Target


class GenerationChoice:
    """Begins, switches and discards generations. The old one answers until the new one is complete."""

    def __init__(self, generations: Generations, index: VectorIndex, embedders: Embedders) -> None:
        self._generations = generations
        self._index = index
        self._embedders = embedders

    async def target(self, library: Library) -> Target:
        """The generation that the library's embedder needs, begun if need be. Raises any `ModelError`."""
        embedder = await self._embedders.open(library.embedder)
        active = await self._generations.active(library.id)
        building = await self._generations.building(library.id)
        for there in (active, building):
            if there is not None and there.embedder.digest == embedder.identity.digest:
                if building is not None and there is active:
                    await self._discard(building)  # the person went back to the old one
                return Target(there, embedder)
        if building is not None:
            await self._discard(building)
        return Target(await self._generations.begin(library.id, embedder.identity), embedder)

    async def switch(self, target: Target) -> None:
        """A generation that is complete becomes the active one; then the old directories go."""
        if target.generation.state == "building":
            await self._generations.activate(target.generation.id)
        for old in await self._generations.dropped():
            await self._remove(old)

    async def _discard(self, generation: Generation) -> None:
        await self._generations.drop(generation.id)
        await self._remove(generation)

    async def _remove(self, generation: Generation) -> None:
        await self._index.drop(generation.directory)
        await self._generations.forget(generation.id)
