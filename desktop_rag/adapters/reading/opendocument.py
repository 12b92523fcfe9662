"""OpenDocument: texts as a section, presentations slide by slide, spreadsheets sheet by sheet."""

from collections.abc import Iterable, Iterator

from lxml import etree

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.divide import in_parts
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.adapters.reading.zips import SafeZip, local, parse_xml
from desktop_rag.domain.documents import UnitKind, UnitPlace
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, ReadingError, Unsafe

_BODIES: dict[str, UnitKind] = {
    "text": "section", "presentation": "slide", "drawing": "page", "spreadsheet": "sheet",
}  # fmt: skip
# What was deleted, and what belongs to the program.
_NOT_TEXT = frozenset(
    {"tracked-changes", "note-citation", "sequence-decls", "forms", "event-listeners", "settings", "creator",
     "date", "date-string", "initials", "binary-data", "variable-decls", "user-field-decls",
     "footer-decl", "date-time-decl", "header-decl", "named-expressions", "database-ranges", "scripts",
     "sender-initials"}
)  # fmt: skip
_ASIDE = frozenset({"note", "annotation"})
_LONG_CELL = 1500
_MAX_WIDTH = 1000
_MAX_SPACES = 100


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    if source.head(4).startswith(b"PK"):
        source.file.seek(0)
        archive = SafeZip(source.file)
        check_password(archive)
        take_meta(archive, notes)
        root = archive.xml("content.xml")
    else:  # a flat file: the same XML without the zip
        root = parse_xml(source.data(MAX_TEXT_BYTES), "document")
        _take_meta(root, notes)
    bodies = (element for body in root if local(body) == "body" for element in body)
    holder = next((element for element in bodies if local(element) in _BODIES), None)
    if holder is None:
        raise Corrupt(part="body")
    kind = _BODIES[local(holder)]
    yield from _section(holder, notes) if kind == "section" else _units(holder, kind, notes)


