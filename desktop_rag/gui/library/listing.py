"""Which document stands in which row: groups of sorted keys, changed one document at a time.

It knows nothing of Qt. A model that shows it is told before and after rows come and go.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.groups import FILES, FILES_TITLE, Group, place_among
from desktop_rag.gui.library.holding import Holding
from desktop_rag.gui.library.ordering import ID_DIGITS, Wanted, number_of
from desktop_rag.gui.library.wording import at_home

# Documents that are looked at before the event loop gets its turn: 1 to 2 ms.
SLICE = 1000


class RowsWatch(Protocol):
    """Hears of rows that come and go: `first` is the row of the first, both ends of a change are told."""

    def rows_come(self, first: int, count: int) -> None: ...
    def rows_came(self) -> None: ...
    def rows_go(self, first: int, count: int) -> None: ...
    def rows_went(self) -> None: ...


class _Nobody:
    def rows_come(self, first: int, count: int) -> None: ...
    def rows_came(self) -> None: ...
    def rows_go(self, first: int, count: int) -> None: ...
    def rows_went(self) -> None: ...


class Listing:
    """The rows of one arrangement. `closed` are the groups of which only the head is to be seen."""

    def __init__(self, holding: Holding, wanted: Wanted, closed: set[int]) -> None:
        self.wanted = wanted
        self.groups: list[Group] = []
        self._holding = holding
        self._closed = closed
        self._watch: RowsWatch = _Nobody()
        self._groups: dict[int, Group] = {}
        # Numbers and texts alone: what the garbage collector would walk through is felt at 50,000.
        self._homes: dict[int, int] = {}
        self._absent: set[int] = set()
        self._keys: dict[int, str] = {}

    def tell(self, watch: RowsWatch) -> None:
        """From now on rows are to be seen."""
        self._watch = watch

    # ---- what is asked of it

    def count(self) -> int:
        return sum(group.rows for group in self.groups)

    def at(self, row: int) -> Group | Document | None:
        for group in self.groups:
            if row < group.rows:
                if group.headed and row == 0:
                    return group
                return self._holding.documents[self.number_at(group, row - group.headed)]
            row -= group.rows
        return None

    def row_of(self, number: int) -> int | None:
        """The row of a document, or None while it is not to be seen."""
        key = self._keys.get(number)
        if key is None:
            return None
        group = self._groups[self._homes[number]]
        if not group.open:
            return None
        return self.first_of(group) + group.headed + self._place(group, key)

    def first_of(self, wanted: Group) -> int:
        """The row at which a group begins, or would begin."""
        first = 0
        for group in self.groups:
            if group is wanted or place_among(group.root) > place_among(wanted.root):
                break
            first += group.rows
        return first

    def tags(self, first: int, last: int) -> list[str]:
        """The tags of the documents in these rows, both ends included, top to bottom."""
        found: list[str] = []
        for group in self.groups:
            start, end = max(first - group.headed, 0), min(last - group.headed + 1, group.shown)
            if start < end:
                keys = self._turn(group, start, end)
                found += [key[-ID_DIGITS:] for key in keys]
            first -= group.rows
            last -= group.rows
        return found

    def tags_of(self, ranges: Sequence[tuple[int, int]]) -> Iterator[str]:
        """The same of many rows, looked up part by part."""
        for first, last in ranges:
            for start in range(first, last + 1, SLICE):
                yield from self.tags(start, min(start + SLICE - 1, last))

    def runs(self, tags: Collection[str]) -> list[tuple[int, int]]:
        """The rows of these documents, as the first and last of each stretch."""
        found = (self.row_of(int(tag)) for tag in tags)
        return list(_runs(sorted(row for row in found if row is not None)))

    def _turn(self, group: Group, start: int, end: int) -> list[str]:
        """Keys in the order of their rows."""
        if not self.wanted.order.turned:
            return group.keys[start:end]
        count = len(group.keys)
        return group.keys[count - end : count - start][::-1]

    def number_at(self, group: Group, place: int) -> int:
        return number_of(group.keys[-1 - place if self.wanted.order.turned else place])

    def _place(self, group: Group, key: str) -> int:
        at = group.place(key)
        return len(group.keys) - 1 - at if self.wanted.order.turned else at

    # ---- what changes it

    def put(self, document: Document) -> bool:
        """Shows, hides or moves a document; True when it has a row, and that row is where it was."""
        number = document.id
        key = self._key_of(document)
        before = self._keys.get(number)
        group = self._group(self._holding.home(document, self.wanted.order.grouped))
        home = self._homes.get(number)
        if home == group.root and before == key:
            self._tally(document, group)
            return key is not None
        if home is not None:
            self._take_out(number)
        self._tally(document, group)
        if key is not None:
            self._put_in(group, number, key)
        return False

    def drop(self, number: int) -> None:
        """A document is gone."""
        if number in self._homes:
            self._take_out(number)

    def drop_all(self, numbers: Collection[int]) -> None:
        """Many documents are gone: nobody is told, so the rows must be shown anew."""
        for number in numbers:
            self._untally(number)
            self._keys.pop(number, None)
        leaving = frozenset(numbers)
        for group in self.groups:
            group.keys = [key for key in group.keys if number_of(key) not in leaving]
        self.groups = [group for group in self.groups if group.keys]

    def toggle(self, group: Group) -> None:
        """Opens or closes a group."""
        first, size = self.first_of(group) + 1, len(group.keys)
        if group.open:
            self._closed.add(group.root)
            self._watch.rows_go(first, size)
            group.open = False
            self._watch.rows_went()
        else:
            self._closed.discard(group.root)
            self._watch.rows_come(first, size)
            group.open = True
            self._watch.rows_came()

    def _key_of(self, document: Document) -> str | None:
        """None for a document that is not to be seen."""
        if not self.wanted.shows(document, self._holding.texts[document.id]):
            return None
        return self.wanted.key(document, self._holding.names[document.id])

    def _group(self, home: int) -> Group:
        group = self._groups.get(home)
        if group is None:
            group = self._groups[home] = Group(home)
            root = self._holding.roots.get(home)
            group.title = FILES_TITLE if home == FILES or root is None else at_home(root.shown)
            group.watched = root is not None and root.watched
            group.open = home not in self._closed
        return group

    def _tally(self, document: Document, group: Group) -> None:
        number = document.id
        group.total += number not in self._homes
        self._homes[number] = group.root
        absent = document.state == "offline"
        if absent != (number in self._absent):
            group.absent += 1 if absent else -1
            self._absent ^= {number}

    def _untally(self, number: int) -> Group:
        group = self._groups[self._homes.pop(number)]
        group.total -= 1
        if number in self._absent:
            self._absent.remove(number)
            group.absent -= 1
        return group

    def _put_in(self, group: Group, number: int, key: str) -> None:
        self._keys[number] = key
        if not group.keys:
            self._watch.rows_come(self.first_of(group), group.headed + group.open)
            group.keys.append(key)
            self.groups.append(group)
            self.groups.sort(key=lambda one: place_among(one.root))
            self._watch.rows_came()
            return
        at = group.place(key)
        if not group.open:
            group.keys.insert(at, key)
            return
        place = len(group.keys) - at if self.wanted.order.turned else at
        self._watch.rows_come(self.first_of(group) + group.headed + place, 1)
        group.keys.insert(at, key)
        self._watch.rows_came()

    def _take_out(self, number: int) -> None:
        group = self._untally(number)
        key = self._keys.pop(number, None)
        if key is None:
            return
        if len(group.keys) == 1:
            self._watch.rows_go(self.first_of(group), group.rows)
            group.keys.clear()
            self.groups.remove(group)
            self._watch.rows_went()
        elif group.open:
            self._watch.rows_go(self.first_of(group) + group.headed + self._place(group, key), 1)
            del group.keys[group.place(key)]
            self._watch.rows_went()
        else:
            del group.keys[group.place(key)]

    # ---- how it is made

    def fill(self) -> Iterator[None]:
        """Takes in all documents that are held; each step is short, so that the window stays alive."""
        runs: dict[int, list[list[str]]] = {}
        numbers = list(self._holding.documents)
        yield
        for start in range(0, len(numbers), SLICE):
            parts: dict[int, list[str]] = {}
            for number in numbers[start : start + SLICE]:
                document = self._holding.documents.get(number)
                if document is None:  # gone since this began
                    continue
                group = self._group(self._holding.home(document, self.wanted.order.grouped))
                self._tally(document, group)
                key = self._key_of(document)
                if key is not None:
                    self._keys[number] = key
                    parts.setdefault(group.root, []).append(key)
            for home, part in parts.items():
                part.sort()
                runs.setdefault(home, []).append(part)
            yield
        for home, sorted_parts in runs.items():
            yield from self._merge(self._groups[home], sorted_parts)
        self.groups = sorted((self._groups[home] for home in runs), key=lambda one: place_among(one.root))

    def _merge(self, group: Group, runs: list[list[str]]) -> Iterator[None]:
        """Two sorted runs, one behind the other, are sorted in one pass over both."""
        while len(runs) > 1:
            first, second = runs.pop(0), runs.pop(0)
            first.extend(second)
            first.sort()
            runs.append(first)
            yield
        group.keys = runs[0]


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow one another, as their first and last."""
    first = last = -2
    for row in rows:
        if row != last + 1:
            if first >= 0:
                yield first, last
            first = row
        last = row
    if first >= 0:
        yield first, last
