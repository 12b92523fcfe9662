"""A unit's text as it is packed: one zlib stream, which can be unpacked from any of some places in it.

A section of a document holds up to two million characters, and a search shows some twenty passages: to unpack
each unit from its beginning would take up to two milliseconds a passage. The compressor is emptied after each
stretch (Z_FULL_FLUSH, RFC 1951 and the manual of zlib), so that each can be unpacked alone; the whole remains
an ordinary zlib stream, a tenth longer.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

# Characters. A passage seldom has more than half of them.
STRETCH = 4_096
# Level 1 packs text to half at 100 MB/s; more costs time and saves little.
_LEVEL = 1
# What the stream of zlib begins with, before the first stretch.
_HEADER = 2


class Stretches(NamedTuple):
    """Where the stretches of a unit's text lie: `length` characters each but for the last, and in the packed
    bytes up to these `ends`; with a length of 0 the text is one."""

    length: int
    ends: tuple[int, ...]

    def between(self, first: int, last: int) -> range:
        """The numbers of the stretches with the characters from `first` to before `last`; at least one,
        wherever these are: positions come from readers."""
        if not self.length:
            return range(1)
        begin, end = (min(max(0, at) // self.length, len(self.ends)) for at in (first, last - 1))
        return range(begin, max(begin, end) + 1)

    def unpacked(self, packed: bytes, number: int) -> str:
        begin = self.ends[number - 1] if number else _HEADER
        end = self.ends[number] if number < len(self.ends) else len(packed)
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(memoryview(packed)[begin:end]).decode()


ONE = Stretches(0, ())


def packed(text: str) -> tuple[bytes, bytes | None]:
    """The text as `zlib.decompress` takes it, and its stretches as a row holds them; None when it is one."""
    if len(text) <= STRETCH:
        return zlib.compress(text.encode(), _LEVEL), None
    parts: list[bytes] = []
    ends: list[int] = []
    for part in _packed(text):
        parts.append(part)
        ends.append(len(part) + (ends[-1] if ends else 0))
    del ends[-1]
    return b"".join(parts), struct.pack(f"<{1 + len(ends)}I", STRETCH, *ends)


def _packed(text: str) -> Iterator[bytes]:
    packing = zlib.compressobj(_LEVEL)
    for begin in range(0, len(text), STRETCH):
        last = begin + STRETCH >= len(text)
        part = packing.compress(text[begin : begin + STRETCH].encode())
        yield part + packing.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def stretches_of(row: bytes | None) -> Stretches:
    """Of what `packed` gave."""
    if not row:
        return ONE
    length, *ends = struct.unpack(f"<{len(row) // 4}I", row)
    return Stretches(length, tuple(ends))
