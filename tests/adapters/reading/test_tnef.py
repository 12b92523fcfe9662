"""What is read of letters that Outlook packed for Outlook (winmail.dat)."""

import struct
from email.message import EmailMessage
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import mail, tnef
from desktop_rag.domain.errors import Corrupt, NoText, Unsafe
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_attachments import REPORT, attach, read_all, written
from tests.adapters.reading.test_formats import blocks, read
from tests.adapters.reading.test_mail import letter
from tests.adapters.reading.test_msg import SENT, packed

LETTER_IN_IT = bytes.fromhex("0703020000000000c000000000000046")


def filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def value(kind: int, number: int, *values: bytes) -> bytes:
    """A property with values that say their length: texts, bytes and objects."""
    held = b"".join(struct.pack("<I", len(one)) + filled(one) for one in values)
    return struct.pack("<HHI", kind, number, len(values)) + held


def text(number: int, words: str) -> bytes:
    return value(0x1F, number, words.encode("utf-16-le") + b"\0\0")


def properties(*each: bytes) -> bytes:
    return struct.pack("<I", len(each)) + b"".join(each)


def attribute(name: int, data: bytes) -> bytes:
    level = 2 if name in (0x69002, 0x18010, 0x6800F, 0x69005) else 1
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) % 65536)


def stream(*attributes: bytes, page: int = 1252) -> bytes:
    head = attribute(0x89006, struct.pack("<I", 0x10000)) + attribute(0x69007, struct.pack("<II", page, 0))
    return struct.pack("<IH", 0x223E9F78, 1) + head + b"".join(attributes)


def attached(name: str, data: bytes, *more: bytes) -> bytes:
    """`data` comes before its name, as some programs write it."""
    return (
        attribute(0x69002, bytes(14))
        + attribute(0x6800F, data)
        + attribute(0x18010, b"SHORT~1.PDF\0")
        + attribute(0x69005, properties(text(0x3707, name), *more))
    )


def carrying(data: bytes, body: str = "", kind: str = "application/ms-tnef") -> EmailMessage:
    message = letter(body=body)
    attach(message, "winmail.dat", data, kind)
    return message


def test_a_packed_letter_is_a_message_with_what_is_attached_to_it(tmp_path: Path) -> None:
    people = struct.pack("<I", 3) + b"".join(
        properties(struct.pack("<HHI", 3, 0x0C15, kind), text(0x3001, name))
        for kind, name in ((1, "Bob"), (2, "Cyd"), (1, "Dan"))
    )
    data = stream(
        attribute(0x69004, people),
        attribute(
            0x69003,
            properties(
                struct.pack("<HH", 0x1F, 0x8000) + bytes(16) + struct.pack("<II", 1, 6) + filled(b"n\0a\0m\0")
                + struct.pack("<II", 1, 4) + b"x\0\0\0",
                struct.pack("<HHI", 0x1002, 0x1234, 3) + bytes(8),
                value(0x101E, 0x1235, b"one", b"second"),
                text(0x0037, "Grüße"), text(0x0C1A, "Ann"), text(0x5D01, "ann@example.org"),
                struct.pack("<HHQ", 0x40, 0x0039, SENT), text(0x1000, "Dear Bob,\r\n\r\nthe lamp is red."),
            ),
        ),
        attached("Rent.pdf", REPORT),
    )  # fmt: skip
    found, (part,) = read(tmp_path, "winmail.dat", data)
    assert (found.kind, found.title, found.author) == ("tnef", "Grüße", "Ann <ann@example.org>")
    assert (found.date_ns, found.warning) == (1714550400 * 10**9, None)
    assert blocks(part) == [
        ("heading", 1, "Grüße"),
        ("row", 0, "From: Ann <ann@example.org>"),
        ("row", 0, "To: Bob; Dan"),
        ("row", 0, "Cc: Cyd"),
        ("row", 0, "Date: 2024-05-01 08:00 UTC"),
        ("paragraph", 0, "Dear Bob,"),
        ("paragraph", 0, "the lamp is red."),
        ("paragraph", 0, "Attachments: Rent.pdf"),
    ]
    _, texts = read_all(tmp_path / "winmail.dat")
    assert list(texts) == ["Rent.pdf"] and "rent is due" in texts["Rent.pdf"]


