"""Drawings (SVG): what is written in them; one without words is a picture of a kind that we do not read."""

from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.adapters.reading.xml_text import HARMLESS, MAX_XML
from desktop_rag.adapters.reading.zips import local, parse_xml
from desktop_rag.domain.errors import Unsupported

_WRITTEN = ("{*}text", "{*}flowRoot", "{*}foreignObject", "{*}desc")
_LINES = frozenset({"text", "tspan", "flowPara", "p", "div"})


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    root = parse_xml(HARMLESS.sub(b"", source.data(MAX_XML)), "svg")
    title = next((child for child in root if local(child) == "title"), None)
    notes.title = " ".join("".join(_words(title)).split())[:300] if title is not None else ""
    composed = Composed()
    for element in root.iter(*_WRITTEN):
        if next(element.iterancestors(*_WRITTEN), None) is None:  # else it is read with that
            composed.add("paragraph", " ".join("".join(_words(element)).split()))
    if not any(letter.isalpha() for letter in "".join(composed.parts)):
        raise Unsupported(kind="svg")
    yield composed.unit()


def _words(element: etree._Element) -> Iterator[str]:
    """The text of an element; lines, which stand apart only in the drawing, with spaces between them."""
    for event, inner in etree.iterwalk(element, ("start", "end")):
        if event == "start":
            yield (" " if local(inner) in _LINES else "") + (inner.text or "")
        elif inner is not element:
            yield inner.tail or ""
