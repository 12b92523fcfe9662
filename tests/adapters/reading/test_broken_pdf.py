"""PDFs that break off, or lost the list of their objects: the pages that are there are kept."""

import zlib
from pathlib import Path

import pytest

from desktop_rag.adapters.reading.broken_pdf import mended
from desktop_rag.adapters.reading.opened import OpenedPdf
from desktop_rag.domain.errors import Corrupt, Failure
from tests.adapters.reading import making
from tests.adapters.reading.test_formats import read

SOME_LOST = Failure("parts-unreadable", {"parts": "…"})
PAGES = [making.lines([f"Page {number} tells of lamps."]) for number in range(1, 6)]


def test_pages_before_the_break_are_read_and_those_after_it_are_named(tmp_path: Path) -> None:
    whole = making.pdf(PAGES)
    found, parts = read(tmp_path, "a.pdf", whole[: whole.find(b"16 0 obj")])
    assert [part.unit.text for part in parts] == [
        "Page 1 tells of lamps.", "Page 2 tells of lamps.", "Page 3 tells of lamps.", "", "",
    ]  # fmt: skip
    assert found.warning == Failure("pages-unreadable", {"pages": "4, 5"})


def test_without_the_tree_of_pages_they_stand_as_in_the_file(tmp_path: Path) -> None:
    whole = making.pdf(PAGES)
    body = whole[whole.find(b"3 0 obj") : whole.find(b"18 0 obj")]
    found, parts = read(tmp_path, "a.pdf", b"%PDF-1.7\n" + body)
    assert [part.unit.text for part in parts] == [f"Page {number} tells of lamps." for number in (1, 2, 3, 4)]
    assert (found.pages, found.warning) == (4, SOME_LOST)


def test_pages_that_lie_in_a_stream_of_objects_are_found(tmp_path: Path) -> None:
    whole = making.pdf(PAGES[:1])
    page = whole[whole.find(b"10 0 obj") + 8 : whole.find(b"endobj", whole.find(b"10 0 obj"))]
    body = whole[whole.find(b"11 0 obj") : whole.find(b"xref")]
    font = whole[whole.find(b"3 0 obj") : whole.find(b"4 0 obj")]
    packed = zlib.compress(b"10 0 " + page)
    stream = b"20 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    data = b"%PDF-1.7\n" + font + body + stream + packed + b"\nendstream\nendobj\n"
    found, (part,) = read(tmp_path, "a.pdf", data)
    assert (part.unit.text, found.warning) == ("Page 1 tells of lamps.", SOME_LOST)


def test_a_broken_pdf_is_drawn_as_it_is_read(tmp_path: Path) -> None:
    whole = making.pdf(PAGES)
    found, _ = read(tmp_path, "a.pdf", whole[: whole.find(b"16 0 obj")])
    opened = OpenedPdf()
    assert len(opened.document(bytes(tmp_path / "a.pdf"), found.sha256)) == 5
    opened.close()


def test_what_is_encrypted_or_holds_no_page_stays_corrupt(tmp_path: Path) -> None:
    whole = making.pdf(PAGES)
    locked = whole[: whole.find(b"18 0 obj")] + b"30 0 obj\n<< /Filter /Standard /V 2 >>\nendobj\n"
    for data in (locked, whole[:300], b"%PDF-1.7\n" + b"1 0 obj\n" * 9):
        with pytest.raises(Corrupt):
            read(tmp_path, "a.pdf", data)
    assert mended(locked) is None


def test_a_broken_tree_that_names_one_page_a_great_many_times_is_corrupt(tmp_path: Path) -> None:
    tree = b"1 0 obj <</Type/Pages/Kids [" + b"2 0 R " * 60_000 + b"]/Count 60000>> endobj\n"
    with pytest.raises(Corrupt):
        read(tmp_path, "a.pdf", b"%PDF-1.4\n" + tree + b"2 0 obj <</Type/Page/Parent 1 0 R>> endobj\n")


def test_a_great_many_objects_without_ends_take_no_time() -> None:
    assert mended(b"%PDF-1.7\n" + b"1 0 obj << /Type /ObjStm /N 9 /First 9 " * 50_000) is None
