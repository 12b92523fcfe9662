"""What pictures say of themselves before they are decoded: pixels, pages, and which way is up."""

import struct
from collections.abc import Callable
from typing import NamedTuple

from desktop_rag.adapters.reading.files import Source
from desktop_rag.domain.errors import Corrupt

_MOST_TIFF_PAGES = 5000
_MOST_SEGMENTS = 500
_MOST_TAGS = 1000
_WIDTH, _HEIGHT, _ORIENTATION = 256, 257, 274
# Sizes in bytes of TIFF's whole numbers: short, long, and long of BigTIFF.
_NUMBERS = {3: "H", 4: "I", 16: "Q"}
_SIZES_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Head(NamedTuple):
    """The largest page in pixels, how many pages there are, EXIF's orientation (1: as it is), and of a
    JPEG how many colours a pixel is made of."""

    width: int
    height: int
    pages: int = 1
    orientation: int = 1
    colours: int = 3


def head_of(kind: str, source: Source) -> Head:
    """Raises `Corrupt` for what does not even say its size."""
    try:
        head = _HEADS[kind](source)
    except (struct.error, IndexError, OverflowError) as error:
        raise Corrupt(part=kind) from error
    if head.width < 1 or head.height < 1:
        raise Corrupt(part=kind)
    return head


def _png(source: Source) -> Head:
    return Head(*struct.unpack(">16x2I", source.head(24)))


def _gif(source: Source) -> Head:
    return Head(*struct.unpack("<6x2H", source.head(10)))


def _bmp(source: Source) -> Head:
    head = source.head(26)
    if struct.unpack("<14xI", head[:18])[0] == 12:
        return Head(*struct.unpack("<18x2H", head[:22]))
    width, height = struct.unpack("<18x2i", head)
    return Head(width, abs(height))  # upside down when negative


def _webp(source: Source) -> Head:
    head = source.head(30)
    if head[12:16] == b"VP8X":
        return Head(*(int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27)))
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return Head((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<26x2H", head)
    return Head(width & 0x3FFF, height & 0x3FFF)


def _jpeg(source: Source) -> Head:
    file = source.file
    file.seek(2)
    orientation = 1
    for _ in range(_MOST_SEGMENTS):
        marker = file.read(1)
        if marker != b"\xff":
            break
        while marker == b"\xff":
            marker = file.read(1)
        code = marker[0]
        if code in (0x01, *range(0xD0, 0xD8)):
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if code in _SIZES_OF_JPEG:
            height, width, colours = struct.unpack(">x2HB", file.read(6))
            return Head(width, height, orientation=orientation, colours=colours)
        body = file.read(max(0, length - 2))
        if code == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _exif(body[6:])
    raise Corrupt(part="jpeg")


def _exif(block: bytes) -> int:
    try:
        found = _Tiff(lambda at, size: block[at : at + size]).first().get(_ORIENTATION, 1)
    except (struct.error, IndexError):
        return 1
    return found if 1 <= found <= 8 else 1


def _tiff(source: Source) -> Head:
    def read(at: int, size: int) -> bytes:
        source.file.seek(at)
        return source.file.read(size)

    pages = _Tiff(read).pages()
    widest = max(pages, key=lambda page: page.get(_WIDTH, 0) * page.get(_HEIGHT, 0))
    orientation = widest.get(_ORIENTATION, 1)
    return Head(widest.get(_WIDTH, 0), widest.get(_HEIGHT, 0), len(pages), orientation)


class _Tiff:
    """The directories of a TIFF file or of an EXIF block, each with the numbers of its tags."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self._order = "<" if read(0, 2) == b"II" else ">"
        self._big = self._number("H", 2) == 43

    def _number(self, kind: str, at: int) -> int:
        kind = self._order + kind
        return int(struct.unpack(kind, self._read(at, struct.calcsize(kind)))[0])

    def first(self) -> dict[int, int]:
        return self._directory(self._number("Q", 8) if self._big else self._number("I", 4))[0]

    def pages(self) -> list[dict[int, int]]:
        """At least one; a chain that goes in circles ends where it comes again."""
        at = self._number("Q", 8) if self._big else self._number("I", 4)
        seen: set[int] = set()
        found: list[dict[int, int]] = []
        while at and at not in seen and len(found) < _MOST_TIFF_PAGES:
            seen.add(at)
            try:
                tags, at = self._directory(at)
            except struct.error:
                break
            found.append(tags)
        return found or [{}]

    def _directory(self, at: int) -> tuple[dict[int, int], int]:
        """The tags at an offset, and where the next directory is, or 0."""
        count, first, size = (
            (self._number("Q", at), at + 8, 20) if self._big else (self._number("H", at), at + 2, 12)
        )
        tags: dict[int, int] = {}
        for number in range(min(count, _MOST_TAGS)):
            place = first + number * size
            tag, kind = self._number("H", place), self._number("H", place + 2)
            if kind in _NUMBERS:
                tags[tag] = self._number(_NUMBERS[kind], place + size - (8 if self._big else 4))
        after = first + count * size
        return tags, self._number("Q" if self._big else "I", after)


_HEADS: dict[str, Callable[[Source], Head]] = {
    "png": _png, "jpeg": _jpeg, "gif": _gif, "bmp": _bmp, "tiff": _tiff, "webp": _webp,
}  # fmt: skip
