"""Binary Excel workbooks (MS-XLSB): their sheets, strings, number formats and cells, record by record."""

import struct
from collections.abc import Iterator

from desktop_rag.adapters.reading.number_formats import Shape, general
from desktop_rag.adapters.reading.sheet_rows import Cell

_MAX_RECORDS = 10_000_000
_MAX_TEXT = 32_768
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _WORDS, _SHARED = range(8)
_F_WORDS, _F_REAL, _F_BOOL, _F_ERROR = range(8, 12)
_STRING, _FORMAT, _STYLE, _RICH = 19, 44, 47, 62
_PROPERTIES, _SHEET, _SHEET_DATA, _SHEET_DATA_END = 153, 156, 145, 146
_STYLES, _STYLES_END, _COMMENT = 617, 618, 637
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip

Record = tuple[int, int, int]


def records(data: bytes) -> Iterator[Record]:
    """(kind, place, size) of the records; kind and size are written in groups of seven bits."""
    at, end = 0, len(data)
    for _ in range(_MAX_RECORDS):
        if at + 2 > end:
            return
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | data[at] << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if at + size > end:
            return
        yield kind, at, size
        at += size


def wide(data: bytes, at: int, end: int) -> tuple[str, int]:
    """(text, place after it) of a string in two bytes a sign with its length before it."""
    if at + 4 > end:
        return "", end
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:  # none at all
        return "", at + 4
    stop = min(at + 4 + 2 * min(length, _MAX_TEXT), end)
    return data[at + 4 : stop].decode("utf-16-le", "replace"), stop


def sheets(data: bytes) -> tuple[list[tuple[str, str]], bool]:
    """((name, id of the relation) of each sheet, whether dates are counted from 1904)."""
    found: list[tuple[str, str]] = []
    from_1904 = False
    for kind, at, size in records(data):
        if kind == _SHEET and size >= 8:
            identity, after = wide(data, at + 8, at + size)
            found.append((wide(data, after, at + size)[0], identity))
        elif kind == _PROPERTIES and size:
            from_1904 = bool(data[at] & 1)
    return found, from_1904


def shared_strings(data: bytes) -> list[str]:
    return [
        " ".join(wide(data, at + 1, at + size)[0].split())
        for kind, at, size in records(data)
        if kind == _STRING
    ]


def comments(data: bytes) -> list[str]:
    return [
        " ".join(wide(data, at + 1, at + size)[0].split())
        for kind, at, size in records(data)
        if kind == _COMMENT
    ]


def styles(data: bytes) -> tuple[dict[str, str], list[str]]:
    """(codes of the formats by their numbers, the format's number of each style of cells)."""
    codes: dict[str, str] = {}
    numbers: list[str] = []
    inside = False
    for kind, at, size in records(data):
        if kind == _FORMAT and size >= 6:
            (number,) = struct.unpack_from("<H", data, at)
            codes[str(number)] = wide(data, at + 2, at + size)[0]
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside and size >= 4:
            numbers.append(str(struct.unpack_from("<H", data, at + 2)[0]))
    return codes, numbers


class BinaryCells:
    """Reads worksheets with the strings and formats of their workbook, as `xlsx_cells.Cells` does."""

    def __init__(self, strings: list[str], shapes: dict[str, Shape]) -> None:
        self._strings = strings
        self._shapes = {int(style): shape for style, shape in shapes.items()}
        self.whole = True

    def rows(self, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
        number, row = 1, list[Cell]()
        self.whole = True  # a sheet that is a chart has no cells at all
        for kind, at, size in records(data):
            if kind == _ROW and size >= 4:
                if row:
                    yield number, row
                number, row = struct.unpack_from("<I", data, at)[0] + 1, []
            elif kind in (_SHEET_DATA, _SHEET_DATA_END):
                self.whole = kind == _SHEET_DATA_END
            elif (0 < kind < 12 or kind == _RICH) and size >= 9:
                column, style = struct.unpack_from("<II", data, at)
                if text := self._text(kind, style & 0xFFFFFF, data, at + 8, at + size):
                    row.append((column, text, kind in (_WORDS, _SHARED, _F_WORDS, _RICH)))
        if row:
            yield number, row

    def _text(self, kind: int, style: int, data: bytes, at: int, end: int) -> str:
        if kind in (_REAL, _F_REAL, _RK):
            if end - at < (4 if kind == _RK else 8):
                return ""
            value = repr(_rk(data, at) if kind == _RK else struct.unpack_from("<d", data, at)[0])
            shape = self._shapes.get(style)
            return shape(value) if shape else general(value)
        if kind == _SHARED:
            number = struct.unpack_from("<I", data, at)[0] if end - at >= 4 else len(self._strings)
            return self._strings[number] if number < len(self._strings) else ""
        if kind in (_BOOL, _F_BOOL):
            return "TRUE" if data[at] else "FALSE"
        if kind in (_ERROR, _F_ERROR):
            return _ERRORS.get(data[at], "#ERROR")
        if kind in (_WORDS, _F_WORDS, _RICH):
            return " ".join(wide(data, at + (kind == _RICH), end)[0].split())
        return ""


def _rk(data: bytes, at: int) -> float:
    """A number in four bytes: whole, or the upper half of a double; and perhaps a hundredth of it."""
    (packed,) = struct.unpack_from("<i", data, at)
    if packed & 2:
        value = float(packed >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))
    return value / 100 if packed & 1 else value
