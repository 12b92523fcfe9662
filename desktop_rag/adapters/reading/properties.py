"""The properties that office documents keep of themselves: title, author, date."""

import re

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.parsed import Notes
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.errors import ReadingError, Unsafe

_NO_TITLE = re.compile(
    r"(microsoft (word|powerpoint|excel)\b.*|(un)?titled.*|untitled.*|document ?\d*|powerpoint presentation|"
    r".*\.(docx?|rtf|pdf|tex|dvi|indd|qxd|ps|eps|xlsx?|pptx?|html?|txt|odt|fm|pmd|cdr))",
    re.IGNORECASE | re.DOTALL,
)


def title_or_nothing(title: str) -> str:
    """A title that says something, tidied; "" for what programs write by themselves."""
    title = " ".join(title.replace("\0", "").split())[:300]
    return "" if _NO_TITLE.fullmatch(title) else title


def take_core_properties(archive: SafeZip, notes: Notes) -> None:
    """Notes what docProps/core.xml says; a broken one costs nothing but the title."""
    name = "docProps/core.xml"
    if name not in archive:
        return
    try:
        root = archive.xml(name)
    except Unsafe:
        raise
    except ReadingError:
        return
    for element in root.iter():
        text = (element.text or "").strip()
        match local(element):
            case "title":
                notes.title = title_or_nothing(text)
            case "creator":
                notes.author = text[:300]
            case "created" | "modified":
                notes.date_ns = date_of(text) or notes.date_ns
