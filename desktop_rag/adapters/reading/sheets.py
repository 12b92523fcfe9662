"""Spreadsheets (xlsx, xls, xlsb, ods): a unit a sheet, each row as `header: value`."""

import datetime
from collections.abc import Iterator
from typing import Any

from desktop_rag.adapters.reading import opendocument
from desktop_rag.adapters.reading.csv_table import MAX_CELLS, is_header, row_line
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.properties import take_core_properties
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.sheet_bounds import check_sheets
from desktop_rag.adapters.reading.zips import SafeZip
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, ReadingError


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    zipped = source.head(4).startswith(b"PK")
    if zipped:
        archive = SafeZip(source.file)
        take_core_properties(archive, notes)
        if "content.xml" in archive:
            opendocument.check_password(archive)
            opendocument.take_meta(archive, notes)
    check_sheets(source)
    try:
        workbook = _opened(source)
    except Corrupt:
        if not (zipped and "content.xml" in archive):
            raise
        # calamine refuses tables with few but distant cells; read one by one they take no room.
        yield from opendocument.parse(source, notes)
        return
    yield from _Sheets(workbook, notes).units()


def _opened(source: Source) -> Any:
    import python_calamine

    source.file.seek(0)
    try:
        return python_calamine.load_workbook(source.file)
    except python_calamine.PasswordError:
        raise PasswordNeeded() from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a Rust panic is a BaseException
        if "password" in str(error).lower():
            raise PasswordNeeded() from None
        raise Corrupt(part="workbook") from None


class _Sheets:
    """Goes through the sheets until 2 M cells are read; a broken sheet costs that sheet."""

    def __init__(self, workbook: Any, notes: Notes) -> None:
        self._workbook = workbook
        self._notes = notes
        self._cells = 0

    def units(self) -> Iterator[Parsed]:
        number, read = 1, 0
        for index, name in enumerate(self._workbook.sheet_names):
            if self._cells > MAX_CELLS:
                return
            try:
                sheet = self._sheet(index)
            except ReadingError:
                self._notes.warning = Failure("parts-unreadable", {"parts": name[:100]})
                continue
            read += 1
            if sheet is None:
                continue
            place = UnitPlace("sheet", number, name)
            for unit in in_sections(self._pieces(sheet), place=place):
                yield Parsed(unit.place, unit.text, unit.blocks, enters=((1, name),))
                number = unit.place.number + 1
        if not read:
            raise Corrupt(part="sheets")

    def _sheet(self, index: int) -> Any:
        """The sheet, or None for one that holds no cells, such as a chart."""
        from python_calamine import SheetTypeEnum, WorksheetNotFound

        try:
            return self._workbook.get_sheet_by_index(index)
        except WorksheetNotFound:
            return None
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # a Rust panic is a BaseException
            if self._workbook.sheets_metadata[index].typ != SheetTypeEnum.WorkSheet:
                return None
            raise Corrupt(part="sheet") from None

    def _pieces(self, sheet: Any) -> Iterator[Piece]:
        headers: list[str] = []
        looking = True
        for values in sheet.iter_rows():
            self._cells += len(values)
            if self._cells > MAX_CELLS:
                self._notes.warning = Failure("text-cut", {"characters": f"{MAX_CELLS:,}"})
                return
            row = [_plain(value) for value in values]
            line = row_line(headers, row)
            if looking and sum(map(bool, row)) > 1:  # a single cell above the headers is a title
                looking = False
                headers = _headers(row, values)
            if line:
                yield "row", 0, line


def _headers(row: list[str], values: list[Any]) -> list[str]:
    """The names of the columns; a column that has none at the right end counts as without a header."""
    while row and not row[-1]:
        row, values = row[:-1], values[:-1]
    written = all(isinstance(value, str) for value in values)
    return [cell.rstrip(":") for cell in row] if written and is_header(row) else []


def _plain(value: Any) -> str:
    """A cell as people write it: whole numbers without a point, dates without midnight."""
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime.datetime():
            whole = value.time() == datetime.time()
            return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
        case datetime.time():
            return value.isoformat("seconds")
    return str(value)
