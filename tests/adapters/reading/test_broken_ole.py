"""Older Office files that are damaged or break off: what is there of them is kept."""

import io
import struct
from pathlib import Path

import olefile
import pytest

from desktop_rag.adapters.reading.broken_ole import BrokenOle
from desktop_rag.adapters.reading.xls_mended import contained, mended
from desktop_rag.domain.errors import Corrupt, Failure
from tests.adapters.reading.making_legacy import box, doc, ppt
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import read
from tests.adapters.reading.test_msg import msg

FILES = Path(__file__).parent / "files"
SOME_LOST = Failure("parts-unreadable", {"parts": "…"})
TEXT = [(f"Paragraph {number} {'tells of lamps ' * 40}.\r", 0, b"") for number in range(9)]


def without_tables(data: bytes) -> bytes:
    """The table of sectors is overwritten with zeros."""
    (place,) = struct.unpack_from("<I", data, 76)
    begin = (place + 1) * 512
    return data[:begin] + bytes(512) + data[begin + 512 :]


@pytest.mark.parametrize("wide", [True, False])
def test_a_word_file_that_breaks_off_keeps_the_text_before_the_break(tmp_path: Path, wide: bool) -> None:
    whole = doc(TEXT, wide=wide)
    end = whole.find("Paragraph 5".encode("utf-16-le" if wide else "ascii"))
    found, (part,) = read(tmp_path, "a.doc", whole[:end])
    assert part.unit.text.count("tells of lamps") == 200 and part.unit.text.startswith("Paragraph 0 tells")
    assert (found.kind, found.warning) == ("doc", SOME_LOST)


@pytest.mark.parametrize("name", ["a.doc", "Letter"])
def test_a_word_file_without_its_directory_is_found_by_its_beginning(tmp_path: Path, name: str) -> None:
    whole = doc([("Lamps.\r", 0, b"")])
    found, (part,) = read(tmp_path, name, whole[: whole.find("Root Entry".encode("utf-16-le"))])
    assert (found.kind, part.unit.text, found.warning) == ("doc", "Lamps.", SOME_LOST)


def test_a_table_of_sectors_that_was_overwritten_costs_nothing_that_lies_together(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.doc", without_tables(doc(TEXT)))
    assert part.unit.text.count("tells of lamps") == 360 and found.warning == SOME_LOST
    _, (part,) = read(tmp_path, "a.msg", without_tables(msg(p1000001F="words " * 900)))
    assert part.unit.text.count("words") == 900


def test_small_streams_are_found_by_their_own_table() -> None:
    streams = BrokenOle((FILES / "date.xls").read_bytes())
    whole = olefile.OleFileIO(FILES / "date.xls")
    for path in whole.listdir():
        assert streams.openstream("/".join(path)).read() == whole.openstream(path).read()


def test_the_slides_of_a_presentation_that_breaks_off_are_kept(tmp_path: Path) -> None:
    whole = ppt([[box(0, f"Slide {number}"), box(1, "Lamps " * 200)] for number in range(5)])
    stream = olefile.OleFileIO(io.BytesIO(whole)).openstream("PowerPoint Document").read()
    # They lie there from the last to the first.
    end = whole.find("Slide 1".encode("utf-16-le"))
    found, parts = read(tmp_path, "a.ppt", whole[:end])
    assert [part.unit.place.label for part in parts[:3]] == ["Slide 4", "Slide 3", "Slide 2"]
    assert found.warning == SOME_LOST
    # Without the last saving nothing says where the slides are.
    lost = ole({"PowerPoint Document": stream, "Current User": bytes(20)})
    found, parts = read(tmp_path, "b.ppt", lost)
    assert len(parts) == 5 and found.warning == SOME_LOST


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def workbook(sheets: list[tuple[str, str]]) -> bytes:
    """The stream of a workbook of Excel 97; each sheet holds one cell."""
    begin, end = _record(0x0809, struct.pack("<HHIII", 0x0600, 0x05, 0, 0, 0)), _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHIII", 0x0600, 0x10, 0, 0, 0))
    head = len(begin) + len(end) + sum(4 + 8 + len(name) for name, _ in sheets)
    listed, held = b"", b""
    for name, text in sheets:
        listed += _record(0x85, struct.pack("<IHBB", head + len(held), 0, len(name), 0) + name.encode())
        label = struct.pack("<HHHHB", 0, 0, 0, len(text), 0) + text.encode()
        held += sheet + _record(0x0204, label) + end
    return begin + listed + end + held


def test_the_sheets_of_a_workbook_that_breaks_off_are_kept(tmp_path: Path) -> None:
    stream = workbook([("First", "lamps"), ("Second", "chairs"), ("Third", "tables")])
    assert mended(stream).data == stream
    found, parts = read(tmp_path, "a.xls", contained("Workbook", stream[: stream.find(b"chairs") + 9]))
    assert [part.unit.text for part in parts if part.unit.text] == ["lamps", "chairs"]
    assert found.warning == Failure("parts-unreadable", {"parts": "Third"})


def test_a_sheet_that_is_not_where_the_workbook_says_is_lost_alone(tmp_path: Path) -> None:
    stream = bytearray(workbook([("First", "lamps"), ("Second", "chairs")]))
    at = stream.find(b"Second") - 8
    struct.pack_into("<I", stream, at, struct.unpack_from("<I", stream, at)[0] + 2)
    found, parts = read(tmp_path, "a.xls", contained("Workbook", bytes(stream)))
    assert [part.unit.text for part in parts if part.unit.text] == ["lamps"]
    assert found.warning == Failure("parts-unreadable", {"parts": "Second"})


def test_a_workbook_whose_sectors_go_in_circles_is_read(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.xls", without_tables((FILES / "date.xls").read_bytes()))
    assert part.unit.text == "2021-01-01 | 15\n2021-01-02 | 16\n255:10:10 | 17"
    assert found.warning == SOME_LOST


@pytest.mark.parametrize("size", [10, 7_500_000])
def test_a_made_container_holds_its_stream(size: int) -> None:
    made = olefile.OleFileIO(io.BytesIO(contained("Workbook", b"\7" * size)), raise_defects=10)
    assert made.openstream("Workbook").read()[:size] == b"\7" * size


def test_nothing_but_a_sign_is_corrupt(tmp_path: Path) -> None:
    for name in ("a.doc", "a.xls", "a.ppt", "a.msg"):
        for junk in (b"", bytes(3000), b"\xff" * 3000):
            with pytest.raises(Corrupt):
                read(tmp_path, name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + junk)
