"""What is read of letters that Outlook saved."""

import struct
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import rtf_packed
from desktop_rag.domain.errors import Corrupt
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import blocks, read

SENT = (1714550400 + 11_644_473_600) * 10**7


def properties(*tags: tuple[int, int]) -> bytes:
    return bytes(32) + b"".join(struct.pack("<IIQ", tag, 6, value) for tag, value in tags)


def msg(page: int = 1252, **texts: str | bytes) -> bytes:
    """A letter with the streams `p<tag and type>`: texts in UTF-16 for 001F, else as they are."""
    streams = {"__properties_version1.0": properties((0x0039_0040, SENT), (0x3FFD_0003, page))}
    for name, text in texts.items():
        streams["__substg1.0_" + name[1:]] = text.encode("utf-16-le") if isinstance(text, str) else text
    return ole(streams)


def test_a_letter_of_outlook_is_a_message(tmp_path: Path) -> None:
    data = msg(
        p0037001F="Grüße",
        p0C1A001F="Ann",
        p0C1F001F="ann@example.org",
        p0E04001F="Bob",
        p1000001F="Dear Bob,\r\n\r\nthe lamp is red.",
    )
    found, (part,) = read(tmp_path, "a.msg", data)
    assert (found.kind, found.title, found.author) == ("msg", "Grüße", "Ann <ann@example.org>")
    assert found.date_ns == 1714550400 * 10**9
    assert blocks(part) == [
        ("heading", 1, "Grüße"),
        ("row", 0, "From: Ann <ann@example.org>"),
        ("row", 0, "To: Bob"),
        ("row", 0, "Date: 2024-05-01 08:00 UTC"),
        ("paragraph", 0, "Dear Bob,"),
        ("paragraph", 0, "the lamp is red."),
    ]


def test_the_names_of_its_attachments_can_be_found(tmp_path: Path) -> None:
    data = ole(
        {
            "__properties_version1.0": properties(),
            "__substg1.0_1000001F": "words".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "Größe.pdf".encode("utf-16-le"),
            "__attach_version1.0_#00000001/__substg1.0_3704001E": b"notes.txt",
        }
    )
    _, (part,) = read(tmp_path, "other-name", data)
    assert part.unit.text == "words\n\nAttachments: Größe.pdf, notes.txt"


@pytest.mark.parametrize(
    ("page", "text"), [(1251, "Привет, мир"), (65001, "Größe"), (1252, "Größe"), (99999, "Große")]
)
def test_text_is_read_in_the_code_page(tmp_path: Path, page: int, text: str) -> None:
    encoding = {1251: "cp1251", 65001: "utf-8"}.get(page, "cp1252")
    _, (part,) = read(tmp_path, "a.msg", msg(page, p1000001E=text.encode(encoding)))
    assert part.unit.text.endswith(text)


def test_html_is_read_where_there_is_no_plain_text(tmp_path: Path) -> None:
    data = msg(p0037001F="Page", p10130102="<p>Größe</p><script>no()</script>".encode())
    _, (part,) = read(tmp_path, "a.msg", data)
    assert part.unit.text.endswith("\n\nGröße")


def packed(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def test_the_rtf_of_a_letter_is_read(tmp_path: Path) -> None:
    wrapped = (
        rb"{\rtf1\ansi\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        rb"Gr\'f6\u223?e{\*\mhtmltag no}{\*\htmltag72 </p>}\htmlrtf \par}\htmlrtf0 }"
    )
    _, (part,) = read(tmp_path, "a.msg", msg(p0037001F="x", p10090102=packed(wrapped)))
    assert part.unit.text.endswith("\n\nGröße")
    plain = rb"{\rtf1\ansi{\info no}one\par two \{3\}}"
    _, (part,) = read(tmp_path, "b.msg", msg(p10090102=packed(plain)))
    assert part.unit.text.endswith("one\ntwo {3}")


def test_packed_rtf_is_unpacked() -> None:
    # The example of MS-OXRTFCP, section 3.1.
    example = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert rtf_packed.unpacked(example, "cp1252") == (False, "hello world")
    for broken in (b"", b"short", struct.pack("<IIII", 9, 2**32 - 1, 0x75465A4C, 0) + b"\xff" * 99):
        assert rtf_packed.unpacked(broken, "cp1252")[0] is False


def test_broken_letters_of_outlook_have_typed_outcomes(tmp_path: Path) -> None:
    data = msg(p1000001F="words " * 900)
    for cut in (600, len(data) // 2):
        with pytest.raises(Corrupt):
            read(tmp_path, "a.msg", data[:cut] + b"\xff" * 700)


def test_a_text_that_is_called_as_letters_of_outlook_are_is_a_text(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "de.msg", "mcset de lamp Lampe")
    assert (found.kind, part.unit.text) == ("text", "mcset de lamp Lampe")
