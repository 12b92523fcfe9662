"""Tables as text, with commas, semicolons, tabs or bars: each row as `header: value`."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.text import paragraphs

# A row counts as a cell more. What follows is read as it is written.
MAX_CELLS = 2_000_000
MAX_CELL = 1_000_000
# The module makes a list of all cells of a line before anybody can count them.
_MAX_LINE = 1_000_000
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 40
_SAMPLE = 65_536
_MAX_HEADER = 100
# The module's own bound is 128 KiB.
csv.field_size_limit(MAX_CELL)


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n").replace("\0", " ")
    table = _Table(text, _delimiter(text, source.suffix))
    number = 0
    for unit in in_sections(table.pieces()):
        number = unit.place.number
        yield unit
    if rest := text[table.at :]:
        yield paragraphs(rest, number + 1)


def _lines(text: str, start: int = 0) -> Iterator[str]:
    """One after the other: a list of them, or a `StringIO`, would be several times the text."""
    while start < len(text):
        end = text.find("\n", start, start + _MAX_LINE) + 1 or min(start + _MAX_LINE, len(text))
        yield text[start:end]
        start = end


def _delimiter(text: str, suffix: str) -> str:
    """The sign that cuts most lines into the same number of cells.

    `csv.Sniffer` is not asked: its regular expressions take minutes on hostile quotes.
    """
    sample = list(islice(_lines(text[:_SAMPLE]), _SAMPLE_LINES))
    best, most = "\t" if suffix in ("tsv", "tab") else ",", 1.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(sample, delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        alike = rows / max(1, sum(widths.values()))
        if width > 1 and (score := 1 + alike * 10 + min(width, 9) / 10) > most:
            best, most = delimiter, score
    return best


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


class _Table:
    """Rows below their headers; `at` is the place in the text up to which they are taken."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._read = 0
        self.at = 0

    def _lines(self) -> Iterator[str]:
        for line in _lines(self._text):
            self._read += len(line)
            yield line

    def _rows(self) -> Iterator[list[str]]:
        left = MAX_CELLS
        try:
            for row in _rows(self._lines(), self._delimiter):
                self.at = self._read
                yield row
                left -= len(row) + 1
                if left < 0:
                    return
        except csv.Error:  # a cell without end: a quotation mark that nobody closed
            return

    def pieces(self) -> Iterator[Piece]:
        headers: list[str] = []
        looking = True
        for row in self._rows():
            row = [" ".join(cell.split()) for cell in row]
            line = row_line(headers, row)
            if looking and sum(map(bool, row)) > 1:  # a single cell above the headers is a title
                looking = False
                headers = [cell.rstrip(":") for cell in row] if is_header(row) else []
            if line:
                yield "row", 0, line


def is_header(row: list[str]) -> bool:
    """Names of columns: short, all there, all different, and none of them a number."""
    return len(row) > 1 and len(set(row)) == len(row) and all(_is_name(cell) for cell in row)


def _is_name(cell: str) -> bool:
    return 0 < len(cell) <= _MAX_HEADER and not cell[0].isdigit() and any(char.isalpha() for char in cell)


def row_line(headers: list[str], row: list[str]) -> str:
    """A row as one line; cells without a header stand alone, empty ones fall away below headers."""
    if not headers:
        while row and not row[-1]:
            row = row[:-1]
        return " | ".join(row) if any(row) else ""
    named = [f"{name}: {cell}" for name, cell in zip(headers, row, strict=False) if cell]
    return " | ".join(named + [cell for cell in row[len(headers) :] if cell])
