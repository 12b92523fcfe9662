"""The RTF that Outlook packs into letters (MS-OXRTFCP), and the HTML or text that it wraps (MS-OXRTFEX)."""

import struct
from typing import ClassVar

from desktop_rag.adapters.reading.rtf_groups import Rtf

_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
MAX_UNPACKED = 32 * 2**20


def unpacked(packed: bytes, encoding: str) -> tuple[bool, str]:
    """(is HTML, text) of a packed RTF body; "" for one that is broken."""
    rtf = _rtf(packed)
    wrapped = _Wrapped(rtf, encoding)
    while wrapped.go_on():
        pass
    return b"\\fromhtml1" in rtf[:2000], "".join(wrapped.parts)


def _rtf(packed: bytes) -> bytes:
    if len(packed) < 16:
        return b""
    _, size, sign = struct.unpack_from("<III", packed)
    if sign == _PLAIN:
        return packed[16 : 16 + size]
    if sign != _PACKED:
        return b""
    size = min(size, MAX_UNPACKED)
    # The window of the format begins with words that almost every RTF holds; no copy reaches further back.
    out = bytearray(_DICTIONARY)
    offset = len(_DICTIONARY)
    at = 16
    while at < len(packed) and len(out) - offset < size:
        control = packed[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += packed[at : at + 1]
                at += 1
                continue
            if at + 2 > len(packed):
                return bytes(out[offset:])
            place, length = packed[at] << 4 | packed[at + 1] >> 4, (packed[at + 1] & 15) + 2
            at += 2
            if place == len(out) % _WINDOW:
                return bytes(out[offset:])
            begins = len(out) - (len(out) - place) % _WINDOW
            for index in range(max(begins, 0), max(begins, 0) + length):
                out.append(out[index])
    return bytes(out[offset:])


class _Wrapped(Rtf):
    """The HTML of `\\*\\htmltag` groups and the text between them, or the plain text."""

    destinations: ClassVar[dict[bytes, str]] = {b"htmltag": "body", b"fonttbl": "fonts", b"info": "info"}
    silent = frozenset({b"colortbl", b"stylesheet", b"pict", b"themedata", b"datastore", b"fldinst"})

    def __init__(self, data: bytes, encoding: str) -> None:
        super().__init__(data, encoding)
        self._off = False  # RTF that has HTML beside it
        self.parts: list[str] = []

    def text(self, text: str, destination: str) -> None:
        if destination == "body" and not self._off:
            self.parts.append(text)

    def word(self, word: bytes, number: int | None, destination: str) -> None:
        if word == b"htmlrtf":
            self._off = number != 0
        elif word in (b"par", b"row", b"sect", b"page"):
            self.text("\n", destination)
        elif word in (b"cell", b"nestcell"):
            self.text(" | ", destination)
