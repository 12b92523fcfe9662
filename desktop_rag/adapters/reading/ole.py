"""The container of older Office programs (MS-CFB): its streams, and what it says of itself (MS-OLEPS)."""

import codecs
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import Notes
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.domain.errors import Corrupt, ReadingError

MAX_STREAM = 256 * 2**20
_SUMMARY = "\x05SummaryInformation"
_TITLE, _AUTHOR, _CREATED, _CODE_PAGE = 2, 4, 12, 1
_MAX_PROPERTIES = 1000
_FILETIME_1970 = 11_644_473_600
_NAMED_PAGES = {
    65001: "utf-8", 1200: "utf-16-le", 10000: "mac_roman", 20127: "ascii", 20866: "koi8-r",
    21866: "koi8-u", 28591: "latin-1", 50220: "iso2022_jp", 10001: "shift_jis", 10006: "mac_greek",
    10007: "mac_cyrillic", 10029: "mac_latin2", 10081: "mac_turkish",
}  # fmt: skip


def encoding_of(page: int) -> str:
    """The name of a code page; Windows-1252 for one that is unknown."""
    name = _NAMED_PAGES.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


class Container:
    """An open container; a stream that is not there is empty."""

    def __init__(self, opened: olefile.OleFileIO) -> None:
        self._opened = opened

    def stream(self, name: str) -> bytes:
        if not self._opened.exists(name):
            return b""
        data: bytes = self._opened.openstream(name).read(MAX_STREAM)
        return data


@contextmanager
def opened(source: Source) -> Iterator[Container]:
    """The container that a file is. Raises `Corrupt`, also for what goes wrong within the context."""
    source.file.seek(0)
    try:
        with olefile.OleFileIO(source.file) as container:
            yield Container(container)
    except (ReadingError, GeneratorExit, MemoryError):
        raise
    except Exception as error:  # olefile and struct each raise their own
        raise Corrupt(part="ole") from error


def take_summary(container: Container, notes: Notes) -> None:
    """Notes title, author and date; a broken summary costs nothing but these."""
    try:
        values = _values(container.stream(_SUMMARY))
    except (struct.error, OSError, ValueError, IndexError):
        return
    page = values.get(_CODE_PAGE)
    encoding = encoding_of(page if isinstance(page, int) else 1252)
    notes.title = title_or_nothing(_text(values.get(_TITLE), encoding))
    notes.author = " ".join(_text(values.get(_AUTHOR), encoding).split())[:300]
    if isinstance(created := values.get(_CREATED), int):
        seconds = created // 10**7 - _FILETIME_1970
        notes.date_ns = seconds * 10**9 if 0 < seconds < 2**33 else None


def _text(value: int | bytes | None, encoding: str) -> str:
    return value.decode(encoding, "replace").partition("\0")[0] if isinstance(value, bytes) else ""


def _values(data: bytes) -> dict[int, int | bytes]:
    """Small numbers, dates and byte strings of the first section, by property."""
    if len(data) < 48:
        return {}
    (start,) = struct.unpack_from("<I", data, 44)
    _, count = struct.unpack_from("<II", data, start)
    found: dict[int, int | bytes] = {}
    for number in range(min(count, _MAX_PROPERTIES)):
        name, place = struct.unpack_from("<II", data, start + 8 + 8 * number)
        (kind,) = struct.unpack_from("<I", data, start + place)
        at = start + place + 4
        if kind == 2:
            (found[name],) = struct.unpack_from("<H", data, at)
        elif kind == 0x40:
            (found[name],) = struct.unpack_from("<Q", data, at)
        elif kind in (0x1E, 0x1F):
            (length,) = struct.unpack_from("<I", data, at)
            wide = data[at + 4 : at + 4 + min(length, 1000) * (2 if kind == 0x1F else 1)]
            found[name] = wide.decode("utf-16-le", "replace").encode() if kind == 0x1F else wide
    return found
