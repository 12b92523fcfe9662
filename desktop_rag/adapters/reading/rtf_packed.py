"""The RTF that Outlook packs into letters (MS-OXRTFCP), and the HTML or text that it wraps (MS-OXRTFEX)."""

import re
import struct

_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
MAX_UNPACKED = 32 * 2**20
_TOKEN = re.compile(
    rb"(\\\*)|((?:\\'[0-9a-fA-F]{2})+)|\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|"
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)"
)
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
           b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}  # fmt: skip
_SILENT = frozenset({b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"themedata", b"datastore"})


def unpacked(packed: bytes, encoding: str) -> tuple[bool, str]:
    """(is HTML, text) of a packed RTF body; "" for one that is broken."""
    rtf = _rtf(packed)
    return b"\\fromhtml1" in rtf[:2000], _text(rtf, encoding)


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


def _text(rtf: bytes, encoding: str) -> str:
    """What the RTF wraps: the HTML of `\\*\\htmltag` groups and the text between them, or the plain text."""
    wrapped = _Wrapped(encoding)
    for match in _TOKEN.finditer(rtf):
        wrapped.take(match)
    return "".join(wrapped.parts)


class _Wrapped:
    """Goes through the tokens; groups keep whether they are silent."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._groups: list[bool] = []
        self._silent = False
        self._starred = False
        self._off = False  # RTF that has HTML beside it
        self.parts: list[str] = []

    def take(self, match: re.Match[bytes]) -> None:
        star, _, _, word, number, _, brace, _ = match.groups()
        if word:
            self._word(word, number)
        elif brace == b"{":
            self._groups.append(self._silent)
        elif brace:
            self._silent = self._groups.pop() if self._groups else False
        elif not (star or self._silent or self._off):
            self.parts.append(self._letters(match))
        self._starred = bool(star)

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word == b"htmltag":
            return
        if word == b"htmlrtf":
            self._off = number != b"0"
        elif self._starred or word in _SILENT:
            self._silent = True
        elif not (self._silent or self._off):
            self.parts.append(_BREAKS.get(word, ""))

    def _letters(self, match: re.Match[bytes]) -> str:
        _, codes, point, _, _, sign, _, text = match.groups()
        if point:
            number = int(point) % 65536
            return "" if 0xD800 <= number < 0xE000 else chr(number)
        if sign:
            return {b"~": " ", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1"))
        data = bytes.fromhex(codes.replace(b"\\'", b"").decode()) if codes else text
        return data.decode(self._encoding, "replace")
