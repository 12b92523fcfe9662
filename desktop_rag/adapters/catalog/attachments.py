"""What a file holds besides itself: attachments as documents of their own, stored together with it."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop_rag.adapters.catalog.holding import Holding
from desktop_rag.adapters.catalog.paths import below, covers
from desktop_rag.adapters.catalog.projection import take_out
from desktop_rag.adapters.catalog.rows import (
    FAILED,
    READING,
    clean,
    failure_row,
    kind_by_name,
    old_version_kept,
)
from desktop_rag.domain.documents import address_of
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import DocumentRead, MemberRead


class Holder(NamedTuple):
    """The file that was read; `flips`: it goes on showing its old version until the new one is in."""

    id: int
    root: int
    path: bytes
    shown: str
    flips: bool


class _Row(NamedTuple):
    """A document inside the file, as the catalog has it."""

    id: int
    content: int | None = None
    coming: int | None = None


def store_members(db: sqlite3.Connection, holding: Holding, holder: Holder, read: DocumentRead) -> None:
    """Makes the documents inside a file what was read of them. While the file flips, what is new in it
    comes, and what is no more in it goes, with the flip."""
    rows = db.execute(
        "SELECT member, id, content, next_content FROM documents"
        " WHERE library = ? AND path = ? AND member <> ''",
        (holding.library, holder.path),
    ).fetchall()
    known = {row[0]: _Row(*row[1:]) for row in rows}
    ids: dict[str, int] = {}
    for name, member in _wanted(db, holding.library, holder, read.members):
        parent = ids.get(name.rpartition("/")[0], holder.id)
        row = known.get(name) or _made(db, holding.library, holder, name, parent)
        ids[name] = row.id
        db.execute(
            "UPDATE documents SET root = ?, parent = ?, must_read = 0, offline = 0, leaving = 0,"
            " seen_size = ?, seen_modified_ns = ? WHERE id = ?",
            (holder.root, parent, member.read.size if member.read else 0, read.modified_ns, row.id),
        )
        if member.read is None:
            _fail(db, holding, row, member.failure or Failure("internal"))
        else:
            _take(db, holding, row, member.read, holder.flips)
    _let_go(db, holding, [row for name, row in known.items() if name not in ids], holder.flips)


def _wanted(
    db: sqlite3.Connection, library: int, holder: Holder, members: Sequence[MemberRead]
) -> Iterator[tuple[str, MemberRead]]:
    """Without those that the person took out of the library."""
    rows = db.execute(
        "SELECT path FROM exclusions WHERE library = ? AND path >= ? AND path < ?",
        (library, *below(holder.path)),
    ).fetchall()
    for member in members:
        name = clean(member.name)
        address = address_of(holder.path, name)
        if name and not any(covers(excluded, address) for (excluded,) in rows):
            yield name, member


def _made(db: sqlite3.Connection, library: int, holder: Holder, name: str, parent: int) -> _Row:
    made = db.execute(
        "INSERT INTO documents (library, root, path, member, parent, shown, kind, size, modified_ns, inode,"
        " seen_size, seen_modified_ns, state, must_read) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, 0)",
        (
            library, holder.root, holder.path, name, parent, f"{holder.shown}/{name}",
            kind_by_name(name.encode()), READING,
        ),
    ).lastrowid  # fmt: skip
    assert made is not None
    return _Row(made)


def _take(db: sqlite3.Connection, holding: Holding, row: _Row, read: DocumentRead, flips: bool) -> None:
    content = holding.take(read, row.content, row.coming)
    waits = content != row.content and (flips or row.content is not None)
    db.execute(
        "UPDATE documents SET error = NULL, warning = NULL, content = ?, next_content = ?,"
        " state = iif(content IS NULL, ?, state) WHERE id = ?",
        (row.content if waits else content, content if waits else None, READING, row.id),
    )
    if not waits:
        _settle_size(db, row)


def _fail(db: sqlite3.Connection, holding: Holding, row: _Row, failure: Failure) -> None:
    holding.let_go(row.coming)
    if row.content is None:
        db.execute(
            "UPDATE documents SET next_content = NULL, state = ?, error = ?, warning = NULL WHERE id = ?",
            (FAILED, failure_row(failure), row.id),
        )
        _settle_size(db, row)
    else:
        kept = old_version_kept(failure)
        db.execute(
            "UPDATE documents SET next_content = NULL, error = NULL, warning = ? WHERE id = ?",
            (failure_row(kept), row.id),
        )


def _settle_size(db: sqlite3.Connection, row: _Row) -> None:
    db.execute(
        "UPDATE documents SET size = seen_size, modified_ns = seen_modified_ns WHERE id = ?", (row.id,)
    )


def _let_go(db: sqlite3.Connection, holding: Holding, rows: Sequence[_Row], flips: bool) -> None:
    """What is no more in the file, and what the person took out."""
    gone = [row.id for row in rows if not flips or row.content is None]
    for row in rows:
        holding.let_go(row.coming)
        db.execute(
            "UPDATE documents SET next_content = NULL, must_read = 0, leaving = 1 WHERE id = ?", (row.id,)
        )
    if gone:
        take_out(db, gone)
