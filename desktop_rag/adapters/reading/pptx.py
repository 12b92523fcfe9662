"""PowerPoint presentations: a unit a slide with its texts, tables, charts, diagrams, notes, comments."""

import re
from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.office_parts import Related, main_part, related, xml_if_readable
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, listed, table_rows
from desktop_rag.adapters.reading.properties import take_core_properties
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure

_TITLES = frozenset({"title", "ctrTitle"})
# Of a slide and of the page with its notes: number, date, picture of the slide.
_FURNITURE = frozenset({"sldNum", "dt", "sldImg", "hdr", "ftr"})
_AFTER = ("diagramData", "chart", "chartEx", "notesSlide", "comments")
_NUMBER = re.compile(r"[-+\d.,eE% ]+")
_MAX_LABELS = 500


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    source.file.seek(0)
    archive = SafeZip(source.file)
    take_core_properties(archive, notes)
    slides = _slides(archive)
    lost: list[int] = []
    for number, part in enumerate(slides, 1):
        root = xml_if_readable(archive, part) if part else None
        if root is None:
            lost.append(number)
            continue
        slide = _Slide(root)
        for beside in sorted(related(archive, part), key=_order):
            if beside.kind in _AFTER and (other := xml_if_readable(archive, beside.part)) is not None:
                slide.beside(beside.kind, other)
        notes.title = notes.title or slide.title
        yield Parsed(
            UnitPlace("slide", number, slide.title), "".join(slide.composed.parts),
            tuple(slide.composed.blocks), enters=((1, slide.title),),
        )  # fmt: skip
    if lost and len(lost) == len(slides):
        raise Corrupt(part="slides")
    if lost:
        notes.warning = Failure("parts-unreadable", {"parts": f"slides {listed(lost)}"})


def _order(beside: Related) -> int:
    return _AFTER.index(beside.kind) if beside.kind in _AFTER else len(_AFTER)


def _slides(archive: SafeZip) -> list[str]:
    """The parts of the slides in the order of the presentation; "" for one that is missing."""
    main = main_part(archive, "presentation.xml")
    parts = {relation.id: relation.part for relation in related(archive, main)}
    identities = [
        next((value for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        for element in archive.xml(main).iter()
        if local(element) == "sldId"
    ]
    return [parts.get(str(identity), "") for identity in identities]


class _Slide:
    """Composes the text of one slide, the title first."""

    def __init__(self, root: etree._Element) -> None:
        self.composed = Composed()
        shapes = list(_shapes(root))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        self.title = " ".join(" ".join(_lines(titles[0])).split())[:200] if titles else ""
        for shape in titles:
            self.composed.add("heading", " ".join(" ".join(_lines(shape)).split()), 1)
        for shape in shapes:
            if shape not in titles and _placeholder(shape) not in _FURNITURE:
                self._shape(shape)

    def _shape(self, shape: etree._Element) -> None:
        if local(shape) == "graphicFrame":
            for table in shape.iter():
                if local(table) == "tbl":
                    self._table(table)
            return
        for paragraph in shape.iter():
            if local(paragraph) == "p" and "/drawingml/" in str(paragraph.tag):
                self._paragraph(paragraph)

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = _text(paragraph)
        level = next((child.get("lvl") or "0" for child in paragraph if local(child) == "pPr"), "0")
        if level.isdigit() and int(level) > 0:
            self.composed.add("item", text, min(int(level) + 1, 6))
        else:
            self.composed.add("paragraph", text)

    def _table(self, table: etree._Element) -> None:
        rows = [
            [" ".join(" ".join(_lines(cell)).split()) for cell in row if local(cell) == "tc"]
            for row in table
            if local(row) == "tr"
        ]
        headed = any(local(child) == "tblPr" and child.get("firstRow") in ("1", "true") for child in table)
        for line in table_rows([row for row in rows if any(row)], headed):
            self.composed.add("row", line)

    def beside(self, kind: str, root: etree._Element) -> None:
        """What lies in a part of its own: a diagram, a chart, notes, comments."""
        if kind == "notesSlide":
            for shape in _shapes(root):
                if _placeholder(shape) not in _FURNITURE:
                    self._shape(shape)
            return
        if kind == "comments":
            written = [element.text or "" for element in root.iter() if local(element) == "text"]
            texts = [" ".join(text.split()) for text in written] or _lines(root)
        else:
            texts = _lines(root) + (_labels(root) if kind.startswith("chart") else [])
        self.composed.add("paragraph", "\n".join(text for text in texts if text))


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    """Shapes, tables and connectors, also those in groups; of two copies of a shape the first."""
    stack = [root]
    while stack:
        element = stack.pop()
        if local(element) in ("sp", "graphicFrame", "cxnSp", "pic"):
            yield element
        elif local(element) != "Fallback":
            stack.extend(reversed(element))


def _placeholder(shape: etree._Element) -> str:
    """What the shape is for: "title", "body"…; "" for one that is no placeholder."""
    for holder in shape:
        if local(holder).startswith("nv"):
            for element in holder.iter():
                if local(element) == "ph":
                    return element.get("type") or "body"
    return ""


def _lines(element: etree._Element) -> list[str]:
    """The paragraphs of DrawingML below an element."""
    paragraphs = (p for p in element.iter() if local(p) == "p" and "/drawingml/" in str(p.tag))
    return [text for paragraph in paragraphs if (text := _text(paragraph))]


def _text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        match local(element):
            case "t":
                parts.append(element.text or "")
            case "br":
                parts.append("\n")
            case "tab":
                parts.append("\t")
    return "".join(parts).replace("\xa0", " ").replace("\x0b", "\n").strip()


def _labels(chart: etree._Element) -> list[str]:
    """The names of series and categories, which charts keep as copies of cells."""
    found: dict[str, None] = {}
    for element in chart.iter():
        text = " ".join((element.text or "").split()) if local(element) in ("v", "pt") else ""
        if text and not _NUMBER.fullmatch(text):
            found[text] = None
    return list(found)[:_MAX_LABELS]
