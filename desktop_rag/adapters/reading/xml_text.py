"""XML of any kind: titles as headings, records as rows, everything else as paragraphs."""

import re
from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.adapters.reading.zips import local, parse_xml
from desktop_rag.domain.errors import Corrupt

# A tree takes up to thirty times its text; beyond this a file is read without its tags.
MAX_XML = 32 * 2**20
# 7.7 million empty elements took 25 s and 2 GB.
MAX_TAGS = 2_500_000
_TITLES = frozenset({"title", "head", "heading", "headline", "titre", "invention-title"})
# Attributes that people read: OPML keeps all its text in one.
_SAID = ("title", "text", "label", "name", "value", "description", "caption", "summary", "content", "alt")
_MAX_CELL = 300
_MAX_CELLS = 40
# Names of pictures and words of letters alone cannot grow: without their declarations they stay as written.
HARMLESS = re.compile(
    rb"<!ENTITY\s{1,99}[\w.:-]{1,200}\s{1,99}(?:\"[^\"&%<>]{0,200}\"|"
    rb"(?:SYSTEM|PUBLIC\s{1,9}\"[^\"<>]{0,500}\")\s{1,9}\"[^\"<>]{0,500}\"\s{1,9}NDATA\s{1,9}[\w.-]{1,99})\s{0,9}>"
)
_TAG = re.compile(r"<[^<>]{0,5000}>")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    data = source.data(MAX_TEXT_BYTES)
    try:
        small = len(data) <= MAX_XML and data.count(b"<") <= MAX_TAGS
        root = parse_xml(HARMLESS.sub(b"", data), "xml") if small else None
    except Corrupt:
        root = None
    if root is None:
        yield paragraphs(_TAG.sub(" ", decode(data, declares=True)).replace("\x0c", "\n"))
        return
    found = in_sections(_pieces(root))
    for unit in found:
        if not notes.title:
            titles = (block for block in unit.blocks if block.kind == "heading")
            notes.title = next((_tidy(unit.text[block.start : block.end])[:300] for block in titles), "")
        yield unit


def _tidy(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def _pieces(root: etree._Element) -> Iterator[Piece]:
    """Goes through the tree without recursion, outer elements first."""
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        text = _whole(element)
        if text is not None:
            yield from _leaf(element, text, depth)
        elif (row := _row(element)) is not None:
            yield "row", 0, row
        else:
            yield "paragraph", 0, _said(element)
            stack.extend((child, depth + 1) for child in reversed(element))


def _whole(element: etree._Element) -> str | None:
    """The text of an element that has no children, or whose children stand among its words."""
    if not len(element):
        return _tidy(element.text) or _said(element)
    if (element.text and element.text.strip()) or any(child.tail and child.tail.strip() for child in element):
        return _tidy("".join(element.itertext()))  # type: ignore[arg-type]
    return None


def _leaf(element: etree._Element, text: str, depth: int) -> Iterator[Piece]:
    if local(element).lower() in _TITLES and len(text) <= _MAX_CELL:
        yield "heading", min(max(1, depth - 1), 6), text
    else:
        yield "paragraph", 0, text


def _row(element: etree._Element) -> str | None:
    """A record: at least two children, all of them short and without children of their own."""
    if not 2 <= len(element) <= _MAX_CELLS or element.getparent() is None:
        return None
    cells: list[str] = []
    names: set[str] = set()
    for child in element:
        text = _tidy(child.text) or _said(child)
        if len(child) or len(text) > _MAX_CELL:
            return None
        names.add(local(child))
        if text:
            cells.append(f"{local(child)}: {text}")
    # Paragraphs one below the other are no record: they have all the same name.
    return " | ".join(cells) if len(names) > 1 else None


def _said(element: etree._Element) -> str:
    return " | ".join(text for name in _SAID if (text := _tidy(element.get(name))))
