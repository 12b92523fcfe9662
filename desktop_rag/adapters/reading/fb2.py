"""FictionBook e-books: a unit a chapter, which is a section that holds text itself, with notes at the end."""

from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.divide import MAX_UNITS, in_parts
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.zips import SafeZip, local, parse_xml_or_part
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure

_MAX_AUTHORS = 100
_TITLES = frozenset({"title", "subtitle"})
_QUOTES = frozenset({"epigraph", "cite", "poem"})
_LINES = frozenset({"p", "v", "text-author", "date"})


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    root, whole = parse_xml_or_part(_xml(source), "book")
    if not whole:
        notes.warning = SOMETHING_MISSING
    if local(root) != "FictionBook":
        raise Corrupt(part="book")
    _take_description(root, notes)
    number = 1
    for enters, elements in _chapters(root):
        if number > MAX_UNITS:
            notes.warning = Failure("text-cut", {"characters": ""})
            return
        composed = Composed()
        for element, level in elements:
            _compose(element, composed, level)
        own = composed.heading() if composed.blocks and composed.blocks[0].kind == "heading" else ""
        label = own or next((title for _, title in reversed(enters) if title), "") or composed.heading()
        for part in in_parts(composed.unit(UnitPlace("chapter", number, label[:200]))):
            yield Parsed(part.place, part.text, part.blocks, enters=enters)
            number = part.place.number + 1


def _xml(source: Source) -> bytes:
    if not source.head(4).startswith(b"PK"):
        return source.data(MAX_TEXT_BYTES)
    source.file.seek(0)
    archive = SafeZip(source.file)
    name = next((name for name in archive.names if name.lower().endswith(".fb2")), None)
    if name is None:
        raise Corrupt(part="book")
    return archive.read(name)


def _text(element: etree._Element) -> str:
    """The words of an element; lines of a title, which may stand without spaces between them, are joined."""
    if any(local(child) == "p" for child in element):
        return " ".join(text for child in element if (text := _text(child)))
    return " ".join("".join(element.itertext()).split())  # type: ignore[arg-type]


def _take_description(root: etree._Element, notes: Notes) -> None:
    found = (element for element in root.iter() if local(element) == "title-info")
    for element in next(found, ()):
        match local(element):
            case "book-title":
                notes.title = _text(element)[:300]
            case "author":
                names = [_text(part) for part in element if local(part).endswith("name")]
                author = " ".join(name for name in names if name)[:300]
                if author and len(notes.author) < _MAX_AUTHORS:
                    notes.author = f"{notes.author}, {author}" if notes.author else author
            case "date":
                notes.date_ns = date_of(element.get("value") or "") or date_of(_text(element)[:30])


Headings = tuple[tuple[int, str], ...]
Leveled = tuple[etree._Element, int]


def _chapters(root: etree._Element) -> Iterator[tuple[Headings, list[Leveled]]]:
    """(headings above, elements with the level of their headings) of each chapter."""
    for element in root:
        if local(element) == "description":
            for part in element.iter():
                if local(part) == "annotation":
                    yield ((1, ""),), [(part, 1)]
        elif local(element) == "body":
            yield from _sections(element, 1, ((1, ""),))


def _sections(
    section: etree._Element, level: int, above: Headings
) -> Iterator[tuple[Headings, list[Leveled]]]:
    """The section as one chapter, or what stands in it before its sections, and then each of those."""
    own: list[Leveled] = []
    title = ""
    for child in section:
        if local(child) == "section":
            continue
        if local(child) == "title":
            title = title or _text(child)[:200]
        own.append((child, min(level, 6)))
    if any(_text(child) for child, _ in own):
        yield above, own
    inner = (*above, (min(level, 6), title)) if title else above
    for child in section:
        if local(child) == "section":
            yield from _sections(child, level + 1, inner)


def _compose(element: etree._Element, composed: Composed, level: int) -> None:
    name = local(element)
    if name in _TITLES:
        composed.add("heading", _text(element), min(level + (name == "subtitle"), 6))
    elif name in _LINES:
        composed.add("paragraph", _text(element))
    elif name in _QUOTES:
        lines = [_text(line) for line in element.iter() if local(line) in _LINES]
        composed.add("quote", "\n".join(line for line in lines if line))
    elif name == "table":
        rows = [[_text(cell) for cell in row] for row in element if local(row) == "tr"]
        for line in table_rows([row for row in rows if any(row)], False):
            composed.add("row", line)
    else:
        for child in element:
            _compose(child, composed, level)
