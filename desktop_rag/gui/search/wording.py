"""What the search pane says about hits, counts and coverage, in plain words."""

import os
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from desktop_rag.domain.documents import UnitPlace, held_in
from desktop_rag.domain.passages import Coverage, Hit, Matched, Place, SearchMode, SearchResult

# How many hits are asked for.
MOST_HITS = 50
# A title does not wrap, and a pasted paragraph must not push the pane wider.
QUOTED = 32

MODES: dict[SearchMode, tuple[str, str]] = {
    "hybrid": ("Words and meaning", "Finds your words and what says the same in others"),
    "keyword": ("Words only", "Finds your words and their other forms"),
    "semantic": ("Meaning only", "Finds what says the same, in whatever words"),
}

# Why a hit is there: beside it, and in full.
WHY: dict[tuple[Matched, ...], tuple[str, str]] = {
    ("keyword",): ("words", "Found by your words"),
    ("semantic",): ("meaning", "Found by meaning: it says the like in other words"),
    ("keyword", "semantic"): ("both", "Found by your words and by meaning"),
}

_WHERE = {
    "page": "p. {}",
    "slide": "slide {}",
    "sheet": "sheet {}",
    "chapter": "ch. {}",
    "message": "mail {}",
}
_WHERE_LONG = {
    "page": "page {}",
    "slide": "slide {}",
    "sheet": "sheet {}",
    "chapter": "chapter {}",
    "message": "message {}",
    "section": "part {}",
}

# Groups of kinds as a person thinks of them; a kind outside is called by its own name.
_FAMILIES = {
    "Notes": ("markdown", "text", "md", "txt", "org", "rst", "adoc", "log", "tex"),
    "Documents": ("docx", "doc", "odt", "rtf"),
    "Tables": ("xlsx", "xls", "xlsb", "ods", "csv", "tsv"),
    "Slides": ("pptx", "ppt", "odp"),
    "Mail": ("eml", "mbox", "msg", "tnef"),
    "Web pages": ("html", "htm", "mhtml", "xhtml"),
    "Books": ("epub", "fb2"),
    "Pictures": ("jpg", "jpeg", "png", "tif", "tiff", "bmp", "gif", "webp"),
}
_FAMILY_OF = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}


def family(kind: str) -> str:
    """The filter chip that a kind of document belongs to."""
    return _FAMILY_OF.get(kind.lower(), kind.upper())


def kinds_of(name: str) -> tuple[str, ...]:
    """The kinds that belong to a family."""
    return _FAMILIES.get(name, (name.lower(),))


def shortened(query: str, longest: int = QUOTED) -> str:
    """A query as it is named in a line that does not wrap: a pasted paragraph is cut."""
    return query if len(query) <= longest else query[: longest - 1].rstrip() + "…"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 passage`, `1,204 passages`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def where(unit: UnitPlace) -> str:
    """The short place of a hit: `p. 7`, `sheet 3`; empty where the whole document is one section."""
    if unit.kind == "section":
        return f"part {unit.number}" if unit.number > 1 else ""
    return _WHERE[unit.kind].format(unit.number)


def where_long(place: Place) -> str:
    """The place in full, with the label that the document gives it and the headings above it."""
    unit = _WHERE_LONG[place.unit.kind].format(place.unit.number)
    if place.unit.label and place.unit.label != str(place.unit.number):
        unit = f"{unit} ({place.unit.label})"
    return " › ".join((unit, *place.heading))


def name_of(place: Place) -> str:
    """The file name, as it is shown."""
    return os.path.basename(place.shown.rstrip("/")) or place.shown


def folder_of(place: Place) -> str:
    """The name of the folder that the document lies in, or of the mail that it is attached to."""
    return os.path.basename(os.path.dirname(place.shown))


def folder_path(place: Place) -> str:
    """The path of that folder, as it is shown, its parts divided by slashes."""
    return os.path.dirname(place.shown).replace("\\", "/").rstrip("/")


def beside(place: Place) -> str:
    """What stands beside a document's name: its folder, or the mail that it is attached to."""
    mail = held_in(place.path, place.shown)
    return f"in {mail}" if mail else folder_of(place)


def date_of(place: Place) -> str:
    """The document's date: `14 Mar 2023`; "" where it is not known."""
    if not place.date_ns:
        return ""
    try:
        day = datetime.fromtimestamp(place.date_ns // 10**9)
    except (ValueError, OverflowError, OSError):
        return ""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def reference(hit: Hit) -> str:
    """The passage below where it stands, for pasting into other texts: title, page, then the text."""
    mail = held_in(hit.place.path, hit.place.shown)
    name = f"{name_of(hit.place)} in {mail}" if mail else name_of(hit.place)
    title = f"{hit.place.title} ({name})" if hit.place.title.strip() else name
    return f"{title}, {where_long(hit.place)}:\n“{hit.text.strip()}”"


def about_words(places: Sequence[Place]) -> str:
    """Names documents: one by its file, several by their number."""
    return name_of(places[0]) if len(places) == 1 else counted(len(places), "document")


def like_words(like: Hit | Place) -> str:
    """What others are like: `p. 7 of report.pdf`, or the document alone."""
    if isinstance(like, Place):
        return name_of(like)
    spot = where(like.place.unit)
    return f"{spot} of {name_of(like.place)}" if spot else f"a passage of {name_of(like.place)}"


def best_only(result: SearchResult) -> bool:
    """Whether more was found than is shown. Fewer than were asked for are all there are: the total counts
    near-duplicates too."""
    return len(result.hits) >= MOST_HITS and result.total > len(result.hits)


def counts_line(result: SearchResult, hits: Sequence[Hit], unfiltered: bool = True) -> tuple[str, str]:
    """The count line in two parts, the first in more weight: `38 passages`, ` in 9 documents · 0.04 s`."""
    documents = len({hit.place.document for hit in hits})
    if unfiltered and best_only(result):
        count = f"Best {len(hits)} of {counted(result.total, 'passage')}"
    else:
        count = counted(len(hits), "passage")
    return count, f" in {counted(documents, 'document')} · {result.seconds:.2f} s"


def coverage_line(coverage: Coverage) -> tuple[str, str]:
    """What is not searched yet, and the same explained; both are empty when all is covered."""
    unread = coverage.documents - coverage.indexed
    if unread > 0:
        verb = "is" if unread == 1 else "are"
        return f"{counted(unread, 'document')} {verb} not searched yet", coverage_sentence(coverage)
    unembedded = coverage.indexed - coverage.embedded
    if unembedded > 0:
        verb = "is" if unembedded == 1 else "are"
        return (
            f"{counted(unembedded, 'document')} {verb} searched by words only",
            "Searching them by meaning follows as soon as indexing has come that far.",
        )
    return "", ""


def coverage_sentence(coverage: Coverage) -> str:
    """How many documents can be searched while others are still to be read."""
    if coverage.indexed == 0:
        one = coverage.documents == 1
        every = "The document" if one else f"The {counted(coverage.documents, 'document')}"
        return f"{every} of this library {'is' if one else 'are'} still to be read."
    return (
        f"{counted(coverage.indexed, 'document')} of {coverage.documents:,} can be searched already; "
        "the others follow while they are read."
    )


def coverage_short(coverage: Coverage) -> str:
    """The same in as few words as can be understood beside a count."""
    if coverage.documents > coverage.indexed:
        return f"{coverage.documents - coverage.indexed:,} not searched yet"
    if coverage.indexed > coverage.embedded:
        return f"{coverage.indexed - coverage.embedded:,} by words only"
    return ""
