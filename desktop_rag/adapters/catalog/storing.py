"""Writes what was read of documents: contents found or made, and what the indexes must take in."""

import sqlite3
import zlib
from collections.abc import Sequence

import msgspec

from desktop_rag.adapters.catalog.projection import advance, held, release, targets, wish, write_again
from desktop_rag.adapters.catalog.rows import READING, clean, failure_row, heading_row, one_value
from desktop_rag.domain.reading import CHUNKER_VERSION, READER_VERSION, DocumentRead, UnitChunks

# Level 1 packs text to half at 100 MB/s; more costs time and saves little.
_COMPRESSION = 1


class _Changes:
    """What a batch changes in one library: contents that came, that got another name, that were let go,
    and all that it touched."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.shared: list[int] = []
        self.left: set[int] = set()
        self.touched: set[int] = set()


def store(db: sqlite3.Connection, read: Sequence[tuple[int, DocumentRead]]) -> int:
    """Stores a batch; returns the number of new passages."""
    libraries: dict[int, _Changes] = {}
    new_passages = 0
    for document, what in read:
        row = db.execute("SELECT library, content, next_content FROM documents WHERE id = ?", (document,))
        known = row.fetchone()
        if known is None:
            continue
        library, shown, coming = known
        content, passages = _find_or_make(db, what)
        new_passages += passages
        changes = libraries.setdefault(library, _Changes())
        if not held(db, library, content):
            changes.came.append(content)
        elif shown != content:
            changes.shared.append(content)
        changes.touched.add(content)
        if coming is not None:
            changes.left.add(coming)
        _assign(db, document, what, shown, content)
    for library, changes in libraries.items():
        for target in targets(db, library):
            wish(db, target, changes.came, drop=False)
        if changes.shared:
            write_again(db, library, changes.shared)
        # A content that was let go and taken up again in this batch is held, and stays.
        release(db, library, changes.left)
        advance(db, library, changes.touched)
    return new_passages


def _find_or_make(db: sqlite3.Connection, read: DocumentRead) -> tuple[int, int]:
    """The id of the content, and how many passages were made for it."""
    content = one_value(
        db,
        "SELECT id FROM contents WHERE sha256 = ? AND reader = ? AND chunker = ?",
        read.sha256,
        READER_VERSION,
        CHUNKER_VERSION,
    )
    if content is not None:
        return int(content), 0
    passages = sum(len(part.chunks) for part in read.units)
    made = db.execute(
        "INSERT INTO contents (sha256, reader, chunker, kind, title, language, author, date_ns, pages, units,"
        " unit_kind, passages, warning) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            read.sha256, READER_VERSION, CHUNKER_VERSION, read.kind, clean(read.title), read.language,
            clean(read.author), read.date_ns, read.pages, len(read.units),
            read.units[0].unit.place.kind if read.units else "section", passages, failure_row(read.warning),
        ),
    ).lastrowid  # fmt: skip
    assert made is not None
    db.executemany(
        "INSERT INTO units (content, number, kind, place, label, start, width, height, blocks, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_unit_row(made, number, part) for number, part in enumerate(read.units)),
    )
    db.executemany(
        'INSERT INTO passages (content, unit, start, "end", heading) VALUES (?, ?, ?, ?, ?)',
        (
            (made, number, chunk.start, chunk.end, heading_row(chunk.heading))
            for number, part in enumerate(read.units)
            for chunk in part.chunks
        ),
    )
    return made, passages


def _unit_row(content: int, number: int, part: UnitChunks) -> tuple[object, ...]:
    unit = part.unit
    text = zlib.compress(clean(unit.text).encode(), _COMPRESSION)
    return (
        content, number, unit.place.kind, unit.place.number, clean(unit.place.label), unit.start, unit.width,
        unit.height, msgspec.msgpack.encode(unit.blocks), text,
    )  # fmt: skip


def _assign(
    db: sqlite3.Connection, document: int, read: DocumentRead, shown: int | None, content: int
) -> None:
    """A new document shows the content at once; one that shows another keeps it until this one is in."""
    db.execute(
        "UPDATE documents SET must_read = 0, error = NULL, warning = NULL, offline = 0, inode = ?,"
        " seen_size = ?, seen_modified_ns = ? WHERE id = ?",
        (read.inode & 0x7FFF_FFFF_FFFF_FFFF, read.size, read.modified_ns, document),
    )
    if shown is not None and shown != content:
        db.execute("UPDATE documents SET next_content = ? WHERE id = ?", (content, document))
        return
    db.execute(
        "UPDATE documents SET content = ?, next_content = NULL, state = iif(content IS NULL, ?, state),"
        " size = seen_size, modified_ns = seen_modified_ns WHERE id = ?",
        (content, READING, document),
    )
