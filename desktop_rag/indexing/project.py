"""Drains the outbox into the keyword index and the vector index; a damaged one is filled anew."""

import asyncio
import logging
import time
from collections.abc import Sequence

from desktop_rag.domain.errors import IndexDamaged, IndexUnavailable, KeywordIndexDamaged
from desktop_rag.domain.indexes import KeywordIndex, VectorIndex
from desktop_rag.domain.projections import (
    Generation,
    Generations,
    Outbox,
    OutboxRow,
    keyword_target,
    vector_target,
)
from desktop_rag.domain.stores import Contents
from desktop_rag.indexing.bell import Bell
from desktop_rag.indexing.job import Changed
from desktop_rag.indexing.meaning import EmbedStep, Filling
from desktop_rag.indexing.progress import Progress

log = logging.getLogger(__name__)

# tantivy: a commit every 2,500 passages or after a second, not one a document.
COMMIT_PASSAGES = 2500
COMMIT_SECONDS = 1.0
BATCH = 512
# A damaged index is filled anew; one that breaks again and again has another cause (a full or dying disk).
ATTEMPTS = 4


class Projector:
    """Brings both projections up to date with the catalog. What is drained is safe after any kill."""

    def __init__(
        self,
        outbox: Outbox,
        contents: Contents,
        generations: Generations,
        keywords: KeywordIndex,
        index: VectorIndex,
        embed: EmbedStep,
    ) -> None:
        self._outbox = outbox
        self._contents = contents
        self._generations = generations
        self._keywords = keywords
        self._index = index
        self._embed = embed
        # Until a target was seen empty in this process, its rows may have been written before a kill.
        self._caught_up: set[str] = set()

    async def keywords(
        self, library: int, progress: Progress, changed: Changed, bell: Bell | None = None
    ) -> None:
        """Drains the library's words until nothing is left and the bell, if there is one, tells of no more.

        Raises `KeywordIndexDamaged` in the end.
        """
        attempts = 0
        while True:
            try:
                await self._drain_keywords(library, progress, changed, bell or Bell(closed=True))
                return
            except KeywordIndexDamaged:
                attempts += 1
                if attempts == ATTEMPTS:
                    raise
                log.warning("the keyword index of library %d is damaged and is built anew", library)
                await self.rebuild_keywords(library)

    async def rebuild_keywords(self, library: int) -> None:
        """Empties the library's keyword index and puts every passage into its outbox again."""
        await self._keywords.clear(library)
        await self._generations.refill(library, keyword_target(library))

    async def _drain_keywords(self, library: int, progress: Progress, changed: Changed, bell: Bell) -> None:
        target = keyword_target(library)
        held: list[OutboxRow] = []
        # What comes after a silence is found at once, and in a stream once a second.
        due = time.monotonic()
        more = True
        while more:
            rows = await self._outbox.next(target, BATCH, held[-1].sequence if held else 0)
            if rows:
                with progress.busy("store"):
                    await self._write_words(library, rows, target not in self._caught_up)
                held += rows
            else:
                self._caught_up.add(target)
                more = await bell.more(due - time.monotonic() if held else None)
            if held and (not more or time.monotonic() >= due or len(held) >= COMMIT_PASSAGES):
                with progress.busy("store"):
                    await self._keywords.commit(library)
                    changed(await self._outbox.done(target, held))
                held, due = [], time.monotonic() + COMMIT_SECONDS

    async def _write_words(self, library: int, rows: Sequence[OutboxRow], again: bool) -> None:
        added, dropped = _split(rows)
        if dropped:
            await self._keywords.delete(library, dropped)
        if added:
            again = again or any(row.again for row in rows)
            await self._keywords.add(library, await self._contents.passages(added), again)

    async def vectors(self, filling: Filling, bell: Bell | None = None) -> None:
        """Drains a generation until nothing is left and the bell, if there is one, tells of no more.

        Raises `IndexUnavailable` and any `ModelError`.
        """
        generation = filling.generation
        attempts = 0
        while True:
            try:
                await self._embed.run(filling, bell or Bell(closed=True))
                return
            except IndexUnavailable as error:
                attempts += 1
                if attempts == ATTEMPTS:
                    raise
                if isinstance(error, IndexDamaged):
                    log.warning("vector index %s is damaged and is built anew", generation.directory)
                    await self.rebuild_vectors(generation)
                else:
                    await asyncio.sleep(0.2 * attempts)

    async def vector_drops(self, generation: Generation) -> None:
        """Takes out what was removed, without an embedder. Raises `IndexUnavailable`.

        A passage that was removed has no add row left, so its drop row may overtake those of others.
        """
        target, last = vector_target(generation.id), 0
        while rows := await self._outbox.next(target, BATCH, last):
            last = rows[-1].sequence
            dropped = [row for row in rows if row.drop]
            if dropped:
                await self._embed.delete(generation, [row.passage for row in dropped])
                await self._outbox.done(target, dropped)

    async def rebuild_vectors(self, generation: Generation) -> None:
        """Sets the generation's directory aside and puts every passage into its outbox again."""
        await self._index.set_aside(generation.directory)
        await self._generations.refill(generation.library, vector_target(generation.id))


def _split(rows: Sequence[OutboxRow]) -> tuple[list[int], list[int]]:
    """Passages to be added and to be dropped. One that is both is dropped first; its last row decides."""
    last = {row.passage: row.drop for row in rows}
    dropped = {row.passage for row in rows if row.drop}
    return [passage for passage, drop in last.items() if not drop], sorted(dropped)
