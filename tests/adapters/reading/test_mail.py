"""What is read of letters and mailboxes."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from desktop_rag.domain.errors import Unsafe
from tests.adapters.reading.test_formats import blocks, read


def letter(
    subject: str = "Grüße", body: str = "Dear Bob,\n\nthe lamp is red.\n\n> why?\n> say\nSo.\n"
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Änn <ann@example.org>"
    message["To"] = "bob@example.org"
    message["Date"] = "Wed, 1 May 2024 10:00:00 +0200"
    message.set_content(body)
    return message


def test_a_letter_is_a_message_under_its_subject(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.eml", letter().as_bytes())
    assert (found.kind, found.title, found.author) == ("eml", "Grüße", "Änn <ann@example.org>")
    assert found.date_ns == 1714550400 * 10**9
    assert (part.unit.place.kind, part.unit.place.label) == ("message", "Grüße")
    assert blocks(part) == [
        ("heading", 1, "Grüße"),
        ("row", 0, "From: Änn <ann@example.org>"),
        ("row", 0, "To: bob@example.org"),
        ("row", 0, "Date: Wed, 01 May 2024 10:00:00 +0200"),
        ("paragraph", 0, "Dear Bob,"),
        ("paragraph", 0, "the lamp is red."),
        ("quote", 0, "why?\nsay"),
        ("paragraph", 0, "So."),
    ]


def test_plain_text_is_preferred_and_html_taken_where_there_is_none(tmp_path: Path) -> None:
    both = letter(body="plain words")
    both.add_alternative("<p>marked words</p>", subtype="html")
    _, (part,) = read(tmp_path, "both.eml", both.as_bytes())
    assert "plain words" in part.unit.text and "marked" not in part.unit.text
    only = letter(body=" \n")
    only.add_alternative("<p>marked words</p><script>no()</script>", subtype="html")
    _, (part,) = read(tmp_path, "only.eml", only.as_bytes())
    assert part.unit.text.endswith("\n\nmarked words")


def test_the_names_of_attachments_can_be_found(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Größe der Lampe.pdf")
    message.add_attachment("secret", filename="notes.txt")
    _, (part,) = read(tmp_path, "a.eml", message.as_bytes())
    assert part.unit.text.endswith("Attachments: Größe der Lampe.pdf, notes.txt")
    assert "secret" not in part.unit.text


def test_a_letter_that_is_attached_is_named_and_is_no_part_of_the_text(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(letter("Inner", "inner words"))
    _, (part,) = read(tmp_path, "a.eml", message.as_bytes())
    assert part.unit.text.endswith("Attachments: Inner.eml") and "inner words" not in part.unit.text


@pytest.mark.parametrize(
    ("header", "title"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?iso-8859-1?b?R3L832U=?= and\r\n more", "Grüße and more"),
        ("Grüße".encode(), "Grüße"),
        (b"=?nonsense?q?words?=", "words"),
        (b"=?utf-8?b?a?=", "=?utf-8?b?a?="),
        (b"=?us-ascii?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
    ],
)
def test_headers_are_decoded_however_they_are_written(tmp_path: Path, header: bytes, title: str) -> None:
    found, _ = read(tmp_path, "a.eml", b"Subject: " + header + b"\r\nFrom: a@b\r\n\r\nwords\r\n")
    assert found.title == title


@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "unheard-of", "iso-8859-1"])
def test_a_body_in_another_encoding_than_it_claims_is_read(tmp_path: Path, charset: str) -> None:
    head = f"From: a@b\nSubject: x\nContent-Type: text/plain; charset={charset}\n\n"
    _, (part,) = read(tmp_path, "a.eml", head.encode() + "Die Größe der Straße".encode())
    assert "der Stra" in part.unit.text
    assert charset == "iso-8859-1" or "Größe" in part.unit.text


def test_a_mailbox_has_a_unit_for_each_letter(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "Inbox")
    for message in (letter("One"), letter("", "no subject"), letter("Three", "From here on\n\nmore")):
        box.add(message)
    box.close()
    found, parts = read(tmp_path, "Inbox", (tmp_path / "Inbox").read_bytes())
    assert (found.kind, found.title) == ("mbox", "")
    assert [(p.unit.place.number, p.unit.place.label) for p in parts] == [(1, "One"), (2, ""), (3, "Three")]
    assert [p.chunks[0].heading for p in parts] == [("One",), (), ("Three",)]
    assert "From here on" in parts[2].unit.text and ">From" not in parts[2].unit.text


def test_one_bad_letter_does_not_cost_the_box(tmp_path: Path) -> None:
    start = b"From a@b Sat Jan  3 01:05:34 1996\n"
    deep = b"Content-Type: text/html\n\n" + b"<div>" * 20_000
    _, parts = read(tmp_path, "a.mbox", start + deep + b"\n" + start + b"Subject: good\n\nwords\n")
    assert [part.unit.place.label for part in parts] == ["", "good"]


def test_mail_is_known_without_an_ending(tmp_path: Path) -> None:
    head = b"Received: from x\nMessage-ID: <a@b>\n"
    for name in ("1714550400.M1.host:2,S", "cur", "a.txt"):
        found, _ = read(tmp_path, name, head + letter().as_bytes())
        assert found.kind == "eml"
    found, _ = read(tmp_path, "draft.txt", "From: me\nTo: you\n\nNo mail yet.")
    assert found.kind == "text"


def test_mail_of_another_kind_is_read_as_text(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.eml", "only words, no headers")
    assert part.unit.text == "only words, no headers"
    _, (part,) = read(tmp_path, "a.mbox", "only words")
    assert part.unit.text == "only words"


def test_apple_mail_has_its_length_in_front(tmp_path: Path) -> None:
    data = letter("Apple", "words").as_bytes()
    found, (part,) = read(tmp_path, "1.emlx", b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist/>")
    assert found.title == "Apple" and "plist" not in part.unit.text


def nested(depth: int) -> bytes:
    head = b"From: a@b\nSubject: deep\n"
    for number in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    return head


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: bomb\n" + b"X-Header: value\n" * 200_000 + b"\nwords",
        b"Subject: " + b"=?a?q?" * 200_000 + b"\n\nwords",
        b"Subject: long\nTo: " + b"a@example.org, " * 100_000 + b"\n\nwords",
        b"Subject: parts\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Disposition: attachment; filename=a.pdf\n\nx\n" * 10_000,
        b"Subject: bodies\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nwords\n" * 10_000,
        b"Subject: names\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; "
        + b"filename*0=a; " * 20_000 + b"\n\nx\n",
        b"Subject: quotes\n\n" + b"> " * 200_000 + b"\n" + b">a\nb\n" * 10_000,
        nested(20),
    ],
    ids=["headers", "words", "receivers", "parts", "bodies", "names", "quotes", "nested"],
)  # fmt: skip
def test_hostile_letters_are_read(tmp_path: Path, data: bytes) -> None:
    _, (part,) = read(tmp_path, "a.eml", data)
    assert part.unit.text


def test_letters_nested_beyond_all_use_are_unsafe(tmp_path: Path) -> None:
    with pytest.raises(Unsafe):
        read(tmp_path, "a.eml", nested(5000))