def check_password(archive: SafeZip) -> None:
    """Raises `PasswordNeeded` when the parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise PasswordNeeded()


def take_meta(archive: SafeZip, notes: Notes) -> None:
    """Notes what meta.xml says; a broken one costs nothing but the title."""
    if "meta.xml" not in archive:
        return
    try:
        _take_meta(archive.xml("meta.xml"), notes)
    except Unsafe:
        raise
    except ReadingError:
        return


def _take_meta(root: etree._Element, notes: Notes) -> None:
    meta = next((element for element in root.iter() if local(element) == "meta"), root)
    for element in meta:
        text = (element.text or "").strip()
        match local(element):
            case "title":
                notes.title = notes.title or title_or_nothing(text)
            case "creator" | "initial-creator":
                notes.author = notes.author or text[:300]
            case "creation-date":
                notes.date_ns = notes.date_ns or date_of(text[:19])
            case "date":
                notes.date_ns = date_of(text[:19]) or notes.date_ns


def _section(holder: etree._Element, notes: Notes) -> Iterator[Parsed]:
    story = _Story()
    story.read(holder)
    notes.title = notes.title or story.title or story.composed.heading()
    yield story.composed.unit()


def _units(holder: etree._Element, kind: UnitKind, notes: Notes) -> Iterator[Parsed]:
    """Slides, pages of a drawing, or sheets."""
    number = 1
    for element in holder:
        if local(element) != ("table" if kind == "sheet" else "page"):
            continue
        story = _Story()
        if kind == "sheet":
            name = _attribute(element, "name")
            story.table(element)
        else:
            name = story.slide(element)
            notes.title = notes.title or name
        for part in in_parts(story.composed.unit(UnitPlace(kind, number, name))):
            yield Parsed(part.place, part.text, part.blocks, enters=((1, name),))
            number = part.place.number + 1


def _attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute by its name without the namespace, or ""."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}" + name)), "")


def _number(element: etree._Element, name: str, least: int, most: int) -> int:
    text = _attribute(element, name)
    return min(max(int(text), least), most) if text.isdigit() and len(text) < 9 else least


def _tidy(text: str) -> str:
    return " ".join(text.split())


class _Story:
    """Composes the text of one unit."""

    def __init__(self) -> None:
        self.title = ""
        self.composed = Composed()

    def read(self, element: Iterable[etree._Element], depth: int = 0) -> None:
        """Goes through the elements; libxml2 lets them nest 256 deep. `depth` is that of lists."""
        for child in element:
            name = local(child)
            if name == "h":
                self._paragraph(child, "heading", _number(child, "outline-level", 1, 6))
            elif name == "p":
                self._paragraph(child, "item" if depth else "paragraph", min(depth, 6))
            elif name == "table":
                self.table(child)
            elif name in ("title", "desc"):
                self.composed.add("paragraph", _tidy(child.text or ""))
            elif name not in _NOT_TEXT:
                self.read(child, depth + 1 if name == "list" else depth)

    def _paragraph(self, paragraph: etree._Element, kind: str, level: int) -> None:
        aside: list[etree._Element] = []
        text = _text(paragraph, aside)
        if kind == "heading":
            self.composed.add("heading", _tidy(text)[:500], level)
        elif kind == "item":
            self.composed.add("item", text, level)
        else:
            if not self.title and _attribute(paragraph, "style-name").lower() == "title":
                self.title = _tidy(text)[:300]
            self.composed.add("paragraph", text)
        self.read(aside)

    def slide(self, page: etree._Element) -> str:
        """Reads a slide, its title first; returns the title."""
        heading = ""
        frames = [child for child in page if _attribute(child, "class") == "title"]
        for frame in frames:
            texts = [_tidy(_text(p, [])) for p in frame.iter() if local(p) in ("p", "h")]
            title = " ".join(text for text in texts if text)[:500]
            self.composed.add("heading", title, 1)
            heading = heading or title
        self.read([child for child in page if child not in frames])
        return heading[:200]

    def table(self, table: etree._Element) -> None:
        found = list(_own(table, "table-row"))
        rows = [list(_own(row, "table-cell", "covered-table-cell")) for row in found]
        texts = [_row(row) for row in rows]
        if any(len(text) > _LONG_CELL for row in texts for text in row):
            # A table that lays out the page: its cells are read like the body.
            for row in rows:
                for cell in row:
                    self.read(cell)
            return
        headed = bool(found) and local(found[0].getparent()) == "table-header-rows"  # type: ignore[arg-type]
        for line in table_rows([row for row in texts if any(row)], headed):
            self.composed.add("row", line)


def _text(paragraph: etree._Element, aside: list[etree._Element]) -> str:
    """What is visible of a paragraph; notes, comments and shapes in it are put aside."""
    parts: list[str] = [paragraph.text or ""]
    stack: list[str | etree._Element] = _inside(paragraph)
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        name = local(item)
        if name == "s":
            parts.append(" " * _number(item, "c", 1, _MAX_SPACES))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name in _ASIDE or "drawing" in str(item.tag):
            aside.append(item)
        elif name not in _NOT_TEXT:
            stack.extend(_inside(item))
            parts.append(item.text or "")
    return "".join(parts).replace("\xa0", " ").strip()


def _inside(element: etree._Element) -> list[str | etree._Element]:
    """Children and the texts after them, the last first."""
    found: list[str | etree._Element] = []
    for child in reversed(element):
        found.append(child.tail or "")
        found.append(child)
    return found


def _own(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The rows of a table, or the cells of a row, without those of tables inside."""
    for child in element:
        name = local(child)
        if name in names:
            yield child
        elif name not in ("table", "p", "h", "table-cell", "covered-table-cell", "shapes"):
            yield from _own(child, *names)


def _row(cells: list[etree._Element]) -> list[str]:
    """The texts of the cells; empty ones stand for as many as they are repeated, so that columns fit."""
    texts: list[str] = []
    for cell in cells:
        repeated = _number(cell, "number-columns-repeated", 1, _MAX_WIDTH)
        texts.extend([_cell(cell)] * min(repeated, _MAX_WIDTH - len(texts)))
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _cell(cell: etree._Element) -> str:
    return _tidy(" ".join(_text(part, []) for part in cell.iter() if local(part) in ("p", "h")))
