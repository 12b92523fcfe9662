"""The tables of the catalog, and how an older file becomes one of today."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_rag.adapters.catalog.rows import FAILED, WAITING
from desktop_rag.domain.errors import FolderNewer, FolderUnreadable
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.reading import CHUNKER_VERSION, READER_VERSION

MY_LIBRARY = "My library"

# Ids that an index or an answer may still hold after the row is gone are AUTOINCREMENT: never used again.
# Large values stand last in a row, so that reading what is before them leaves their pages alone.
TABLES = """
CREATE TABLE libraries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, embedder TEXT NOT NULL,
    sample INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE roots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    library INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    path BLOB NOT NULL, kind TEXT NOT NULL, watched INTEGER NOT NULL DEFAULT 1, device INTEGER NOT NULL,
    UNIQUE (library, path)
);
CREATE TABLE exclusions (
    library INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE, path BLOB NOT NULL,
    inode INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0,
    modified_ns INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (library, path)
) WITHOUT ROWID;
CREATE TABLE skips (
    library INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE, path BLOB NOT NULL,
    size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, reader INTEGER NOT NULL,
    PRIMARY KEY (library, path)
) WITHOUT ROWID;
CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL, reader INTEGER NOT NULL, chunker INTEGER NOT NULL,
    kind TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL, author TEXT NOT NULL, date_ns INTEGER,
    pages INTEGER, units INTEGER NOT NULL, unit_kind TEXT NOT NULL, passages INTEGER NOT NULL, warning BLOB,
    recognized INTEGER NOT NULL DEFAULT 0,
    UNIQUE (sha256, reader, chunker, recognized)
);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    library INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    root INTEGER NOT NULL, path BLOB NOT NULL, member TEXT NOT NULL DEFAULT '', parent INTEGER,
    shown TEXT NOT NULL, kind TEXT NOT NULL,
    size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    seen_size INTEGER NOT NULL, seen_modified_ns INTEGER NOT NULL,
    state INTEGER NOT NULL, must_read INTEGER NOT NULL, offline INTEGER NOT NULL DEFAULT 0,
    content INTEGER REFERENCES contents (id), next_content INTEGER REFERENCES contents (id),
    indexed_ns INTEGER, error BLOB, warning BLOB, leaving INTEGER NOT NULL DEFAULT 0,
    recognize INTEGER NOT NULL DEFAULT 0,
    UNIQUE (library, path, member)
);
CREATE INDEX documents_library ON documents (library);
CREATE INDEX documents_state ON documents (library, state);
CREATE INDEX documents_root ON documents (root);
CREATE INDEX documents_content ON documents (content, library, state);
CREATE INDEX documents_next_content ON documents (next_content, library);
CREATE INDEX documents_parent ON documents (parent) WHERE parent IS NOT NULL;
CREATE INDEX documents_must_read ON documents (library) WHERE must_read = 1;
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    kind TEXT NOT NULL, place INTEGER NOT NULL, label TEXT NOT NULL,
    start INTEGER NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
    blocks BLOB NOT NULL, words BLOB, stretches BLOB, text BLOB NOT NULL,
    UNIQUE (content, number)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    unit INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading BLOB
);
CREATE INDEX passages_content ON passages (content);
CREATE TABLE embedders (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL, dimension INTEGER NOT NULL
);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY, embedder INTEGER NOT NULL REFERENCES embedders (id),
    key BLOB NOT NULL, part INTEGER NOT NULL, last_used INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (embedder, key, part)
);
CREATE TABLE passage_vectors (
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    embedder INTEGER NOT NULL, part INTEGER NOT NULL, vector INTEGER NOT NULL REFERENCES vectors (id),
    PRIMARY KEY (passage, embedder, part)
) WITHOUT ROWID;
CREATE INDEX passage_vectors_vector ON passage_vectors (vector);
CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, library INTEGER NOT NULL,
    embedder INTEGER NOT NULL REFERENCES embedders (id), name TEXT NOT NULL, directory TEXT NOT NULL UNIQUE,
    shape INTEGER NOT NULL, state TEXT NOT NULL
);
CREATE UNIQUE INDEX generations_in_use ON generations (library, state) WHERE state <> 'dropped';
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL, dropping INTEGER NOT NULL,
    passage INTEGER NOT NULL, content INTEGER NOT NULL,
    UNIQUE (target, content, passage)
);
CREATE INDEX outbox_target ON outbox (target);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    library INTEGER NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    title TEXT NOT NULL, created_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL
);
CREATE INDEX conversations_library ON conversations (library);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent INTEGER, question TEXT NOT NULL, scope BLOB NOT NULL, created_ns INTEGER NOT NULL
);
CREATE INDEX turns_conversation ON turns (conversation);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, turn INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    state TEXT NOT NULL, created_ns INTEGER NOT NULL, answer BLOB NOT NULL
);
CREATE INDEX answers_turn ON answers (turn);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

