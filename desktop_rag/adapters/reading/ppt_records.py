"""The records of a PowerPoint file before 2007 (MS-PPT): heads of eight bytes, and what they hold."""

import struct
from collections.abc import Iterator

from msgspec import Struct

from desktop_rag.domain.errors import PasswordNeeded, Unsafe

DOCUMENT, SLIDE, NOTES, LIST, PERSIST = 0x03E8, 0x03EE, 0x03F0, 0x0FF0, 0x03F3
SLIDE_ATOM, PLACEHOLDER, OUTLINE_TEXT = 0x03EF, 0x0BC3, 0x0F9E
TEXT_HEADER, TEXT_WIDE, TEXT_NARROW, STRING = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FBA
COMMENT, HEADERS = 0x2EE0, 0x0FD9
GROUP, SHAPE, CHILD_ANCHOR, ANCHOR, TEXT_BOX, TABLE_PROPERTIES = (
    0xF003,
    0xF004,
    0xF00F,
    0xF010,
    0xF00D,
    0xF122,
)
_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_ENCRYPTED = 0xF3D1C4DF
_CONTAINER = 0xF
MAX_DEPTH = 100
MAX_RECORDS = 3_000_000
_MAX_EDITS = 10_000
_MAX_PERSISTS = 1_000_000


class Record(Struct, frozen=True):
    kind: int
    instance: int
    is_container: bool
    begin: int  # of what it holds
    end: int


class Records:
    """The stream and where its objects lie. `budget` bounds the work on records that overlap."""

    def __init__(self, data: bytes, user: bytes) -> None:
        """Raises `PasswordNeeded`."""
        self.data = data
        self.budget = MAX_RECORDS
        self.document = 0
        self.places: dict[int, int] = {}
        if len(user) >= 20:
            sign, edit = struct.unpack_from("<II", user, 12)
            if sign == _ENCRYPTED:
                raise PasswordNeeded()
            self._edits(edit)

    def _edits(self, place: int) -> None:
        """From the last saving back to the first: what was saved later counts."""
        seen: set[int] = set()
        while place not in seen and place + 36 <= len(self.data) and len(seen) < _MAX_EDITS:
            seen.add(place)
            _, kind, size = struct.unpack_from("<HHI", self.data, place)
            before, directory, document = struct.unpack_from("<III", self.data, place + 16)
            if kind != _EDIT:
                return
            if size >= 32 and place + 40 <= len(self.data) and self.data[place + 36 : place + 40] != bytes(4):
                raise PasswordNeeded()
            self.document = self.document or document
            self._directory(directory)
            if not before:
                return
            place = before

    def _directory(self, place: int) -> None:
        head = self.at(place)
        if head is None or head.kind != _DIRECTORY:
            return
        at = head.begin
        while at + 4 <= head.end and len(self.places) < _MAX_PERSISTS:
            (run,) = struct.unpack_from("<I", self.data, at)
            first, count = run & 0xFFFFF, min(run >> 20, (head.end - at - 4) // 4)
            for number, found in enumerate(struct.unpack_from(f"<{count}I", self.data, at + 4)):
                self.places.setdefault(first + number, found)
            at += 4 + 4 * count
            if not count:
                return

    def at(self, place: int) -> Record | None:
        """The record that begins at a place; it ends with the stream at the latest."""
        if not 0 <= place <= len(self.data) - 8:
            return None
        version, kind, size = struct.unpack_from("<HHI", self.data, place)
        end = min(place + 8 + size, len(self.data))
        return Record(kind, version >> 4, version & 0xF == _CONTAINER, place + 8, end)

    def object(self, number: int, kind: int) -> Record | None:
        """The object with a number of the directory, when it is of this kind."""
        found = self.at(self.places.get(number, -1))
        return found if found is not None and found.kind == kind else None

    def found(self, kind: int) -> Iterator[int]:
        """Where records of a kind of container seem to begin, whatever lies between them."""
        sign = struct.pack("<HH", _CONTAINER, kind)
        at = self.data.find(sign)
        while at >= 0:
            yield at
            at = self.data.find(sign, at + 8)

    def children(self, parent: Record) -> Iterator[Record]:
        """Raises `Unsafe` when more records are looked at than any presentation has."""
        at = parent.begin
        while at + 8 <= parent.end:
            self.budget -= 1
            if self.budget < 0:
                raise Unsafe(reason="records")
            version, kind, size = struct.unpack_from("<HHI", self.data, at)
            end = min(at + 8 + size, parent.end)
            yield Record(kind, version >> 4, version & 0xF == _CONTAINER, at + 8, end)
            at = end

    def inside(self, parent: Record, *left_out: int) -> Iterator[Record]:
        """All records below one, in order; those of the kinds `left_out` without what they hold."""
        stack = [self.children(parent)]
        while stack:
            record = next(stack[-1], None)
            if record is None:
                stack.pop()
                continue
            yield record
            if record.is_container and record.kind not in left_out and len(stack) < MAX_DEPTH:
                stack.append(self.children(record))

    def number(self, record: Record, offset: int = 0) -> int:
        """Four bytes of what a record holds; 0 where it is shorter."""
        at = record.begin + offset
        return int.from_bytes(self.data[at : min(at + 4, record.end)], "little")

    def text(self, record: Record) -> str:
        """Of an atom of text, without what only the program reads; lines end with "\\n"."""
        data = self.data[record.begin : record.end]
        text = data.decode("latin-1" if record.kind == TEXT_NARROW else "utf-16-le", "replace")
        return text.translate(_SHOWN).strip()


_SHOWN = {**dict.fromkeys(range(32)), 9: "\t", 10: "\n", 11: "\n", 13: "\n", 0xA0: " "}
