"""A workbook of Excel 97 and before made whole again: the sheets that are there, in a sound container."""

import struct
from collections.abc import Iterator

from msgspec import Struct

from desktop_rag.adapters.reading.broken_ole import END, FREE, SMALL_UNTIL, TABLE

_SECTOR = 512
_PER_SECTOR = _SECTOR // 4
_BEGIN, _STOP, _SHEET = 0x0809, 0x000A, 0x0085
_BEGINS = frozenset({0x0009, 0x0209, 0x0409, _BEGIN})
_MAX_RECORDS = 3_000_000


class Mended(Struct, frozen=True):
    """The stream, with an empty sheet in the place of each that is `lost`, by name; `cut` when it ended
    in the middle of a sheet."""

    data: bytes
    lost: tuple[str, ...]
    cut: bool


def mended(data: bytes) -> Mended:
    """A stream that breaks off ends with its last whole record; sheets beyond it are empty."""
    sheets, last, end = [], 0, 0
    begins: set[int] = set()
    for kind, at, size in _records(data):
        if kind == _SHEET and size >= 8:
            sheets.append(at)
        elif kind in _BEGINS:
            begins.add(at - 4)
        last, end = kind, at + size
    places = [int.from_bytes(data[at : at + 4], "little") for at in sheets]
    stops = last == _STOP or not any(data[end:])
    if stops and begins.issuperset(places):
        return Mended(data, (), False)
    made = bytearray(data[:end])
    made += struct.pack("<HH", _STOP, 0) if last != _STOP else b""
    empty = len(made)
    version = int.from_bytes(data[4:6], "little") or 0x0600
    made += struct.pack("<HHHH", _BEGIN, 16 if version >= 0x0600 else 8, version, 0x10)
    made += bytes(12 if version >= 0x0600 else 4) + struct.pack("<HH", _STOP, 0)
    lost = []
    for at, place in zip(sheets, places, strict=True):
        # Read from anywhere else, its cells may be said to be anywhere, and memory is set aside for them.
        if place not in begins:
            struct.pack_into("<I", made, at, empty)
            lost.append(_name(data[at + 6 : at + 80], version))
    return Mended(bytes(made), tuple(lost), last != _STOP)


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, place, size) of what each whole record holds."""
    at = 0
    for _ in range(_MAX_RECORDS):
        if at + 4 > len(data):
            return
        kind, size = struct.unpack_from("<HH", data, at)
        if at + 4 + size > len(data) or (not kind and not size):
            return
        yield kind, at + 4, size
        at += 4 + size


def _name(held: bytes, version: int) -> str:
    """Of a sheet: its length, in Excel 97 a flag for two bytes a letter, and its letters."""
    length, held = held[0], held[1:]
    if version < 0x0600:
        return held[:length].decode("cp1252", "replace")
    wide = held[:1] == b"\1"
    return held[1 : 1 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")


def contained(name: str, data: bytes) -> bytes:
    """A container with this stream alone (MS-CFB, sectors of 512 bytes)."""
    data = data.ljust(SMALL_UNTIL, b"\0")  # shorter ones lie elsewhere
    held = -(-len(data) // _SECTOR)
    tables, more = 1, 0
    while (held + 1 + tables + more) > tables * _PER_SECTOR or tables > 109 + more * (_PER_SECTOR - 1):
        tables += (held + 1 + tables + more) > tables * _PER_SECTOR
        more = max(0, -(-(tables - 109) // (_PER_SECTOR - 1)))
    fat = [*range(1, held), END, END, *[TABLE] * tables, *[TABLE - 1] * more]
    fat += [FREE] * (tables * _PER_SECTOR - len(fat))
    located = [*range(held + 1, held + 1 + tables)]
    first_more = held + 1 + tables
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack(
        "<IIIIIIIII", 0, tables, held, 0, SMALL_UNTIL, END, 0, first_more if more else END, more
    )
    near = [*located[:109], *[FREE] * (109 - min(tables, 109))]
    parts = [head, struct.pack("<109I", *near), data.ljust(held * _SECTOR, b"\0")]
    parts.append(_entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 0, len(data)))
    parts.append(bytes(256) + struct.pack(f"<{len(fat)}I", *fat))
    for number in range(more):
        begin = 109 + number * (_PER_SECTOR - 1)
        far = located[begin : begin + _PER_SECTOR - 1]
        far += [FREE] * (_PER_SECTOR - 1 - len(far))
        after = first_more + number + 1 if number + 1 < more else END
        parts.append(struct.pack(f"<{_PER_SECTOR}I", *far, after))
    return b"".join(parts)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return (
        written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
        + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip
