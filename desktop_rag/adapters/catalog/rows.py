"""How values of the domain stand in rows: states as numbers, failures and lists as bytes."""

import os
import sqlite3
import time
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec

from desktop_rag.domain.documents import Document, DocumentState, path_shown
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import WordBox

Row = tuple[Any, ...]

STATES: tuple[DocumentState, ...] = ("waiting", "reading", "searchable", "ready", "failed")
WAITING, READING, SEARCHABLE, READY, FAILED = range(5)

_SECONDS_A_DAY = 86_400

DOCUMENT = """
SELECT d.id, d.library, d.root, d.path, d.shown, coalesce(c.kind, d.kind), d.state, d.offline, d.size,
       d.modified_ns, c.title, c.unit_kind, c.pages, c.units, c.passages, d.indexed_ns, d.error,
       coalesce(d.warning, c.warning), d.member, d.parent, d.recognize
FROM documents d LEFT JOIN contents c ON c.id = d.content
"""


def document_of(row: Row) -> Document:
    """A document out of a row of `DOCUMENT`."""
    (
        number, library, root, path, shown, kind, state, offline, size, modified, title, unit_kind, pages,
        units, passages, indexed, error, warning, member, parent, recognize,
    ) = row  # fmt: skip
    return Document(
        number, library, root, path, shown, kind, "offline" if offline else STATES[state], size, modified,
        title or "", unit_kind or "section", pages, units or 0, passages or 0, indexed,
        failure_of(error) if state == FAILED else None, failure_of(warning), member, parent,
        bool(recognize),
    )  # fmt: skip


def listed(ids: Iterable[int]) -> str:
    """Ids as the one argument of `json_each(?)`: SQLite takes a limited number of arguments."""
    return msgspec.json.encode(list(ids)).decode()


def failure_row(failure: Failure | None) -> bytes | None:
    return None if failure is None else msgspec.json.encode(failure)


def old_version_kept(failure: Failure) -> Failure:
    """The warning of a document that could not be read again."""
    return Failure("old-version-kept", {"error": failure.code})


def failure_of(row: bytes | None) -> Failure | None:
    return None if row is None else msgspec.json.decode(row, type=Failure)


def heading_row(heading: tuple[str, ...]) -> bytes | None:
    return msgspec.msgpack.encode(tuple(map(clean, heading))) if heading else None


def heading_of(row: bytes | None) -> tuple[str, ...]:
    return msgspec.msgpack.decode(row, type=tuple[str, ...]) if row else ()


def boxes_row(boxes: tuple[WordBox, ...]) -> bytes | None:
    """In tenths of a point, which is finer than any mark."""
    rows = [
        (box.start, box.end, *(round(side * 10) for side in (box.x0, box.y0, box.x1, box.y1)))
        for box in boxes
    ]
    return zlib.compress(msgspec.msgpack.encode(rows), 1) if rows else None


def boxes_of(row: bytes | None) -> tuple[WordBox, ...]:
    if row is None:
        return ()
    rows = msgspec.msgpack.decode(zlib.decompress(row), type=list[tuple[int, int, int, int, int, int]])
    return tuple(WordBox(start, end, *(side / 10 for side in sides)) for start, end, *sides in rows)


def clean(text: str) -> str:
    """The text, with what cannot be UTF-8 (a lone surrogate) replaced one for one, so offsets hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def kind_by_name(path: bytes) -> str:
    """The kind that a file's name promises, until its content says which it is."""
    return os.path.splitext(path_shown(path))[1].lower().removeprefix(".")


def today() -> int:
    """Days since 1970, UTC."""
    return int(time.time()) // _SECONDS_A_DAY


def one_value(db: sqlite3.Connection, query: str, *arguments: object) -> Any:
    """The first column of the first row, or None when there is no row."""
    row = db.execute(query, arguments).fetchone()
    return None if row is None else row[0]
