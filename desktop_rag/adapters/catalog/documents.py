"""Documents and their states: what must be read, what was, what failed, and what is gone."""

import sqlite3
from collections.abc import Collection, Sequence

from desktop_rag.adapters.catalog import discovering, filtering, looking, recognizing
from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.paths import below, members_at
from desktop_rag.adapters.catalog.projection import take_out, with_attached
from desktop_rag.adapters.catalog.remembered import Remembered
from desktop_rag.adapters.catalog.rows import (
    DOCUMENT,
    FAILED,
    READING,
    WAITING,
    document_of,
    failure_row,
    kind_by_name,
    listed,
    old_version_kept,
    one_value,
)
from desktop_rag.domain.discovery import KnownFile
from desktop_rag.domain.documents import Document, FileSeen, kept_inode, path_shown
from desktop_rag.domain.errors import DocumentUnknown, Failure
from desktop_rag.domain.passages import Coverage
from desktop_rag.domain.queries import DocumentFilter, Selection
from desktop_rag.domain.reading import READER_VERSION, DocumentRead

# A document that shows a content keeps it, its state and its figures until the new version is in.
_WAIT = f"""
INSERT INTO documents (library, root, path, shown, kind, size, modified_ns, inode, seen_size,
                       seen_modified_ns, state, must_read)
VALUES (:library, :root, :path, :shown, :kind, :size, :modified_ns, :inode, :size, :modified_ns, {WAITING}, 1)
ON CONFLICT (library, path, member) DO UPDATE SET
    root = excluded.root, inode = excluded.inode, offline = 0, must_read = 1, error = NULL,
    seen_size = excluded.size, seen_modified_ns = excluded.modified_ns,
    size = iif(content IS NULL, excluded.size, size),
    modified_ns = iif(content IS NULL, excluded.modified_ns, modified_ns),
    state = iif(content IS NULL, {WAITING}, state)
RETURNING id
"""

_FAIL = """
UPDATE documents SET must_read = 0, state = iif(content IS NULL, ?, state),
    error = iif(content IS NULL, ?, NULL), warning = iif(content IS NULL, NULL, ?)
"""


