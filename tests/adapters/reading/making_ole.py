"""Makes OLE containers, the files of older Office programs, from the bytes of their streams."""

import itertools
import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MINI = 4096  # shorter streams would lie elsewhere: they are filled up, their length is kept


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A container; "folder/name" lies in a folder. Streams are filled up with zeros to 4096 bytes."""
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", 5, b"", [])]
    folders: dict[str, int] = {"": 0}

    def number_of(folder: str) -> int:
        if folder not in folders:
            above, _, name = folder.rpartition("/")
            entries[number_of(above)][3].append(len(entries))
            folders[folder] = len(entries)
            entries.append((name, 1, b"", []))
        return folders[folder]

    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        entries[number_of(folder)][3].append(len(entries))
        entries.append((name, 2, data.ljust(_MINI, b"\0"), []))
    fat: list[int] = []
    sectors = b""

    def put(data: bytes) -> int:
        nonlocal sectors
        first = len(fat)
        count = -(-len(data) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END])
        sectors += data.ljust(count * _SECTOR, b"\0")
        return first

    starts = [put(data) if data else _END for _, _, data, _ in entries]
    directory = put(b"".join(_entries(entries, starts)))
    tables = -(-(len(fat) + 2) // (_SECTOR // 4))
    first_table = len(fat)
    fat.extend([_FAT] * tables)
    fat.extend([_FREE] * (tables * _SECTOR // 4 - len(fat)))
    sectors += struct.pack(f"<{len(fat)}I", *fat)
    located = [*range(first_table, first_table + tables)] + [_FREE] * (109 - tables)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, directory, 0, _MINI, _END, 0, _END, 0)
    return head + struct.pack("<109I", *located) + sectors


def _entries(entries: list[tuple[str, int, bytes, list[int]]], starts: list[int]) -> list[bytes]:
    """Directory entries; the children of a folder hang on one another by their right side."""
    right = {}
    for _, _, _, children in entries:
        right.update(itertools.pairwise(children))
    packed = []
    for number, (name, kind, data, children) in enumerate(entries):
        written = name.encode("utf-16-le")
        packed.append(
            written.ljust(64, b"\0")
            + struct.pack("<HBB", len(written) + 2, kind, 1)
            + struct.pack("<III", _FREE, right.get(number, _FREE), children[0] if children else _FREE)
            + bytes(36)
            + struct.pack("<IQ", starts[number], len(data))
        )
    return packed
