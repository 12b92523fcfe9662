"""What was read of documents: texts by unit, and the passages that were cut from them."""

import sqlite3
import time
from collections.abc import Sequence

from desktop_rag.adapters.catalog import looking
from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.generations import in_state
from desktop_rag.adapters.catalog.storing import store
from desktop_rag.adapters.catalog.unit_texts import UnitTexts
from desktop_rag.domain.documents import Unit
from desktop_rag.domain.passages import Coverage, Passage, Place
from desktop_rag.domain.reading import DocumentRead, PageSize, WordBox
from desktop_rag.domain.stores import Standing

# While documents come in, every search would count those of its library again, 4 ms of 10,000, five times as
# much on a busy machine: what took longer than so many seconds of the processor holds for so many times as
# long.
LONG, AS_LONG = 0.002, 100.0

# What a search wants to know of all documents together: their languages, and how many can be searched.
Counted = tuple[tuple[str, ...], Coverage]


class SqliteContents:
    """`Contents` in the catalog: `storing` writes them, `looking` reads them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        # One for indexing and one for searches: each is used on one thread.
        self._texts, self._shown = UnitTexts(), UnitTexts()
        self._standings: dict[int, Standing] = {}
        self._counted: dict[int, tuple[float, Counted]] = {}

    async def store(self, read: Sequence[tuple[int, DocumentRead]]) -> int:
        """Documents that are gone by now are passed over."""
        return await self._connections.write(lambda db: store(db, read))

    async def version(self) -> int:
        return self._connections.state()

    async def passages(self, ids: Sequence[int]) -> tuple[Passage, ...]:
        return await self._connections.read(lambda db: looking.passages(db, ids, self._texts))

    async def places(self, library: int, ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
        return await self._connections.look(lambda db: looking.places(db, library, ids))

    async def documents_of(self, library: int, passages: Sequence[int]) -> dict[int, tuple[int, ...]]:
        return await self._connections.look(lambda db: looking.documents_of(db, library, passages))

    async def shown(
        self, library: int, ids: Sequence[int], beside: Sequence[int] = (), known: Sequence[int] = ()
    ) -> tuple[tuple[Passage, ...], dict[int, tuple[Place, ...]]]:
        def work(db: sqlite3.Connection) -> tuple[tuple[Passage, ...], dict[int, tuple[Place, ...]]]:
            wanted = (*ids, *looking.touching(db, (*ids, *known), beside))
            return looking.passages(db, wanted, self._shown), looking.places(db, library, wanted)

        return await self._connections.look(work)

    async def passages_of(self, documents: Sequence[int]) -> tuple[int, ...]:
        return await self._connections.look(lambda db: looking.passages_of(db, documents))

    async def first_passages(self, documents: Sequence[int], limit: int = 100) -> tuple[int, ...]:
        """Documents of the same content have the same; documents without passages are left out."""
        return await self._connections.look(lambda db: looking.first_passages(db, documents, limit))

    async def sha256(self, content: int) -> bytes:
        """Raises `DocumentUnknown` when no document has this content any more."""
        return await self._connections.read(lambda db: looking.sha256(db, content))

    async def content_of(self, document: int) -> tuple[int, bytes]:
        return await self._connections.look(lambda db: looking.content_of(db, document))

    async def units(self, document: int) -> int:
        """How many units the document has. Raises `DocumentUnknown`."""
        return await self._connections.look(lambda db: looking.units(db, document))

    async def sizes(self, document: int) -> tuple[PageSize, ...]:
        return await self._connections.read(lambda db: looking.sizes(db, document))

    async def unit(self, document: int, number: int) -> Unit:
        return await self._connections.look(lambda db: looking.unit(db, document, number))

    async def boxes(self, document: int, number: int) -> tuple[WordBox, ...]:
        return await self._connections.look(lambda db: looking.boxes(db, document, number))

    async def unit_at(self, document: int, offset: int) -> tuple[int, Unit]:
        """An offset between two units belongs to the one before it."""
        return await self._connections.look(lambda db: looking.unit_at(db, document, offset))

    async def languages(self, library: int) -> tuple[str, ...]:
        """ "" stands for documents whose language could not be told."""
        return (await self.standing(library)).languages

    async def standing(self, library: int) -> Standing:
        state = self._connections.state()
        known = self._standings.get(library)
        if known is not None and known.version == state:
            return known
        return await self._connections.look(lambda db: self._standing(db, library, state))

    def _standing(self, db: sqlite3.Connection, library: int, state: int) -> Standing:
        counted, exact = self._count(db, library)
        generation = in_state(db, library, "active") or in_state(db, library, "building")
        standing = Standing(state, *counted, generation)
        if exact:
            self._standings[library] = standing
        return standing

    def _count(self, db: sqlite3.Connection, library: int) -> tuple[Counted, bool]:
        """Languages and coverage, and whether they are those of now."""
        until, counted = self._counted.get(library, (0.0, None))
        if counted is not None and time.monotonic() < until:
            return counted, False
        begun = time.thread_time()
        counted = looking.languages(db, library), looking.coverage(db, library)
        took = time.thread_time() - begun
        self._counted[library] = time.monotonic() + (AS_LONG * took if took > LONG else 0.0), counted
        return counted, True
