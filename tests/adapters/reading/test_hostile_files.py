"""Files made to stall, fill or deceive a reader end as typed outcomes."""

import os
import sys
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import zips
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.domain.errors import (
    Corrupt,
    DesktopRagError,
    Empty,
    Missing,
    NeedsOcr,
    NotAFile,
    NoText,
    PasswordNeeded,
    TooLarge,
    Unreadable,
    Unsafe,
    Unsupported,
)
from desktop_rag.domain.reading import DocumentRead
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making
from tests.adapters.reading.making_ole import ole

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def read(path: Path | bytes) -> DocumentRead:
    return read_document(os.fsencode(path), chunk, lambda event: None)


def made(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def encrypted_pdf() -> bytes:
    import io

    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(making.pdf([making.lines(["Secret."])])))
    writer.encrypt("password", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


OFFICE_ENCRYPTED = ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\x17" * 99})


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("empty.txt", b"", Empty),
        ("spaces.txt", b" \n\n\t ", NoText),
        ("program.txt", b"\x7fELF" + bytes(range(256)) * 9, Unsupported),
        ("noise.txt", bytes(range(1, 32)) * 99, Unsupported),
        ("sheet.xlsx", making.zipped({"xl/workbook.xml": b"<x/>"}), Corrupt),
        ("sheet.docx", making.zipped({"xl/workbook.xml": b"<x/>"}), Corrupt),
        ("drawing.vsdx", making.zipped({"visio/document.xml": b"<x/>"}), Unsupported),
        ("broken.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Corrupt),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(50), Corrupt),
        ("noise.dat", bytes(range(256)) * 40, Unsupported),
        ("noise", bytes(range(1, 256)) * 40, Unsupported),
        ("noise.csv", b"\0\1\2" * 2000, Unsupported),
        ("deep.json", b"[" * 100_000, Unsafe),
        ("deeper.json", b'{"a":' * 300 + b"1" + b"}" * 300, Unsafe),
        ("empty.json", b"{}", NoText),
        ("text.docx", b"plain words", Corrupt),
        ("text.pdf", b"plain words", Corrupt),
        ("broken.docx", making.docx("<w:p/>")[:200], Corrupt),
        ("broken.pdf", b"%PDF-1.7\n" + b"\0garbage" * 90, Corrupt),
        ("entities.docx", making.docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before=ENTITIES), Unsafe),
        ("deep.docx", making.docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), Unsafe),
        ("deep.html", b"<div>" * 300_000, Unsafe),
        ("locked.pdf", encrypted_pdf(), PasswordNeeded),
        ("locked.docx", OFFICE_ENCRYPTED, PasswordNeeded),
        ("scan.pdf", making.picture_pdf(), NeedsOcr),
        ("blank.pdf", making.pdf([[]]), NoText),
    ],
)
def test_every_bad_file_has_its_typed_outcome(
    tmp_path: Path, name: str, data: bytes, expected: type[DesktopRagError]
) -> None:
    with pytest.raises(DesktopRagError) as caught:
        read(made(tmp_path, name, data))
    assert type(caught.value) is expected


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "pipe.txt", tmp_path, Path("/dev/zero"), tmp_path / "loop"):
        with pytest.raises(NotAFile):
            read(path)
    for path in (tmp_path / "gone.txt", Path(__file__) / "below"):
        with pytest.raises(Missing):
            read(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = made(tmp_path, "secret.txt", b"words")
    path.chmod(0)
    with pytest.raises(Unreadable):
        read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a file with holes")
def test_a_file_over_the_bound_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(600 * 2**20)
    with pytest.raises(TooLarge):
        read(path)


def test_a_zip_bomb_is_unsafe(tmp_path: Path) -> None:
    bomb = making.docx(f"<w:p><w:r><w:t>{' ' * 20_000_000}</w:t></w:r></w:p>")
    assert len(bomb) < 100_000
    with pytest.raises(Unsafe):
        read(made(tmp_path, "bomb.docx", bomb))


def test_a_zip_with_too_many_members_is_unsafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 3)
    with pytest.raises(Unsafe):
        read(made(tmp_path, "many.docx", making.docx("<w:p/>", a="<a/>", b="<b/>")))


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    pdf = making.pdf([making.lines(["Words."])])
    assert read(made(tmp_path, "really.docx", pdf)).kind == "pdf"
    assert read(made(tmp_path, "noname", b"plain words")).kind == "text"
    assert read(made(tmp_path, "page.txt", b"<!DOCTYPE html><p>Words")).kind == "html"
    assert read(made(tmp_path, "UPPER.TXT", b"plain words")).kind == "text"


def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"words")
    assert read(path).kind == "text"
