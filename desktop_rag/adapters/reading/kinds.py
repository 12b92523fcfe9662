"""Tells what a file is: by its content first, by its name second."""

import zipfile

from desktop_rag.adapters.reading.encodings import is_text
from desktop_rag.adapters.reading.files import Source
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, Unsupported

_HTML = (b"<!doctype html", b"<html")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Beginnings of files that hold no text, whatever they are called.
_MAGIC = (
    (b"{\\rtf", "rtf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BZh", "bzip2"),
    (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"\xfd7zXZ", "xz"), (b"OggS", "ogg"),
    (b"\x7fELF", "program"), (b"SQLite format 3\0", "sqlite"), (b"ITSF", "chm"), (b"%!PS", "postscript"),
    (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
)  # fmt: skip
_ZIP_FOLDERS = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
_NEEDS_A_CONTAINER = frozenset({"pdf", "docx"})


def kind_of(source: Source, by_suffix: dict[str, str]) -> str:
    """The kind of a file. `by_suffix` maps the endings that we read to their kinds.

    Raises `Unsupported` (argument `kind`), `Corrupt` for content that is not what the name says, and
    `PasswordNeeded` for an encrypted Office document.
    """
    head = source.head(4096)
    named = by_suffix.get(source.suffix, "")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or (named == "docx" and head.startswith(b"PK")):
        return _zip_kind(source, named)
    if head.startswith(_OLE):
        if _ENCRYPTED in source.data():
            raise PasswordNeeded()
        raise Unsupported(kind=source.suffix or "ole")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise Unsupported(kind=kind)
    return _text_kind(source, head, named)


def _text_kind(source: Source, head: bytes, named: str) -> str:
    if named in _NEEDS_A_CONTAINER:
        raise Corrupt(part=named)
    if named not in ("", "text"):
        return named
    if not named and not is_text(head):
        raise Unsupported(kind=source.suffix[:20] or "binary")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    return "html" if start.startswith(_HTML) else "text"


def _zip_kind(source: Source, named: str) -> str:
    source.file.seek(0)
    try:
        with zipfile.ZipFile(source.file) as archive:
            names = archive.namelist()
    except Exception as error:  # zipfile raises a dozen kinds for a broken directory
        if named == "docx":
            raise Corrupt(part="zip") from error
        raise Unsupported(kind=source.suffix[:20] or "zip") from error
    for folder, kind in _ZIP_FOLDERS:
        if any(name.replace("\\", "/").lstrip("/").startswith(folder) for name in names):
            if kind in ("pptx", "xlsx"):
                raise Unsupported(kind=kind)
            return kind
    if named == "docx":
        raise Corrupt(part="document")
    raise Unsupported(kind=source.suffix[:20] or "zip")