def test_one_of_the_oldest_programs_says_all_in_attributes(tmp_path: Path) -> None:
    sent = struct.pack("<7H", 2024, 5, 1, 8, 0, 0, 3)
    data = stream(
        attribute(0x18004, "Привет\0".encode("cp1251")),
        attribute(0x38005, sent),
        attribute(0x2800C, "Лампа красная.\r\nДа.\0".encode("cp1251")),
        attribute(0x18010, b"notes.txt\0"),
        attribute(0x6800F, b"the notes"),
        page=1251,
    )
    found, (part,) = read(tmp_path, "a.tnef", data)
    assert (found.title, found.date_ns) == ("Привет", 1714550400 * 10**9)
    assert "Лампа красная.\nДа." in part.unit.text
    assert {name: text.strip() for name, text in read_all(tmp_path / "a.tnef")[1].items()} == {
        "notes.txt": "the notes"
    }


@pytest.mark.parametrize(
    "body",
    [
        value(0x102, 0x1013, "<p>Größe</p>".encode()),
        text(0x1013, "<p>Größe</p>"),
        value(0x102, 0x1009, packed(rb"{\rtf1\ansi\ansicpg1252 Gr\'f6\u223?e}")),
        value(0x1E, 0x1000, "Größe".encode("cp1252")),
    ],
)
def test_its_body_is_read_however_it_is_written(tmp_path: Path, body: bytes) -> None:
    _, (part,) = read(tmp_path, "winmail.dat", stream(attribute(0x69003, properties(body))))
    assert part.unit.text == "Größe"


@pytest.mark.parametrize(
    "kind", ["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"]
)
def test_what_is_packed_in_a_mail_lies_in_the_mail(tmp_path: Path, kind: str) -> None:
    inner = stream(
        attribute(0x69003, properties(text(0x0037, "Other"), text(0x1000, "the lamp is packed"))),
        attached("Rent.pdf", REPORT),
    )
    path = written(tmp_path, "a.eml", carrying(inner, kind=kind))
    found, (part,) = read(tmp_path, "a.eml", path.read_bytes())
    assert (found.title, found.warning) == ("Grüße", None)
    assert part.unit.text.endswith("the lamp is packed\n\nAttachments: Rent.pdf")
    assert list(read_all(path)[1]) == ["Rent.pdf"]


def test_its_body_is_not_shown_beside_that_of_the_mail(tmp_path: Path) -> None:
    inner = stream(
        attribute(0x69003, properties(text(0x1000, "the same words"))), attached("Rent.pdf", REPORT)
    )
    _, (part,) = read(tmp_path, "a.eml", carrying(inner, "the words of the mail").as_bytes())
    assert part.unit.text.endswith("the words of the mail\n\nAttachments: Rent.pdf")


def test_in_a_mailbox_and_in_a_file_of_outlook_it_is_read_too(tmp_path: Path) -> None:
    inner = stream(attribute(0x69003, properties(text(0x1000, "packed"))), attached("Rent.pdf", REPORT))
    box = b"From ann@example.org Sat Jan  3 01:05:34 1996\n" + carrying(inner).as_bytes() + b"\n"
    assert list(read_all(written(tmp_path, "Inbox", box))[1]) == ["message 1/Rent.pdf"]
    saved = ole(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_1000001F": "words".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "winmail.dat".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": inner,
        }
    )
    _, texts = read_all(written(tmp_path, "a.msg", saved))
    assert list(texts) == ["winmail.dat", "winmail.dat/Rent.pdf"]
    assert "packed" in texts["winmail.dat"] and "rent is due" in texts["winmail.dat/Rent.pdf"]


