"""Libraries, the paths that were added to them, and the paths that were taken out again."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence

from desktop_rag.adapters.catalog import discovering
from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.paths import covers
from desktop_rag.adapters.catalog.projection import (
    contents_of,
    forget,
    keyword_number,
    take_out,
    vector_number,
)
from desktop_rag.adapters.catalog.remembered import Remembered
from desktop_rag.adapters.catalog.rows import one_value
from desktop_rag.adapters.catalog.schema import MY_LIBRARY
from desktop_rag.domain.documents import FileSeen, Library, Root, RootKind
from desktop_rag.domain.errors import BadRequest, LibraryUnknown

_LIBRARY = """
SELECT l.id, l.name, l.embedder,
       (SELECT count(*) FROM documents WHERE library = l.id),
       (SELECT coalesce(sum(passages), 0) FROM contents
        WHERE id IN (SELECT content FROM documents WHERE library = l.id)),
       (SELECT coalesce(sum(size), 0) FROM documents WHERE library = l.id AND member = ''),
       l.sample
FROM libraries l
"""
_ROOT = "SELECT id, library, path, kind, watched, device FROM roots"


class SqliteLibraries:
    """`Libraries` in the catalog. "My library" is there from the beginning and stays."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._ids: Remembered[str, int] = Remembered(connections)

    async def all(self) -> tuple[Library, ...]:
        return await self._connections.read(
            lambda db: tuple(_library(row) for row in db.execute(f"{_LIBRARY} ORDER BY l.id"))
        )

    async def named(self, name: str) -> Library:
        return await self._connections.read(lambda db: _named(db, name))

    async def id_of(self, name: str) -> int:
        def work(db: sqlite3.Connection) -> int:
            number = one_value(db, "SELECT id FROM libraries WHERE name = ?", name)
            if number is None:
                raise LibraryUnknown(name=name)
            return int(number)

        return await self._ids.get(name, work)

    async def create(self, name: str, embedder: str, sample: bool = False) -> Library:
        def work(db: sqlite3.Connection) -> Library:
            db.execute(
                "INSERT INTO libraries (name, embedder, sample) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (name, embedder, sample),
            )
            return _named(db, name)

        return await self._connections.write(work)

    async def remove(self, library: int) -> None:
        """Its generations become `dropped`, so that their directories are still known.

        Raises `BadRequest` for "My library".
        """
        await self._connections.write(lambda db: _remove(db, library), scrub=True)

    async def set_embedder(self, library: int, name: str) -> None:
        await self._connections.write(
            lambda db: db.execute("UPDATE libraries SET embedder = ? WHERE id = ?", (name, library))
        )

    async def roots(self, library: int) -> tuple[Root, ...]:
        def work(db: sqlite3.Connection) -> tuple[Root, ...]:
            rows = db.execute(f"{_ROOT} WHERE library = ? ORDER BY id", (library,))
            return tuple(_root(row) for row in rows)

        return await self._connections.read(work)

    async def add_root(self, library: int, path: bytes, kind: RootKind, device: int) -> Root:
        """A root that is there already takes the kind and the device that it has now."""

        def work(db: sqlite3.Connection) -> Root:
            db.execute(
                "INSERT INTO roots (library, path, kind, device) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (library, path) DO UPDATE SET kind = excluded.kind, device = excluded.device",
                (library, path, kind, device),
            )
            return _root(db.execute(f"{_ROOT} WHERE library = ? AND path = ?", (library, path)).fetchone())

        return await self._connections.write(work)

    async def remove_root(self, root: int) -> None:
        """Documents that lie in another root of the library move to it; the others go with the root."""
        await self._connections.write(lambda db: _remove_root(db, root), scrub=True)

    async def mounts(self, root: int) -> frozenset[bytes]:
        return await self._connections.read(lambda db: discovering.mounts(db, root))

    async def set_mounts(self, root: int, paths: Collection[bytes]) -> None:
        await self._connections.write(lambda db: discovering.set_mounts(db, root, paths))

    async def rules(self, library: int) -> str:
        return await self._connections.read(lambda db: discovering.rules(db, library))

    async def set_rules(self, library: int, rules: str) -> None:
        await self._connections.write(lambda db: discovering.set_rules(db, library, rules))

    async def exclude(self, library: int, paths: Sequence[bytes]) -> None:
        """Of files that are documents still, it is kept what tells them under another name."""
        await self._connections.write(
            lambda db: db.executemany(
                "INSERT OR IGNORE INTO exclusions (library, path, inode, size, modified_ns)"
                " SELECT ?1, ?2, coalesce(max(inode), 0), coalesce(max(seen_size), 0),"
                " coalesce(max(seen_modified_ns), 0)"
                " FROM documents WHERE library = ?1 AND path = ?2 AND member = ''",
                [(library, path) for path in paths],
            )
        )

    async def exclude_instead(self, library: int, moved: Mapping[bytes, bytes]) -> None:
        """Old path to new of what was taken out and has been moved."""
        pairs = [(new, library, old) for old, new in moved.items()]
        await self._connections.write(
            lambda db: db.executemany(
                "UPDATE OR REPLACE exclusions SET path = ? WHERE library = ? AND path = ?", pairs
            )
        )

    async def excluded_files(self, library: int) -> tuple[FileSeen, ...]:
        """What is known of the files among the exclusions, as they were when they were taken out."""

        def work(db: sqlite3.Connection) -> tuple[FileSeen, ...]:
            rows = db.execute(
                "SELECT path, size, modified_ns, inode FROM exclusions WHERE library = ? AND inode <> 0",
                (library,),
            )
            return tuple(FileSeen(*row) for row in rows)

        return await self._connections.read(work)

    async def include(self, library: int, paths: Sequence[bytes]) -> None:
        await self._connections.write(
            lambda db: db.executemany(
                "DELETE FROM exclusions WHERE library = ? AND path = ?", [(library, path) for path in paths]
            )
        )

    async def exclusions(self, library: int) -> frozenset[bytes]:
        def work(db: sqlite3.Connection) -> frozenset[bytes]:
            rows = db.execute("SELECT path FROM exclusions WHERE library = ?", (library,))
            return frozenset(row[0] for row in rows)

        return await self._connections.read(work)