Migration = Callable[[sqlite3.Connection], None]


def _to_version_2(db: sqlite3.Connection) -> None:
    """What is attached to mails are documents: mails that were read without are read again. The text of
    pictures may be recognised: the same bytes may have been read otherwise."""
    db.execute("ALTER TABLE documents ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE documents ADD COLUMN recognize INTEGER NOT NULL DEFAULT 0")
    _widen_contents(db)
    db.execute(
        "UPDATE documents SET must_read = 1 WHERE content IN"
        " (SELECT id FROM contents WHERE kind IN ('eml', 'mbox', 'msg'))"
    )


def _widen_contents(db: sqlite3.Connection) -> None:
    """A key of a table cannot be altered: the table is made anew. Ids are never used again."""
    sql = str(db.execute("SELECT sql FROM sqlite_master WHERE name = 'contents'").fetchone()[0])
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contents'").fetchone()
    key = "UNIQUE (sha256, reader, chunker)"
    wider = f"recognized INTEGER NOT NULL DEFAULT 0, {key[:-1]}, recognized)"
    db.execute(sql.replace("contents", "wider_contents", 1).replace(key, wider))
    db.execute("INSERT INTO wider_contents SELECT *, 0 FROM contents")
    db.execute("DROP TABLE contents")
    db.execute("ALTER TABLE wider_contents RENAME TO contents")
    if last is not None:
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'contents'")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('contents', ?)", last)


def _to_version_3(db: sqlite3.Connection) -> None:
    """What was taken out stays out under another name: it is known by more than its path."""
    for column in ("inode", "size", "modified_ns"):
        db.execute(f"ALTER TABLE exclusions ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


def _to_version_4(db: sqlite3.Connection) -> None:
    """A unit's text can be unpacked from the middle; those that are there already are unpacked whole."""
    db.execute("ALTER TABLE units ADD COLUMN stretches BLOB")


# The first makes a file of version 2 out of one of version 1, and so on.
MIGRATIONS: tuple[Migration, ...] = (_to_version_2, _to_version_3, _to_version_4)


def prepare(db: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Makes the tables of an empty file, or migrates an older one, in one transaction.

    Raises `FolderNewer` for a file of a newer version, `FolderUnreadable` for one that is not ours.
    """
    newest = len(migrations) + 1
    version = _version(db)
    if version > newest:
        raise FolderNewer(path=str(path.parent))
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise FolderUnreadable(path=str(path.parent))
    if 0 < version < newest:
        _copy(db, _copy_path(path, version))
    elif version == newest:
        # The copy of before a migration has served once the new version has started again: it
        # would keep text that the person deletes from now on.
        for older in range(1, newest):
            _copy_path(path, older).unlink(missing_ok=True)
    _bring_up(db, version, migrations)


def _bring_up(db: sqlite3.Connection, version: int, migrations: Sequence[Migration]) -> None:
    newest = len(migrations) + 1
    read_by = f"{READER_VERSION}.{CHUNKER_VERSION}"
    known = None if version == 0 else _setting(db, "read_by")
    if version == newest and known == read_by:
        return
    # A table that is made anew must not take with it the rows that refer to it.
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    try:
        if version == 0:
            for statement in TABLES.split(";"):
                db.execute(statement)
            # Migrations begin at the first version; a new file is made as the newest.
            db.execute(
                "INSERT INTO libraries (name, embedder) VALUES (?, ?)",
                (MY_LIBRARY, BUILT_IN),
            )
        else:
            for migrate in migrations[version - 1 :]:
                migrate(db)
            db.execute(
                "UPDATE documents SET must_read = 1 WHERE member = '' AND content IN"
                " (SELECT id FROM contents WHERE reader <> ? OR chunker <> ?)",
                (READER_VERSION, CHUNKER_VERSION),
            )
            # What an older reader could not read, a newer one may.
            db.execute(
                "UPDATE documents SET must_read = 1, state = ?, error = NULL"
                " WHERE member = '' AND content IS NULL AND state = ?",
                (WAITING, FAILED),
            )
        db.execute("INSERT OR REPLACE INTO settings VALUES ('read_by', ?)", (read_by,))
        db.execute(f"PRAGMA user_version = {newest:d}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _setting(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _copy_path(path: Path, version: int) -> Path:
    return path.with_name(f"{path.name}.{version}")


def _copy(db: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
    copy = sqlite3.connect(target)
    try:
        db.backup(copy)
    finally:
        copy.close()
