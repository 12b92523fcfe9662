"""A zip that breaks off keeps what can be read; a damaged member costs that member."""

import io
import zipfile
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import zips
from desktop_rag.adapters.reading.broken_zip import remains
from desktop_rag.adapters.reading.zips import SafeZip
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, Unsafe
from tests.adapters.reading import making
from tests.adapters.reading.making_office import (
    epub_parts,
    odf_parts,
    pptx_parts,
    row,
    shape,
    slide,
    words,
    xlsx_parts,
)
from tests.adapters.reading.test_formats import read


def without_end(data: bytes) -> bytes:
    """The zip without its directory."""
    return data[: data.index(b"PK\x01\x02")]


PARAGRAPHS = "".join(f"<w:p><w:r><w:t>Words number {n} of it</w:t></w:r></w:p>" for n in range(3000))


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.docx", making.docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>"), "Words"),
        ("a.xlsx", making.zipped(xlsx_parts({"S": row(1, words("A1", "Words"))})), "Words"),
        ("a.pptx", making.zipped(pptx_parts([slide(shape("Words"))])), "Words"),
        ("a.odt", making.zipped(odf_parts("text", "<text:p>Words</text:p>")), "Words"),
        ("a.epub", making.zipped(epub_parts({"a.xhtml": "<p>Words</p>"}, ["a.xhtml"])), "Words"),
    ],
)
def test_a_file_without_its_directory_is_read_with_a_warning(
    tmp_path: Path, name: str, data: bytes, text: str
) -> None:
    found, parts = read(tmp_path, name, without_end(data))
    assert [part.unit.text for part in parts] == [text]
    assert found.kind == name[2:] and found.warning == Failure("parts-unreadable", {"parts": "…"})


def test_a_document_that_breaks_off_keeps_its_beginning(tmp_path: Path) -> None:
    data = making.docx(PARAGRAPHS)
    found, (part,) = read(tmp_path, "a.docx", data[: data.index(b"word/document.xml") + 5000])
    lines = part.unit.text.split("\n\n")
    assert lines[:2] == ["Words number 0 of it", "Words number 1 of it"] and 100 < len(lines) < 3000
    assert found.warning is not None and "document.xml" in found.warning.arguments["parts"]


def test_a_member_that_is_damaged_keeps_what_stands_before_the_damage(tmp_path: Path) -> None:
    data = bytearray(making.docx(PARAGRAPHS))
    start = data.index(b"word/document.xml") + 6000
    data[start : start + 40] = bytes(range(40))
    found, (part,) = read(tmp_path, "a.docx", bytes(data))
    assert part.unit.text.startswith("Words number 0 of it")
    assert found.warning == Failure("parts-unreadable", {"parts": "document.xml"})


def test_a_slide_with_a_wrong_checksum_is_read_with_a_warning(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    parts = pptx_parts([slide(shape(text)) for text in ("First", "Second", "Third")])
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found, units = read(tmp_path, "a.pptx", buffer.getvalue().replace(b"Second", b"Secund"))
    assert [unit.unit.text for unit in units] == ["First", "Secund", "Third"]
    assert found.warning == Failure("parts-unreadable", {"parts": "slide2.xml"})


def test_members_without_sizes_in_their_headers_are_found(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """A file that cannot go back, so that sizes are written behind the data."""

        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("one", b"words " * 100)
        archive.writestr("täst/two", b"more")
    found = SafeZip(io.BytesIO(without_end(bytes(pipe.data))))
    assert list(found.names) == ["one", "täst/two"]
    assert (found.read("one"), found.read("täst/two")) == (b"words " * 100, b"more")


def test_a_broken_zip_is_read_within_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = without_end(making.zipped({"a": bytes(20_000_000)}))
    with pytest.raises(Unsafe):
        SafeZip(io.BytesIO(bomb)).read("a")
    monkeypatch.setattr(zips, "MAX_MEMBERS", 2)
    with pytest.raises(Unsafe):
        SafeZip(io.BytesIO(without_end(making.zipped({"a": b"", "b": b"", "c": b""}))))


def test_a_locked_member_of_a_broken_zip_is_locked() -> None:
    data = bytearray(without_end(making.zipped({"a": b"words"})))
    data[6] |= 1
    with pytest.raises(PasswordNeeded):
        SafeZip(io.BytesIO(bytes(data))).read("a")


def test_what_has_no_members_is_damaged() -> None:
    for data in (b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(30), b"PK\x05\x06" * 9, b"words"):
        assert all(not member.filename.strip("\0") for member in remains(io.BytesIO(data), 9))
    with pytest.raises(Corrupt):
        SafeZip(io.BytesIO(b"PK\x03\x04"))
    with pytest.raises(Corrupt):
        SafeZip(io.BytesIO(making.zipped({"a": b"b"}))).read("b")


def test_members_by_the_thousand_are_found_in_time() -> None:
    assert len(list(remains(io.BytesIO(b"PK\x03\x04\0\0\x08\0\0\0" * 300_000), 100_001))) <= 100_001


def test_a_document_of_which_nothing_is_left_is_damaged(tmp_path: Path) -> None:
    data = bytearray(making.docx(PARAGRAPHS))
    start = data.index(b"word/document.xml") + len(b"word/document.xml")
    data[start : start + 40] = bytes(range(200, 240))
    with pytest.raises(Corrupt):
        read(tmp_path, "a.docx", bytes(data))


def test_damage_costs_little_of_what_stands_before_it(tmp_path: Path) -> None:
    data = bytearray(making.docx(PARAGRAPHS))
    start = data.index(b"word/document.xml") + 9000
    whole = read(tmp_path, "a.docx", bytes(data))[1][0].unit.text
    data[start : start + 40] = bytes(40)
    part = read(tmp_path, "a.docx", bytes(data))[1][0].unit.text
    share = 9000 / (len(data) - 600)
    assert len(part) > 0.8 * share * len(whole)