class SqliteDocuments:
    """`Documents` in the catalog. `must_read` says that the file has to be read; `state` what search sees."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._selections: Remembered[object, Selection] = Remembered(connections)

    async def known(self, library: int, paths: Collection[bytes] = ()) -> dict[bytes, KnownFile]:
        return await self._connections.read(lambda db: discovering.known(db, library, paths))

    async def with_inodes(self, library: int, inodes: Collection[int]) -> tuple[KnownFile, ...]:
        return await self._connections.read(lambda db: discovering.with_inodes(db, library, inodes))

    async def moved(self, library: int, moves: Sequence[tuple[int, int, FileSeen]]) -> None:
        await self._connections.write(lambda db: discovering.move(db, library, moves))

    async def digests(self, documents: Sequence[int]) -> dict[int, bytes]:
        return await self._connections.read(lambda db: discovering.digests(db, documents))

    async def refuse(
        self, library: int, root: int, files: Sequence[tuple[FileSeen, Failure]]
    ) -> tuple[int, ...]:
        def one(db: sqlite3.Connection, file: FileSeen, failure: Failure) -> int:
            number = int(db.execute(_WAIT, _waiting_row(library, root, file)).fetchone()[0])
            _fail(db, number, failure, file)
            return number

        return await self._connections.write(lambda db: tuple(one(db, *refused) for refused in files))

    async def wait(self, library: int, root: int, files: Sequence[FileSeen]) -> tuple[int, ...]:
        def work(db: sqlite3.Connection) -> tuple[int, ...]:
            return tuple(db.execute(_WAIT, _waiting_row(library, root, file)).fetchone()[0] for file in files)

        return await self._connections.write(work)

    async def waiting(self, library: int) -> tuple[int, ...]:
        """Without those that are offline: there is nothing to be read. What is attached to a mail waits
        for the mail."""
        return await self._ids(
            "SELECT id FROM documents WHERE library = ? AND must_read = 1 AND offline = 0 AND member = ''"
            " AND recognize = 0 ORDER BY id",
            (library,),
        )

    async def start_reading(self, documents: Sequence[int]) -> None:
        await self._connections.write(
            lambda db: db.execute(
                "UPDATE documents SET state = ? WHERE content IS NULL AND must_read = 1"
                " AND id IN (SELECT value FROM json_each(?))",
                (READING, listed(documents)),
            )
        )

    async def fail(self, document: int, failure: Failure, seen: FileSeen | None = None) -> None:
        """With `seen`, a file that stays as it is now will not be read again."""
        await self.fail_all([(document, failure, seen)])

    async def fail_all(self, failed: Sequence[tuple[int, Failure, FileSeen | None]]) -> None:
        def work(db: sqlite3.Connection) -> None:
            for one in failed:
                _fail(db, *one)

        await self._connections.write(work)

    async def skip(self, documents: Sequence[int]) -> None:
        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO skips (library, path, size, modified_ns, reader)"
                " SELECT library, path, seen_size, seen_modified_ns, ? FROM documents"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (READER_VERSION, listed(documents)),
            )
            take_out(db, documents)

        await self._connections.write(work)

    async def skipped(self, library: int) -> dict[bytes, tuple[int, int]]:
        def work(db: sqlite3.Connection) -> dict[bytes, tuple[int, int]]:
            rows = db.execute(
                "SELECT path, size, modified_ns FROM skips WHERE library = ? AND reader = ?",
                (library, READER_VERSION),
            )
            return {path: (size, modified) for path, size, modified in rows}

        return await self._connections.read(work)

    async def attention(self, library: int) -> int:
        return await self._connections.read(lambda db: _attention(db, library))

    async def to_recognize(self, library: int) -> tuple[int, ...]:
        """The shortest first: a long one must not keep many short ones waiting."""
        return await self._ids(
            "SELECT id FROM documents WHERE library = ? AND must_read = 1 AND offline = 0 AND member = ''"
            " AND recognize = 1 ORDER BY seen_size, id",
            (library,),
        )

    async def need_recognition(self, library: int) -> tuple[int, ...]:
        return await self._connections.read(lambda db: recognizing.needing(db, library))

    async def recognized_sizes(self) -> frozenset[int]:
        return await self._connections.read(recognizing.sizes)

    async def recognized(self, sha256: bytes) -> DocumentRead | None:
        return await self._connections.read(lambda db: recognizing.known(db, sha256))

    async def recognize(self, documents: Sequence[int]) -> tuple[int, ...]:
        return await self._connections.write(lambda db: recognizing.agree(db, documents))

    async def stop_recognizing(self, documents: Sequence[int], read: bool = False) -> tuple[int, ...]:
        return await self._connections.write(lambda db: recognizing.stop(db, documents, read))

    async def settle_offline(
        self, root: int, offline: bool, folders: Collection[bytes] = ()
    ) -> tuple[int, ...]:
        within = "".join(" OR (path > ? AND path < ?)" for _ in folders)
        bounds = [bound for folder in folders for bound in below(folder)]

        def work(db: sqlite3.Connection) -> tuple[int, ...]:
            rows = db.execute(
                f"UPDATE documents SET offline = (?{within}) WHERE root = ? AND offline <> (?{within})"
                " RETURNING id",
                (offline, *bounds, root, offline, *bounds),
            )
            return tuple(sorted(row[0] for row in rows.fetchall()))

        return await self._connections.write(work)

    async def remove(self, documents: Sequence[int]) -> tuple[int, ...]:
        return await self._connections.write(lambda db: take_out(db, documents), scrub=True)

    async def attached_to(self, documents: Sequence[int]) -> tuple[int, ...]:
        given = frozenset(documents)
        found = await self._connections.look(lambda db: with_attached(db, given))
        return tuple(row[0] for row in found if row[0] not in given)

    async def bring_back(self, library: int, address: bytes) -> bool:
        return await self._connections.write(lambda db: _bring_back(db, library, address))

    async def file_of(self, document: int) -> Document:
        found = await self._documents(
            "WHERE (d.library, d.path) IN (SELECT library, path FROM documents WHERE id = ?)"
            " AND d.member = ''",
            (document,),
        )
        if not found:
            raise DocumentUnknown(document=str(document))
        return found[0]

    async def one(self, document: int) -> Document:
        found = await self.many([document])
        if not found:
            raise DocumentUnknown(document=str(document))
        return found[0]

    async def many(self, documents: Sequence[int]) -> tuple[Document, ...]:
        """In the order given; ids that are gone are left out."""
        found = await self._documents("WHERE d.id IN (SELECT value FROM json_each(?))", (listed(documents),))
        by_id = {document.id: document for document in found}
        return tuple(by_id[document] for document in documents if document in by_id)

    async def page(self, library: int, after: int, limit: int) -> tuple[Document, ...]:
        return await self._documents(
            "WHERE d.library = ? AND d.id > ? ORDER BY d.id LIMIT ?", (library, after, limit)
        )

    async def at(self, library: int, paths: Sequence[bytes]) -> tuple[Document, ...]:
        """By id, each once."""
        found: dict[int, Document] = {}
        for path in dict.fromkeys(paths):
            first, end = below(path)
            documents = await self._documents(
                "WHERE d.id IN (SELECT id FROM documents WHERE library = ?1 AND path = ?2 UNION ALL"
                " SELECT id FROM documents WHERE library = ?1 AND path >= ?3 AND path < ?4)",
                (library, path, first, end),
            )
            for holder, member in () if documents else members_at(path):
                documents += await self._documents(
                    "WHERE d.library = ? AND d.path = ? AND d.member = ?", (library, holder, member)
                )
            for document in documents:
                found[document.id] = document
        return tuple(found[number] for number in sorted(found))

    async def coverage(self, library: int) -> Coverage:
        """Documents that failed are not among those held: no search could ever see them."""

        return await self._connections.read(lambda db: looking.coverage(db, library))

    async def matching(
        self, library: int, wanted: Sequence[Sequence[DocumentFilter]], scope: Collection[int] = ()
    ) -> Selection:
        """Remembered until something changes: while a query is typed, its filters stay the same."""
        key = library, tuple(map(tuple, wanted)), tuple(scope)

        return await self._selections.get(key, lambda db: filtering.matching(db, library, key[1], scope))

    async def retry(self, documents: Sequence[int]) -> None:
        await self._connections.write(lambda db: _retry(db, documents))

    async def _ids(self, query: str, arguments: tuple[object, ...]) -> tuple[int, ...]:
        return await self._connections.read(lambda db: tuple(row[0] for row in db.execute(query, arguments)))

    async def _documents(self, where: str, arguments: tuple[object, ...]) -> tuple[Document, ...]:
        return await self._connections.read(
            lambda db: tuple(document_of(row) for row in db.execute(DOCUMENT + where, arguments))
        )


def _retry(db: sqlite3.Connection, documents: Sequence[int]) -> None:
    again = db.execute(
        "UPDATE documents SET must_read = 1, error = NULL, warning = NULL, state = iif(state = ?, ?, state)"
        " WHERE (state = ? OR warning IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM contents WHERE id = content AND warning IS NOT NULL))"
        " AND id IN (SELECT value FROM json_each(?)) RETURNING library, path, member",
        (FAILED, WAITING, FAILED, listed(documents)),
    ).fetchall()
    # What is attached to a mail is read with the mail.
    db.executemany(
        "UPDATE documents SET must_read = 1, error = NULL, state = iif(state = ?, ?, state)"
        " WHERE library = ? AND path = ? AND member = ''",
        [(FAILED, WAITING, library, path) for library, path, member in again if member],
    )


def _bring_back(db: sqlite3.Connection, library: int, address: bytes) -> bool:
    for path, _ in members_at(address):
        if one_value(db, "SELECT id FROM documents WHERE library = ? AND path = ?", library, path) is None:
            continue
        place = (library, address)
        if db.execute("DELETE FROM exclusions WHERE library = ? AND path = ?", place).rowcount:
            db.execute(
                "UPDATE documents SET must_read = 1 WHERE library = ? AND path = ? AND member = ''",
                (library, path),
            )
        return True
    return False


def _waiting_row(library: int, root: int, file: FileSeen) -> dict[str, object]:
    return {
        "library": library,
        "root": root,
        "path": file.path,
        "shown": path_shown(file.path),
        "kind": kind_by_name(file.path),
        "size": file.size,
        "modified_ns": file.modified_ns,
        "inode": kept_inode(file.inode),
    }


def _fail(db: sqlite3.Connection, document: int, failure: Failure, seen: FileSeen | None) -> None:
    if seen is not None:
        db.execute(
            "UPDATE documents SET seen_size = ?1, seen_modified_ns = ?2,"
            " size = iif(content IS NULL, ?1, size), modified_ns = iif(content IS NULL, ?2, modified_ns)"
            " WHERE id = ?3",
            (seen.size, seen.modified_ns, document),
        )
    values = (FAILED, failure_row(failure), failure_row(old_version_kept(failure)))
    failed = db.execute(f"{_FAIL} WHERE id = ? RETURNING library, path", (*values, document)).fetchall()
    for place in failed:  # what is attached to it and waits with it fails with it
        db.execute(f"{_FAIL} WHERE must_read = 1 AND library = ? AND path = ?", (*values, *place))


def _attention(db: sqlite3.Connection, library: int) -> int:
    return int(
        one_value(
            db,
            "SELECT count(*) FROM documents d LEFT JOIN contents c ON c.id = d.content"
            " WHERE d.library = ? AND (d.state = ? OR d.warning IS NOT NULL OR c.warning IS NOT NULL)",
            library,
            FAILED,
        )
    )
