"""Reads contents back: passages with their text, the places where they can be seen, and units."""

import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from desktop_rag.adapters.catalog.rows import (
    FAILED,
    READY,
    SEARCHABLE,
    boxes_of,
    heading_of,
    listed,
    one_value,
)
from desktop_rag.adapters.catalog.stretches import stretches_of
from desktop_rag.adapters.catalog.unit_texts import UnitTexts, Wanted
from desktop_rag.domain.documents import Block, Unit, UnitPlace, path_shown
from desktop_rag.domain.errors import DocumentUnknown
from desktop_rag.domain.passages import AFTER, Coverage, Passage, Place
from desktop_rag.domain.reading import PageSize, WordBox

_UNIT = """
SELECT u.number, u.kind, u.place, u.label, u.start, u.width, u.height, u.blocks, u.text
FROM documents d JOIN units u ON u.content = d.content WHERE d.id = ?
"""
_PASSAGES = """
SELECT p.id, p.content, p.unit, p.start, p."end", p.heading, u.start, u.kind, u.place, u.stretches,
    c.title, c.language
FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value
CROSS JOIN contents c ON c.id = p.content
CROSS JOIN units u ON u.content = p.content AND u.number = p.unit
ORDER BY j.key
"""
_PLACE = f"""
SELECT p.id, d.id, d.path, d.shown, c.title, c.kind, u.kind, u.place, u.label, p.start, p."end", p.heading,
    coalesce(c.date_ns, d.modified_ns)
FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value
CROSS JOIN documents d ON d.content = p.content AND d.library = ? AND d.state IN ({SEARCHABLE}, {READY})
CROSS JOIN contents c ON c.id = p.content
CROSS JOIN units u ON u.content = p.content AND u.number = p.unit
ORDER BY d.id
"""


def passages(db: sqlite3.Connection, ids: Sequence[int], texts: UnitTexts) -> tuple[Passage, ...]:
    """Of each unit's text only what is asked for is unpacked, and that once."""
    rows = db.execute(_PASSAGES, (listed(ids),)).fetchall()
    names = _file_names(db, listed({row[1] for row in rows}))
    wanted = [
        Wanted((content, unit), stretches_of(stretches), start - before, end - before + AFTER)
        for _, content, unit, start, end, _, before, _, _, stretches, _, _ in rows
    ]
    made = []
    for row, text in zip(rows, texts.of(db, wanted), strict=True):
        number, content, unit, start, end, heading, _, kind, place, _, title, language = row
        length = end - start
        made.append(
            Passage(
                number,
                content,
                unit,
                start,
                end,
                heading_of(heading),
                text[:length],
                title,
                language,
                names.get(content, ()),
                UnitPlace(kind, place).page or 0,
                text[length:],
            )
        )
    return tuple(made)


def touching(db: sqlite3.Connection, ids: Sequence[int], beside: Sequence[int]) -> tuple[int, ...]:
    """Those of `beside` that stand next to one of the ids, or next to another of `beside` that does."""
    if not beside:
        return ()
    rows = db.execute(
        'SELECT p.id, p.content, p.unit, p.start, p."end"'
        " FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value",
        (listed(dict.fromkeys((*ids, *beside))),),
    ).fetchall()
    chosen = set(ids)
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, content, unit, start, end in rows:
        if number in chosen:
            held.setdefault((content, unit), []).append((start, end))
    left = [row for row in rows if row[0] not in chosen and (row[1], row[2]) in held]
    found: list[int] = []
    while next_to := [row for row in left if any(_touch(row[3:], one) for one in held[row[1], row[2]])]:
        for number, content, unit, start, end in next_to:
            held[content, unit].append((start, end))
            found.append(number)
        left = [row for row in left if row not in next_to]
    return tuple(found)


