"""Workbooks of Excel 97 and before (xls): a unit a sheet, each row as `header: value`."""

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, BinaryIO

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.number_formats import Shape, general
from desktop_rag.adapters.reading.ole import opened, take_summary
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import in_sections
from desktop_rag.adapters.reading.sheet_rows import Cell, Rows
from desktop_rag.adapters.reading.xls_mended import contained, mended
from desktop_rag.adapters.reading.xls_records import Place, Records, records_of
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, ReadingError, Unsafe

# A full sheet of Excel 97 has 16 M cells, which are 400 MB.
MAX_AREA = 33_554_432


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    with opened(source) as container:
        take_summary(container, notes)
        name = "Book" if container.exists("Book") and not container.exists("Workbook") else "Workbook"
        found = mended(container.main(name))
    records = records_of(found.data)
    if records.area > MAX_AREA:
        raise Unsafe(reason="cells")
    if records.claimed > MAX_AREA:
        raise Corrupt(part="dimensions")
    workbook = None
    if not (container.damaged or found.lost or found.cut):
        with contextlib.suppress(Corrupt):
            workbook = _opened(source.file)
    lost: tuple[str, ...] = ()
    if workbook is None:
        # calamine follows a broken container in circles and refuses streams that break off.
        workbook, lost = _opened(BytesIO(contained(name, found.data))), found.lost or ("…",)
    yield from _Sheets(workbook, records, notes, lost).units()


def _opened(file: BinaryIO) -> Any:
    import python_calamine

    file.seek(0)
    try:
        return python_calamine.load_workbook(file)
    except python_calamine.PasswordError:
        raise PasswordNeeded() from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a Rust panic is a BaseException
        if "password" in str(error).lower():
            raise PasswordNeeded() from None
        raise Corrupt(part="workbook") from None


class _Sheets:
    """Goes through the sheets until their rows are more than are read; a broken sheet costs that sheet."""

    def __init__(self, workbook: Any, records: Records, notes: Notes, lost: Sequence[str]) -> None:
        self._workbook = workbook
        self._shapes = records.shapes
        self._notes = notes
        self._lost = lost
        self._rows = Rows(notes)

    def units(self) -> Iterator[Parsed]:
        number, lost, names = 1, [], list(self._workbook.sheet_names)
        for index, name in enumerate(names):
            if self._rows.full:
                return
            try:
                sheet = self._sheet(index)
            except ReadingError:
                lost.append(name[:60])
                number += 1
                continue
            shapes = self._shapes[index] if len(self._shapes) == len(names) else {}
            pieces = self._rows.pieces(_rows(sheet, shapes) if sheet is not None else ())
            for unit in in_sections(pieces, place=UnitPlace("sheet", number, name[:200])):
                yield Parsed(unit.place, unit.text, unit.blocks, enters=((1, name),))
                number = unit.place.number + 1
        if lost and len(lost) == len(names):
            raise Corrupt(part="sheets")
        if lost := [*self._lost, *lost]:
            self._notes.warning = Failure("parts-unreadable", {"parts": ", ".join(lost[:20])})

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


def _rows(sheet: Any, shapes: dict[Place, Shape]) -> Iterator[tuple[int, list[Cell]]]:
    """(number, cells that hold something) of each row that has any."""
    # calamine gives the empty rows above the first cell, but not the empty columns before it.
    first = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows()):
        row: list[Cell] = []
        for column, value in enumerate(values, first):
            shape = shapes.get((number, column)) if shapes and isinstance(value, int | float) else None
            if text := shape(repr(value)) if shape else _plain(value):
                row.append((column, text, isinstance(value, str)))
        if row:
            yield number, row


def _plain(value: Any) -> str:
    """A cell as people write it: whole numbers without a point, dates without midnight."""
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return "TRUE" if value else "FALSE"
        case float() | int():
            return general(repr(value))
        case datetime.datetime():
            clock = _plain(value.time())
            return f"{value.date().isoformat()} {clock}".removesuffix(" 00:00")
        case datetime.time():
            return value.isoformat("seconds" if value.second else "minutes")
        case datetime.timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
