"""Kinds that we do not read are told by their content, whatever the name; text is not taken for them."""

from pathlib import Path

import pytest

from desktop_rag.adapters.reading.signatures import picture_kind, unread_kind
from desktop_rag.domain.errors import Corrupt, Unsupported
from tests.adapters.reading.making import zipped
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import read

NOISE = bytes(range(256)) * 8
UNREAD = {
    "gzip": b"\x1f\x8b\x08" + NOISE,
    "7z": b"7z\xbc\xaf\x27\x1c" + NOISE,
    "rar": b"Rar!\x1a\7" + NOISE,
    "zip": zipped({"notes.txt": b"words", "more/notes.txt": b"words"}),
    "tar": b"notes.txt".ljust(257, b"\0") + b"ustar\0" + bytes(400),
    "iwork": zipped({"Index/Document.iwa": b"x", "preview.jpg": b"y"}),
    "chm": b"ITSF\3\0\0\0" + NOISE,
    "mobi": b"A book".ljust(60, b"\0") + b"BOOKMOBI" + NOISE,
    "onenote": bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + NOISE,
    "program": b"MZ\x90\0" + NOISE,
    "mp3": b"ID3\3\0" + NOISE,
    "mp4": b"\0\0\0\x20ftypisom" + NOISE,
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + NOISE,
    "sqlite": b"SQLite format 3\0" + NOISE,
    "font": b"\0\1\0\0\0\x0f" + NOISE,
    "psd": b"8BPS\0\1" + NOISE,
    "wordperfect": b"\xffWPC\xad\x0f" + NOISE,
    "jar": zipped({"META-INF/MANIFEST.MF": b"x", "A.class": b"y"}),
    "vsd": ole({"VisioDocument": NOISE}),
    "postscript": b"%!PS-Adobe-3.0\n%%Title: words\n",
}


@pytest.mark.parametrize("kind", sorted(UNREAD))
@pytest.mark.parametrize("name", ["a", "a.txt", "a.md", "a.bin"])
def test_kinds_that_are_not_read_are_told_by_content(tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(Unsupported):
        read(tmp_path, name, UNREAD[kind])


@pytest.mark.parametrize("kind", ["iwork", "chm", "onenote", "mp3", "jar", "wordperfect"])
@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a.pdf", "a.xlsx"])
def test_the_name_of_an_office_document_makes_none(tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(Unsupported) as raised:
        read(tmp_path, name, UNREAD[kind])
    assert raised.value.arguments == {"kind": kind}


@pytest.mark.parametrize(
    "text",
    ["BMW is a car.", "MZ stands for Mark.", "ID3 tags in files.", "Rar! said he.", "FORM 27b", "ORCs"],
)
def test_text_may_begin_like_another_kind(tmp_path: Path, text: str) -> None:
    _, (part,) = read(tmp_path, "a.txt", text)
    assert part.unit.text == text
    assert unread_kind(text.encode()) == picture_kind(text.encode()) == ""


def test_pictures_are_told_by_content() -> None:
    beginnings = {
        "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "tiff": b"II*\0", "bmp": b"BM\x36\0\0\0",
        "webp": b"RIFF\x24\0\0\0WEBPVP8 ", "heic": b"\0\0\0\x18ftypheic",
    }  # fmt: skip
    for kind, begin in beginnings.items():
        assert picture_kind(begin + NOISE) == kind


def test_a_document_that_is_none_inside_is_corrupt(tmp_path: Path) -> None:
    for name, data in (("a.docx", zipped({"notes.txt": b"x"})), ("a.doc", NOISE), ("a.pptx", b"words")):
        with pytest.raises(Corrupt):
            read(tmp_path, name, data)
