"""Texts of units that were unpacked a moment ago: while a query is typed, the same ones are shown again."""

import codecs
import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from desktop_rag.domain.documents import UnitPlace

# Characters that are held; some megabytes.
HELD = 2_000_000
# What is unpacked above what is needed: the next passage is often wanted soon.
_MORE = 2_000

Key = tuple[int, int]


class UnitText(NamedTuple):
    """A unit's place in its document, the beginning of its text as far as it was wanted, and its page
    number or 0."""

    start: int
    text: str
    whole: bool
    page: int


class UnitTexts:
    """Units by content and number. A content never changes, and its id is never used again."""

    def __init__(self, held: int = HELD) -> None:
        self._most = held
        self._size = 0
        self._known: OrderedDict[Key, UnitText] = OrderedDict()

    def of(self, db: sqlite3.Connection, wanted: Mapping[Key, int]) -> dict[Key, UnitText]:
        """Each unit at least as far as the offset in the document that is wanted of it; those that are gone
        are left out."""
        found = {}
        for key, end in wanted.items():
            unit = self._known.get(key)
            if unit is None or not (unit.whole or unit.start + len(unit.text) >= end):
                unit = _read(db, key, end)
                if unit is None:
                    continue
                self._keep(key, unit)
            else:
                self._known.move_to_end(key)
            found[key] = unit
        return found

    def _keep(self, key: Key, unit: UnitText) -> None:
        before = self._known.pop(key, None)
        self._size -= len(before.text) if before else 0
        self._known[key] = unit
        self._size += len(unit.text)
        while self._size > self._most and len(self._known) > 1:
            _, gone = self._known.popitem(last=False)
            self._size -= len(gone.text)


def _read(db: sqlite3.Connection, key: Key, end: int) -> UnitText | None:
    query = "SELECT start, kind, place, text FROM units WHERE content = ? AND number = ?"
    row = db.execute(query, key).fetchone()
    if row is None:
        return None
    start, kind, place, packed = row
    text, whole = unpacked(packed, end - start + _MORE)
    return UnitText(start, text, whole, UnitPlace(kind, place).page or 0)


def unpacked(packed: bytes, letters: int) -> tuple[str, bool]:
    """At least so many letters of the text, and whether that is all of it."""
    inflating, decoding = zlib.decompressobj(), codecs.getincrementaldecoder("utf-8")()
    parts: list[str] = []
    while letters > 0 and not inflating.eof:
        raw = inflating.decompress(packed, letters)
        packed = inflating.unconsumed_tail
        if not raw and not packed:
            break
        part = decoding.decode(raw)
        parts.append(part)
        letters -= len(part)
    return "".join(parts), inflating.eof
