"""The text of a Word file before 2007 (MS-DOC): its pieces, and the stories that they make up."""

import codecs
import struct
from bisect import bisect_right

from msgspec import Struct

from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES
from desktop_rag.domain.errors import Corrupt, PasswordNeeded

_WORD_97, _WORD_95, _WORD_2 = 0xA5EC, 0xA5DC, 0xA5DB
_OLD = frozenset({_WORD_95, _WORD_2, 0xA59B, 0xA59C})
_FIRST_97 = 0x69  # numbers of the format: 101 to 104 are Word 6 and 95, 105 the first with two bytes a letter
_ENCRYPTED = 0x0100
MAX_CHARACTERS = MAX_TEXT_BYTES // 3
_MAX_PIECES = 1_000_000
_MAX_PADDED = 4_000_000
# What 8-bit text of a language was written in; the low bits of a language identifier name the language.
_PAGES = {
    0x01: "cp1256", 0x02: "cp1251", 0x04: "cp936", 0x05: "cp1250", 0x08: "cp1253", 0x0D: "cp1255",
    0x0E: "cp1250", 0x11: "cp932", 0x12: "cp949", 0x15: "cp1250", 0x18: "cp1250", 0x19: "cp1251",
    0x1A: "cp1250", 0x1B: "cp1250", 0x1C: "cp1250", 0x1E: "cp874", 0x1F: "cp1254", 0x20: "cp1256",
    0x22: "cp1251", 0x23: "cp1251", 0x24: "cp1250", 0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257",
    0x29: "cp1256", 0x2A: "cp1258", 0x2F: "cp1251",
}  # fmt: skip
_TRADITIONAL = frozenset({0x0404, 0x0C04, 0x1404})


class Layout(Struct, frozen=True):
    """Where a version keeps things in the head of the file: lengths of the stories, and pairs
    (place, length) of the tables."""

    lengths: int
    pieces: int
    paragraphs: int
    styles: int
    headers: int
    wide: bool  # two bytes a property name, four a page number


_NEW = Layout(0x4C, 0x1A2, 0x102, 0xA2, 0xF2, True)
_SIX = Layout(0x34, 0x160, 0xC0, 0x60, 0xB0, False)
STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")


class Piece(Struct, frozen=True):
    """`count` characters from `start` on in the text; their bytes lie at `place` in the main stream."""

    start: int
    count: int
    place: int
    width: int


