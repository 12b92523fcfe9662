"""The shorter way to parse a letter gives what the email package gives."""

import email
from email.message import EmailMessage, Message
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.adapters.reading.mail_parsed import parsed
from tests.adapters.reading.test_mail import letter

HEADERS = (
    b"Subject: one", b"To:two", b"X-Empty:", b"X-Blank: \t ", b" goes on", b"\tgoes on", b"From: \xff\xfe",
    b"Content-Type: text/html; charset=latin-1", b"Content-Transfer-Encoding: base64",
    b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822",
)  # fmt: skip
PIECES = (
    *HEADERS, b"\n", b"\n\n", b"\r\n", b"\r", b"From ann", b":", b"\xff\xfe", b"\0", b"\x0b", b"\x0c",
    b"\x1c", b"\x85", b"words", b">From x", b"d29yZHM=", b"--b", b"--b--",
)  # fmt: skip


def shape(message: "Message[str, str]") -> Any:
    payload: Any = vars(message)["_payload"]
    parts = [shape(part) for part in payload] if isinstance(payload, list) else payload
    return (
        list(message.raw_items()), parts, message.get_unixfrom(), message.preamble, message.epilogue,
        message.get_content_type(),
    )  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_any_bytes_are_parsed_as_the_email_package_parses_them(data: bytes) -> None:
    assert shape(parsed(data)) == shape(email.message_from_bytes(data))


@given(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8), st.sampled_from(PIECES))
def test_letters_of_one_part_are_parsed_as_the_email_package_parses_them(
    lines: list[bytes], body: bytes
) -> None:
    data = b"\n".join(lines) + b"\n\n" + body
    assert shape(parsed(data)) == shape(email.message_from_bytes(data))


def with_attachment() -> EmailMessage:
    message = letter()
    message.add_attachment("words", filename="a.txt")
    return message


def the_package_is_never_asked(data: bytes) -> None:
    raise AssertionError


def test_a_plain_letter_goes_the_shorter_way_and_one_of_parts_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(email, "message_from_bytes", the_package_is_never_asked)
    assert "lamp" in parsed(b"Subject: red\n folded\n\nthe lamp").get_payload()
    assert parsed(letter().as_bytes())["To"] == "bob@example.org"
    with pytest.raises(AssertionError):
        parsed(with_attachment().as_bytes())
