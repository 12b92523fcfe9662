"""The members of a zip that breaks off before its directory: each has a header of its own (APPNOTE 4.3.7)."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

MAX_SEARCHED = 256 * 2**20
_STEP = 65_536
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
    file.seek(max(0, member.header_offset))  # a broken directory may say anything
    head = file.read(_SIZE)
    packed = b""
    if head.startswith(_SIGN) and len(head) == _SIZE:
        file.seek(sum(struct.unpack_from("<HH", head, 26)), 1)
        packed = file.read(min(member.compress_size, MAX_SEARCHED))
    return Remains(member.filename, member.compress_type, member.flag_bits, memoryview(packed), False)


def inflated(packed: memoryview, room: int) -> tuple[bytes, bool]:
    """(at most about `room` bytes, whether the stream came to its end) of what may be damaged anywhere."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    # What comes before the damage within one step would be lost with it, so the steps become smaller there.
    at, step = 0, _STEP
    while at < len(packed) and room > 0 and not unpacking.eof:
        before = unpacking.copy()
        try:
            parts.append(unpacking.decompress(packed[at : at + step], room))
        except zlib.error:
            if step == 1:
                break
            unpacking, step = before, max(1, step // 16)
            continue
        room -= len(parts[-1])
        at += step
    return b"".join(parts), unpacking.eof


def _decoded(name: bytes, flags: int) -> str:
    return name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
