"""PowerPoint presentations: a unit a slide with its texts, tables, charts, diagrams, notes, comments."""

import re
from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.charts import chart_lines
from desktop_rag.adapters.reading.drawings import drawn_lines, paragraph_text, paragraphs
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.office_parts import (
    Related,
    main_part_or_nothing,
    note_what_is_lost,
    related,
    relation_id,
    xml_if_readable,
)
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, listed, table_rows
from desktop_rag.adapters.reading.properties import take_core_properties
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt

_TITLES = frozenset({"title", "ctrTitle"})
# Of a slide and of the page with its notes: number, date, picture of the slide.
_FURNITURE = frozenset({"sldNum", "dt", "sldImg", "hdr", "ftr"})
_SLIDE = re.compile(r"ppt/slides/slide([0-9]{1,6})\.xml")
_MAX_SLIDES = 10_000
_AFTER = ("diagramData", "chart", "chartEx", "notesSlide", "comments")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    source.file.seek(0)
    archive = SafeZip(source.file)
    take_core_properties(archive, notes)
    slides = _slides(archive)
    lost: list[int] = []
    for number, part in enumerate(slides, 1):
        root = xml_if_readable(archive, part) if part in archive else None
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
    note_what_is_lost(archive, notes, [f"slides {listed(lost)}"] if lost else ())


def _order(beside: Related) -> int:
    return _AFTER.index(beside.kind) if beside.kind in _AFTER else len(_AFTER)


def _slides(archive: SafeZip) -> list[str]:
    """The parts of the slides in the order of the presentation; for one that is missing, what it is called.

    Without the presentation's own list it is the order of their names.
    """
    main = main_part_or_nothing(archive, "presentation.xml")
    parts = {relation.id: relation.part for relation in related(archive, main)}
    root = xml_if_readable(archive, main) if main else None
    slides = [element for element in root.iter() if local(element) == "sldId"] if root is not None else []
    if slides and any(relation_id(slide) in parts for slide in slides):
        # A part that is listed a thousand times is one slide.
        return list(dict.fromkeys(parts.get(relation_id(e), relation_id(e)) for e in slides))[:_MAX_SLIDES]
    named = [(found, name) for name in archive.names if (found := _SLIDE.fullmatch(name))]
    return [name for _, name in sorted((int(found.group(1)), name) for found, name in named)]


class _Slide:
    """Composes the text of one slide, the title first."""

    def __init__(self, root: etree._Element) -> None:
        self.composed = Composed()
        shapes = list(_shapes(root))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        self.title = " ".join(" ".join(drawn_lines(titles[0])).split())[:200] if titles else ""
        for shape in titles:
            self.composed.add("heading", " ".join(" ".join(drawn_lines(shape)).split()), 1)
        for shape in shapes:
            if shape not in titles and _placeholder(shape) not in _FURNITURE:
                self._shape(shape)

    def _shape(self, shape: etree._Element) -> None:
        if local(shape) == "graphicFrame":
            for table in shape.iter():
                if local(table) == "tbl":
                    self._table(table)
            return
        for paragraph in paragraphs(shape):
            self._paragraph(paragraph)

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = paragraph_text(paragraph)
        level = next((child.get("lvl") or "0" for child in paragraph if local(child) == "pPr"), "0")
        if level.isdigit() and int(level) > 0:
            self.composed.add("item", text, min(int(level) + 1, 6))
        else:
            self.composed.add("paragraph", text)

    def _table(self, table: etree._Element) -> None:
        rows = [
            [" ".join(" ".join(drawn_lines(cell)).split()) for cell in row if local(cell) == "tc"]
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
            texts = [" ".join(text.split()) for text in written] or drawn_lines(root)
        else:
            texts = chart_lines(root) if kind.startswith("chart") else drawn_lines(root)
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
