"""What the library says about documents, counts and times, in plain words."""

import os
from functools import cache
from typing import NamedTuple

from desktop_rag.domain.documents import PICTURES, Document, held_in
from desktop_rag.domain.events import IndexingProgress, Recognizing
from desktop_rag.domain.words import status_of
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.looks.tokens import Role

UNITS = {
    "page": ("page", "pages"),
    "slide": ("slide", "slides"),
    "sheet": ("sheet", "sheets"),
    "chapter": ("chapter", "chapters"),
    "message": ("message", "messages"),
}

# The person must act on these; all other failures are problems.
TO_ACT = ("password", "needs-ocr", "pages-need-ocr")

_SECTIONS = {
    "needs-ocr": (0, "Scans without text"),
    "pages-need-ocr": (0, "Scans without text"),
    "password": (2, "Locked with a password"),
}

_SIGNS = {
    "needs-ocr": "scan-text",
    "pages-need-ocr": "scan-text",
    "password": "lock",
    "corrupt": "file-x",
    "unsafe": "file-x",
    "crashed": "file-x",
    "timeout": "timer",
    "memory": "memory-stick",
    "missing": "file-search",
    "offline": "unplug",
}


class GroupStatus(NamedTuple):
    """How a folder stands: an icon, one or two words for its head, and the whole sentence."""

    icon: str = ""
    words: str = ""
    whole: str = ""


class Section(NamedTuple):
    """Documents that need attention for one reason, in the order in which the page shows them."""

    place: int
    title: str
    icon: str
    role: Role


# Photographs come by the thousand: in the sum they count as one, on the page they are one row.
PICTURES_SECTION = Section(1, "Pictures", "scan-text", "attention")


class Sign(NamedTuple):
    """An icon with its colour role, for the slot at the end of a row."""

    icon: str
    role: Role


def count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def name_of(document: Document) -> str:
    """The file's name: what a person looks for in a list."""
    return os.path.basename(document.shown) or document.shown


def file_of(document: Document) -> str:
    """The path of its file as it is shown: of what is attached, that of the mail."""
    return document.shown.removesuffix(f"/{document.member}") if document.member else document.shown


def at_home(path: str) -> str:
    """A path with `~` for the person's own folder."""
    home = os.path.expanduser("~")
    inside = path == home or path.startswith(home.rstrip(os.sep) + os.sep)
    return f"~{path[len(home.rstrip(os.sep)) :]}" if inside and home != os.sep else path


def group_status(group: Group) -> GroupStatus:
    if group.offline:
        return GroupStatus(
            "unplug",
            "not here",
            "This folder is not here right now. Everything in it can still be searched.",
        )
    if group.watched:
        return GroupStatus("eye", "watching", "Watched: what changes in this folder is taken in by itself.")
    return GroupStatus()


def needs_attention(document: Document) -> bool:
    return document.state == "failed" or (document.state == "ready" and document.warning is not None)


def is_picture(document: Document) -> bool:
    """Whether it is a picture whose text was not recognised: most hold none."""
    unread = document.state == "failed" and document.error is not None and document.error.code == "needs-ocr"
    return unread and document.kind in PICTURES and not document.member


def needs_recognition(document: Document) -> bool:
    """Whether it is, or holds, pictures whose text can be recognised."""
    failure = (
        document.error
        if document.state == "failed"
        else document.warning
        if document.state in ("searchable", "ready")
        else None
    )
    if failure is None:
        return False
    return failure.code in ("needs-ocr", "pages-need-ocr") or failure.arguments.get("error") == "needs-ocr"


def is_recognised(document: Document) -> bool:
    """Whether its text is being recognised, or waits for that."""
    return document.recognize and document.state in ("waiting", "reading")


def can_be_searched(document: Document) -> bool:
    """What was read of a disk that is not there right now can be searched all the same."""
    return document.state in ("searchable", "ready") or (
        document.state == "offline" and document.passages > 0
    )


