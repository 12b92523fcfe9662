"""Which documents of a library can be searched and match filters."""

import fnmatch
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from desktop_rag.adapters.catalog.rows import READY, SEARCHABLE, listed, shown
from desktop_rag.domain.queries import DocumentFilter, Selection

Wanted = Sequence[Sequence[DocumentFilter]]
_PATTERN = re.compile(r"[*?]")
_SEPARATORS = re.compile(r"[\\/]+")
_TEXTUAL = ("file", "folder", "title")


class _Seen(NamedTuple):
    """What of a document is compared outside of SQLite."""

    shown: str
    root: bytes | None
    title: str
    kind: str
    moment_ns: int


_Test = Callable[[_Seen], bool]


def matching(db: sqlite3.Connection, library: int, wanted: Wanted, scope: Collection[int]) -> Selection:
    """Newest first. What SQLite can tell it tells; names and titles are compared here, 1 ms a thousand."""
    told, tested = _divided(wanted)
    where, arguments = _where(told)
    within = " AND d.id IN (SELECT value FROM json_each(?))" if scope else ""
    seen = ", d.shown, r.path, c.title, c.kind, coalesce(c.date_ns, d.modified_ns)" if tested else ""
    roots = " LEFT JOIN roots r ON r.id = d.root" if tested else ""
    rows = db.execute(
        f"SELECT d.id, d.content, c.passages{seen}"
        f" FROM documents d JOIN contents c ON c.id = d.content{roots}"
        f" WHERE d.library = ? AND d.state IN ({SEARCHABLE}, {READY}){where}{within}"
        " ORDER BY coalesce(c.date_ns, d.modified_ns) DESC, d.id",
        (library, *arguments, *((listed(scope),) if scope else ())),
    ).fetchall()
    if tested:
        tests = [[_test(one) for one in any_of] for any_of in tested]
        rows = [row for row in rows if all(any(test(_Seen(*row[3:])) for test in any_of) for any_of in tests)]
    sizes = {row[1]: row[2] for row in rows}
    return Selection(tuple(row[0] for row in rows), tuple(sizes), sum(sizes.values()))


def _divided(wanted: Wanted) -> tuple[Wanted, Wanted]:
    """Those that SQLite can tell, and those that need names or titles as people read them."""
    told = [any_of for any_of in wanted if all(one.field not in _TEXTUAL for one in any_of)]
    return told, [any_of for any_of in wanted if any_of not in told]


def _where(told: Wanted) -> tuple[str, list[object]]:
    clauses: list[str] = []
    arguments: list[object] = []
    for any_of in told:
        ways = []
        for one in any_of:
            way, values = _condition(one)
            ways.append(f"NOT ({way})" if one.negated else way)
            arguments += values
        clauses.append(f" AND ({' OR '.join(ways)})")
    return "".join(clauses), arguments


def _condition(one: DocumentFilter) -> tuple[str, list[object]]:
    if one.field == "type":
        kinds = ", ".join("?" * len(one.kinds))
        endings = "".join(" OR lower(substr(d.shown, ?)) = ?" for _ in one.endings)
        values = [value for ending in one.endings for value in (-len(ending), ending)]
        return f"c.kind IN ({kinds}){endings}", [*one.kinds, *values]
    sign = "<" if one.field == "before" else ">="
    return f"coalesce(c.date_ns, d.modified_ns) {sign} ?", [one.moment_ns]


# ---- names and titles


def _test(one: DocumentFilter) -> _Test:
    text = _folded(one.text)
    match one.field:
        case "file":
            test = _on_text(text, lambda seen: _name(seen.shown))
        case "title":
            test = _on_text(text, lambda seen: seen.title or _name(seen.shown))
        case "folder":
            test = _folder_test(text)
        case "type":
            test = _type_test(one)
        case _:
            test = _moment_test(one)
    return (lambda seen: not test(seen)) if one.negated else test


def _type_test(one: DocumentFilter) -> _Test:
    return lambda seen: seen.kind in one.kinds or seen.shown.lower().endswith(one.endings)


def _moment_test(one: DocumentFilter) -> _Test:
    if one.field == "before":
        return lambda seen: seen.moment_ns < one.moment_ns
    return lambda seen: seen.moment_ns >= one.moment_ns


def _on_text(text: str, of: Callable[[_Seen], str]) -> _Test:
    if _PATTERN.search(text):
        whole = re.compile(fnmatch.translate(text.replace("[", "[[]")))
        return lambda seen: whole.match(_folded(of(seen))) is not None
    return lambda seen: text in _folded(of(seen))


def _folder_test(text: str) -> _Test:
    text = _SEPARATORS.sub("/", text).rstrip("/")
    if text.startswith("/") or text[1:2] == ":":
        return lambda seen: f"{_folders(seen.shown)}/".startswith(f"{text}/")

    def below_the_root(seen: _Seen) -> bool:
        folders, root = _folders(seen.shown), _folded(_SEPARATORS.sub("/", shown(seen.root or b"")))
        above = root.rpartition("/")[0]
        return text in (folders[len(above) :] if folders.startswith(above) else folders)

    return below_the_root


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