def _library(row: tuple[int, str, str, int, int, int, int]) -> Library:
    return Library(*row[:6], sample=bool(row[6]))


def _root(row: tuple[int, int, bytes, RootKind, int, int]) -> Root:
    number, library, path, kind, watched, device = row
    return Root(number, library, path, kind, bool(watched), device)


def _named(db: sqlite3.Connection, name: str) -> Library:
    row = db.execute(f"{_LIBRARY} WHERE l.name = ?", (name,)).fetchone()
    if row is None:
        raise LibraryUnknown(name=name)
    return _library(row)


def _remove(db: sqlite3.Connection, library: int) -> None:
    if one_value(db, "SELECT name FROM libraries WHERE id = ?", library) == MY_LIBRARY:
        raise BadRequest(what=MY_LIBRARY)
    contents = contents_of(db, library)
    generations = db.execute(
        "UPDATE generations SET state = 'dropped' WHERE library = ? RETURNING id", (library,)
    ).fetchall()
    for target in (keyword_number(library), *(vector_number(row[0]) for row in generations)):
        db.execute("DELETE FROM outbox WHERE target = ?", (target,))
    db.execute("DELETE FROM libraries WHERE id = ?", (library,))
    forget(db, contents)


def _remove_root(db: sqlite3.Connection, root: int) -> None:
    library = one_value(db, "DELETE FROM roots WHERE id = ? RETURNING library", root)
    others = db.execute(
        "SELECT id, path FROM roots WHERE library = ? ORDER BY length(path) DESC", (library,)
    ).fetchall()
    moved: list[tuple[int, int]] = []
    gone: list[int] = []
    for number, path in db.execute("SELECT id, path FROM documents WHERE root = ?", (root,)).fetchall():
        other = next((other for other, above in others if covers(above, path)), None)
        if other is None:
            gone.append(number)
        else:
            moved.append((other, number))
    db.executemany("UPDATE documents SET root = ? WHERE id = ?", moved)
    take_out(db, gone)
