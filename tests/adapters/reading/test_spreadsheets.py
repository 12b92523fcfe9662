"""Spreadsheets: sheets in their order, rows that read well, numbers as a person sees them."""

import os
import struct
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import sheet_rows, xls_records
from desktop_rag.adapters.reading import xls as xls_reader
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.adapters.reading.number_formats import shape_of
from desktop_rag.domain.errors import Corrupt, Failure, Unsafe
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making
from tests.adapters.reading.making_office import number, row, words, xlsx, xlsx_parts
from tests.adapters.reading.test_formats import read

FILES = Path(__file__).parent / "files"


def text_of(folder: Path, data: bytes, name: str = "a.xlsx") -> str:
    _, parts = read(folder, name, data)
    return "\n".join(part.unit.text for part in parts)


def test_a_workbook_is_read_sheet_by_sheet_with_hidden_ones(tmp_path: Path) -> None:
    sheets = {
        "Sales 2024": row(1, words("A1", "Region"), words("B1", "Units"), words("C1", "Open since"))
        + row(2, words("A2", "North"), number("B2", 12), number("C2", 45352, 1))
        + row(3, words("A3", "South"), number("C3", 45353.5, 1)),
        "Empty": "",
        "Notes": row(1, words("A1", "Kept for later")),
    }
    data = xlsx(sheets, formats=["dd/mm/yyyy"], hidden=["Notes"])
    found, parts = read(tmp_path, "a.xlsx", data)
    assert (found.kind, found.title, found.author) == ("xlsx", "Figures", "A. Nobody")
    assert found.date_ns == 1714564800 * 10**9 and found.warning is None
    assert [(p.unit.place.kind, p.unit.place.number, p.unit.place.label) for p in parts] == [
        ("sheet", 1, "Sales 2024"),
        ("sheet", 2, "Empty"),
        ("sheet", 3, "Notes"),
    ]
    assert parts[0].unit.text == (
        "Region | Units | Open since\n"
        "Region: North | Units: 12 | Open since: 2024-03-01\n"
        "Region: South | Open since: 2024-03-02"
    )
    assert parts[0].chunks[0].heading == ("Sales 2024",)
    assert parts[2].unit.text == "Kept for later"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("45352", "yyyy\\-mm\\-dd", "2024-03-01"),
        ("45352.604166667", "d. mmmm yyyy hh:mm", "2024-03-01 14:30"),
        ("45352", "[$-407]d. mmm yyyy", "2024-03-01"),
        ("0.604166667", "h:mm AM/PM", "14:30"),
        ("10.6321", "[h]:mm:ss", "255:10:13"),
        ("0.07", "0%", "7%"),
        ("0.0725", "0.00%", "7.25%"),
        ("1234.5", '#,##0.00\\ "€"', "1234.50 €"),
        ("1234.5", '"$"#,##0.00;[Red]("$"#,##0.00)', "$1234.50"),
        ("5", '0 "pieces; in all"', "5 pieces; in all"),
        ("12.8435390171632", "General", "12.84353902"),
        ("0.92999999999999994", "General", "0.93"),
        ("4911122233344", "General", "4911122233344"),
        ("1E-3", "General", "0.001"),
        ("-0.001", "0.0", "0.0"),
        ("2.50", "0.##", "2.5"),
        ("3", "@", "3"),
        ("1500", "0.00E+00", "1500"),
        ("0.5", "# ?/?", "0.5"),
        ("1500000", "0.0,,", "1500000"),
        ("99999999", "yyyy", "99999999"),
        ("-5", "dd/mm/yyyy", "-5"),
        ("1e400", "0.00", "1e400"),
        ("words", "0.00", "words"),
    ],
)
def test_a_number_is_shown_as_its_format_says(tmp_path: Path, value: str, code: str, shown: str) -> None:
    data = xlsx({"S": row(1, number("A1", value, 1), words("B1", "x"))}, formats=[code])
    assert text_of(tmp_path, data) == f"{shown} | x"


def test_dates_may_be_counted_from_1904(tmp_path: Path) -> None:
    shape = shape_of("dd/mm/yyyy", from_1904=True)
    assert shape is not None and shape("43890") == "2024-03-01"
    data = xlsx(
        {"S": row(1, number("A1", 43890, 1))}, formats=["d/m/y"], properties='<workbookPr date1904="1"/>'
    )
    assert text_of(tmp_path, data + b"") == "2024-03-01"


