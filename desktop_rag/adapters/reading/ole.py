"""The container of older Office programs (MS-CFB): its streams, and what it says of itself (MS-OLEPS)."""

import codecs
import contextlib
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import olefile

from desktop_rag.adapters.reading.broken_ole import MAX_SEARCHED, BrokenOle
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Notes
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.domain.errors import Corrupt, ReadingError

MAX_STREAM = 256 * 2**20
# Greater numbers in the table of sectors are signs.
_MOST_SECTORS = 0xFFFFFFFA
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
    """An open container; a stream that is not there is empty.

    One that is damaged is read as far as it goes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._whole: olefile.OleFileIO | None = None
        self._broken: BrokenOle | None = None
        file.seek(0)
        try:
            self._whole = olefile.OleFileIO(file)
        except Exception:  # olefile and struct each raise their own
            self.rescue()
            return
        if _crossing(self._whole.fat):
            self.rescue()

    def rescue(self) -> BrokenOle:
        """From now on the streams are those that can be found whatever the directory says."""
        if self._broken is None:
            self._file.seek(0)
            self._broken = BrokenOle(self._file.read(MAX_SEARCHED))
        return self._broken

    @property
    def _streams(self) -> "olefile.OleFileIO | BrokenOle":
        return self._broken or self._whole

    @property
    def damaged(self) -> bool:
        """Whether something may be missing; known when the streams have been asked for."""
        return self._broken is not None

    def exists(self, name: str) -> bool:
        return bool(self._streams.exists(name))

    def listdir(self) -> list[list[str]]:
        """The paths of streams and folders."""
        found: list[list[str]] = self._streams.listdir(streams=True, storages=True)
        return found

    def stream(self, name: str, limit: int = MAX_STREAM) -> bytes:
        if not self.exists(name):
            return b""
        if self._broken is None and self._whole is not None:
            with contextlib.suppress(Exception):  # as above
                data: bytes = self._whole.openstream(name).read(limit)
                if len(data) >= min(self._whole.get_size(name), limit):
                    return data
        broken = self.rescue()
        return broken.openstream(name).read(limit) if broken.exists(name) else b""

    def main(self, name: str) -> bytes:
        """The stream that makes the document: it is looked for where the directory does not have it."""
        if not self.exists(name):
            self.rescue()
        return self.stream(name)


def _crossing(table: Sequence[int]) -> bool:
    """Whether a sector follows on two others, as where the table was overwritten with zeros."""
    followers = [number for number in table if number < _MOST_SECTORS]
    return len(followers) != len(set(followers))


@contextmanager
def opened(source: Source) -> Iterator[Container]:
    """The container that a file is. Raises `Corrupt`, also for what goes wrong within the context."""
    try:
        yield Container(source.file)
    except (ReadingError, GeneratorExit, MemoryError):
        raise
    except Exception as error:  # olefile and struct each raise their own
        raise Corrupt(part="ole") from error


def note_damage(container: Container, notes: Notes) -> None:
    """Warns that something may be missing; the streams have names that say nothing to people."""
    if container.damaged and notes.warning is None:
        notes.warning = SOMETHING_MISSING


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