def _touch(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return 0 <= right[0] - left[1] <= AFTER or 0 <= left[0] - right[1] <= AFTER


def _file_names(db: sqlite3.Connection, contents: str) -> dict[int, tuple[str, ...]]:
    """The names of all files that have a content, or are about to; an attachment's is its own."""
    names: dict[int, dict[str, None]] = {}
    for column in ("content", "next_content"):
        rows = db.execute(
            f"SELECT {column}, path, member FROM documents WHERE {column} IN"
            " (SELECT value FROM json_each(?)) ORDER BY id",
            (contents,),
        )
        for content, path, member in rows:
            name = (member or path_shown(path)).replace("\\", "/").rsplit("/", 1)[-1]
            names.setdefault(content, {})[name] = None
    return {content: tuple(found) for content, found in names.items()}


def places(db: sqlite3.Connection, library: int, ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    found: dict[int, list[Place]] = {}
    for row in db.execute(_PLACE, (listed(dict.fromkeys(ids)), library)):
        passage, document, path, text, title, kind, unit_kind, number, label, start, end, heading, date = row
        unit = UnitPlace(unit_kind, number, label)
        place = Place(document, path, text, title, kind, unit, start, end, heading_of(heading), date)
        found.setdefault(passage, []).append(place)
    return {passage: tuple(held) for passage, held in found.items()}


def documents_of(db: sqlite3.Connection, library: int, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    rows = db.execute(
        "SELECT p.id, d.id FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value"
        " CROSS JOIN documents d ON d.content = p.content AND d.library = ?"
        f" AND d.state IN ({SEARCHABLE}, {READY}) ORDER BY d.id",
        (listed(dict.fromkeys(ids)), library),
    )
    found: dict[int, tuple[int, ...]] = {}
    for passage, document in rows:
        found[passage] = (*found.get(passage, ()), document)
    return found


def passages_of(db: sqlite3.Connection, documents: Sequence[int]) -> tuple[int, ...]:
    rows = db.execute(
        "SELECT id FROM passages WHERE content IN (SELECT d.content FROM json_each(?) j"
        " CROSS JOIN documents d ON d.id = j.value) ORDER BY id",
        (listed(documents),),
    )
    return tuple(row[0] for row in rows)


def first_passages(db: sqlite3.Connection, documents: Sequence[int], limit: int) -> tuple[int, ...]:
    rows = db.execute(
        "SELECT (SELECT min(id) FROM passages WHERE content = d.content) AS first"
        " FROM json_each(?) j CROSS JOIN documents d ON d.id = j.value"
        " CROSS JOIN contents c ON c.id = d.content WHERE c.passages > 0"
        " ORDER BY coalesce(c.date_ns, d.modified_ns) DESC, d.id LIMIT ?",
        (listed(documents), limit),
    )
    return tuple(dict.fromkeys(row[0] for row in rows if row[0] is not None))


def sha256(db: sqlite3.Connection, content: int) -> bytes:
    found = one_value(db, "SELECT sha256 FROM contents WHERE id = ?", content)
    if found is None:
        raise DocumentUnknown(content=str(content))
    return bytes(found)


def content_of(db: sqlite3.Connection, document: int) -> tuple[int, bytes]:
    row = db.execute(
        "SELECT c.id, c.sha256 FROM documents d JOIN contents c ON c.id = d.content WHERE d.id = ?",
        (document,),
    ).fetchone()
    if row is None:
        raise DocumentUnknown(document=str(document))
    return row[0], row[1]


def units(db: sqlite3.Connection, document: int) -> int:
    content, _ = content_of(db, document)
    return int(one_value(db, "SELECT units FROM contents WHERE id = ?", content))


def sizes(db: sqlite3.Connection, document: int) -> tuple[PageSize, ...]:
    content, _ = content_of(db, document)
    rows = db.execute("SELECT width, height FROM units WHERE content = ? ORDER BY number", (content,))
    return tuple(PageSize(width, height) for width, height in rows)


def unit(db: sqlite3.Connection, document: int, number: int) -> Unit:
    row = db.execute(f"{_UNIT} AND u.number = ?", (document, number)).fetchone()
    if row is None:
        raise DocumentUnknown(document=str(document))
    return _unit_of(row)


def boxes(db: sqlite3.Connection, document: int, number: int) -> tuple[WordBox, ...]:
    content, _ = content_of(db, document)
    found = one_value(db, "SELECT words FROM units WHERE content = ? AND number = ?", content, number)
    return boxes_of(found)


def unit_at(db: sqlite3.Connection, document: int, offset: int) -> tuple[int, Unit]:
    # A document has at most some thousand units, and their starts are read without their texts.
    query = f"{_UNIT} AND u.start <= ? ORDER BY u.number DESC LIMIT 1"
    row = db.execute(query, (document, max(0, offset))).fetchone()
    if row is None:
        raise DocumentUnknown(document=str(document))
    return row[0], _unit_of(row)


def _unit_of(row: tuple[Any, ...]) -> Unit:
    _, kind, number, label, start, width, height, blocks, text = row
    return Unit(
        UnitPlace(kind, number, label),
        start,
        zlib.decompress(text).decode(),
        msgspec.msgpack.decode(blocks, type=tuple[Block, ...]),
        width,
        height,
    )


def languages(db: sqlite3.Connection, library: int) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT c.language FROM documents d JOIN contents c ON c.id = d.content WHERE d.library = ?"
        " GROUP BY c.language ORDER BY count(*) DESC, c.language",
        (library,),
    )
    return tuple(row[0] for row in rows)


def coverage(db: sqlite3.Connection, library: int) -> Coverage:
    """Documents that failed are not among those held: no search could ever see them."""
    counts = dict(
        db.execute("SELECT state, count(*) FROM documents WHERE library = ? GROUP BY state", (library,))
    )
    ready = counts.get(READY, 0)
    return Coverage(sum(counts.values()) - counts.get(FAILED, 0), ready + counts.get(SEARCHABLE, 0), ready)
