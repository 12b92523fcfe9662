"""What the source pane says about a document, and which files may be opened outside."""

import os

from desktop_rag.domain.documents import UnitKind
from desktop_rag.domain.reading import FileCondition, SourceView

_UNITS: dict[UnitKind, str] = {
    "page": "Page",
    "slide": "Slide",
    "sheet": "Sheet",
    "chapter": "Chapter",
    "message": "Message",
    "section": "Section",
}

_CONDITIONS: dict[FileCondition, tuple[str, str]] = {
    "same": ("", ""),
    "changed": ("The file has changed since it was read", "This is the text that was indexed."),
    "missing": ("The file is no longer there", "This is the text that was indexed."),
}


def unit_words(kind: UnitKind, number: int, units: int) -> str:
    """`Page 14 of 21`, `Sheet 1 of 3`; nothing of a text that has no parts."""
    if kind == "section" and max(units, number) == 1:
        return ""
    return f"{_UNITS[kind]} {number:,} of {max(units, number):,}"


def name_of(shown: str) -> str:
    """The file name of a path as it is shown."""
    return os.path.basename(shown.rstrip("/")) or shown


def condition_words(view: SourceView) -> tuple[str, str]:
    """A title and a sentence for a file that is not the one that was read; both empty for the same."""
    return _CONDITIONS[view.condition]
