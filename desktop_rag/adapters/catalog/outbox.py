"""What the indexes have still to take in or drop, in order."""

import sqlite3
from collections.abc import Sequence

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.projection import ADD, AGAIN, DROP, advance, keyword_number, number_of
from desktop_rag.adapters.catalog.rows import listed, one_value
from desktop_rag.domain.projections import OutboxRow


class SqliteOutbox:
    """`Outbox` in the catalog. A passage has at most one row a target: the newest wish."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def next(self, target: str, limit: int, after: int = 0) -> tuple[OutboxRow, ...]:
        number = number_of(target)

        def work(db: sqlite3.Connection) -> tuple[OutboxRow, ...]:
            rows = db.execute(
                "SELECT sequence, dropping, passage FROM outbox WHERE target = ? AND sequence > ?"
                " ORDER BY sequence LIMIT ?",
                (number, after, limit),
            )
            return tuple(
                OutboxRow(sequence, wish == DROP, passage, wish == AGAIN) for sequence, wish, passage in rows
            )

        return await self._connections.read(work)

    async def pending(self, target: str) -> int:
        number = number_of(target)
        return await self._connections.read(
            lambda db: int(one_value(db, "SELECT count(*) FROM outbox WHERE target = ?", number))
        )

    async def newest(self, target: str) -> int:
        number = number_of(target)
        return await self._connections.read(
            lambda db: int(one_value(db, "SELECT max(sequence) FROM outbox WHERE target = ?", number) or 0)
        )

    async def done(self, target: str, rows: Sequence[OutboxRow]) -> tuple[int, ...]:
        number = number_of(target)
        return await self._connections.write(lambda db: _done(db, number, rows))


def _done(db: sqlite3.Connection, target: int, rows: Sequence[OutboxRow]) -> tuple[int, ...]:
    # The plus keeps SQLite from walking through all rows of the target to find these.
    removed = db.execute(
        "DELETE FROM outbox WHERE +target = ? AND sequence IN (SELECT value FROM json_each(?))"
        " RETURNING content, dropping",
        (target, listed(row.sequence for row in rows)),
    ).fetchall()
    contents = {content for content, wish in removed if wish == ADD}
    library = _library(db, target)
    if library is None or not contents:
        return ()
    return advance(db, library, contents)


def _library(db: sqlite3.Connection, target: int) -> int | None:
    number, is_vector = divmod(target, 2)
    if not is_vector:
        assert target == keyword_number(number)
        return number
    library = one_value(db, "SELECT library FROM generations WHERE id = ? AND state <> 'dropped'", number)
    return None if library is None else int(library)
