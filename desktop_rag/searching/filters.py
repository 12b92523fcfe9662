"""Filters as they are typed become what a document, or a page, must be."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from desktop_rag.domain.documents import PICTURES
from desktop_rag.domain.queries import DocumentFilter
from desktop_rag.searching.syntax import Filter

# What people call kinds of documents, and the kinds that they mean.
TYPES: dict[str, tuple[str, ...]] = {
    "word": ("docx", "doc", "odt", "rtf"),
    "document": ("docx", "doc", "odt", "rtf"),
    "excel": ("xlsx", "xls", "xlsb", "ods", "csv"),
    "table": ("xlsx", "xls", "xlsb", "ods", "csv"),
    "spreadsheet": ("xlsx", "xls", "xlsb", "ods", "csv"),
    "powerpoint": ("pptx", "ppt", "odp"),
    "slides": ("pptx", "ppt", "odp"),
    "presentation": ("pptx", "ppt", "odp"),
    "mail": ("eml", "msg", "mbox", "tnef"),
    "email": ("eml", "msg", "mbox", "tnef"),
    "web": ("html", "mhtml"),
    "book": ("epub", "fb2"),
    "ebook": ("epub", "fb2"),
    "note": ("markdown", "text", "org", "rst", "tex"),
    "picture": tuple(sorted(PICTURES)),
    "image": tuple(sorted(PICTURES)),
    "photo": tuple(sorted(PICTURES)),
    "code": ("code",),
    "md": ("markdown",),
    "txt": ("text",),
    "htm": ("html",),
    "jpg": ("jpeg",),
    "tif": ("tiff",),
    "tsv": ("csv",),
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "html": ("html",),
    "epub": ("epub",),
}

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_PAGES = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_LATEST = 2**63 - 1


class Pages(NamedTuple):
    """Pages or slides by number, both ends included."""

    first: int
    last: int


def understood(typed: Filter, negated: bool = False, typing: bool = False) -> DocumentFilter | Pages | None:
    """What the filter means, or None when nobody can tell; with `typing` its value may be unfinished."""
    value = typed.value.strip()
    match typed.field:
        case _ if not value:
            return None
        case "page":
            return _pages(value)
        case "before" | "after":
            moment = _moment(value)
            return None if moment is None else DocumentFilter(typed.field, moment_ns=moment, negated=negated)
        case "type":
            name = value.lower().removeprefix(".")
            return DocumentFilter("type", name, _kinds(name, typing), (f".{name}",), negated=negated)
        case _:
            return DocumentFilter(typed.field, value, negated=negated)


def _kinds(name: str, typing: bool) -> tuple[str, ...]:
    """The kinds of this name, in singular or plural; while it is typed, of all that begin with it."""
    names: Sequence[str] = [known for known in TYPES if known in (name, name.removesuffix("s"))]
    if typing and not names:
        names = [known for known in TYPES if known.startswith(name)]
    return tuple(dict.fromkeys((name, *(kind for known in names for kind in TYPES[known]))))


def _pages(value: str) -> Pages | None:
    found = _PAGES.fullmatch(value)
    if found is None:
        return None
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    return Pages(min(first, last), max(first, last))


def _moment(value: str) -> int | None:
    """The beginning of a year, a month or a day where the person is, in nanoseconds since 1970, UTC."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    try:
        day = datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    try:
        seconds = day.timestamp()
    except (OverflowError, OSError, ValueError):
        # Windows knows the local time of no day before 1970.
        seconds = day.replace(tzinfo=UTC).timestamp()
    return max(-_LATEST, min(_LATEST, int(seconds) * 10**9))
