"""What is attached to letters: documents of their own, read by the readers of their kinds."""

import io
import os
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfWriter

from desktop_rag.adapters.reading import mail, members
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.adapters.reading.opened import OpenedPdf
from desktop_rag.domain.errors import Failure, FileChanged
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading.making import docx, lines, pdf, picture_pdf, zipped
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import check
from tests.adapters.reading.test_mail import letter

REPORT = pdf([lines(["The first page."]), lines(["The rent is due."])], title="Rent")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def attach(message: EmailMessage, name: str, data: bytes, kind: str = "application/octet-stream") -> None:
    main, sub = kind.split("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)


def read_all(path: Path) -> tuple[DocumentRead, dict[str, str]]:
    """What was read, and the text of each member by name."""
    found: dict[int, list[UnitChunks]] = {}

    def take(part: UnitChunks, member: int) -> None:
        found.setdefault(member, []).append(part)

    read = read_document(
        os.fsencode(path), chunk, lambda part: None, "", lambda inside: members.Members(inside, take)
    )
    for parts in found.values():
        check(parts)
    texts = {
        member.name: "\n".join(part.unit.text for part in found.get(number, []))
        for number, member in enumerate(read.members)
    }
    return read, texts


def written(folder: Path, name: str, message: EmailMessage | bytes) -> Path:
    path = folder / name
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return path


def test_attached_documents_are_read_with_their_kinds_and_pages(tmp_path: Path) -> None:
    message = letter()
    attach(message, "Rent.pdf", REPORT, "application/pdf")
    attach(message, "plan.docx", docx("<w:p><w:r><w:t>The garden plan</w:t></w:r></w:p>"))
    message.add_attachment("one, two", filename="notes.txt")
    read, texts = read_all(written(tmp_path, "a.eml", message))
    assert [(member.name, member.read and member.read.kind) for member in read.members] == [
        ("Rent.pdf", "pdf"), ("plan.docx", "docx"), ("notes.txt", "text"),
    ]  # fmt: skip
    first = read.members[0].read
    assert first is not None
    assert (first.title, first.pages, first.size) == ("Rent", 2, len(REPORT))
    assert texts["Rent.pdf"] == "The first page.\nThe rent is due."
    assert texts["plan.docx"] == "The garden plan" and texts["notes.txt"].strip() == "one, two"


def test_two_of_one_name_have_names_of_their_own(tmp_path: Path) -> None:
    message = letter()
    for text in ("one", "two", "three"):
        message.add_attachment(text, filename="notes.txt")
    message.add_attachment("four", filename="../a/b\\c.txt")
    _, texts = read_all(written(tmp_path, "a.eml", message))
    assert {name: text.strip() for name, text in texts.items()} == {
        "notes.txt": "one", "notes (2).txt": "two", "notes (3).txt": "three", "_a_b_c.txt": "four",
    }  # fmt: skip


def test_pictures_signatures_and_archives_are_no_documents(tmp_path: Path) -> None:
    message = letter()
    attach(message, "logo.png", PNG, "image/png")
    message.add_attachment(PNG, maintype="image", subtype="png", cid="<a@b>", disposition="inline")
    attach(message, "smime.p7s", b"0\x80words", "application/pkcs7-signature")
    attach(message, "signature.asc", b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature")
    attach(message, "song", b"words of a song", "audio/mpeg")
    attach(message, "all.zip", zipped({"a.txt": b"words"}), "application/zip")
    attach(message, "blank.txt", b" \n ", "text/plain")
    attach(message, "nothing.pdf", b"", "application/pdf")
    read, _ = read_all(written(tmp_path, "a.eml", message))
    assert read.members == () and read.warning is None


def test_one_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    message = letter()
    attach(message, "broken.pdf", b"%PDF-1.7 nothing of it", "application/pdf")
    attach(message, "scan.pdf", picture_pdf(), "application/pdf")
    attach(message, "bomb.docx", docx("", before="<!DOCTYPE a [<!ENTITY b 'c'>]>"))
    attach(message, "Rent.pdf", REPORT, "application/pdf")
    read, texts = read_all(written(tmp_path, "a.eml", message))
    assert [(member.name, member.failure and member.failure.code) for member in read.members] == [
        ("broken.pdf", "corrupt"), ("scan.pdf", "needs-ocr"), ("bomb.docx", "unsafe"), ("Rent.pdf", None),
    ]  # fmt: skip
    assert "rent is due" in texts["Rent.pdf"]


def test_letters_in_letters_are_documents_with_what_is_attached_to_them(tmp_path: Path) -> None:
    message = letter("Four")
    attach(message, "deep.txt", b"as deep as it goes")
    for subject in ("Three", "Two", "One/half"):
        outer = letter(subject, f"words of {subject}")
        attach(outer, "Rent.pdf", REPORT, "application/pdf")
        outer.add_attachment(message)
        message = outer
    read, texts = read_all(written(tmp_path, "a.eml", message))
    assert "words of Two" in texts["Two.eml"] and "words of Three" in texts["Two.eml/Three.eml"]
    assert list(texts) == [
        "Rent.pdf", "Two.eml", "Two.eml/Rent.pdf", "Two.eml/Three.eml", "Two.eml/Three.eml/Rent.pdf",
        "Two.eml/Three.eml/Four.eml",
    ]  # fmt: skip
    assert read.warning == Failure("attached-left-out", {"count": "1"}), "what lies deeper is told of"


def test_a_letter_that_is_too_large_to_be_parsed_twice_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = letter()
    message.add_attachment(letter("Inner"))
    path = written(tmp_path, "a.eml", message)
    monkeypatch.setattr(mail, "MAX_ATTACHED_LETTER", 100)
    (member,) = read_all(path)[0].members
    assert member.failure is not None
    assert (member.name, member.failure.code) == ("Inner.eml", "too-large")


def test_a_mailbox_names_what_is_attached_by_its_letter(tmp_path: Path) -> None:
    box = b""
    for number in range(3):
        message = letter(f"Letter {number}")
        message.add_attachment(f"notes {number}", filename="notes.txt")
        box += b"From ann@example.org Sat Jan  3 01:05:34 1996\n" + message.as_bytes() + b"\n"
    _, texts = read_all(written(tmp_path, "Inbox", box))
    assert {name: text.strip() for name, text in texts.items()} == {
        f"message {number + 1}/notes.txt": f"notes {number}" for number in range(3)
    }


def test_there_is_an_end_to_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = letter()
    for number in range(5):
        message.add_attachment(f"text {number}", filename=f"{number}.txt")
    path = written(tmp_path, "a.eml", message)
    for bound, value in (("MAX_MEMBERS", 2), ("MAX_BYTES", 12), ("MAX_CHARACTERS", 12), ("SECONDS", -1.0)):
        with monkeypatch.context() as patch:
            patch.setattr(members, bound, value)
            read, _ = read_all(path)
            assert len(read.members) == (0 if bound == "SECONDS" else 2), bound
            left = str(5 - len(read.members))
            assert read.warning == Failure("attached-left-out", {"count": left}), bound


def test_what_outlook_attaches_is_read_and_letters_in_it_too(tmp_path: Path) -> None:
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D"
    data = ole(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_1000001F": "words".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "Rent.pdf".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": REPORT,
            f"{inner}/__properties_version1.0": bytes(24),
            f"{inner}/__substg1.0_0037001F": "Größe".encode("utf-16-le"),
            f"{inner}/__substg1.0_1000001F": "inner words".encode("utf-16-le"),
            f"{inner}/__attach_version1.0_#00000000/__substg1.0_3707001F": "deep.pdf".encode("utf-16-le"),
            f"{inner}/__attach_version1.0_#00000000/__substg1.0_37010102": REPORT,
            "__attach_version1.0_#00000001/__substg1.0_3001001F": "Größe".encode("utf-16-le"),
            "__attach_version1.0_#00000002/__substg1.0_3707001F": "logo.txt".encode("utf-16-le"),
            "__attach_version1.0_#00000002/__substg1.0_3712001F": "a@b".encode("utf-16-le"),
            "__attach_version1.0_#00000002/__substg1.0_37010102": b"words",
        }
    )
    path = written(tmp_path, "a.msg", data)
    read, texts = read_all(path)
    assert list(texts) == ["Rent.pdf", "Größe.eml", "Größe.eml/deep.pdf"]
    assert "rent is due" in texts["Rent.pdf"] and "inner words" in texts["Größe.eml"]
    assert "rent is due" in texts["Größe.eml/deep.pdf"]
    again, _ = read_all(path)
    assert [it.read and it.read.sha256 for it in again.members] == [
        it.read and it.read.sha256 for it in read.members
    ], "the same letter is the same document"


def test_an_attached_pdf_can_be_opened_by_its_name(tmp_path: Path) -> None:
    inner = letter("Two")
    attach(inner, "Rent.pdf", REPORT, "application/pdf")
    outer = letter("One")
    outer.add_attachment(inner)
    path = os.fsencode(written(tmp_path, "a.eml", outer))
    read, _ = read_all(tmp_path / "a.eml")
    whole = {member.name: member.read for member in read.members}["Two.eml/Rent.pdf"]
    assert whole is not None
    opened = OpenedPdf()
    assert len(opened.document(path, whole.sha256, "", "Two.eml/Rent.pdf")) == 2
    for name, digest in (("Two.eml/other.pdf", whole.sha256), ("Two.eml/Rent.pdf", bytes(32))):
        with pytest.raises(FileChanged):
            opened.document(path, digest, "", name)
    opened.close()


def test_a_letter_with_broken_parts_is_read_all_the_same(tmp_path: Path) -> None:
    raw = (
        b"From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n"
        b"--b\r\nContent-Type: application/pdf; name*=x'y\r\nContent-Disposition: attachment; "
        b"filename*0*=\xff\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\xff\r\n--b"
    )
    read, _ = read_all(written(tmp_path, "a.eml", raw))
    assert read.kind == "eml"


def test_the_files_inside_a_pdf_are_documents_below_it(tmp_path: Path) -> None:
    writer = PdfWriter(io.BytesIO(pdf([lines(["The cover."])])))
    writer.add_attachment("rent.pdf", REPORT)
    writer.add_attachment("notes.txt", b"One lamp.")
    writer.add_attachment("a/notes.txt", b"Two lamps.")
    path = tmp_path / "portfolio.pdf"
    writer.write(path)
    read, texts = read_all(path)
    assert (read.kind, read.pages) == ("pdf", 1)
    assert texts["rent.pdf"] == "The first page.\nThe rent is due."
    assert sorted(texts.values()) == ["One lamp.", "The first page.\nThe rent is due.", "Two lamps."]
    assert all("/" not in name for name in texts)
    opened = OpenedPdf()
    member = next(one for one in read.members if one.name == "rent.pdf")
    assert member.read is not None
    assert len(opened.document(os.fsencode(path), member.read.sha256, member="rent.pdf")) == 2
    opened.close()
