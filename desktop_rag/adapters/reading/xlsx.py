"""Excel workbooks (xlsx, and xlsb, whose parts are binary): a unit a sheet with rows, comments, drawings."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from msgspec import Struct

from desktop_rag.adapters.reading import xlsb_cells
from desktop_rag.adapters.reading.charts import chart_lines
from desktop_rag.adapters.reading.drawings import drawn_lines
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.number_formats import Shape, built_in, shape_of
from desktop_rag.adapters.reading.office_parts import (
    main_part_or_nothing,
    note_what_is_lost,
    related,
    relation_id,
    xml_if_readable,
)
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.properties import take_core_properties
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.sheet_rows import Rows
from desktop_rag.adapters.reading.xlsx_cells import Cells, shared_strings
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, ReadingError, Unsafe

_MAX_SHEETS = 10_000
_BINARY = "xl/workbook.bin"


class _Sheet(Struct, frozen=True):
    name: str
    part: str


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    source.file.seek(0)
    archive = SafeZip(source.file)
    take_core_properties(archive, notes)
    workbook = _Workbook(archive, notes)
    if not workbook.sheets:
        raise Corrupt(part="sheets")
    number, lost = 1, []
    for sheet in workbook.sheets:
        place = UnitPlace("sheet", number, sheet.name)
        try:
            for unit in in_sections(workbook.pieces(sheet), place=place):
                yield Parsed(unit.place, unit.text, unit.blocks, enters=((1, sheet.name),))
                number = unit.place.number + 1
        except (Unsafe, PasswordNeeded):
            raise
        except ReadingError:
            lost.append(sheet.name)
            number += 1
        if workbook.full:
            break
    if len(lost) == len(workbook.sheets):
        raise Corrupt(part="sheets")
    note_what_is_lost(archive, notes, lost)


class _Workbook:
    """The sheets in their order, hidden ones too, and what they share: strings and number formats."""

    def __init__(self, archive: SafeZip, notes: Notes) -> None:
        self._archive = archive
        self._rows = Rows(notes)
        main = main_part_or_nothing(archive, "workbook.bin" if _BINARY in archive else "workbook.xml")
        relations = related(archive, main)
        parts = {relation.kind: relation.part for relation in relations}
        self._binary = main.endswith(".bin")
        listed, from_1904 = self._listed(main)
        targets = {relation.id: relation.part for relation in relations}
        # A part that is listed a thousand times is one sheet.
        named = {identity: " ".join(name.split())[:200] for name, identity in listed}
        self.sheets = [
            _Sheet(name, targets.get(identity) or self._usual(number))
            for number, (identity, name) in enumerate(islice(named.items(), _MAX_SHEETS), 1)
        ]
        if not self.sheets:
            self.sheets = [
                _Sheet(name.rpartition("/")[2].partition(".")[0], name)
                for name in archive.names
                if "/worksheets/" in name and name.endswith((".xml", ".bin"))
            ]
        strings, shapes = self._strings(parts), self._shapes(parts, from_1904)
        self._cells = (xlsb_cells.BinaryCells if self._binary else Cells)(strings, shapes)

    def _usual(self, number: int) -> str:
        """The part that a sheet has in nearly every file, for one whose relation is lost."""
        name = f"xl/worksheets/sheet{number}.{'bin' if self._binary else 'xml'}"
        return name if name in self._archive else ""

    @property
    def full(self) -> bool:
        return self._rows.full

    def _data(self, name: str) -> bytes:
        """The bytes of a part; nothing for one that is missing or broken."""
        try:
            return self._archive.read(name) if name in self._archive else b""
        except (Unsafe, PasswordNeeded):
            raise
        except ReadingError:
            self._archive.lost[name] = None
            return b""

    def _listed(self, main: str) -> tuple[list[tuple[str, str]], bool]:
        """((name, id of the relation) of each sheet, whether dates are counted from 1904)."""
        if self._binary:
            return xlsb_cells.sheets(self._data(main))
        root = xml_if_readable(self._archive, main)
        elements = list(root.iter()) if root is not None else []
        found = [(e.get("name") or "", relation_id(e)) for e in elements if local(e) == "sheet"]
        properties = (e.get("date1904") for e in elements if local(e) == "workbookPr")
        return [sheet for sheet in found if sheet[0]], any(said in ("1", "true", "on") for said in properties)

    def _strings(self, parts: dict[str, str]) -> list[str]:
        data = self._data(parts.get("sharedStrings", "xl/sharedStrings.xml"))
        return xlsb_cells.shared_strings(data) if self._binary else shared_strings(data)

    def _shapes(self, parts: dict[str, str], from_1904: bool) -> dict[str, Shape]:
        """What writes the numbers of each style, by the number of the style."""
        name = parts.get("styles", "")
        if self._binary:
            codes, styles = xlsb_cells.styles(self._data(name))
        else:
            codes, styles = _styles(xml_if_readable(self._archive, name) if name in self._archive else None)
        shapes: dict[str, Shape] = {}
        for number, identity in enumerate(styles):
            code = codes.get(identity) or built_in(int(identity) if identity.isdecimal() else 0)
            if code and (shape := shape_of(code, from_1904)):
                shapes[str(number)] = shape
        return shapes

    def pieces(self, sheet: _Sheet) -> Iterator[Piece]:
        if not sheet.part:
            raise Corrupt(part=sheet.name[:100])
        yield from self._rows.pieces(self._cells.rows(self._archive.read(sheet.part)))
        if self.full:
            return
        if not self._cells.whole:
            self._archive.lost[sheet.part] = None
        yield from self._beside(sheet)

    def _beside(self, sheet: _Sheet) -> Iterator[Piece]:
        """Comments, and what is drawn on the sheet."""
        beside = related(self._archive, sheet.part)
        threaded = any(relation.kind == "threadedComment" for relation in beside)
        for relation in beside:
            if relation.kind == "drawing":
                yield from self._drawn(relation.part)
            elif relation.kind == "threadedComment" or (relation.kind == "comments" and not threaded):
                if relation.part.endswith(".bin"):
                    for text in xlsb_cells.comments(self._data(relation.part)):
                        yield "paragraph", 0, text
                    continue
                root = xml_if_readable(self._archive, relation.part)
                for comment in root.iter() if root is not None else ():
                    if local(comment) in ("comment", "threadedComment"):
                        yield "paragraph", 0, _comment(comment)

    def _drawn(self, part: str) -> Iterator[Piece]:
        if (root := xml_if_readable(self._archive, part)) is not None:
            for line in drawn_lines(root):
                yield "paragraph", 0, line
        for relation in related(self._archive, part):
            if relation.kind in ("chart", "chartEx"):
                chart = xml_if_readable(self._archive, relation.part)
                # Its values are cells of some sheet already.
                yield "paragraph", 0, "\n".join(chart_lines(chart, values=False) if chart is not None else ())


def _styles(root: etree._Element | None) -> tuple[dict[str, str], list[str]]:
    """(codes of the formats by their numbers, the format's number of each style of cells)."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    for element in root if root is not None else ():
        if local(element) == "numFmts":
            codes = {child.get("numFmtId") or "": child.get("formatCode") or "" for child in element}
        elif local(element) == "cellXfs":
            styles = [child.get("numFmtId") or "0" for child in element if local(child) == "xf"]
    return codes, styles


def _comment(comment: etree._Element) -> str:
    text = " ".join("".join(e.text or "" for e in comment.iter() if local(e) in ("t", "text")).split())
    return f"{comment.get('ref') or ''}: {text}".lstrip(": ") if text else ""
