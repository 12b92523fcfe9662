"""The records of a workbook of Excel 97 and before (MS-XLS): how far its sheets reach, and number formats.

Its cells are read by python-calamine, which knows every version but allocates the whole rectangle around the
cells of a sheet, and says nothing of formats.
"""

import struct

from msgspec import Struct

from desktop_rag.adapters.reading.number_formats import Shape, built_in, of_numbers, shape_of

_MAX_RECORDS = 3_000_000
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406})
_NUMBERS = frozenset({0x0006, 0x0203, 0x027E})
# Several cells in a row end with their last column.
_CELLS_IN_A_ROW = frozenset({0x00BD, 0x00BE})
_NUMBERS_IN_A_ROW = 0x00BD
_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_STYLE, _FORMAT, _SHEET, _DIMENSIONS = 0x00E0, 0x041E, 0x0085, 0x0200
_BOUNDLESS = 2**32

Place = tuple[int, int]


class Records(Struct, frozen=True):
    """`area` in cells, of all sheets together; `shapes` of the numbers in each sheet by (row, column).

    `claimed` is the largest area that a sheet says it has, for which calamine sets memory aside. Dates
    have no shape: calamine tells them by itself.
    """

    area: int
    claimed: int
    shapes: tuple[dict[Place, Shape], ...]


def records_of(data: bytes) -> Records:
    """Goes through a workbook's stream; a broken one gives what came before the break."""
    walk = _Walk(data)
    try:
        walk.go()
    except struct.error:
        pass
    walk.begin(len(data))
    return Records(walk.area, walk.claimed, tuple(walk.shapes))


class _Walk:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._codes: dict[int, str] = {}
        self._styles: list[Shape | None] = []
        self._sheets: dict[int, int] = {}
        self._shapes: dict[Place, Shape] = {}
        self._rows = self._columns = 0
        self.area = self.claimed = 0
        self.shapes: list[dict[Place, Shape]] = []

    def go(self) -> None:
        data, at, end = self._data, 0, len(self._data)
        for _ in range(_MAX_RECORDS):
            if at + 4 > end:
                return
            kind, size = struct.unpack_from("<HH", data, at)
            if kind in _CELLS and size >= 6:
                row, column, style = struct.unpack_from("<HHH", data, at + 4)
                self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
                if kind in _NUMBERS:
                    self._cell(row, column, style)
            elif kind in _CELLS_IN_A_ROW and size >= 6:
                self._several(kind, at + 4, size)
            elif kind in _BEGIN:
                self.begin(at)
            elif kind == _DIMENSIONS and size >= 10:
                layout = "<IIHH" if size >= 14 else "<HHHH"
                top, bottom, left, right = struct.unpack_from(layout, data, at + 4)
                backwards = top > bottom or left > right  # which calamine takes for nearly 2**32 of them
                area = _BOUNDLESS if backwards else (bottom - top) * (right - left)
                self.claimed = max(self.claimed, area)
            else:
                self._of_all(kind, at + 4, size)
            at += 4 + size

    def begin(self, at: int) -> None:
        """A part of the stream begins, and the one before it is finished."""
        self.area += self._rows * self._columns
        self._rows = self._columns = 0
        if at in self._sheets:
            self._shapes = self.shapes[self._sheets[at]]
        else:
            self._shapes = {}

    def _cell(self, row: int, column: int, style: int) -> None:
        shape = self._styles[style] if style < len(self._styles) else None
        if shape is not None:
            self._shapes[row, column] = shape

    def _several(self, kind: int, at: int, size: int) -> None:
        row, first = struct.unpack_from("<HH", self._data, at)
        (last,) = struct.unpack_from("<H", self._data, at + size - 2)
        self._rows, self._columns = max(self._rows, row + 1), max(self._columns, last + 1)
        if kind == _NUMBERS_IN_A_ROW:
            for number in range((size - 6) // 6):
                self._cell(row, first + number, struct.unpack_from("<H", self._data, at + 4 + 6 * number)[0])

    def _of_all(self, kind: int, at: int, size: int) -> None:
        """Formats, styles and the list of sheets, which stand before the sheets."""
        if kind == _STYLE and size >= 4:
            (number,) = struct.unpack_from("<H", self._data, at + 2)
            code = self._codes.get(number) or built_in(number)
            self._styles.append(of_numbers(shape_of(code)) if code else None)
        elif kind == _FORMAT and size >= 5:
            number, length, wide = struct.unpack_from("<HHB", self._data, at)
            text = self._data[at + 5 : at + min(size, 5 + length * (2 if wide & 1 else 1))]
            self._codes[number] = text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        elif kind == _SHEET and size >= 4:
            (place,) = struct.unpack_from("<I", self._data, at)
            self._sheets[place] = len(self.shapes)
            self.shapes.append({})
