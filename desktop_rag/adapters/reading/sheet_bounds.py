"""How far the sheets of a workbook reach: calamine allocates the whole rectangle around their cells.

A sheet with the cells A1 and XFD1048576 is 17 thousand million of them, and ends the process.
"""

import re
import struct
from collections.abc import Iterator

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.zips import SafeZip
from desktop_rag.domain.errors import Unsafe

# A full sheet of Excel 97 has 16 M cells, which are 400 MB.
MAX_AREA = 16_777_216
_MAX_COLUMNS = 16_384
_MAX_RECORDS = 3_000_000
_ROWS = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{0,3}([0-9]{1,10})["']""")
_COLUMNS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
# BIFF8: records that begin with row and column; several cells in a row end with the last column.
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406})
_CELLS_IN_A_ROW = frozenset({0x00BD, 0x00BE})
_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})


def check_sheets(source: Source) -> None:
    """Raises `Unsafe` when the sheets would not fit into the memory of a reader."""
    if source.head(4).startswith(b"PK"):
        source.file.seek(0)
        _check_zip(SafeZip(source.file))
    else:
        _check_ole(source)


def _check_zip(archive: SafeZip) -> None:
    for name in archive.names:
        lowered = name.lower()
        area = 0
        if lowered.endswith(".xml"):
            data = archive.read(name)
            area = _area(data) if b"sheetData" in data else 0
        elif lowered.endswith(".bin") and "/worksheets/" in lowered:
            area = _area_binary(archive.read(name))
        if area > MAX_AREA:
            raise Unsafe(reason="cells")


def _area(data: bytes) -> int:
    rows = max((int(row) for row in set(_ROWS.findall(data))), default=0)
    rows = max(rows, data.count(b"<row"))
    if rows * _MAX_COLUMNS <= MAX_AREA:
        return rows
    named = max((_column(name) for name in set(_COLUMNS.findall(data))), default=0)
    # Cells need not say where they are: then there are as many columns as there are cells at most.
    return rows * (named or min(_MAX_COLUMNS, data.count(b"<c") + 1))


def _column(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number


def _area_binary(data: bytes) -> int:
    """Of a sheet of an xlsb (MS-XLSB): a row record has its number, cells have their column."""
    rows = columns = 0
    for kind, at, size in _records(data):
        if kind == 0 and size >= 4:
            rows = max(rows, struct.unpack_from("<I", data, at)[0] + 1)
        elif 1 <= kind <= 11 and size >= 4:
            columns = max(columns, struct.unpack_from("<I", data, at)[0] + 1)
    return rows * columns


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, place, size) of records whose kind and size are written in groups of seven bits."""
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
            if not byte & 0x80:
                break
        if at + min(size, 4) <= end:
            yield kind, at, size
        at += size


def _check_ole(source: Source) -> None:
    import olefile

    source.file.seek(0)
    try:
        with olefile.OleFileIO(source.file) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), "")
            data = container.openstream(name).read() if name else b""
    except Exception:  # a broken container: calamine has its own way through it, and its own errors
        return
    if _area_old(data) > MAX_AREA * 2:
        raise Unsafe(reason="cells")


def _area_old(data: bytes) -> int:
    """Of all sheets of an xls (MS-XLS), which are opened together."""
    total = rows = columns = at = 0
    for _ in range(_MAX_RECORDS):
        if at + 8 > len(data):
            break
        kind, size, row, column = struct.unpack_from("<HHHH", data, at)
        if kind in _BEGIN:
            total += rows * columns
            rows = columns = 0
        elif kind in _CELLS:
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _CELLS_IN_A_ROW and at + 2 + size <= len(data) and size >= 6:
            rows = max(rows, row + 1)
            columns = max(columns, struct.unpack_from("<H", data, at + 2 + size)[0] + 1)
        at += 4 + size
    return total + rows * columns
