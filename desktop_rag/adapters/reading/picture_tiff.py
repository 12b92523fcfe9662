"""The pages of a TIFF for a PDF, which knows its compressions: strips and tiles are put in as they are."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from desktop_rag.domain.errors import Corrupt

_MOST_PAGES = 5000
_MOST_PARTS = 50_000
# For the tables that each part of a JPEG gets.
_SPARE = 2**20
_SIZES = {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 16: "Q"}
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS, _FILL = 256, 257, 258, 259, 262, 266
_STRIPS, _SAMPLES, _ROWS, _STRIP_BYTES, _PLANES, _T4 = 273, 277, 278, 279, 284, 292
_PREDICTOR, _PALETTE, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES, _JPEG = (
    317,
    320,
    322,
    323,
    324,
    325,
    347,
)
_KNOWN = frozenset(
    {
        _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS, _FILL, _STRIPS, _SAMPLES, _ROWS, _STRIP_BYTES,
        _PLANES, _T4, _PREDICTOR, _PALETTE, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES, _JPEG,
    }
)  # fmt: skip
_WHITE_IS_ZERO, _RGB, _INDEXED, _CMYK = 0, 2, 3, 5
_GREYS = frozenset({0, 1})
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_FILTERS = {
    1: b"", 5: b"/LZWDecode", 8: b"/FlateDecode", 32946: b"/FlateDecode", 32773: b"/RunLengthDecode",
    7: b"/DCTDecode", 2: b"/CCITTFaxDecode", 3: b"/CCITTFaxDecode", 4: b"/CCITTFaxDecode",
}  # fmt: skip
_FAX = frozenset({2, 3, 4})


class Part(NamedTuple):
    """A strip or tile: where it lies on its page in pixels, and its image as PDF says it."""

    left: int
    top: int
    width: int
    height: int
    dictionary: bytes
    data: bytes


class RawPage(NamedTuple):
    width: int
    height: int
    parts: list[Part]


def pages_of(data: bytes) -> list[RawPage]:
    """Raises `Corrupt` for what PDF does not know, such as samples in planes of their own."""
    try:
        pages, length = [], 0
        for tags in _directories(data):
            pages.append(_page(data, tags))
            length += sum(len(part.data) for part in pages[-1].parts)
            if length > 2 * len(data) + _SPARE:  # its pages share what they show
                raise Corrupt(part="tiff")
    except (struct.error, IndexError, KeyError, OverflowError, ZeroDivisionError) as error:
        raise Corrupt(part="tiff") from error
    return pages


def _directories(data: bytes) -> Iterator[dict[int, tuple[int, ...]]]:
    order = "<" if data[:2] == b"II" else ">"
    if struct.unpack_from(order + "H", data, 2)[0] != 42:
        raise Corrupt(part="tiff")
    (at,) = struct.unpack_from(order + "I", data, 4)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < _MOST_PAGES:
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        tags: dict[int, tuple[int, ...]] = {}
        for place in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(order + "HHI", data, place)
            if kind in _SIZES and tag in _KNOWN and tag not in tags:
                form = f"{order}{min(number, 4 * _MOST_PARTS)}{_SIZES[kind]}"
                fits = struct.calcsize(form) <= 4
                start = place + 8 if fits else struct.unpack_from(order + "I", data, place + 8)[0]
                tags[tag] = struct.unpack_from(form, data, start)
        yield tags
        (at,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)


def _page(data: bytes, tags: dict[int, tuple[int, ...]]) -> RawPage:
    def one(tag: int, default: int) -> int:
        return tags.get(tag, (default,))[0]

    width, height = tags[_WIDTH][0], tags[_HEIGHT][0]
    space, samples = _space(tags, one(_COLOURS, 1), one(_SAMPLES, 1))
    tiled = _TILES in tags
    across = tags[_TILE_WIDTH][0] if tiled else width
    down = tags[_TILE_HEIGHT][0] if tiled else min(one(_ROWS, height), height)
    starts = tags[_TILES if tiled else _STRIPS]
    sizes = tags[_TILE_BYTES if tiled else _STRIP_BYTES]
    columns = -(-width // across)
    if (
        len(starts) > _MOST_PARTS
        or sum(sizes) > len(data)
        or min(across, down) < 1
        or (one(_PLANES, 1) != 1 and samples > 1)
    ):
        raise Corrupt(part="tiff")
    parts = []
    for index, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        top = index // columns * down
        # Tiles are filled up beyond the picture, strips are not.
        high = down if tiled else min(down, height - top)
        if high < 1:
            break
        body = data[start : start + size]
        body = body.translate(_REVERSED) if one(_FILL, 1) == 2 else body
        how = _how(tags, one(_COMPRESSION, 1), across, high, samples)
        if one(_COMPRESSION, 1) == 7 and _JPEG in tags:
            body = bytes(tags[_JPEG])[:-2] + body[2:]
        dictionary = b"/Width %d /Height %d /BitsPerComponent %d /ColorSpace %b %b" % (
            across, high, one(_BITS, 1), space, how,
        )  # fmt: skip
        parts.append(Part(index % columns * across, top, across, high, dictionary, body))
    return RawPage(width, height, parts)


def _space(tags: dict[int, tuple[int, ...]], colours: int, samples: int) -> tuple[bytes, int]:
    """The space of colours, and of how many samples a pixel is made."""
    if colours in _GREYS and samples == 1:
        return b"/DeviceGray", 1
    if colours in (_RGB, 6) and samples == 3:
        return b"/DeviceRGB", 3
    if colours == _CMYK and samples == 4:
        return b"/DeviceCMYK", 4
    if colours == _INDEXED and samples == 1:
        palette = tags[_PALETTE]
        count = len(palette) // 3
        shades = bytes(palette[part * count + index] >> 8 for index in range(count) for part in range(3))
        return b"[/Indexed /DeviceRGB %d <%b>]" % (count - 1, shades.hex().encode()), 1
    raise Corrupt(part="tiff")


def _how(tags: dict[int, tuple[int, ...]], compression: int, across: int, high: int, samples: int) -> bytes:
    """The filter with its parameters, and whether white is zero."""
    colours, bits = tags.get(_COLOURS, (1,))[0], tags.get(_BITS, (1,))[0]
    if compression in _FAX:
        kind = -1 if compression == 4 else tags.get(_T4, (0,))[0] & 1 if compression == 3 else 0
        black = b"false" if colours == _WHITE_IS_ZERO else b"true"
        aligned = b"true" if compression == 2 else b"false"
        return (
            b"/Filter /CCITTFaxDecode /DecodeParms << /K %d /Columns %d /Rows %d /BlackIs1 %b"
            b" /EncodedByteAlign %b >>" % (kind, across, high, black, aligned)
        )
    how = b"/Decode [1 0]" if colours == _WHITE_IS_ZERO else b""
    if not (name := _FILTERS[compression]):
        return how
    predictor = tags.get(_PREDICTOR, (1,))[0]
    if predictor not in (1, 2) or (colours == 6 and compression != 7):
        raise Corrupt(part="tiff")
    if compression == 7:
        turned = 0 if colours == _RGB else 1
        return how + b" /Filter /DCTDecode /DecodeParms << /ColorTransform %d >>" % turned
    if predictor == 2:
        told = (samples, bits, across)
        parameters = b"<< /Predictor 2 /Colors %d /BitsPerComponent %d /Columns %d >>" % told
        return how + b" /Filter %b /DecodeParms %b" % (name, parameters)
    return how + b" /Filter " + name
