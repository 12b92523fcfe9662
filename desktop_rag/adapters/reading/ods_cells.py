"""The cells of an OpenDocument spreadsheet, sheet by sheet and row by row, out of the bytes of its XML.

Cut apart by their tags, as those of `xlsx_cells`: all sheets are one XML, whose tree is ten times its size.
A row or cell that is repeated, be it a thousand million times, is read a few times.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from desktop_rag.adapters.reading.number_formats import general
from desktop_rag.adapters.reading.sheet_rows import Cell

_MAX_CELLS_A_ROW = 100_000
_MAX_TABLES = 10_000
# Under headers a repeated cell is one of each column; beyond this it fills the row.
_MAX_REPEATED = 50
_MAX_REPEATED_TEXT = 10_000
_MAX_COLUMNS = 16_384
_TABLE = re.compile(rb"<table:table\s([^<>]*)>")
_ROW_END = b"</table:table-row>"
_CELL = re.compile(r"<table:(?:covered-)?table-cell(?=[\s/>])")
_ROW = re.compile(r"<table:table-row(?=[\s/>])([^<>]*)>")
# As nearly every cell is written that is neither a date nor repeated.
_USUAL = re.compile(r"([^<>]*)>(?:<text:p>([^<]*)</text:p></table:table-cell>|$)")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BREAK = re.compile(r"</text:p>|<text:(?:s|tab|line-break)(?=[\s/>])[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_OBJECT = re.compile(r"""<draw:object\s[^<>]*?xlink:href\s*=\s*["'](?:\./)?([^"'<>/]{1,100})/?["']""")
_NOTE = "<office:annotation"
_NOTE_END = "</office:annotation>"
_SAID_BY = re.compile(r"<(dc:creator|dc:date|meta:date-string|meta:creator-initials)[\s>][^<]*</\1>")


class Table(Struct, frozen=True):
    """A sheet: its name, and where its XML begins and ends."""

    name: str
    start: int
    end: int


def tables(data: bytes) -> list[Table]:
    """The sheets in their order, without copies of those in other files."""
    end = data.find(b"<table:dde-links")
    end = len(data) if end < 0 else end
    found = [match for match in _TABLE.finditer(data, 0, end) if not match.group(1).endswith(b"/")]
    found = found[:_MAX_TABLES]
    ends = [*(match.start() for match in found[1:]), end]
    result: list[Table] = []
    for match, last in zip(found, ends, strict=False):
        said = _attributes(match.group(1).decode("utf-8", "replace"))
        linked = data.startswith(b"<table:table-source", match.end())
        if not linked and said.get("table:is-sub-table") != "true":
            name = " ".join(html.unescape(said.get("table:name", "")).split())
            result.append(Table(name[:200], match.end(), last))
    return result


class TableCells:
    """Reads one sheet; `comments` and `objects` are complete when its rows are."""

    def __init__(self, data: bytes, table: Table) -> None:
        self._data = data
        self._table = table
        self.comments: list[str] = []
        self.objects: list[str] = []
        self.boxes: list[str] = []
        self.whole = data.find(b"</table:table>", table.start, table.end) >= 0

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(number, cells that hold something) of each row that has any."""
        at, last, number = self._table.start, self._table.end, 0
        first = self._data.find(b"<table:table-row", at, last)
        self._beside(self._data[at : first if first >= 0 else last].decode("utf-8", "replace"))
        while at < last:
            end = self._data.find(_ROW_END, at, last)
            end = last if end < 0 else end
            head, *pieces = _CELL.split(self._data[at:end].decode("utf-8", "replace"), _MAX_CELLS_A_ROW)
            # Of empty rows, which are written as one tag, several may stand before the one with cells.
            found = _ROW.findall(head)
            repeated = [_repeated(_attributes(said), "table:number-rows-repeated") for said in found]
            number += sum(repeated[:-1]) + 1
            if pieces and "office:" not in pieces[-1] and "<text:" not in pieces[-1]:
                pieces.pop()  # the empty rest of the row
            if pieces and (row := self._row(pieces)):
                yield number, row
            number += repeated[-1] - 1 if repeated else 0
            at = end + len(_ROW_END)

    def _row(self, pieces: list[str]) -> list[Cell]:
        row: list[Cell] = []
        column, usually = 0, _USUAL.match
        for piece in pieces:
            usual = usually(piece)
            if usual is None or "-repeated" in (head := usual.group(1)) or '="date"' in head:
                column = self._unusual(piece, column, row)
                continue
            if text := usual.group(2):
                if "&" in text:
                    text = html.unescape(text)
                text = " ".join(text.split())
                if text and column < _MAX_COLUMNS:
                    row.append((column, text, 'type="string"' in head or "value-type" not in head))
            elif "office:" in head:
                column = self._unusual(piece, column, row)
                continue
            column += 1
        return row

    def _unusual(self, piece: str, column: int, row: list[Cell]) -> int:
        """Adds the cells that a piece stands for; returns the column after them."""
        head, _, body = piece.partition(">")
        empty = head.endswith("/")
        said = _attributes(head)
        repeated = _repeated(said, "table:number-columns-repeated")
        text = "" if empty and "office:" not in head else self._text(said, body)
        if text and column < _MAX_COLUMNS:
            kind = said.get("office:value-type", "string") == "string"
            often = repeated <= _MAX_REPEATED and repeated * len(text) <= _MAX_REPEATED_TEXT
            for place in range(column, column + (repeated if often else 1)):
                row.append((place, text, kind))
        return column + repeated

    def _text(self, said: dict[str, str], body: str) -> str:
        kind = said.get("office:value-type", "")
        if _NOTE in body or "<draw:" in body:
            body = self._beside(body)
        if kind == "date" and (date := said.get("office:date-value", "")):
            return date.replace("T", " ").removesuffix(" 00:00:00")
        return _plain(body) or _value(kind, said)

    def _beside(self, body: str) -> str:
        """Takes comments and drawings out of what stands in a cell, and returns the rest."""
        before, *notes = body.split(_NOTE)
        for note in notes:
            inside, _, after = note.partition(_NOTE_END)
            if text := _plain(_SAID_BY.sub("", inside.partition(">")[2])):
                self.comments.append(text)
            before += after
        if "<draw:" not in before:
            return before
        self.objects.extend(islice(_OBJECT.findall(before), 1000))
        # A drawing stands behind the words of its cell, or between the tags of the sheet and its rows.
        words, _, drawn = before.partition("<draw:")
        if text := _plain("<" + drawn):
            self.boxes.append(text)
        return words


def _attributes(head: str) -> dict[str, str]:
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(head)}


def _repeated(said: dict[str, str], name: str) -> int:
    text = said.get(name, "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 11 else 1


def _plain(body: str) -> str:
    if "<" in body:
        body = _TAG.sub("", _BREAK.sub(" ", body))
    if "&" in body:
        body = html.unescape(body)
    return " ".join(body.split())


def _value(kind: str, said: dict[str, str]) -> str:
    """The value of a cell whose text was not written down."""
    match kind:
        case "string":
            return " ".join(html.unescape(said.get("office:string-value", "")).split())
        case "boolean":
            return said.get("office:boolean-value", "").upper()
        case "time":
            return said.get("office:time-value", "")
        case "percentage":
            try:
                return f"{float(said.get('office:value', '')) * 100:.10g}%"
            except ValueError:
                return ""
    return general(said.get("office:value", ""))
