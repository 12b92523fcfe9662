"""What the two indexes must take in or drop, and how that moves documents on.

A target's outbox holds at most one row a passage: the newest wish. A row that is replaced while its
older self is being committed is not lost, since `done` removes rows by sequence.
"""

import sqlite3
import time
from collections.abc import Iterable
from typing import Any

from desktop_rag.adapters.catalog.rows import READING, READY, SEARCHABLE, listed, one_value, today

# What an outbox row wishes; data.md knows the first two.
ADD, DROP, AGAIN = 0, 1, 2

_HELD = """
EXISTS (SELECT 1 FROM documents WHERE content = j.value {0})
OR EXISTS (SELECT 1 FROM documents WHERE next_content = j.value {0})
"""


def keyword_number(library: int) -> int:
    return library * 2


def vector_number(generation: int) -> int:
    return generation * 2 + 1


def number_of(target: str) -> int:
    """The number that stands for `keyword:<library>` or `vector:<generation>` in the outbox."""
    kind, _, name = target.partition(":")
    return {"keyword": keyword_number, "vector": vector_number}[kind](int(name))


def targets(db: sqlite3.Connection, library: int) -> list[int]:
    """The library's keyword index, and its generations that are building or active."""
    generations = db.execute(
        "SELECT id FROM generations WHERE library = ? AND state <> 'dropped'", (library,)
    )
    return [keyword_number(library), *(vector_number(row[0]) for row in generations)]


def deciding(db: sqlite3.Connection, library: int) -> int | None:
    """The target whose vectors make a document ready: the active generation, else the one being built."""
    generation = one_value(
        db,
        "SELECT id FROM generations WHERE library = ? AND state <> 'dropped' ORDER BY state LIMIT 1",
        library,
    )
    return None if generation is None else vector_number(generation)


def held(db: sqlite3.Connection, library: int, content: int) -> bool:
    """Whether a document of the library shows the content, or is about to."""
    query = f"SELECT {_HELD.format('AND library = ?')} FROM (SELECT ? AS value) j"
    return bool(one_value(db, query, library, library, content))


def contents_of(db: sqlite3.Connection, library: int) -> list[int]:
    """All contents that documents of the library show, or are about to."""
    rows = db.execute(
        "SELECT content FROM documents WHERE library = :library AND content IS NOT NULL UNION"
        " SELECT next_content FROM documents WHERE library = :library AND next_content IS NOT NULL",
        {"library": library},
    )
    return [row[0] for row in rows]


def wish(db: sqlite3.Connection, target: int, contents: Iterable[int], drop: bool) -> int:
    """Puts a row for every passage of the contents into the target's outbox; returns how many."""
    return db.execute(
        "INSERT OR REPLACE INTO outbox (target, dropping, passage, content)"
        " SELECT ?, ?, id, content FROM passages WHERE content IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (target, drop, listed(contents)),
    ).rowcount


def write_again(db: sqlite3.Connection, library: int, contents: Iterable[int]) -> None:
    """The names of the files that show these contents have changed: their words are written again.

    A row that adds them anyway stays as it is, and no document's state hangs on these rows.
    """
    db.execute(
        "INSERT OR IGNORE INTO outbox (target, dropping, passage, content)"
        " SELECT ?, ?, id, content FROM passages WHERE content IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (keyword_number(library), AGAIN, listed(contents)),
    )


def release(db: sqlite3.Connection, library: int, contents: Iterable[int]) -> None:
    """Takes contents that no document of the library holds any more out of its indexes, and deletes
    those that no document at all holds."""
    query = f"SELECT j.value FROM json_each(?) j WHERE NOT ({_HELD.format('AND library = ?')})"
    given = set(contents)
    left = [row[0] for row in db.execute(query, (listed(given), library, library))]
    if kept := given.difference(left):
        write_again(db, library, kept)
    if not left:
        return
    for target in targets(db, library):
        wish(db, target, left, drop=True)
    forget(db, left)


def forget(db: sqlite3.Connection, contents: Iterable[int]) -> None:
    """Deletes those of the contents that no document holds. Their vectors stay for some days."""
    query = f"SELECT j.value FROM json_each(?) j WHERE NOT ({_HELD.format('')})"
    unused = listed(row[0] for row in db.execute(query, (listed(contents),)))
    db.execute(
        "UPDATE vectors SET last_used = ? WHERE id IN (SELECT v.vector FROM passage_vectors v"
        " JOIN passages p ON p.id = v.passage WHERE p.content IN (SELECT value FROM json_each(?)))",
        (today(), unused),
    )
    db.execute("DELETE FROM contents WHERE id IN (SELECT value FROM json_each(?))", (unused,))


