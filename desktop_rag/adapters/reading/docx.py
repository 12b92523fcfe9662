"""Word documents: body, headings, lists, tables, text boxes, charts, headers once, notes and comments."""

import re
from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading import html, mhtml
from desktop_rag.adapters.reading.charts import chart_lines
from desktop_rag.adapters.reading.drawings import drawn_lines
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.office_parts import (
    main_part,
    note_what_is_lost,
    related,
    relation_id,
    xml_if_readable,
)
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.properties import take_core_properties
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.errors import Corrupt

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_HEADING_NAME = re.compile(r"heading (\d)")
# Deleted text, field codes, the second copy of a text box, and what is read on its own.
_NOT_TEXT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "p", "Fallback", "pPr", "rPr", "tbl", "sectPr", "rt"}
)
_WRAPPERS = frozenset(
    {"body", "document", "sdt", "sdtContent", "customXml", "ins", "moveTo", "txbxContent", "smartTag",
     "hdr", "ftr", "AlternateContent", "Choice", "footnotes", "endnotes", "comments", "footnote",
     "endnote", "comment"}
)  # fmt: skip
_PARTS_AFTER = ("footnotes", "endnotes", "comments")
_PAGES = (".html", ".htm", ".xhtml")
_SAVED_PAGES = (".mht", ".mhtml")
_SPACES = re.compile(r"[ \t\xa0]+")
_LONG_CELL = 1500


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    source.file.seek(0)
    archive = SafeZip(source.file)
    main = main_part(archive, "document.xml")
    relations = related(archive, main)
    parts = [(relation.kind, relation.part) for relation in relations]
    take_core_properties(archive, notes)
    beside = {relation.id: relation.part for relation in relations}
    document = _Document(_heading_styles(archive, parts), archive, beside)
    for kind, name in parts:
        if kind == "header":
            document.once(name)
    document.read(archive.xml(main))
    for kind, name in parts:
        if kind in _PARTS_AFTER:
            document.read_if_readable(name)
    for kind, name in parts:
        if kind == "footer":
            document.once(name)
    notes.title = notes.title or document.title or document.composed.heading()
    note_what_is_lost(archive, notes)
    yield document.composed.unit()


def _value(element: etree._Element | None, name: str = "val") -> str:
    if element is None:
        return ""
    return element.get(_W + name) or element.get(_STRICT + name) or ""


def _child(element: etree._Element, *names: str) -> etree._Element | None:
    found: etree._Element | None = element
    for name in names:
        found = next((child for child in found if local(child) == name), None) if found is not None else None
    return found


def _heading_styles(archive: SafeZip, parts: list[tuple[str, str]]) -> dict[str, int]:
    """The level (1 to 6; 0 for the style of titles) of every style that makes headings."""
    styles: dict[str, int] = {}
    for kind, name in parts:
        if kind != "styles":
            continue
        root = xml_if_readable(archive, name)
        for style in root if root is not None else ():
            if local(style) == "style" and (level := _style_level(style)) is not None:
                styles[_value(style, "styleId")] = level
    return styles


def _style_level(style: etree._Element) -> int | None:
    name = _value(_child(style, "name")).lower()
    if name == "title":
        return 0
    if found := _HEADING_NAME.match(name):
        return min(max(1, int(found.group(1))), 6)
    return _outline_level(style)


def _outline_level(element: etree._Element) -> int | None:
    level = _value(_child(element, "pPr", "outlineLvl"))
    return min(int(level) + 1, 6) if level.isdigit() and int(level) < 9 else None


def _text(paragraph: etree._Element) -> str:
    """What is visible of one paragraph, without the paragraphs that are nested in it."""
    found: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        name = local(element)
        if name == "t":
            found.append(element.text or "")
        elif name in ("tab", "ptab"):
            found.append("\t")
        elif name in ("br", "cr"):
            found.append("\n")
        elif name == "noBreakHyphen":
            found.append("-")
        elif name not in _NOT_TEXT:
            stack.append(iter(element))
    return "".join(found)


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


