"""The vector index, seen from the engine: calls to its child, which is started when first needed."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from desktop_rag.adapters.chroma import calls
from desktop_rag.adapters.chroma.rights import may_write
from desktop_rag.adapters.chroma.settled import settled
from desktop_rag.domain.errors import ChildLost, IndexDamaged, IndexUnavailable, IndexUnwritable
from desktop_rag.domain.indexes import Opened
from desktop_rag.domain.passages import Scored, Vectors
from desktop_rag.processes.calls import Call, Nothing
from desktop_rag.processes.lasting import LastingChild
from desktop_rag.processes.parent import Child

log = logging.getLogger(__name__)

A = TypeVar("A")
R = TypeVar("R")

# While a batch is written a search waits for it: 256 are some 40 ms. While somebody searches, it waits less.
# 1,000 would save 2 % of the time of a run, and cost 10 MB.
BATCH = 256
QUICK_BATCH = 64
SEARCHING_SECONDS = 10.0


class ChromaIndex:
    """Implements `VectorIndex` over the generations below `folder`.

    `command` starts the child that owns them; it is started again when it has died.

    A death while a generation is opened or written to means damage: Chroma's files may be torn.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._folder = folder
        self._child = LastingChild("vector index", command, self._begun)
        # What this child found properly closed when it opened it, on behalf of a search for example.
        self._clean: set[str] = set()
        self._searched = -SEARCHING_SECONDS

    @property
    def pid(self) -> int | None:
        return self._child.pid

    async def _begun(self, child: Child) -> None:
        self._clean.clear()

    async def _ready(self) -> Child:
        try:
            return await self._child.ready()
        except ChildLost as lost:
            if not self._child.closed and self._folder.exists() and not may_write(self._folder):
                raise IndexUnwritable(path=str(self._folder)) from lost
            raise IndexUnavailable(directory="", status=lost.arguments.get("status", "")) from lost

    async def _call(self, call: Call[A, Nothing, R], argument: A, directory: str, writes: bool) -> R:
        child = await self._ready()
        try:
            return await child.call(call, argument)
        except ChildLost as lost:
            log.warning("the vector index child ended in %s: %s", call.name, lost.arguments.get("status"))
            error = IndexDamaged if writes and not self._child.closed else IndexUnavailable
            raise error(directory=directory, kind="ChildLost") from lost

    async def open(self, directory: str, dimension: int) -> Opened:
        opened = await self._call(calls.OPEN, calls.Generation(directory, dimension), directory, True)
        if opened.clean:
            self._clean.add(directory)
        return opened

    def settled(self, directory: str) -> bool:
        known = directory in self._clean and self._child.alive
        return known or settled(self._folder, directory)

    async def add(self, directory: str, ids: Sequence[str], vectors: Vectors, again: bool = False) -> None:
        size = vectors.dimension * calls.FLOAT
        end = 0
        while end < len(ids):
            start, end = end, min(end + self._batch(), len(ids))
            data = vectors.data[start * size : end * size]
            part = calls.Add(directory, tuple(ids[start:end]), vectors.dimension, data, again)
            await self._call(calls.ADD, part, directory, True)

    def _batch(self) -> int:
        searching = time.monotonic() - self._searched < SEARCHING_SECONDS
        return QUICK_BATCH if searching else BATCH

    async def delete(self, directory: str, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH):
            part = calls.Delete(directory, tuple(ids[start : start + BATCH]))
            await self._call(calls.DELETE, part, directory, True)

    async def query(self, directory: str, vector: Vectors, limit: int) -> list[Scored]:
        self._searched = time.monotonic()
        wanted = calls.Query(directory, vector.data, limit)
        return list((await self._call(calls.QUERY, wanted, directory, False)).passages)

    async def stored(self, directory: str, ids: Sequence[str], dimension: int) -> Vectors:
        wanted = calls.Named(directory, tuple(ids))
        data = (await self._call(calls.STORED, wanted, directory, False)).data if ids else b""
        return Vectors(len(ids), dimension, data)

    async def ids(self, directory: str) -> set[str]:
        return set((await self._call(calls.IDS, calls.Generation(directory), directory, False)).ids)

    async def drop(self, directory: str) -> None:
        self._clean.discard(directory)
        await self._call(calls.DROP, calls.Generation(directory), directory, False)

    async def set_aside(self, directory: str) -> None:
        """The vectors are all in the catalog, so what is damaged is deleted; a fresh child does it,
        since the old one may have the damaged files open."""
        await self._child.kill()
        await self.drop(directory)

    async def close(self) -> None:
        await self._child.close()
