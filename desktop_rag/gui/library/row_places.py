"""Where rows stand in pixels: heads of groups are 28 high, documents 48."""

from bisect import bisect_right
from collections.abc import Sequence

from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.looks.tokens import GROUP_HEAD, ROW


class RowPlaces:
    """Knows the groups alone: a list of 50,000 rows costs no more than one of 50."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._heads = [GROUP_HEAD if group.headed else 0 for group in groups]
        self._rows: list[int] = []
        self._tops: list[int] = []
        row = top = 0
        for group, head in zip(groups, self._heads, strict=True):
            self._rows.append(row)
            self._tops.append(top)
            row += group.rows
            top += head + group.shown * ROW
        self.rows, self.height = row, top

    def top(self, row: int) -> int:
        at = bisect_right(self._rows, row) - 1
        inside = row - self._rows[at]
        if not self._heads[at]:
            return self._tops[at] + inside * ROW
        return self._tops[at] + (self._heads[at] + (inside - 1) * ROW if inside else 0)

    def size(self, row: int) -> int:
        at = bisect_right(self._rows, row) - 1
        return GROUP_HEAD if self._heads[at] and row == self._rows[at] else ROW

    def row_at(self, y: int) -> int | None:
        """The row at this height of the whole list, or None above and below all of them."""
        if not 0 <= y < self.height:
            return None
        at = bisect_right(self._tops, y) - 1
        inside = y - self._tops[at]
        head = self._heads[at]
        if head and inside < head:
            return self._rows[at]
        return self._rows[at] + bool(head) + (inside - head) // ROW
