"""Documents whose text is to be recognised: which need it, which wait for it, and which no longer do."""

import sqlite3
from collections.abc import Sequence

from desktop_rag.adapters.catalog.rows import FAILED, WAITING, failure_row, listed
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import CHUNKER_VERSION, READER_VERSION, DocumentRead

NEEDED = Failure("needs-ocr")

# A picture, one that has taken the place of a text, or a text some of whose pages are pictures.
_NEEDING = f"""
SELECT d.id FROM documents d LEFT JOIN contents c ON c.id = d.content WHERE (
    (d.state = {FAILED} AND json_extract(CAST(d.error AS TEXT), '$.code') = 'needs-ocr')
    OR json_extract(CAST(d.warning AS TEXT), '$.arguments.error') = 'needs-ocr'
    OR json_extract(CAST(c.warning AS TEXT), '$.code') = 'pages-need-ocr') AND d.must_read = 0
"""


def needing(db: sqlite3.Connection, library: int) -> tuple[int, ...]:
    return tuple(row[0] for row in db.execute(f"{_NEEDING} AND d.library = ? ORDER BY d.id", (library,)))


def sizes(db: sqlite3.Connection) -> frozenset[int]:
    """Of the files whose text was recognised."""
    rows = db.execute(
        "SELECT DISTINCT d.seen_size FROM contents c JOIN documents d ON d.content = c.id"
        " WHERE c.recognized = 1 AND c.warning IS NULL AND d.member = ''"
    )
    return frozenset(row[0] for row in rows)


def known(db: sqlite3.Connection, sha256: bytes) -> DocumentRead | None:
    """What was recognised in these bytes, when nothing of it is missing; without its units."""
    row = db.execute(
        "SELECT kind FROM contents WHERE sha256 = ? AND reader = ? AND chunker = ? AND recognized = 1"
        " AND warning IS NULL",
        (sha256, READER_VERSION, CHUNKER_VERSION),
    ).fetchone()
    if row is None:
        return None
    return DocumentRead(sha256, row[0], "", "", "", None, None, 0, 0, 0, recognized=True)


def agree(db: sqlite3.Connection, documents: Sequence[int]) -> tuple[int, ...]:
    chosen = db.execute(
        f"UPDATE documents SET recognize = 1, must_read = 1, error = NULL,"
        f" state = iif(content IS NULL, {WAITING}, state)"
        f" WHERE id IN ({_NEEDING} AND d.id IN (SELECT value FROM json_each(?)))"
        " RETURNING id, library, path, member",
        (listed(documents),),
    ).fetchall()
    ids = {row[0] for row in chosen}
    for _, library, path, member in chosen:
        if member:  # what is attached is read with its mail
            ids |= _holder(db, library, path)
    return tuple(sorted(ids))


def _holder(db: sqlite3.Connection, library: int, path: bytes) -> set[int]:
    rows = db.execute(
        "UPDATE documents SET recognize = 1, must_read = 1 WHERE library = ? AND path = ? AND member = ''"
        " RETURNING id",
        (library, path),
    )
    return {row[0] for row in rows.fetchall()}


def stop(db: sqlite3.Connection, documents: Sequence[int], read: bool) -> tuple[int, ...]:
    places = db.execute(
        "SELECT DISTINCT f.library, f.path FROM documents d JOIN documents f USING (library, path)"
        " WHERE d.id IN (SELECT value FROM json_each(?))"
        " AND f.member = '' AND f.recognize = 1 AND f.must_read = 1",
        (listed(documents),),
    ).fetchall()
    stopped: list[int] = []
    for place in places:
        rows = db.execute(
            "UPDATE documents SET recognize = 0, must_read = :read,"
            " state = iif(content IS NULL AND NOT :read, :failed, state),"
            " error = iif(content IS NULL AND NOT :read, :needed, NULL)"
            " WHERE library = :library AND path = :path AND must_read = 1 RETURNING id",
            {
                "read": read, "failed": FAILED, "needed": failure_row(NEEDED), "library": place[0],
                "path": place[1],
            },
        )  # fmt: skip
        stopped += [row[0] for row in rows.fetchall()]
    return tuple(sorted(stopped))
