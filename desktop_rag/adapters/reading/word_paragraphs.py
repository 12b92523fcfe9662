"""What a Word file before 2007 says of its paragraphs: heading, item of a list, cell, end of a row."""

import struct
from bisect import bisect_right

from msgspec import Struct

from desktop_rag.adapters.reading.word_stories import Word

_PAGE = 512
_MAX_PAGES = 500_000
_MAX_STYLES = 4095
_HEADINGS, _TITLE = range(1, 10), 62
# Properties by name (MS-DOC 2.6.2) and how they begin in Word 6 and 95 (one byte each).
_IN_TABLE, _ROW_END, _OUTLINE, _LIST, _LIST_LEVEL = 0x2416, 0x2417, 0x2640, 0x460B, 0x260A
_IN_TABLE_OLD, _ROW_END_OLD = b"\x18\x01", b"\x19\x01"
_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)
_TABLE_DEFINITIONS = frozenset({0xD608, 0xD606})


class Format(Struct, frozen=True):
    """Of a paragraph: `level` of a heading (0 for the title; None for text), `item` its depth in a list."""

    level: int | None = None
    item: int = 0
    in_table: bool = False
    row_end: bool = False


PLAIN = Format()


class Formats:
    """Finds the format of a paragraph by the place of its mark in the main stream."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._levels = _style_levels(word.found(word.layout.styles)) if word.readable_tables else {}
        self._starts: list[int] = []
        self._pages: list[int] = []
        self._known: dict[tuple[int, int], Format] = {}
        if word.readable_tables:
            self._take_pages(word.found(word.layout.paragraphs))
        self.known = bool(self._pages)

    def _take_pages(self, table: bytes) -> None:
        size = 4 if self._word.layout.wide else 2
        count = min((len(table) - 4) // (4 + size), _MAX_PAGES)
        if count < 1:
            return
        self._starts = list(struct.unpack_from(f"<{count}I", table))
        numbers = struct.unpack_from(f"<{count}{'I' if size == 4 else 'H'}", table, 4 * (count + 1))
        self._pages = [number & 0x3FFFFF for number in numbers]

    def of(self, at: int) -> Format:
        """The format of the paragraph whose mark is character `at` of the text."""
        place = self._word.place(at)
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return PLAIN
        begin = self._pages[index] * _PAGE
        page = self._word.main[begin : begin + _PAGE]
        if len(page) < _PAGE:
            return PLAIN
        run = _run(page, place)
        key = (self._pages[index], run)
        if key not in self._known:
            self._known[key] = self._read(page, run) if run >= 0 else PLAIN
        return self._known[key]

    def _read(self, page: bytes, run: int) -> Format:
        wide = self._word.layout.wide
        step = 13 if wide else 7
        at = 2 * page[min(4 * (page[-1] + 1) + step * run, _PAGE - 1)]
        if not 0 < at < _PAGE - 3:
            return PLAIN
        length = 2 * page[at] - (1 if wide else 0)
        if wide and page[at] == 0:
            at += 1
            length = 2 * page[at]
        properties = page[at + 1 : at + 1 + max(length, 0)]
        if len(properties) < 2:
            return PLAIN
        level = self._levels.get(int.from_bytes(properties[:2], "little"))
        if wide:
            return _format(properties[2:], level)
        return Format(level, 0, _IN_TABLE_OLD in properties[2:12], _ROW_END_OLD in properties[2:12])


def _run(page: bytes, place: int) -> int:
    """The index of the run of a page that holds the place, or -1."""
    count = page[-1]
    if not 0 < count <= 0x1D * 2 or 4 * (count + 1) > _PAGE:
        return -1
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    run = bisect_right(bounds, place) - 1
    return run if 0 <= run < count else -1


def _format(properties: bytes, level: int | None) -> Format:
    item, depth, in_table, row_end = False, 0, False, False
    at = 0
    while at + 3 <= len(properties):
        name = int.from_bytes(properties[at : at + 2], "little")
        value = properties[at + 2]
        if name == _IN_TABLE:
            in_table = value == 1
        elif name == _ROW_END:
            row_end = value == 1
        elif name == _OUTLINE:
            level = value + 1 if value < 9 else None
        elif name == _LIST:
            item = any(properties[at + 2 : at + 4])
        elif name == _LIST_LEVEL:
            depth = value
        at += _length(name, properties, at)
    return Format(level, min(depth + 1, 6) if item else 0, in_table, row_end)


def _length(name: int, properties: bytes, at: int) -> int:
    """Of a property with its name; the topmost three bits of the name tell the size of its value."""
    size = _SIZES[name >> 13]
    if size >= 0:
        return 2 + size
    if name in _TABLE_DEFINITIONS:
        return 3 + int.from_bytes(properties[at + 2 : at + 4], "little")
    return 3 + properties[at + 2]


def _style_levels(sheet: bytes) -> dict[int, int]:
    """The level of each style that makes headings, or is made from one that does; 0 is the title's."""
    if len(sheet) < 6:
        return {}
    at = 2 + int.from_bytes(sheet[:2], "little")
    levels: dict[int, int] = {}
    based: dict[int, int] = {}
    for number in range(min(int.from_bytes(sheet[2:4], "little"), _MAX_STYLES)):
        length = int.from_bytes(sheet[at : at + 2], "little")
        if length >= 4:
            first, second = struct.unpack_from("<HH", sheet.ljust(at + 6, b"\0"), at + 2)
            identity = first & 0xFFF
            if identity in _HEADINGS:
                levels[number] = min(identity, 6)
            elif identity == _TITLE:
                levels[number] = 0
            elif second & 0xF == 1:  # a style of paragraphs
                based[number] = second >> 4
        at += 2 + length
    for number, above in based.items():
        for _ in range(10):
            if above in levels:
                levels[number] = levels[above]
                break
            above = based.get(above, 0xFFF)
    return levels
