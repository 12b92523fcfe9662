"""Which documents of a library can be searched and match filters."""

import fnmatch
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import Any

from desktop_rag.adapters.catalog.rows import READY, SEARCHABLE, listed
from desktop_rag.domain.documents import path_shown
from desktop_rag.domain.queries import DocumentFilter, Selection

Wanted = Sequence[Sequence[DocumentFilter]]
_Row = tuple[Any, ...]
_Test = Callable[[_Row], bool]

_PATTERN = re.compile(r"[*?]")
_SEPARATORS = re.compile(r"[\\/]+")
_TEXTUAL = ("file", "folder", "title")
# What stands in a row when names or titles are compared, before what SQLite has told of it.
_SHOWN, _ROOT, _TITLE = range(3, 6)
_HELD = f"d.library = ? AND d.state IN ({SEARCHABLE}, {READY})"


def matching(db: sqlite3.Connection, library: int, wanted: Wanted, scope: Collection[int]) -> Selection:
    """Types and dates are told by SQLite; names and titles are compared here, as people read them."""
    told = [any_of for any_of in wanted if all(one.field not in _TEXTUAL for one in any_of)]
    tested = [any_of for any_of in wanted if any_of not in told]
    conditions = [_any_of(any_of) for any_of in told]
    if scope:
        conditions.append(("d.id IN (SELECT value FROM json_each(?))", [listed(scope)]))
    where = "".join(f" AND {condition}" for condition, _ in conditions)
    tests, columns = _tests(db, tested)
    shows = "".join(f", {column}" for column, _ in columns)
    rows = db.execute(
        f"SELECT d.id, d.content, c.passages{shows} FROM documents d JOIN contents c ON c.id = d.content"
        f" WHERE {_HELD}{where}",
        (
            *(value for _, values in columns for value in values),
            library,
            *(value for _, values in conditions for value in values),
        ),
    ).fetchall()
    for any_of in tests:
        rows = [row for row in rows if any(test(row) for test in any_of)]
    sizes = {row[1]: row[2] for row in rows}
    return Selection(tuple(row[0] for row in rows), tuple(sizes), sum(sizes.values()))


def _any_of(any_of: Sequence[DocumentFilter]) -> tuple[str, list[object]]:
    made = [_condition(one) for one in any_of]
    either = " OR ".join(condition for condition, _ in made)
    return f"({either})", [value for _, values in made for value in values]


def _condition(one: DocumentFilter) -> tuple[str, list[object]]:
    condition, values = _type_or_date(one)
    return (f"NOT ({condition})" if one.negated else f"({condition})"), values


def _type_or_date(one: DocumentFilter) -> tuple[str, list[object]]:
    if one.field == "type":
        kinds = ", ".join("?" * len(one.kinds))
        endings = "".join(" OR lower(substr(d.shown, ?)) = ?" for _ in one.endings)
        values = [value for ending in one.endings for value in (-len(ending), ending)]
        return f"c.kind IN ({kinds}){endings}", [*one.kinds, *values]
    sign = "<" if one.field == "before" else ">="
    return f"coalesce(c.date_ns, d.modified_ns) {sign} ?", [one.moment_ns]


# ---- names and titles


def _tests(
    db: sqlite3.Connection, tested: Wanted
) -> tuple[list[list[_Test]], list[tuple[str, list[object]]]]:
    """Tests of rows, and the columns that they look at."""
    if not tested:
        return [], []
    columns: list[tuple[str, list[object]]] = [("d.shown", []), ("d.root", []), ("c.title", [])]
    tests: list[list[_Test]] = []
    for any_of in tested:
        made: list[_Test] = []
        for one in any_of:
            if one.field in _TEXTUAL:
                made.append(_textual(db, one))
            else:
                made.append(_told(len(columns) + _SHOWN))
                columns.append(_condition(one))
        tests.append(made)
    return tests, columns


def _told(column: int) -> _Test:
    return lambda row: bool(row[column])


def _textual(db: sqlite3.Connection, one: DocumentFilter) -> _Test:
    text = _folded(one.text)
    match one.field:
        case "file":
            test = _on_text(text, _SHOWN, lambda row: _name(row[_SHOWN]))
        case "title":
            titled = _on_text(text, _TITLE, lambda row: str(row[_TITLE]))
            named = _on_text(text, _SHOWN, lambda row: _name(row[_SHOWN]))

            def test(row: _Row) -> bool:
                return titled(row) if row[_TITLE] else named(row)
        case _:
            test = _in_folder(db, text)
    return (lambda row: not test(row)) if one.negated else test


def _on_text(text: str, column: int, of: Callable[[_Row], str]) -> _Test:
    """Whether `of` a row, which is in a column, holds the text. Most rows are told by the column as it is."""
    if _PATTERN.search(text):
        whole = re.compile(fnmatch.translate(text.replace("[", "[[]")))
        return lambda row: whole.match(_folded(of(row))) is not None
    return lambda row: _may_hold(row[column], text) and text in _folded(of(row))


def _in_folder(db: sqlite3.Connection, text: str) -> _Test:
    text = _SEPARATORS.sub("/", text).rstrip("/")
    if text.startswith("/") or text[1:2] == ":":
        return lambda row: f"{_folders(row[_SHOWN])}/".startswith(f"{text}/")
    roots = {number: _above(path) for number, path in db.execute("SELECT id, path FROM roots")}

    def below_the_root(row: _Row) -> bool:
        if "/" not in text and not _may_hold(row[_SHOWN], text):
            return False
        folders, above = _folders(row[_SHOWN]), roots.get(row[_ROOT], "")
        return text in (folders[len(above) :] if folders.startswith(above) else folders)

    return below_the_root


def _above(root: bytes) -> str:
    """The folder that a root lies in: what is named there is none of the person's filing."""
    return _folded(_SEPARATORS.sub("/", path_shown(root))).rpartition("/")[0]


def _may_hold(text: str, wanted: str) -> bool:
    return wanted in text.lower() or not text.isascii()


def _name(path: str) -> str:
    return _SEPARATORS.split(path)[-1]


def _folders(path: str) -> str:
    return _folded(_SEPARATORS.sub("/", path).rpartition("/")[0])


def _folded(text: str) -> str:
    """Without accents and in lower case, as people type."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
