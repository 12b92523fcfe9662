"""Writes what was read of documents: contents found or made, and what the indexes must take in."""

import sqlite3
from collections.abc import Sequence

from desktop_rag.adapters.catalog.attachments import Holder, store_members
from desktop_rag.adapters.catalog.holding import Holding
from desktop_rag.adapters.catalog.rows import READING
from desktop_rag.domain.documents import kept_inode
from desktop_rag.domain.reading import DocumentRead


def store(db: sqlite3.Connection, read: Sequence[tuple[int, DocumentRead]]) -> int:
    """Stores a batch; returns the number of new passages."""
    libraries: dict[int, Holding] = {}
    for document, what in read:
        row = db.execute(
            "SELECT library, content, next_content, root, path, shown FROM documents WHERE id = ?",
            (document,),
        ).fetchone()
        if row is None:
            continue
        library, shown, coming, root, path, name = row
        holding = libraries.setdefault(library, Holding(db, library))
        content = holding.take(what, shown, coming)
        _assign(db, document, what, shown, content)
        if what.members or shown is not None:
            holder = Holder(document, root, path, name, flips=shown is not None and shown != content)
            store_members(db, holding, holder, what)
    for holding in libraries.values():
        holding.settle()
    return sum(holding.passages for holding in libraries.values())


def _assign(
    db: sqlite3.Connection, document: int, read: DocumentRead, shown: int | None, content: int
) -> None:
    """A new document shows the content at once; one that shows another keeps it until this one is in."""
    if shown is not None and shown != content:
        values: tuple[int, ...] = (content,)
        shows = "next_content = ?"
    else:
        shows = (
            "content = ?, next_content = NULL, state = iif(content IS NULL, ?, state),"
            " size = ?, modified_ns = ?"
        )
        values = (content, READING, read.size, read.modified_ns)
    db.execute(
        "UPDATE documents SET must_read = 0, error = NULL, warning = NULL, offline = 0, inode = ?,"
        f" seen_size = ?, seen_modified_ns = ?, {shows} WHERE id = ?",
        (kept_inode(read.inode), read.size, read.modified_ns, *values, document),
    )