def with_attached(db: sqlite3.Connection, documents: Iterable[int]) -> list[tuple[Any, ...]]:
    """(id, library, content, next content) of documents and of what is attached to them, by id."""
    return db.execute(
        "WITH RECURSIVE held (id) AS (SELECT value FROM json_each(?)"
        " UNION SELECT d.id FROM held JOIN documents d ON d.parent = held.id)"
        " SELECT d.id, d.library, d.content, d.next_content FROM held JOIN documents d ON d.id = held.id"
        " ORDER BY d.id",
        (listed(documents),),
    ).fetchall()


def take_out(db: sqlite3.Connection, documents: Iterable[int]) -> tuple[int, ...]:
    """Deletes documents with what is attached to them, and returns the ids of all that went; contents
    that are held no more leave the indexes."""
    rows = with_attached(db, documents)
    db.executemany("DELETE FROM documents WHERE id = ?", [(row[0],) for row in rows])
    contents: dict[int, set[int]] = {}
    for _, library, *held in rows:
        contents.setdefault(library, set()).update(content for content in held if content is not None)
    for library, left in contents.items():
        release(db, library, left)
    return tuple(row[0] for row in rows)


def advance(db: sqlite3.Connection, library: int, contents: Iterable[int]) -> tuple[int, ...]:
    """Gives documents of these contents the state that their contents have reached, and flips changed
    documents whose new version is in; returns the ids of those that changed."""
    wanted = listed(contents)
    vectors = deciding(db, library)
    words_missing = _missing(db, keyword_number(library), wanted)
    vectors_missing = set() if vectors is None else _missing(db, vectors, wanted)
    now = time.time_ns()

    def reached(content: int, state: int) -> int:
        if state == READING and content in words_missing:
            return READING
        return SEARCHABLE if vectors is None or content in vectors_missing else READY

    flipped: list[tuple[int, int, int]] = []
    left: set[int] = set()
    gone: list[int] = []
    for family in _families(db, library, wanted):
        # A mail and what is attached to it flip together, when all of them are in.
        news = listed(new for _, _, new, _ in family if new is not None)
        if _missing(db, keyword_number(library), news) or (vectors and _missing(db, vectors, news)):
            continue
        for number, old, new, leaving in family:
            if leaving:
                gone.append(number)
            else:
                flipped.append((reached(new, SEARCHABLE), now, number))
                left.update(() if old is None else (old,))
    db.executemany(
        "UPDATE documents SET content = next_content, next_content = NULL, state = ?,"
        " indexed_ns = ?, size = seen_size, modified_ns = seen_modified_ns WHERE id = ?",
        flipped,
    )
    moved = [
        (after, now, number)
        for number, content, state in db.execute(
            "SELECT id, content, state FROM documents"
            " WHERE library = ? AND content IN (SELECT value FROM json_each(?))",
            (library, wanted),
        )
        if (after := reached(content, state)) != state
    ]
    db.executemany("UPDATE documents SET state = ?, indexed_ns = coalesce(indexed_ns, ?) WHERE id = ?", moved)
    if left:
        release(db, library, left)
    went = take_out(db, gone) if gone else ()
    return tuple(sorted({row[2] for row in flipped + moved}.union(went)))


def _families(db: sqlite3.Connection, library: int, contents: str) -> list[list[tuple[Any, ...]]]:
    """(id, content, next content, leaving) of what changes together: a file whose new version, or that
    of something in it, is one of the contents, with all of it that is to come or to go."""
    # The order of the join is given: SQLite would go through all documents of the library.
    paths = db.execute(
        "SELECT DISTINCT d.path FROM json_each(?) j CROSS JOIN documents d"
        " ON d.next_content = j.value AND d.library = ?",
        (contents, library),
    ).fetchall()
    return [
        db.execute(
            "SELECT id, content, next_content, leaving FROM documents"
            " WHERE library = ? AND path = ? AND (next_content IS NOT NULL OR leaving = 1)",
            (library, path),
        ).fetchall()
        for (path,) in paths
    ]


def _missing(db: sqlite3.Connection, target: int, contents: str) -> set[int]:
    rows = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS"
        " (SELECT 1 FROM outbox WHERE target = ? AND content = j.value AND dropping = 0)",
        (contents, target),
    )
    return {row[0] for row in rows}
