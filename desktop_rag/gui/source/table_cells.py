"""Rows of a spreadsheet, read as `name: value | name: value`, set side by side as a table again."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from desktop_rag.domain.documents import Block

BAR, COLON = " | ", ": "
MOST_COLUMNS = 24
LONGEST_NAME = 60
MOST_CELLS = 400


class Cell(NamedTuple):
    """A stretch of the document, the column from 0 that it stands in, and where it begins with its name."""

    column: int
    start: int
    end: int
    named: int


class TableCells(NamedTuple):
    """Rows of cells; `names` of the columns, "" without; `heads` are the rows that hold those names."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: frozenset[int]


def table_of(text: str, start: int, rows: Sequence[Block]) -> TableCells | None:
    """The table of rows that follow one another in a text which begins at the document offset `start`;
    None when they have but one column, or more than can be shown."""
    parts = [_parts(text, start, row) for row in rows]
    names = _names(parts)
    heads = frozenset(
        number for number, row in enumerate(parts) if names and {words for _, words in row} <= set(names)
    )
    width = max([len(names), *(len(row) for row in parts)])
    if not 1 < width <= MOST_COLUMNS:
        return None
    cells = [
        tuple(Cell(column, at, at + len(words), at) for column, (at, words) in enumerate(row))
        if number in heads
        else _placed(row, names)
        for number, row in enumerate(parts)
    ]
    width = max(cell.column for row in cells for cell in row) + 1
    return TableCells((*names, *("",) * (width - len(names))), tuple(cells), heads)


def around(rows: Sequence[Block], text: str, start: int, near: int) -> tuple[int, int]:
    """The first and last row, exclusive, of those around a document offset that make at most 400 cells."""
    cells = [text.count(BAR, row.start - start, row.end - start) + 1 for row in rows]
    first = last = max(0, bisect_right([row.start for row in rows], near) - 1)
    left = MOST_CELLS
    while left > 0 and (first > 0 or last < len(rows)):
        if last < len(rows):
            left -= cells[last]
            last += 1
        if first > 0 and left > 0:
            first -= 1
            left -= cells[first]
    return first, last


def _parts(text: str, start: int, row: Block) -> list[tuple[int, str]]:
    """Where each cell of a row begins in the document, and its text with its name."""
    found, at = [], row.start
    for part in text[row.start - start : row.end - start].split(BAR):
        found.append((at, part))
        at += len(part) + len(BAR)
    return found


def _names(parts: Sequence[Sequence[tuple[int, str]]]) -> list[str]:
    """What cells are named, in the order of the columns: a name stands in several rows, or above them."""
    counted = Counter(name for row in parts for _, words in row if (name := _name(words)))
    above = {words for row in parts for _, words in row}
    names = [name for name, count in counted.items() if count > 1 or name in above]
    for row in parts:
        # The row of the names has also those of columns that are mostly empty, and knows their order.
        if len(row) > 1 and sum(words in names for _, words in row) * 2 > len(row):
            known = [words for _, words in row]
            return [*known, *(name for name in names if name not in known)]
    return names


def _name(words: str) -> str:
    name, colon, _ = words.partition(COLON)
    return name if colon and len(name) <= LONGEST_NAME else ""


def _placed(row: Sequence[tuple[int, str]], names: Sequence[str]) -> tuple[Cell, ...]:
    """Cells in the columns of their names, without those; one without a name in the next free column."""
    cells, free = [], 0
    for at, words in row:
        name = _name(words)
        if name in names:
            column, skipped = max(free, names.index(name)), len(name) + len(COLON)
        else:
            column, skipped = free, 0
        cells.append(Cell(column, at + skipped, at + len(words), at))
        free = column + 1
    return tuple(cells)