def test_letters_in_it_are_mail_and_pictures_in_its_text_are_none(tmp_path: Path) -> None:
    inner = stream(attribute(0x69003, properties(text(0x0037, "Two"), text(0x1000, "inner words"))))
    data = stream(
        attribute(0x69003, properties(text(0x1000, "words"))),
        attribute(0x69002, bytes(14)),
        attribute(0x69005, properties(text(0x3001, "Two"), value(0x0D, 0x3701, LETTER_IN_IT + inner))),
        attached("logo.txt", b"words", text(0x3712, "a@b")),
    )
    _, texts = read_all(written(tmp_path, "winmail.dat", data))
    assert list(texts) == ["Two.eml"] and "inner words" in texts["Two.eml"]


def test_letters_lie_only_so_deep_in_letters() -> None:
    data = stream(attribute(0x69003, properties(text(0x1000, "words"))))
    for _ in range(5):
        data = stream(
            attribute(0x69002, bytes(14)),
            attribute(0x69005, properties(value(0x0D, 0x3701, LETTER_IN_IT + data))),
        )
    (member,) = tnef.Packed(data).letter().documents
    with pytest.raises(Unsafe):
        member.load()


def test_one_that_breaks_off_keeps_what_is_there_and_says_so(tmp_path: Path) -> None:
    whole = stream(
        attribute(0x2800C, b"the words\0"), attached("a.txt", b"words"), attached("Rent.pdf", REPORT)
    )
    cut = whole[: len(whole) - len(REPORT) // 2 - 200]
    found, (part,) = read(tmp_path, "winmail.dat", cut)
    assert "the words" in part.unit.text
    assert found.warning is not None and found.warning.code == "parts-unreadable"
    read_of_mail, texts = read_all(written(tmp_path, "a.eml", carrying(cut)))
    assert texts["a.txt"].strip() == "words"
    (broken,) = [member for member in read_of_mail.members if member.name == "winmail.dat"]
    assert broken.failure is not None and broken.failure.code == "corrupt"


def test_a_file_called_so_that_is_something_else_is_that(tmp_path: Path) -> None:
    message = carrying(REPORT, "words")
    read_of_mail, _ = read_all(written(tmp_path, "a.eml", message))
    assert [(member.name, member.read and member.read.kind) for member in read_of_mail.members] == [
        ("winmail.dat", "pdf")
    ]
    with pytest.raises(Corrupt):
        read(tmp_path, "a.tnef", b"words and no more")


def test_hostile_numbers_end_nothing(tmp_path: Path) -> None:
    endless = struct.pack("<I", 2**32 - 1)
    many = struct.pack("<I", 100_000) + struct.pack("<HHI", 3, 0x0C15, 1) * 100_000
    for data in (
        stream(attribute(0x69003, endless)),
        stream(attribute(0x69003, endless + struct.pack("<HHI", 0x1F, 0x1000, 2**32 - 1))),
        stream(attribute(0x69003, endless + struct.pack("<HHI", 0x1003, 0x1000, 2**32 - 1))),
        stream(attribute(0x69003, endless + struct.pack("<HH", 0x1F, 0x8001) + b"\xff" * 40)),
        stream(attribute(0x69003, many), attribute(0x69004, endless + endless)),
        stream() + struct.pack("<BII", 1, 0x2800C, 2**32 - 1),
        stream(attribute(0x69007, b"\xff\xff\xff\xff"), attribute(0x2800C, b"")),
    ):
        with pytest.raises((NoText, Corrupt)):
            read(tmp_path, "winmail.dat", data)
        assert not mail.letter_of(carrying(data).as_bytes()).bodies  # type: ignore[union-attr]


def test_there_is_an_end_to_what_is_attached() -> None:
    data = stream(*(attribute(0x69002, bytes(14)) for _ in range(tnef.MAX_ATTACHED + 5)))
    whole = tnef.Packed(data)
    assert len(whole.letter().documents) == tnef.MAX_ATTACHED and not whole.whole
