"""OpenDocument: texts as a section, presentations slide by slide, drawings page by page."""

from collections.abc import Iterable, Iterator

from lxml import etree

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.divide import MAX_UNITS, in_parts
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.office_parts import note_what_is_lost, xml_if_readable
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.adapters.reading.zips import SafeZip, local, parse_xml
from desktop_rag.domain.documents import UnitKind, UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, ReadingError, Unsafe

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
_PAGE_NUMBERS = frozenset({"page-number", "page-count", "sheet-name", "page-name"})
_ASIDE = frozenset({"note", "annotation"})
_LONG_CELL = 1500
_MAX_WIDTH = 1000
_MAX_META = 2**20
_MAX_OBJECTS = 1000
_MAX_SPACES = 100


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    if source.head(4).startswith(b"PK"):
        source.file.seek(0)
        archive = SafeZip(source.file)
        check_password(archive)
        take_meta(archive, notes)
        root = archive.xml("content.xml")
        styles = xml_if_readable(archive, "styles.xml") if "styles.xml" in archive else None
    else:  # a flat file: the same XML without the zip
        archive = None
        styles = root = parse_xml(source.data(MAX_TEXT_BYTES), "document")
        _take_meta(root, notes)
    bodies = (element for body in root if local(body) == "body" for element in body)
    holder = next((element for element in bodies if local(element) in _BODIES), None)
    if holder is None:
        raise Corrupt(part="body")
    kind = _BODIES[local(holder)]
    if kind == "section":
        yield from _section(holder, styles, archive, notes)
    else:
        yield from _units(holder, kind, archive, notes)
    if archive is not None:
        note_what_is_lost(archive, notes)


def check_password(archive: SafeZip) -> None:
    """Raises `PasswordNeeded` when the parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    try:
        locked = manifest in archive and b"encryption-data" in archive.read(manifest)
    except Corrupt:
        archive.lost[manifest] = None
        return
    if locked:
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


def take_flat_meta(data: bytes, notes: Notes) -> None:
    """The same for a flat file, whose beginning says it."""
    start, end = data.find(b"<office:meta"), data.find(b"</office:meta>")
    head = data[: data.find(b">", data.find(b"<office:document")) + 1]
    if 0 <= start < end and end - start < _MAX_META and len(head) < _MAX_META:
        closed = head + data[start:end] + b"</office:meta></office:document>"
        try:
            _take_meta(parse_xml(closed, "meta"), notes)
        except Corrupt:
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


def object_lines(archive: SafeZip, name: str, values: bool = True) -> list[str]:
    """The titles of a chart and, when asked for, the rows of the table it keeps of its values."""
    part = f"{name}/content.xml"
    root = xml_if_readable(archive, part) if part in archive else None
    if root is None or not any(local(element) == "chart" for element in root.iter()):
        return []
    story = _Story()
    for element in root.iter():
        if local(element) in ("title", "subtitle") and "chart" in str(element.tag):
            story.read(element)
        elif local(element) == "table" and values:
            for line in _chart_rows(element):
                story.composed.add("row", line)
    return [line for line in "".join(story.composed.parts).split("\n") if line]


def _chart_rows(table: etree._Element) -> Iterator[str]:
    """ "category | series: value"; the first row names the series."""
    names: list[str] = []
    for number, found in enumerate(_own(table, "table-row")):
        category, *values = _row(list(_own(found, "table-cell", "covered-table-cell"))) or [""]
        if number == 0:
            names = values
            continue
        names += [""] * (len(values) - len(names))
        cells = [
            f"{name}: {value}" if name else value for name, value in zip(names, values, strict=False) if value
        ]
        yield " | ".join([category, *cells] if category else cells)


def _margins(styles: etree._Element | None, ending: str) -> list[str]:
    """Headers or footers, each text once: there are several a style of pages, and copies of them."""
    found: dict[str, None] = {}
    for element in styles.iter() if styles is not None else ():
        if local(element) in (ending, f"{ending}-left", f"{ending}-first") and "style" in str(element.tag):
            story = _Story()
            story.read(element)
            text = " ".join("".join(story.composed.parts).split())
            if any(letter.isalpha() for letter in text):
                found[text] = None
    return list(found)


def _section(
    holder: etree._Element, styles: etree._Element | None, archive: SafeZip | None, notes: Notes
) -> Iterator[Parsed]:
    story = _Story(archive)
    for text in _margins(styles, "header"):
        story.composed.add("paragraph", text)
    story.read(holder)
    for text in _margins(styles, "footer"):
        story.composed.add("paragraph", text)
    notes.title = notes.title or story.title or story.composed.heading()
    yield story.composed.unit()


def _units(holder: etree._Element, kind: UnitKind, archive: SafeZip | None, notes: Notes) -> Iterator[Parsed]:
    """Slides, pages of a drawing, or sheets; footers of slides stand on the first."""
    number = 1
    for element in holder:
        if local(element) != ("table" if kind == "sheet" else "page"):
            continue
        if number > MAX_UNITS:
            notes.warning = Failure("text-cut", {"characters": ""})
            return
        story = _Story(archive)
        if kind == "sheet":
            name = _attribute(element, "name")
            story.table(element)
        else:
            name = story.slide(element)
            notes.title = notes.title or name
            for text in _declared(holder) if number == 1 else ():
                story.composed.add("paragraph", text)
        for part in in_parts(story.composed.unit(UnitPlace(kind, number, name))):
            yield Parsed(part.place, part.text, part.blocks, enters=((1, name),))
            number = part.place.number + 1


def _declared(holder: etree._Element) -> Iterator[str]:
    """The headers and footers that slides share."""
    texts = (_tidy(e.text or "") for e in holder if local(e) in ("header-decl", "footer-decl"))
    return iter(dict.fromkeys(text for text in texts if text))


def _attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute by its name without the namespace, or ""."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}" + name)), "")


def _number(element: etree._Element, name: str, least: int, most: int) -> int:
    text = _attribute(element, name)
    return min(max(int(text), least), most) if text.isdigit() and len(text) < 9 else least


def _tidy(text: str) -> str:
    return " ".join(text.split())


class _Story:
    """Composes the text of one unit; the charts in it lie in parts of their own."""

    def __init__(self, archive: SafeZip | None = None) -> None:
        self._archive = archive
        self._objects = 0
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
            elif name == "object" and self._archive is not None:
                self._object(child, self._archive)
            elif name not in _NOT_TEXT:
                self.read(child, depth + 1 if name == "list" else depth)

    def _object(self, element: etree._Element, archive: SafeZip) -> None:
        self._objects += 1
        if self._objects <= _MAX_OBJECTS:
            name = _attribute(element, "href").removeprefix("./").strip("/")
            self.composed.add("paragraph", "\n".join(object_lines(archive, name)))

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
        elif name in _PAGE_NUMBERS:
            continue
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
