"""What discovery asks of the documents and does to them: what is known, what moved, what is too large."""

import os
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any, cast

from desktop_rag.adapters.catalog.paths import below
from desktop_rag.adapters.catalog.projection import write_again
from desktop_rag.adapters.catalog.rows import FAILED, failure_of, kind_by_name, listed
from desktop_rag.domain.discovery import KnownFile
from desktop_rag.domain.documents import FileSeen, kept_inode, path_shown

_FIELDS = f"""
SELECT path, id, root, seen_size, seen_modified_ns, inode, must_read, offline,
    iif(state = {FAILED}, error, NULL) FROM documents
"""
# In the order of the table: by its index, 10,000 files took 17 ms instead of 11.
_ALL = f"{_FIELDS} NOT INDEXED WHERE library = ? AND member = ''"
_AT = f"{_FIELDS} WHERE library = ? AND path = ? AND member = ''"
_BELOW = f"{_FIELDS} WHERE library = ? AND path >= ? AND path < ? AND member = ''"


def known(db: sqlite3.Connection, library: int, paths: Collection[bytes] = ()) -> dict[bytes, KnownFile]:
    """All files, or those at and below some paths."""
    if not paths:
        return _files(db.execute(_ALL, (library,)))
    found: dict[bytes, KnownFile] = {}
    for path in paths:
        found |= _files(db.execute(_AT, (library, path)))
        found |= _files(db.execute(_BELOW, (library, *below(path))))
    return found


def with_inodes(db: sqlite3.Connection, library: int, inodes: Collection[int]) -> tuple[KnownFile, ...]:
    asked = listed(map(kept_inode, inodes))
    rows = db.execute(f"{_ALL} AND inode IN (SELECT value FROM json_each(?))", (library, asked))
    return tuple(_files(rows).values())


def _files(rows: Iterable[tuple[Any, ...]]) -> dict[bytes, KnownFile]:
    # Half the time of KnownFile._make, which checks the length of each row.
    make = partial(tuple.__new__, KnownFile)
    found: dict[bytes, KnownFile] = {file[0]: file for file in map(make, rows)}
    failed = [file for file in found.values() if file.failure is not None]
    for file in failed:
        found[file.path] = file._replace(failure=failure_of(cast(bytes, file.failure)))
    return found


def move(db: sqlite3.Connection, library: int, moves: Sequence[tuple[int, int, FileSeen]]) -> None:
    """Gives documents (id, new root, file as it is now) their new paths, with what is attached to them.

    Nothing is read again; where a file has another name, the words of its content are written again.
    """
    renamed: list[int] = []
    for number, root, file in moves:
        old = db.execute("SELECT path, shown FROM documents WHERE id = ?", (number,)).fetchone()
        if old is None:
            continue
        path, before = old
        after = path_shown(file.path)
        db.execute(
            "UPDATE documents SET path = ?1, root = ?2, shown = ?3 || substr(shown, ?4), offline = 0"
            " WHERE library = ?5 AND path = ?6",
            (file.path, root, after, len(before) + 1, library, path),
        )
        db.execute(
            "UPDATE documents SET inode = ?1, kind = ?2, seen_size = ?3, seen_modified_ns = ?4,"
            " size = iif(next_content IS NULL, ?3, size),"
            " modified_ns = iif(next_content IS NULL, ?4, modified_ns)"
            " WHERE id = ?5",
            (kept_inode(file.inode), kind_by_name(file.path), file.size, file.modified_ns, number),
        )
        if os.path.basename(path) != os.path.basename(file.path):
            renamed.append(number)
    rows = db.execute(
        "SELECT content, next_content FROM documents WHERE id IN (SELECT value FROM json_each(?))",
        (listed(renamed),),
    ).fetchall()
    contents = {content for row in rows for content in row if content is not None}
    if contents:
        write_again(db, library, contents)


def digests(db: sqlite3.Connection, documents: Sequence[int]) -> dict[int, bytes]:
    """The sha256 of the file that each document was read from; not of those that wait for a new version."""
    rows = db.execute(
        "SELECT d.id, c.sha256 FROM documents d JOIN contents c ON c.id = d.content"
        " WHERE d.next_content IS NULL AND d.must_read = 0 AND d.id IN (SELECT value FROM json_each(?))",
        (listed(documents),),
    )
    return dict(rows.fetchall())


def mounts(db: sqlite3.Connection, root: int) -> frozenset[bytes]:
    """The places in a root where other file systems begin; their paths with zeros between them."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (f"mounts.{root}",)).fetchone()
    return frozenset() if row is None else frozenset(bytes(row[0]).split(b"\0"))


def set_mounts(db: sqlite3.Connection, root: int, paths: Collection[bytes]) -> None:
    name = f"mounts.{root}"
    if paths:
        db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, b"\0".join(sorted(paths))))
    else:
        db.execute("DELETE FROM settings WHERE name = ?", (name,))


def rules(db: sqlite3.Connection, library: int) -> str:
    """The rules that the library was last looked at with."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (f"rules.{library}",)).fetchone()
    return "" if row is None else str(row[0])


def set_rules(db: sqlite3.Connection, library: int, text: str) -> None:
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (f"rules.{library}", text))
