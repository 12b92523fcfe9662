"""Whether the indexes are what the catalog says: looked at once in the life of the engine, and mended."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_rag.domain.documents import Library
from desktop_rag.domain.errors import IndexUnavailable, KeywordIndexDamaged
from desktop_rag.engine.parts import Parts

if TYPE_CHECKING:
    from desktop_rag.engine.steps import Steps

log = logging.getLogger(__name__)


class Soundness:
    """`steps` are asked for when there is something to look at: an unchanged library needs nothing heavy."""

    def __init__(self, parts: Parts, steps: "Callable[[], Steps]") -> None:
        self._generations, self._index, self._steps = parts.catalog.generations, parts.index, steps
        self._verified: set[int] = set()

    def verified(self, library: int) -> bool:
        return library in self._verified

    async def verify_words(self, library: Library) -> None:
        """Is the index what the catalog says? If not, it is built anew."""
        if library.id in self._verified:
            return
        steps = self._steps()
        try:
            complete = await steps.verifier.keywords_complete(library.id)
        except KeywordIndexDamaged:
            complete = False
        if not complete:
            log.warning("the keyword index of library %d is built anew", library.id)
            await steps.projector.rebuild_keywords(library.id)

    async def verify_vectors(self, library: Library) -> None:
        """The same of the active vector index, when it was not closed properly."""
        if library.id in self._verified:
            return
        active = await self._generations.active(library.id)
        if active is not None and not self._index.settled(active.directory):
            steps = self._steps()
            try:
                if not await steps.verifier.vectors_sound(active):
                    log.warning("vector index %s is built anew", active.directory)
                    await steps.projector.rebuild_vectors(active)
            except IndexUnavailable:
                return  # its child cannot be started now; draining will say so
        self._verified.add(library.id)
