"""Texts of units that were unpacked a moment ago: while a query is typed, the same ones are shown again."""

import codecs
import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

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
        found, missing = {}, []
        for key, end in wanted.items():
            unit = self._known.get(key)
            if unit is not None and (unit.whole or unit.start + len(unit.text) >= end):
                self._known.move_to_end(key)
                found[key] = unit
            else:
                missing.append(key)
        for key, unit in _read(db, missing, wanted):
            self._keep(key, unit)
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


def _read(
    db: sqlite3.Connection, keys: Sequence[Key], ends: Mapping[Key, int]
) -> Iterator[tuple[Key, UnitText]]:
    """One question for all: a thread gives the interpreter away, and waits for it, at every question."""
    if not keys:
        return
    rows = db.execute(
        "SELECT u.content, u.number, u.start, u.kind, u.place, u.text FROM json_each(?) j CROSS JOIN units u"
        " ON u.content = json_extract(j.value, '$[0]') AND u.number = json_extract(j.value, '$[1]')",
        (msgspec.json.encode(keys).decode(),),
    )
    for content, number, start, kind, place, packed in rows:
        key = content, number
        text, whole = unpacked(packed, ends[key] - start + _MORE)
        yield key, UnitText(start, text, whole, UnitPlace(kind, place).page or 0)


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
