"""The streams of an older Office file (MS-CFB) that is damaged or breaks off: as much of them as is there."""

import struct
from io import BytesIO

from msgspec import Struct

MAX_SEARCHED = 256 * 2**20
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LAST = 0xFFFFFFFA
_HEAD = 512
_ENTRY = 128
_SMALL, SMALL_UNTIL = 64, 4096
_STREAM, _FOLDERS = 2, (1, 5)
_MAX_ENTRIES = 100_000
_ROOT = "Root Entry".encode("utf-16-le")
# How the main streams begin; where the directory is lost, they are found by it.
_BEGINNINGS = (
    ("WordDocument", (b"\xec\xa5", b"\xdc\xa5")),
    ("Workbook", (b"\x09\x08\x10\x00\x00\x06\x05\x00",)),
    ("Book", (b"\x09\x08\x08\x00\x00\x05\x05\x00",)),
    ("PowerPoint Document", (b"\x0f\x00\xe8\x03", b"\x0f\x00\xee\x03")),
)


class _Entry(Struct, frozen=True):
    """A row of the directory; `start` is a sector."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class BrokenOle:
    """The streams by path, with the three questions of `olefile.OleFileIO` that readers ask.

    Where the table of sectors is not there, the sectors of a stream follow one another, as programs write
    them.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = int.from_bytes(data[30:32], "little")
        self._size = 1 << (shift if shift in (9, 12) else 9)
        self._count = -(-max(0, len(data) - self._size) // self._size)
        self._fat = self._table()
        self._entries = self._directory()
        small, size = (self._entries[0].start, self._entries[0].size) if self._entries else (END, 0)
        self._small = self._chain(small, size)
        links = self._chain(_number(data, 60), self._size * min(_number(data, 64), self._count))
        self._small_fat = list(struct.unpack_from(f"<{len(links) // 4}I", links))
        self._streams = self._paths()
        self._guess()

    def exists(self, name: str) -> bool:
        return name in self._streams or any(path.startswith(f"{name}/") for path in self._streams)

    def listdir(self, streams: bool = True, storages: bool = False) -> list[list[str]]:
        return [path.split("/") for path in self._streams]

    def openstream(self, name: str) -> BytesIO:
        start, size = self._streams[name]
        if size < SMALL_UNTIL:
            data = _chained(self._small, 0, _SMALL, self._small_fat, start, size)
        else:
            data = self._chain(start, size)
        return BytesIO(data)

    def _chain(self, start: int, size: int) -> bytes:
        return _chained(self._data, self._size, self._size, self._fat, start, size)

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        return self._data[begin : begin + self._size]

    def _table(self) -> list[int]:
        """Which sector follows on each; free where that is not known."""
        per = self._size // 4
        located = list(struct.unpack_from("<109I", self._data.ljust(_HEAD, b"\0"), 76))
        at, seen = _number(self._data, 68), set[int]()
        while at < self._count and at not in seen:
            seen.add(at)
            *more, at = struct.unpack(f"<{per}I", self._sector(at).ljust(self._size, b"\xff"))
            located += more
        blocks = dict(enumerate(located[: -(-self._count // per) + 1]))
        table: list[int] = []
        for block in range(-(-self._count // per)):
            number = blocks.get(block, FREE)
            # A table marks itself as one: what does not is no table.
            if number // per == block and not self._is_table(number):
                number = FREE
            if number >= self._count:
                within = range(block * per, min((block + 1) * per, self._count))
                number = next(filter(self._is_table, within), FREE)
            held = self._sector(number) if number < self._count else b""
            table += struct.unpack(f"<{per}I", held.ljust(self._size, b"\xff"))
        return table

    def _is_table(self, number: int) -> bool:
        at = (number + 1) * self._size + 4 * (number % (self._size // 4))
        return _number(self._data, at) == TABLE

    def _directory(self) -> list[_Entry]:
        held = self._chain(_number(self._data, 48), _ENTRY * _MAX_ENTRIES)
        if not held.startswith(_ROOT[:2]):
            at = self._data.find(_ROOT)
            held = self._data[at : at + _ENTRY * 1000] if at >= 0 else b""
        return [_entry(held[at : at + _ENTRY]) for at in range(0, len(held) - _ENTRY + 1, _ENTRY)]

    def _paths(self) -> dict[str, tuple[int, int]]:
        """Start and size by path; what the tree has lost is found by its name."""
        found: dict[str, tuple[int, int]] = {}
        entries, seen = self._entries, set[int]()
        waiting = [(entries[0].child, "")] if entries else []
        while waiting:
            number, above = waiting.pop()
            if number >= len(entries) or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            waiting += [(entry.left, above), (entry.right, above)]
            if entry.kind == _STREAM:
                found[above + entry.name] = (entry.start, entry.size)
            elif entry.kind in _FOLDERS:
                waiting.append((entry.child, f"{above}{entry.name}/"))
        for number, entry in enumerate(entries):
            if number not in seen and entry.kind == _STREAM and entry.name:
                found.setdefault(entry.name, (entry.start, entry.size))
        return found

    def _guess(self) -> None:
        """Without its row in the directory a main stream is found by how it begins."""
        if any(name in self._streams for name, _ in _BEGINNINGS) or self.exists("__properties_version1.0"):
            return
        for name, signs in _BEGINNINGS:
            for number in range(self._count):
                if self._data.startswith(signs, (number + 1) * self._size):
                    self._streams[name] = (number, len(self._data))
                    return


def _chained(data: bytes, offset: int, step: int, table: list[int], at: int, size: int) -> bytes:
    """At most `size` bytes from sector `at` on; sector 0 begins at `offset`."""
    parts: list[bytes] = []
    seen: set[int] = set()
    left = size
    while left > 0 and at not in seen:
        begin = offset + at * step
        if begin >= len(data):
            break
        seen.add(at)
        parts.append(data[begin : begin + min(step, left)])
        left -= step
        after = table[at] if at < len(table) else FREE
        if after == END or len(data) // step < after <= _LAST:
            break
        at = after if 0 < after <= _LAST and after not in seen else at + 1
    return b"".join(parts)


def _entry(row: bytes) -> _Entry:
    length = min(max(int.from_bytes(row[64:66], "little") - 2, 0), 62)
    name = row[:length].decode("utf-16-le", "replace").replace("/", " ")
    left, right, child = struct.unpack_from("<III", row, 68)
    start, size = struct.unpack_from("<II", row, 116)
    return _Entry(name, row[66], left, right, child, start, size)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4].ljust(4, b"\xff"), "little")