def test_cells_of_every_type_are_read(tmp_path: Path) -> None:
    cells = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c>'
        '<c r="C1" t="str"><f>A1&amp;"x"</f><v>a &amp; b</v></c><c r="D1" t="s"><v>0</v></c>'
        '<c r="E1" t="s"><v>1</v></c><c r="F1" t="d"><v>2024-03-01T00:00:00</v></c>'
        '<c r="G1" t="s"><v>77</v></c><c r="H1"/><c r="I1" s="1"></c><c r="J1"><f>1+1</f></c>'
    )
    strings = [
        "<si><t>plain &lt;tag&gt;_x000D_ text</t></si>",
        "<si><r><t>東</t></r><r><t xml:space='preserve'>京 </t></r><rPh sb='0' eb='1'><t>トウ</t></rPh></si>",
    ]
    data = xlsx({"S": row(1, cells)}, strings=strings)
    assert text_of(tmp_path, data) == "TRUE | #DIV/0! | a & b | plain <tag> text | 東京 | 2024-03-01"


def test_a_sheet_written_by_another_program_is_read(tmp_path: Path) -> None:
    parts = xlsx_parts({"S": ""})
    sheet = (
        '<?xml version="1.0" encoding="UTF-16"?>'
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main">'
        "<x:sheetData ><x:row><x:c><x:v>1</x:v></x:c>"
        "<x:c t='inlineStr'><x:is><x:t><![CDATA[a < b & c]]></x:t>"
        "</x:is></x:c></x:row><x:row/><x:row spans='1:2'><x:c s='0' r='C3' t='n' ><x:v >7</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    parts["xl/worksheets/sheet1.xml"] = sheet.encode("utf-16")
    assert text_of(tmp_path, making.zipped(parts)) == "1 | a < b & c\n7"


def test_headers_name_the_cells_below_them(tmp_path: Path) -> None:
    def table(at: int, *lines: tuple[object, ...]) -> str:
        return "".join(
            row(
                at + n,
                *(
                    words(f"{'BCDE'[k]}{at + n}", cell)
                    if isinstance(cell, str)
                    else number(f"{'BCDE'[k]}{at + n}", cell)
                    for k, cell in enumerate(line)
                    if cell is not None
                ),
            )
            for n, line in enumerate(lines)
        )

    data = xlsx(
        {
            "Title above": row(1, words("A1", "Report"))
            + table(3, ("City", "People"), ("Ulm", 5), ("Bonn", 6)),
            "Years": table(1, ("Region", 2023, 2024), ("North", 1, 2)),
            "Pairs": table(1, ("Name:", "Bob"), ("Street", "Main")),
            "Words": table(1, ("Name", "Colour", "Taste"), ("Apple", "red", "sweet"), ("Plum", None, "sour")),
            "Two": table(1, ("A", "B", "C"), ("x", 1, 2)) + table(5, ("D", "E"), ("y", 3)),
            "Data": table(1, ("North", 1, 2), ("South", 3, 4)),
        }
    )  # fmt: skip
    _, parts = read(tmp_path, "a.xlsx", data)
    assert [part.unit.text for part in parts] == [
        "Report\nCity | People\nCity: Ulm | People: 5\nCity: Bonn | People: 6",
        "Region | 2023 | 2024\nRegion: North | 2023: 1 | 2024: 2",
        "Name: | Bob\nStreet | Main",
        "Name | Colour | Taste\nName: Apple | Colour: red | Taste: sweet\nName: Plum | Taste: sour",
        "A | B | C\nA: x | B: 1 | C: 2\nD | E\nD: y | E: 3",
        "North | 1 | 2\nSouth | 3 | 4",
    ]


def test_cells_that_lie_far_apart_cost_nothing(tmp_path: Path) -> None:
    cells = row(1, words("A1", "near")) + row(1048576, words("XFD1048576", "far"))
    found, parts = read(tmp_path, "a.xlsx", xlsx({"S": cells, "T": row(1, words("A1", "other"))}))
    assert [part.unit.text for part in parts] == ["near\nfar", "other"]
    assert found.warning is None


def test_comments_text_boxes_and_titles_of_charts_are_read(tmp_path: Path) -> None:
    parts = xlsx_parts({"S": row(1, words("A1", "cell"))})
    main = b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships><Relationship Id="c" Type="http://x/comments" Target="../comments1.xml"/>'
        b'<Relationship Id="d" Type="http://x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    parts["xl/drawings/_rels/drawing1.xml.rels"] = (
        b'<Relationships><Relationship Id="c" Type="http://x/chart" Target="/xl/charts/chart1.xml"/>'
        b"</Relationships>"
    )
    parts["xl/comments1.xml"] = (
        b'<comments><commentList><comment ref="B2"><text><r><t>Ask </t></r><r><t>Ann</t></r></text></comment>'
        b"</commentList></comments>"
    )
    parts["xl/drawings/drawing1.xml"] = b"<d %s><a:p><a:r><a:t>In a box</a:t></a:r></a:p></d>" % main
    parts["xl/charts/chart1.xml"] = b"<c %s><a:p><a:r><a:t>Chart of it</a:t></a:r></a:p></c>" % main
    assert text_of(tmp_path, making.zipped(parts)) == "cell\n\nB2: Ask Ann\n\nIn a box\n\nChart of it"


