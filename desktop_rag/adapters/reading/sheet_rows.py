"""Rows of a spreadsheet as lines: `header: value` below a row of headers, else the cells alone."""

import re
from collections.abc import Iterable, Iterator, Sequence

from desktop_rag.adapters.reading.csv_table import MAX_CELLS, is_header
from desktop_rag.adapters.reading.parsed import Notes
from desktop_rag.adapters.reading.sections import Piece
from desktop_rag.domain.errors import Failure

# (column from 0, text, whether it is words rather than a number or a date)
Cell = tuple[int, str, bool]

# Titles and remarks may stand above the headers.
_LOOKS_AT = 6
_YEAR = re.compile(r"(19|20)\d\d")


class Rows:
    """The rows of a document, one sheet after the other, until 2 M cells are read."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._count = 0

    @property
    def full(self) -> bool:
        return self._count > MAX_CELLS

    def pieces(self, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[Piece]:
        """The lines of a sheet, of whose rows those that hold something come with their numbers."""
        lines = _Lines()
        before = 0
        for number, row in rows:
            if number > before + 1:
                lines.gap()
            before = number
            self._count += len(row)
            yield "row", 0, lines.line(row)
            if self.full:
                self._notes.warning = Failure("text-cut", {"characters": f"{MAX_CELLS:,}"})
                return


class _Lines:
    """Turns the rows of one sheet, in their order, into lines."""

    def __init__(self) -> None:
        self._headers: dict[int, str] = {}
        self._candidate: dict[int, str] = {}
        self._looks = _LOOKS_AT
        self._first = True

    def gap(self) -> None:
        """After an empty row another table may begin, with headers of its own."""
        self._looks = max(self._looks, 1)

    def line(self, cells: Sequence[Cell]) -> str:
        """The line of a row, given its cells from left to right without the empty ones."""
        if len(cells) > 1 and (self._looks or self._candidate) and self._are_headers(cells):
            return " | ".join([text for _, text, _ in cells])
        if not (headers := self._headers):
            return " | ".join([text for _, text, _ in cells])
        return " | ".join(
            [f"{headers[column]}: {text}" if column in headers else text for column, text, _ in cells]
        )

    def _are_headers(self, cells: Sequence[Cell]) -> bool:
        """Whether the row may be one of headers: the first of three cells is; others, with numbers below."""
        candidate, self._candidate = self._candidate, {}
        if candidate and any(not words and column in candidate for column, _, words in cells):
            self._headers, self._looks = candidate, 0
            return False
        if not self._looks:
            return False
        self._looks -= 1
        first, self._first = self._first, False
        found = _headers(cells)
        if first and len(found) > 2:
            self._headers, self._looks = found, 0
        elif found:
            self._candidate = found
            # The rows of another table are not to be named by this one's headers.
            self._headers = self._headers if found.keys() == self._headers.keys() else {}
        return bool(found)


def _headers(cells: Sequence[Cell]) -> dict[int, str]:
    """The names of the columns, when the cells are names side by side; {} for any other row."""
    first, last = cells[0][0], cells[-1][0]
    if last - first + 1 != len(cells) or cells[0][1].endswith(":"):
        return {}
    names = [text if words else f"year {text}" * bool(_YEAR.fullmatch(text)) for _, text, words in cells]
    named = any(words for _, _, words in cells)
    return {column: text.rstrip(":") for column, text, _ in cells} if named and is_header(names) else {}