def status_line(document: Document, below_its_mail: bool = False) -> str:
    """The one line under a document's name; what is attached names its mail where that is not just above."""
    if document.member and not below_its_mail:
        return f"{_status(document)} · in {held_in(document.path, document.shown)}"
    return _status(document)


def _status(document: Document) -> str:
    if is_picture(document):
        return "Picture · text not read"
    if is_recognised(document):
        return "Reading text" if document.state == "reading" else "Text waits to be read"
    if document.state == "failed":
        return status_of(document.error.code if document.error else "internal")
    if document.state == "offline":
        return "Not here right now"
    if document.state == "waiting":
        return "Changed · waiting" if document.passages else "Waiting"
    if document.state == "reading":
        return f"Reading · {_passages(document)}" if document.passages else "Reading"
    if document.state == "searchable":
        return f"{_passages(document)} · words only"
    if document.warning is not None:
        return status_of(document.warning.code)
    return _contents(document)


def _passages(document: Document) -> str:
    return count(document.passages, "passage", "passages")


def _contents(document: Document) -> str:
    units = document.pages if document.unit_kind == "page" else document.units
    if document.unit_kind not in UNITS or not units:
        return _passages(document)
    return f"{count(units, *UNITS[document.unit_kind])} · {_passages(document)}"


def sign(document: Document) -> Sign | None:
    """The sign of an exception; documents that are ready carry none, and reading shows a ring."""
    if document.state == "failed":
        code = document.error.code if document.error else "internal"
        return Sign(_SIGNS.get(code, "circle-alert"), "attention" if code in TO_ACT else "problem")
    if document.state == "offline":
        return Sign("unplug", "text2")
    if document.state == "waiting":
        return Sign("clock", "text2")
    if document.state == "searchable":
        return Sign("circle-dashed", "text2")
    if document.warning is not None:
        return Sign(_SIGNS.get(document.warning.code, "triangle-alert"), "attention")
    return None


def section_of(document: Document) -> Section:
    """Scans and locked documents first, since the person can do something about them."""
    if is_picture(document):
        return PICTURES_SECTION
    if is_recognised(document):
        alone = document.kind in PICTURES and not document.member
        return PICTURES_SECTION if alone else _section(True, "needs-ocr")
    failure = document.error if document.state == "failed" else document.warning
    code = failure.code if failure is not None else "internal"
    return _section(document.state == "failed", code)


@cache
def _section(failed: bool, code: str) -> Section:
    role: Role = "problem" if failed and code not in TO_ACT else "attention"
    place, title = _SECTIONS.get(code, (3 if failed else 4, status_of(code)))
    return Section(place, title, _SIGNS.get(code, "circle-alert" if failed else "triangle-alert"), role)


def time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return "under 1 min left"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min left"
    return f"{round(seconds / 3600)} h left"


def only_reading(progress: IndexingProgress) -> bool:
    """Whether documents are read and nothing can be found by meaning yet."""
    return progress.read > 0 and not progress.done and not progress.embedded


def coverage(progress: IndexingProgress) -> str:
    """How much can be found already, and how."""
    return f"Found by words: {progress.read:,} of {progress.total:,} documents; by meaning: {progress.done:,}"


_WAITS = {"search": "Waits while you search", "answer": "Waits for the answer"}


def speed(progress: IndexingProgress) -> str:
    if progress.paused:
        return "Paused"
    if progress.waits_for:
        return _WAITS[progress.waits_for]
    if only_reading(progress):
        return f"{progress.read:,} found by words"
    if progress.rate < 0.5:
        return "Starting"
    rate = round(progress.rate)
    # A long number with its noun would touch the time left beside it.
    return f"{rate:,} a second" if rate >= 1000 else f"{count(rate, 'passage', 'passages')} a second"


def page_words(now: Recognizing) -> str:
    """How far the text of a scan is read."""
    return f"page {now.page:,} of {now.pages:,}"


def attention_count(number: int) -> str:
    return f"{number:,} file needs attention" if number == 1 else f"{number:,} files need attention"
