"""Texts of units that were unpacked a moment ago: while a query is typed, the same ones are shown again."""

import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from desktop_rag.adapters.catalog.stretches import Stretches

# Characters that are held; some megabytes.
HELD = 2_000_000

# A unit by content and number.
Key = tuple[int, int]


class Wanted(NamedTuple):
    """A piece of a unit's text: its characters from `first` to before `last`, or as far as there are any."""

    unit: Key
    stretches: Stretches
    first: int
    last: int


class UnitTexts:
    """Stretches of units. A content never changes, and its id is never used again."""

    def __init__(self, held: int = HELD) -> None:
        self._most = held
        self._size = 0
        self._known: OrderedDict[tuple[Key, int], str] = OrderedDict()

    def of(self, db: sqlite3.Connection, wanted: Sequence[Wanted]) -> list[str]:
        """Raises `KeyError` for a unit that is gone."""
        found: dict[tuple[Key, int], str] = {}
        missing: dict[Key, dict[int, Stretches]] = {}
        for unit, stretches, first, last in wanted:
            for number in stretches.between(first, last):
                text = self._known.get((unit, number))
                if text is None:
                    missing.setdefault(unit, {})[number] = stretches
                else:
                    self._known.move_to_end((unit, number))
                    found[unit, number] = text
        for unit, packed in _read(db, missing):
            for number, stretches in missing[unit].items():
                text = found[unit, number] = stretches.unpacked(packed, number)
                self._keep((unit, number), text)
        return [_piece(found, one) for one in wanted]

    def _keep(self, key: tuple[Key, int], text: str) -> None:
        self._known[key] = text
        self._size += len(text)
        while self._size > self._most and len(self._known) > 1:
            _, gone = self._known.popitem(last=False)
            self._size -= len(gone)


def _piece(found: dict[tuple[Key, int], str], wanted: Wanted) -> str:
    unit, stretches, first, last = wanted
    numbers = stretches.between(first, last)
    before = numbers[0] * stretches.length
    return "".join([found[unit, number] for number in numbers])[first - before : last - before]


def _read(db: sqlite3.Connection, units: Collection[Key]) -> Iterator[tuple[Key, bytes]]:
    """One question for all: a thread gives the interpreter away, and waits for it, at every question."""
    if not units:
        return
    rows = db.execute(
        "SELECT u.content, u.number, u.text FROM json_each(?) j CROSS JOIN units u"
        " ON u.content = json_extract(j.value, '$[0]') AND u.number = json_extract(j.value, '$[1]')",
        (msgspec.json.encode(list(units)).decode(),),
    )
    for content, number, packed in rows:
        yield (content, number), packed
