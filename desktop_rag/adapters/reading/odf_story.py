"""The words of OpenDocument's elements: paragraphs, lists, tables, notes, and the charts beside them."""

from collections.abc import Iterable, Iterator

from lxml import etree

from desktop_rag.adapters.reading.office_parts import xml_if_readable
from desktop_rag.adapters.reading.parsed import Composed, table_rows
from desktop_rag.adapters.reading.zips import SafeZip, local

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
_MAX_OBJECTS = 1000
_MAX_SPACES = 100


def object_lines(archive: SafeZip, name: str, values: bool = True) -> list[str]:
    """The titles of a chart and, when asked for, the rows of the table it keeps of its values."""
    part = f"{name}/content.xml"
    root = xml_if_readable(archive, part) if part in archive else None
    if root is None or not any(local(element) == "chart" for element in root.iter()):
        return []
    story = Story()
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


def attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute by its name without the namespace, or ""."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}" + name)), "")


def _number(element: etree._Element, name: str, least: int, most: int) -> int:
    text = attribute(element, name)
    return min(max(int(text), least), most) if text.isdigit() and len(text) < 9 else least


def tidy(text: str) -> str:
    return " ".join(text.split())


class Story:
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
                self.composed.add("paragraph", tidy(child.text or ""))
            elif name == "object" and self._archive is not None:
                self._object(child, self._archive)
            elif name not in _NOT_TEXT:
                self.read(child, depth + 1 if name == "list" else depth)

    def _object(self, element: etree._Element, archive: SafeZip) -> None:
        self._objects += 1
        if self._objects <= _MAX_OBJECTS:
            name = attribute(element, "href").removeprefix("./").strip("/")
            self.composed.add("paragraph", "\n".join(object_lines(archive, name)))

    def _paragraph(self, paragraph: etree._Element, kind: str, level: int) -> None:
        aside: list[etree._Element] = []
        text = paragraph_text(paragraph, aside)
        if kind == "heading":
            self.composed.add("heading", tidy(text)[:500], level)
        elif kind == "item":
            self.composed.add("item", text, level)
        else:
            if not self.title and attribute(paragraph, "style-name").lower() == "title":
                self.title = tidy(text)[:300]
            self.composed.add("paragraph", text)
        self.read(aside)

    def slide(self, page: etree._Element) -> str:
        """Reads a slide, its title first; returns the title."""
        heading = ""
        frames = [child for child in page if attribute(child, "class") == "title"]
        for frame in frames:
            texts = [tidy(paragraph_text(p, [])) for p in frame.iter() if local(p) in ("p", "h")]
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


def paragraph_text(paragraph: etree._Element, aside: list[etree._Element]) -> str:
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
    return tidy(" ".join(paragraph_text(part, []) for part in cell.iter() if local(part) in ("p", "h")))
