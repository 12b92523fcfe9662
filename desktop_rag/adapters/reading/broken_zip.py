"""The members of a zip that breaks off before its directory: each has a header of its own (APPNOTE 4.3.7)."""

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

MAX_SEARCHED = 256 * 2**20
_SIGN = b"PK\x03\x04"
_SIZE = 30
# The sizes stand behind the data, or in a field for very large files.
_SIZES_LATER = 8
_UTF8 = 0x800
_UNKNOWN = 0xFFFFFFFF


class Remains(Struct, frozen=True):
    """A member as it lies in the file; `packed` may go on beyond its end, where no size is known.

    `whole` is False when the file ends before the member does.
    """

    filename: str
    method: int
    flag_bits: int
    packed: memoryview
    whole: bool


def remains(file: BinaryIO, most: int) -> Iterator[Remains]:
    """At most `most` members in their order; nothing for a file that does not begin as a zip."""
    file.seek(0)
    data = file.read(MAX_SEARCHED)
    view = memoryview(data)
    at = 0 if data.startswith(_SIGN) else -1
    for _ in range(most):
        if at < 0 or at + _SIZE > len(data):
            return
        flags, method = struct.unpack_from("<HH", data, at + 6)
        (size,) = struct.unpack_from("<I", data, at + 18)
        name_length, extra = struct.unpack_from("<HH", data, at + 26)
        start = at + _SIZE + name_length + extra
        name = data[at + _SIZE : at + _SIZE + name_length]
        known = not flags & _SIZES_LATER and size != _UNKNOWN
        end = min(start + size, len(data)) if known else len(data)
        at = data.find(_SIGN, end if known else start)
        if not known and at >= 0:
            end = at
        if method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and start <= len(data):
            whole = start + size <= len(data) if known else at >= 0
            yield Remains(_decoded(name, flags), method, flags, view[start:end], whole)


def damaged(file: BinaryIO, member: zipfile.ZipInfo) -> Remains:
    """A member that the directory lists, to be read as far as it goes and whatever its checksum says."""
    file.seek(member.header_offset)
    head = file.read(_SIZE)
    packed = b""
    if head.startswith(_SIGN) and len(head) == _SIZE:
        file.seek(sum(struct.unpack_from("<HH", head, 26)), 1)
        packed = file.read(min(member.compress_size, MAX_SEARCHED))
    return Remains(member.filename, member.compress_type, member.flag_bits, memoryview(packed), False)


def _decoded(name: bytes, flags: int) -> str:
    return name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
