"""Generations of a library's vector index, and what its indexes must hold."""

import os
import sqlite3

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.projection import (
    advance,
    contents_of,
    deciding,
    number_of,
    vector_number,
    wish,
)
from desktop_rag.adapters.catalog.rows import listed
from desktop_rag.adapters.catalog.vectors import embedder_row
from desktop_rag.domain.models import EmbedderIdentity
from desktop_rag.domain.projections import Generation

# What a directory holds; another version of it is built anew.
SHAPE = 1

_GENERATION = """
SELECT g.id, g.library, g.name, e.digest, e.dimension, g.directory, g.state
FROM generations g JOIN embedders e ON e.id = g.embedder
"""


class SqliteGenerations:
    """`Generations` in the catalog. A library has at most one that is active and one being built."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def active(self, library: int) -> Generation | None:
        return await self._connections.read(lambda db: in_state(db, library, "active"))

    async def building(self, library: int) -> Generation | None:
        return await self._connections.read(lambda db: in_state(db, library, "building"))

    async def begin(self, library: int, embedder: EmbedderIdentity) -> Generation:
        """One that was being built becomes `dropped`."""
        return await self._connections.write(lambda db: _begin(db, library, embedder))

    async def activate(self, generation: int) -> tuple[Generation, ...]:
        """Does nothing to one that is not being built any more."""
        return await self._connections.write(lambda db: _activate(db, generation))

    async def dropped(self) -> tuple[Generation, ...]:
        """Those of libraries that are gone too."""
        return await self._connections.read(
            lambda db: tuple(
                _generation(row)
                for row in db.execute(f"{_GENERATION} WHERE g.state = 'dropped' ORDER BY g.id")
            )
        )

    async def drop(self, generation: int) -> None:
        await self._connections.write(lambda db: _drop(db, generation))

    async def forget(self, generation: int) -> None:
        await self._connections.write(
            lambda db: db.execute("DELETE FROM generations WHERE id = ? AND state = 'dropped'", (generation,))
        )

    async def passages(self, library: int) -> tuple[int, ...]:
        """By id; those of versions that are still on their way in too."""

        def work(db: sqlite3.Connection) -> tuple[int, ...]:
            rows = db.execute(
                "SELECT id FROM passages WHERE content IN (SELECT value FROM json_each(?)) ORDER BY id",
                (listed(contents_of(db, library)),),
            )
            return tuple(row[0] for row in rows)

        return await self._connections.read(work)

    async def refill(self, library: int, target: str) -> int:
        return await self._connections.write(lambda db: _refill(db, library, number_of(target)))


def _generation(row: tuple[int, int, str, str, int, str, str]) -> Generation:
    number, library, name, digest, dimension, directory, state = row
    identity = EmbedderIdentity(name, digest, dimension)
    return Generation(number, library, identity, directory, state)  # type: ignore[arg-type]


def in_state(db: sqlite3.Connection, library: int, state: str) -> Generation | None:
    row = db.execute(f"{_GENERATION} WHERE g.library = ? AND g.state = ?", (library, state)).fetchone()
    return None if row is None else _generation(row)


def _one(db: sqlite3.Connection, generation: int) -> Generation | None:
    row = db.execute(f"{_GENERATION} WHERE g.id = ?", (generation,)).fetchone()
    return None if row is None else _generation(row)


def _begin(db: sqlite3.Connection, library: int, embedder: EmbedderIdentity) -> Generation:
    before = in_state(db, library, "building")
    if before is not None:
        _let_go(db, before)
    # The random part: directories may be left from a catalog that is no more.
    number = db.execute(
        "INSERT INTO generations (library, embedder, name, directory, shape, state)"
        " VALUES (?, ?, ?, ?, ?, 'building')",
        (library, embedder_row(db, embedder), embedder.name, os.urandom(8).hex(), SHAPE),
    ).lastrowid
    assert number is not None
    contents = contents_of(db, library)
    wish(db, vector_number(number), contents, drop=False)
    advance(db, library, contents)
    begun = _one(db, number)
    assert begun is not None
    return begun


def _activate(db: sqlite3.Connection, generation: int) -> tuple[Generation, ...]:
    chosen = _one(db, generation)
    if chosen is None or chosen.state != "building":
        return ()
    before = in_state(db, chosen.library, "active")
    replaced = () if before is None else (_let_go(db, before),)
    db.execute("UPDATE generations SET state = 'active' WHERE id = ?", (generation,))
    advance(db, chosen.library, contents_of(db, chosen.library))
    return replaced


def _drop(db: sqlite3.Connection, generation: int) -> None:
    gone = _one(db, generation)
    if gone is not None and gone.state != "dropped":
        _let_go(db, gone)
        advance(db, gone.library, contents_of(db, gone.library))


def _let_go(db: sqlite3.Connection, generation: Generation) -> Generation:
    db.execute("UPDATE generations SET state = 'dropped' WHERE id = ?", (generation.id,))
    db.execute("DELETE FROM outbox WHERE target = ?", (vector_number(generation.id),))
    dropped = _one(db, generation.id)
    assert dropped is not None
    return dropped


def _refill(db: sqlite3.Connection, library: int, target: int) -> int:
    """Documents keep their words while the keyword index is filled; vectors are missing until they are in."""
    contents = contents_of(db, library)
    db.execute("DELETE FROM outbox WHERE target = ?", (target,))
    rows = wish(db, target, contents, drop=False)
    if target == deciding(db, library):
        advance(db, library, contents)
    return rows