class _Document:
    """Goes through the stories of a document and composes its text."""

    def __init__(self, styles: dict[str, int], archive: SafeZip, beside: dict[str, str]) -> None:
        self._styles = styles
        self._archive = archive
        self._beside = beside
        self._seen: set[str] = set()
        self._taken_in: set[str] = set()
        self.title = ""
        self.composed = Composed()

    def read(self, story: etree._Element) -> None:
        # An explicit stack: content controls nest as deep as the file likes.
        stack = [iter(story)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                continue
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "altChunk":
                self._chunk(self._beside.get(relation_id(element), ""))
            elif name in _WRAPPERS:
                stack.append(iter(element))

    def read_if_readable(self, name: str) -> None:
        if (story := xml_if_readable(self._archive, name)) is not None:
            self.read(story)

    def _chunk(self, name: str) -> None:
        """A page of HTML that Word takes in when it opens the document; each once."""
        saved = name.lower().endswith(_SAVED_PAGES)
        if name in self._taken_in or not (saved or name.lower().endswith(_PAGES)):
            return
        self._taken_in.add(name)
        try:
            data = self._archive.read(name)
        except Corrupt:
            self._archive.lost[name] = None
            return
        if saved:
            mhtml.compose(data, self.composed)
        else:
            html.compose(decode(data, declares=True), self.composed)

    def once(self, name: str) -> None:
        """A header or footer, unless one with the same text was there: each section has its own."""
        if (story := xml_if_readable(self._archive, name)) is None:
            return
        paragraphs = [p for p in story.iter(_W + "p", _STRICT + "p") if not _is_copy(p)]
        text = _tidy(" ".join(_text(paragraph) for paragraph in paragraphs))
        if any(letter.isalpha() for letter in text) and text not in self._seen:
            self._seen.add(text)
            self.composed.add("paragraph", text)

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = _text(paragraph)
        style = _value(_child(paragraph, "pPr", "pStyle"))
        level = self._styles.get(style)
        if level is None:
            level = _outline_level(paragraph)
        if text.strip():
            if level is not None and len(text) < 500:
                if level == 0 and not self.title:
                    self.title = _tidy(text)[:300]
                self.composed.add("heading", _tidy(text), max(1, level))
            elif (numbering := _child(paragraph, "pPr", "numPr")) is not None:
                depth = _value(_child(numbering, "ilvl"))
                self.composed.add("item", text, min(int(depth) + 1 if depth.isdigit() else 1, 6))
            else:
                self.composed.add("paragraph", text)
        for box in paragraph.iter(_W + "txbxContent", _STRICT + "txbxContent"):
            if not _is_copy(box):
                self._box(box)
        for element in paragraph.iter("{*}chart", "{*}relIds"):
            if not _is_copy(element):
                self._drawn(element)

    def _drawn(self, element: etree._Element) -> None:
        """A chart or a diagram, which lie in parts of their own."""
        ids = [str(value) for key, value in element.attrib.items() if str(key).endswith(("}id", "}dm"))]
        part = self._beside.get(ids[0], "") if ids else ""
        root = xml_if_readable(self._archive, part) if part else None
        if root is not None:
            lines = chart_lines(root) if local(element) == "chart" else drawn_lines(root)
            self.composed.add("paragraph", "\n".join(lines))

    def _box(self, box: etree._Element) -> None:
        lines = [_text(inner) for inner in _own(box, "p")]
        self.composed.add("paragraph", "\n".join(line for line in lines if line.strip()))
        for inner in _own(box, "tbl"):
            self._table(inner)

    def _table(self, table: etree._Element) -> None:
        rows = [list(_own(row, "tc")) for row in _own(table, "tr") if _child(row, "trPr", "del") is None]
        texts = [[_cell(cell) for cell in row] for row in rows]
        if any(len(text) > _LONG_CELL for row in texts for text in row):
            # A table that lays out the page: its cells are read like the body.
            for row in rows:
                for cell in row:
                    self.read(cell)
            return
        first = next(iter(_own(table, "tr")), None)
        headed = _child(first, "trPr", "tblHeader") is not None if first is not None else False
        for line in table_rows([row for row in texts if any(row)], headed):
            self.composed.add("row", line)


def _is_copy(element: etree._Element) -> bool:
    """Whether it stands in the second copy of a drawing, for programs that do not know the first."""
    return next(element.iterancestors("{*}Fallback"), None) is not None


def _own(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table, the cells of a row, what stands in a box; without what is nested in those."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif local(child) == name:
            yield child
        elif local(child) not in ("tbl", "p", "tc"):
            stack.append(iter(child))


def _cell(cell: etree._Element) -> str:
    paragraphs = [
        _text(paragraph) for paragraph in cell.iter(_W + "p", _STRICT + "p") if not _is_copy(paragraph)
    ]
    return _tidy(" ".join(paragraphs).replace("\n", " "))
