"""OpenDocument spreadsheets (ods, flat fods): a unit a sheet with its rows, comments, boxes and charts."""

from collections.abc import Iterator

from desktop_rag.adapters.reading import opendocument
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.odf_story import object_lines
from desktop_rag.adapters.reading.ods_cells import TableCells, tables
from desktop_rag.adapters.reading.office_parts import note_what_is_lost
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.sheet_rows import Rows
from desktop_rag.adapters.reading.xlsx_cells import as_utf8
from desktop_rag.adapters.reading.zips import SafeZip
from desktop_rag.domain.documents import UnitPlace


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    archive: SafeZip | None = None
    if source.head(4).startswith(b"PK"):
        source.file.seek(0)
        archive = SafeZip(source.file)
        opendocument.check_password(archive)
        data = as_utf8(archive.read("content.xml"))
    else:
        data = as_utf8(source.data(MAX_TEXT_BYTES))
    if not tables(data):  # without sheets, or with other prefixes than every program writes
        yield from opendocument.parse(source, notes)
        return
    if archive is not None:
        opendocument.take_meta(archive, notes)
    else:
        opendocument.take_flat_meta(data, notes)
    yield from _Sheets(data, archive, notes).units()
    if archive is not None:
        note_what_is_lost(archive, notes)


class _Sheets:
    """Goes through the sheets until their rows are more than are read."""

    def __init__(self, data: bytes, archive: SafeZip | None, notes: Notes) -> None:
        self._data = data
        self._archive = archive
        self._rows = Rows(notes)

    def units(self) -> Iterator[Parsed]:
        number = 1
        for table in tables(self._data):
            cells = TableCells(self._data, table)
            for unit in in_sections(self._pieces(cells), place=UnitPlace("sheet", number, table.name)):
                yield Parsed(unit.place, unit.text, unit.blocks, enters=((1, table.name),))
                number = unit.place.number + 1
            if not cells.whole and self._archive is not None:
                self._archive.lost["content.xml"] = None
            if self._rows.full:
                return

    def _pieces(self, cells: TableCells) -> Iterator[Piece]:
        yield from self._rows.pieces(cells.rows())
        if self._rows.full:
            return
        for text in (*cells.comments, *cells.boxes):
            yield "paragraph", 0, text
        for name in dict.fromkeys(cells.objects):
            if self._archive is not None:
                # The values of a chart are cells of some sheet already.
                yield "paragraph", 0, "\n".join(object_lines(self._archive, name, values=False))