class Word:
    """A file, opened: `text` is all stories one after the other, cut at 64 Mi characters (`cut`).

    `torn`: the table of its pieces is lost.
    """

    def __init__(self, main: bytes, tables: tuple[bytes, bytes]) -> None:
        """`tables`: the streams 0Table and 1Table. Raises `Corrupt` and `PasswordNeeded`."""
        if len(main) < 0x200:
            raise Corrupt(part="doc")
        self.main = main
        identity, version = struct.unpack_from("<HH", main)
        language, _, flags = struct.unpack_from("<HHH", main, 6)
        if flags & _ENCRYPTED:
            raise PasswordNeeded()
        self.old = identity in _OLD or version < _FIRST_97
        self.layout = _SIX if self.old else _NEW
        self.readable_tables = identity != _WORD_2 and (version >= 101)
        self.table = main if self.old else tables[1 if flags & 0x0200 else 0] or tables[0] or tables[1]
        self.encoding = _encoding(language, main) if self.old else "cp1252"
        self.cut = self.torn = False
        self.pieces = self._pieces()
        self.text = "".join(self._texts())
        self._starts = [piece.start for piece in self.pieces]

    def found(self, pair: int) -> bytes:
        """The table whose place and length stand at `pair` in the head; b"" for none."""
        place, length = struct.unpack_from("<II", self.main, pair)
        return self.table[place : place + length] if 0 < length < 2**31 else b""

    def _pieces(self) -> list[Piece]:
        pieces = list(self._of_table(self.found(self.layout.pieces))) if self.readable_tables else []
        if not pieces:
            pieces = [self._one_piece()]
        return pieces

    def _one_piece(self) -> Piece:
        """All text as it lies in the file, which is its order unless the file was changed piece by piece."""
        begin, end = struct.unpack_from("<II", self.main, 0x18)
        if self.old and 0x20 <= begin < end:
            return Piece(0, min(end, len(self.main)) - begin, begin, 1)
        count = sum(lengths := struct.unpack_from("<8I", self.main, self.layout.lengths))
        count += any(lengths[1:])  # a mark after all of them
        if self.old or not 0x200 <= begin < end < 2**31 or not 0 < count <= end - begin:
            raise Corrupt(part="doc")
        self.torn = True
        # The text ends where the head says, but may begin later: between there is nothing.
        wide = end - 2 * count
        if wide >= begin and any(self.main[wide : wide + 2]):
            return Piece(0, count, wide, 2)
        return Piece(0, count, end - count, 1)

    def _of_table(self, data: bytes) -> list[Piece]:
        at = 0
        while data[at : at + 1] == b"\1":
            at += 3 + struct.unpack_from("<H", data, at + 1)[0]
        if data[at : at + 1] != b"\2":
            return []
        length = min(struct.unpack_from("<I", data, at + 1)[0], len(data) - at - 5)
        count = (length - 4) // 12
        if count > _MAX_PIECES:
            raise Corrupt(part="doc")
        bounds = struct.unpack_from(f"<{count + 1}I", data, at + 5)
        pieces: list[Piece] = []
        for number in range(count):
            (place,) = struct.unpack_from("<I", data, at + 5 + 4 * (count + 1) + 8 * number + 2)
            long = bounds[number + 1] - bounds[number]
            narrow = self.old or place & 0x4000_0000
            place = place if self.old else (place & 0x3FFF_FFFF) // (2 if narrow else 1)
            if long > 0:
                pieces.append(Piece(bounds[number], long, place, 1 if narrow else 2))
        return pieces

    def _texts(self) -> list[str]:
        texts: list[str] = []
        kept: list[Piece] = []
        total = 0
        for piece in self.pieces:
            room = MAX_CHARACTERS - total
            data = self.main[piece.place : piece.place + piece.width * min(piece.count, room)]
            text = _decoded(data, self.encoding if piece.width == 1 else "utf-16-le")
            kept.append(Piece(total, len(text), piece.place, piece.width))
            texts.append(text)
            total += len(text)
            if total >= MAX_CHARACTERS:
                self.cut = True
                break
        self.pieces = kept
        return texts

    def stories(self) -> dict[str, tuple[int, int]]:
        """Where each story begins and ends in the text."""
        if not self.readable_tables:
            return {"body": (0, len(self.text))}
        lengths = struct.unpack_from("<8I", self.main, self.layout.lengths)
        if not 0 < lengths[0] <= len(self.text):
            lengths = (len(self.text), 0, 0, 0, 0, 0, 0, 0)
        found, at = {}, 0
        for name, length in zip(STORIES, lengths, strict=True):
            end = min(at + length, len(self.text))
            found[name] = (at, end)
            at = end
        return found

    def place(self, at: int) -> int:
        """Where in the main stream a character of the text lies."""
        piece = self.pieces[bisect_right(self._starts, at) - 1]
        return piece.place + (at - piece.start) * piece.width


def _decoded(data: bytes, encoding: str) -> str:
    """As many characters as the piece is said to have: positions count on it."""
    if encoding == "cp1252":
        return data.decode("cp1252", "replace")
    if encoding == "utf-16-le":
        text = data.decode("utf-16-le", "replace")
        if len(text) == len(data) // 2:
            return text
        # Letters of two units: one mark after each keeps the count; it is taken out with the controls.
        return "".join(char if ord(char) < 0x10000 else char + "\2" for char in text)
    text = data.decode(encoding, "replace")
    if len(text) == len(data) or len(data) > _MAX_PADDED:
        return text
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return "".join(decoder.decode(data[at : at + 1]) or "\2" for at in range(len(data)))


def _encoding(language: int, main: bytes) -> str:
    if struct.unpack_from("<H", main, 0x14)[0] == 0x100:
        return "mac_roman"
    return "cp950" if language in _TRADITIONAL else _PAGES.get(language & 0x3FF, "cp1252")
