"""Texts of units that were unpacked a moment ago: while a query is typed, the same ones are shown again."""

import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

# Characters that are held; some megabytes.
HELD = 2_000_000
# Kinds of units that have a number which people know.
_PAGED = ("page", "slide")

Key = tuple[int, int]


class UnitText(NamedTuple):
    """A unit's place in its document, its text, and its page number or 0."""

    start: int
    text: str
    page: int


class UnitTexts:
    """Units by content and number. A content never changes, and its id is never used again."""

    def __init__(self, held: int = HELD) -> None:
        self._most = held
        self._size = 0
        self._known: OrderedDict[Key, UnitText] = OrderedDict()

    def of(self, db: sqlite3.Connection, wanted: Sequence[Key]) -> dict[Key, UnitText]:
        """Each unit once; those that are gone are left out."""
        found = {}
        for key in dict.fromkeys(wanted):
            unit = self._known.get(key)
            if unit is None:
                unit = _read(db, key)
                if unit is None:
                    continue
                self._keep(key, unit)
            else:
                self._known.move_to_end(key)
            found[key] = unit
        return found

    def _keep(self, key: Key, unit: UnitText) -> None:
        self._known[key] = unit
        self._size += len(unit.text)
        while self._size > self._most and len(self._known) > 1:
            _, gone = self._known.popitem(last=False)
            self._size -= len(gone.text)


def _read(db: sqlite3.Connection, key: Key) -> UnitText | None:
    query = "SELECT start, kind, place, text FROM units WHERE content = ? AND number = ?"
    row = db.execute(query, key).fetchone()
    if row is None:
        return None
    start, kind, place, text = row
    return UnitText(start, zlib.decompress(text).decode(), place if kind in _PAGED else 0)