def test_a_broken_sheet_costs_that_sheet(tmp_path: Path) -> None:
    parts = xlsx_parts({"One": row(1, words("A1", "first")), "Two": row(1, words("A1", "second"))})
    del parts["xl/worksheets/sheet1.xml"]
    found, units = read(tmp_path, "a.xlsx", making.zipped(parts))
    assert [(u.unit.text, u.unit.place.number) for u in units] == [("second", 2)]
    assert found.warning == Failure("parts-unreadable", {"parts": "One"})
    del parts["xl/worksheets/sheet2.xml"]
    with pytest.raises(Corrupt):
        read(tmp_path, "b.xlsx", making.zipped(parts))


def test_a_sheet_that_breaks_off_keeps_its_beginning(tmp_path: Path) -> None:
    parts = xlsx_parts({"One": row(1, words("A1", "first")) + row(2, words("A2", "second"))})
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: sheet.index(b"second")]
    found, units = read(tmp_path, "a.xlsx", making.zipped(parts))
    assert units[0].unit.text == "first"
    assert found.warning == Failure("parts-unreadable", {"parts": "sheet1.xml"})


def test_without_a_list_of_sheets_they_are_read_by_their_names(tmp_path: Path) -> None:
    parts = xlsx_parts({"One": row(1, words("A1", "first"))})
    parts["xl/workbook.xml"] = b""
    found, units = read(tmp_path, "a.xlsx", making.zipped(parts))
    assert (units[0].unit.place.label, units[0].unit.text) == ("sheet1", "first")
    assert found.warning is not None and "workbook.xml" in found.warning.arguments["parts"]


def test_a_sheet_with_more_cells_than_are_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_rows, "MAX_CELLS", 3)
    rows = "".join(row(n, words(f"A{n}", "a"), words(f"B{n}", "b")) for n in range(1, 9))
    found, units = read(tmp_path, "a.xlsx", xlsx({"S": rows, "T": rows}))
    assert [unit.unit.text for unit in units] == ["a | b\na | b"]
    assert found.warning == Failure("text-cut", {"characters": "3"})


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_in_a_workbook_are_unsafe(tmp_path: Path, part: str) -> None:
    parts = xlsx_parts({"S": row(1, words("A1", "a"))})
    parts[part] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[part]
    (tmp_path / "a.xlsx").write_bytes(making.zipped(parts))
    with pytest.raises(Unsafe):
        read_document(os.fsencode(tmp_path / "a.xlsx"), chunk, lambda part: None)


@pytest.mark.parametrize(
    "piece", ['<c r="A1"', "<c>", "<v>", "<row ", '<c r="A1" t="inlineStr"><t>', "</row>", "<row r='1'><c t="]
)
def test_cells_without_end_are_read_in_time(tmp_path: Path, piece: str) -> None:
    data = xlsx({"S": row(1, words("A1", "first")) + piece * 200_000})
    assert text_of(tmp_path, data).startswith("first")


def test_a_binary_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.xlsb", (FILES / "columnar.xlsb").read_bytes())
    lines = part.unit.text.split("\n")
    assert (found.kind, found.author, part.unit.place.label) == ("xlsb", "sas user", "testing")
    assert lines[2] == (
        "Record Number: 1 | Square of the Record Number: 1 | Description of the Row: This is row 1 of 10 | "
        "Percent Done: 10.00% | Percent Increment: 0.00% | date: 1960-01-02 | "
        "datetime: 1960-01-01 00:00:10 | time: 00:00:03"
    )
    assert len(lines) == 12


def _record(kind: int, data: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(cells: bytes) -> bytes:
    parts = xlsx_parts({"S": ""})
    relations = parts.pop("xl/_rels/workbook.xml.rels").replace(b".xml", b".bin")
    del parts["xl/workbook.xml"], parts["xl/worksheets/sheet1.xml"], parts["xl/styles.xml"]
    parts |= {
        "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin"),
        "xl/_rels/workbook.bin.rels": relations,
        "xl/workbook.bin": _record(156, bytes(8) + _wide("s1") + _wide("Sheet")),
        "xl/sharedStrings.bin": _record(19, b"\0" + _wide("shared")),
        "xl/worksheets/sheet1.bin": _record(145, b"") + cells + _record(146, b""),
    }
    return making.zipped(parts)


