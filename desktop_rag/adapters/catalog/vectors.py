"""Vectors by what was embedded, so that nothing is embedded twice."""

import sqlite3
from collections.abc import Sequence
from itertools import chain

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.rows import listed, one_value, today
from desktop_rag.domain.models import EmbedderIdentity
from desktop_rag.domain.projections import StoredVector

# SQLite takes 32,766 arguments, older ones 999.
ASKED = 400


class SqliteVectors:
    """`VectorStore` in the catalog. A vector's row outlives its passages by some days."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def find(self, digest: str, keys: Sequence[tuple[bytes, int]]) -> dict[tuple[bytes, int], bytes]:
        return await self._connections.read(lambda db: _find(db, digest, keys))

    async def put(self, embedder: EmbedderIdentity, vectors: Sequence[tuple[bytes, int, bytes]]) -> None:
        await self._connections.write(lambda db: _put(db, embedder, vectors))

    async def assign(
        self, digest: str, vectors: Sequence[StoredVector], copies: int
    ) -> frozenset[tuple[int, int]]:
        """Passages and vectors that are gone by now are passed over."""
        return await self._connections.write(lambda db: _assign(db, digest, vectors, copies))

    async def of(self, digest: str, passages: Sequence[int]) -> tuple[tuple[int, int, bytes], ...]:
        """By passage and part."""

        def work(db: sqlite3.Connection) -> tuple[tuple[int, int, bytes], ...]:
            rows = db.execute(
                "SELECT pv.passage, pv.part, v.data FROM json_each(?) j CROSS JOIN passage_vectors pv"
                " ON pv.passage = j.value AND pv.embedder = (SELECT id FROM embedders WHERE digest = ?)"
                " CROSS JOIN vectors v ON v.id = pv.vector ORDER BY pv.passage, pv.part",
                (listed(dict.fromkeys(passages)), digest),
            )
            return tuple(rows.fetchall())

        return await self._connections.look(work)

    async def forget_unused(self, days: int) -> int:
        """Deletes vectors that no passage has used for this many days (0: at once); returns how many."""
        return await self._connections.write(lambda db: _forget_unused(db, days), scrub=True)


def embedder_row(db: sqlite3.Connection, embedder: EmbedderIdentity) -> int:
    """The id of the embedder's row, made if need be."""
    db.execute(
        "INSERT INTO embedders (digest, name, dimension) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
        (embedder.digest, embedder.name, embedder.dimension),
    )
    return int(one_value(db, "SELECT id FROM embedders WHERE digest = ?", embedder.digest))


def _find(
    db: sqlite3.Connection, digest: str, keys: Sequence[tuple[bytes, int]]
) -> dict[tuple[bytes, int], bytes]:
    embedder = one_value(db, "SELECT id FROM embedders WHERE digest = ?", digest)
    found: dict[tuple[bytes, int], bytes] = {}
    # One question for many: a thread gives the interpreter away, and waits for it, at every question.
    distinct = list(set(keys))
    for start in range(0, len(distinct), ASKED):
        some = distinct[start : start + ASKED]
        wanted = ", ".join(["(?, ?)"] * len(some))
        rows = db.execute(
            f"WITH wanted (key, part) AS (VALUES {wanted}) SELECT v.key, v.part, v.data FROM wanted w"
            " CROSS JOIN vectors v ON v.embedder = ? AND v.key = w.key AND v.part = w.part",
            [*chain.from_iterable(some), embedder],
        )
        found |= {(key, part): data for key, part, data in rows}
    return found


def _put(
    db: sqlite3.Connection, embedder: EmbedderIdentity, vectors: Sequence[tuple[bytes, int, bytes]]
) -> None:
    row = embedder_row(db, embedder)
    day = today()
    db.executemany(
        "INSERT INTO vectors (embedder, key, part, last_used, data) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (embedder, key, part) DO UPDATE SET last_used = excluded.last_used",
        ((row, key, part, day, data) for key, part, data in vectors),
    )


def _assign(
    db: sqlite3.Connection, digest: str, vectors: Sequence[StoredVector], copies: int
) -> frozenset[tuple[int, int]]:
    embedder = one_value(db, "SELECT id FROM embedders WHERE digest = ?", digest)
    db.executemany(
        "INSERT OR REPLACE INTO passage_vectors (passage, embedder, part, vector)"
        " SELECT p.id, v.embedder, v.part, v.id FROM vectors v CROSS JOIN passages p"
        " WHERE v.embedder = ? AND v.key = ? AND v.part = ? AND p.id = ?",
        ((embedder, vector.key, vector.part, vector.passage) for vector in vectors),
    )
    many = db.execute(
        "SELECT pv.passage, pv.part FROM json_each(?) j CROSS JOIN passage_vectors pv"
        " ON pv.passage = j.value AND pv.embedder = ? WHERE (SELECT count(*) FROM (SELECT 1 FROM"
        " passage_vectors o WHERE o.vector = pv.vector AND o.passage < pv.passage LIMIT ?)) = ?",
        (listed(dict.fromkeys(vector.passage for vector in vectors)), embedder, copies, copies),
    )
    return frozenset(many.fetchall())


def _forget_unused(db: sqlite3.Connection, days: int) -> int:
    return db.execute(
        "DELETE FROM vectors WHERE last_used <= ?"
        " AND NOT EXISTS (SELECT 1 FROM passage_vectors WHERE vector = vectors.id)",
        (today() - days,),
    ).rowcount