def test_cells_of_every_type_in_a_binary_workbook_are_read(tmp_path: Path) -> None:
    def cell(kind: int, column: int, data: bytes) -> bytes:
        return _record(kind, struct.pack("<II", column, 0) + data)

    cells = (
        _record(0, struct.pack("<I", 0) + bytes(12))
        + cell(7, 0, struct.pack("<I", 0))
        + cell(6, 1, _wide("own"))
        + cell(5, 2, struct.pack("<d", 2.5))
        + cell(2, 3, struct.pack("<i", 1234 << 2 | 3))
        + cell(2, 4, struct.pack("<i", -7 << 2 | 2))
        + cell(2, 5, struct.pack("<d", 0.5)[4:])
        + cell(4, 6, b"\1")
        + cell(3, 7, b"\x2a")
        + cell(7, 8, struct.pack("<I", 99))
        + cell(1, 9, b"\0")
        + _record(0, struct.pack("<I", 1048575) + bytes(12))
        + cell(8, 16383, _wide("far") + bytes(9))
    )
    found, (part,) = read(tmp_path, "a.xlsb", binary_workbook(cells))
    assert part.unit.text == "shared | own | 2.5 | 12.34 | -7 | 0.5 | TRUE | #N/A\nfar"
    assert (found.kind, found.warning) == ("xlsb", None)


def test_a_binary_sheet_that_breaks_off_keeps_its_beginning(tmp_path: Path) -> None:
    cells = _record(0, bytes(16)) + _record(6, bytes(8) + _wide("first")) + _record(6, bytes(99))[:-9]
    parts = binary_workbook(cells)
    whole, (part,) = read(tmp_path, "a.xlsb", parts)
    assert part.unit.text == "first"
    assert whole.warning == Failure("parts-unreadable", {"parts": "sheet1.bin"})


def test_dates_of_an_old_workbook_are_dates(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.xls", (FILES / "date.xls").read_bytes())
    assert (found.kind, part.unit.text) == ("xls", "2021-01-01 | 15\n2021-01-02 | 16\n255:10:10 | 17")


def test_formats_of_an_old_workbook_are_found_for_each_cell() -> None:
    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    code = "0.0%".encode("latin-1")
    globals_ = (
        record(0x0809, bytes(16))
        + record(0x041E, struct.pack("<HHB", 164, len(code), 0) + code)
        + record(0x00E0, struct.pack("<HH", 0, 0) + bytes(16))
        + record(0x00E0, struct.pack("<HH", 0, 164) + bytes(16))
        + record(0x00E0, struct.pack("<HH", 0, 14) + bytes(16))
    )
    sheet = (
        record(0x0809, bytes(16))
        + record(0x0203, struct.pack("<HHHd", 4, 2, 1, 0.5))
        + record(0x0203, struct.pack("<HHHd", 4, 3, 2, 45352))
        + record(0x00BD, struct.pack("<HH", 5, 0) + struct.pack("<HiHi", 1, 2, 0, 2) + struct.pack("<H", 1))
    )
    start = len(globals_) + 4 + 8
    listed = record(0x0085, struct.pack("<I", start) + bytes(4))
    found = xls_records.records_of(globals_ + listed + sheet)
    assert found.area == 6 * 4
    (shapes,) = found.shapes
    assert {place: shape("0.5") for place, shape in shapes.items()} == {(4, 2): "50.0%", (5, 0): "50.0%"}
    assert xls_records.records_of(globals_ + listed + sheet[:-3]).area == 5 * 4


def test_a_sheet_of_an_old_workbook_that_would_fill_the_memory_is_unsafe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xls_reader, "MAX_AREA", 5)
    (tmp_path / "a.xls").write_bytes((FILES / "date.xls").read_bytes())
    with pytest.raises(Unsafe):
        read_document(os.fsencode(tmp_path / "a.xls"), chunk, lambda part: None)


@pytest.mark.parametrize("rows", [(0, 0xFFFFFF00), (182, 10)])
def test_an_old_sheet_that_claims_a_boundless_size_is_damaged(tmp_path: Path, rows: tuple[int, int]) -> None:
    data = bytearray((FILES / "date.xls").read_bytes())
    at = data.index(struct.pack("<HH", 0x0200, 14))
    struct.pack_into("<II", data, at + 4, *rows)
    (tmp_path / "a.xls").write_bytes(data)
    with pytest.raises(Corrupt):
        read_document(os.fsencode(tmp_path / "a.xls"), chunk, lambda part: None)
