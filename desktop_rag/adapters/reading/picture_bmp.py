"""The pixels of a BMP for a PDF: turned the right way up, and red before blue."""

import struct

from desktop_rag.adapters.reading.picture_tiff import Part, RawPage
from desktop_rag.domain.errors import Corrupt

_PLAIN, _MASKED = 0, 3
_WITH_PALETTE = frozenset({1, 4, 8})


def page_of(data: bytes) -> RawPage:
    """Raises `Corrupt` for one that is compressed, or older than Windows."""
    try:
        start, head, width, height, bits, packed = struct.unpack_from("<10xIIii2xHI", data)
        (used,) = struct.unpack_from("<I", data, 46)
    except struct.error as error:
        raise Corrupt(part="bmp") from error
    high = abs(height)
    stride = (width * bits + 31) // 32 * 4
    known = (bits in _WITH_PALETTE | {24} and packed == _PLAIN) or (
        bits == 32 and packed in (_PLAIN, _MASKED)
    )
    if head < 40 or not known or width < 1 or len(data) < start + stride * high:
        raise Corrupt(part="bmp")
    order = range(high) if height < 0 else range(high - 1, -1, -1)
    written = (width * bits + 7) // 8
    pixels = b"".join(data[start + row * stride : start + row * stride + written] for row in order)
    if bits in _WITH_PALETTE:
        count = min(used or 1 << bits, 1 << bits)
        colours = data[14 + head : 14 + head + 4 * count]
        shades = b"".join(colours[at : at + 3][::-1] for at in range(0, len(colours), 4))
        space = b"[/Indexed /DeviceRGB %d <%b>]" % (count - 1, shades.hex().encode())
    else:
        pixels, bits, space = _red_first(pixels, bits // 8), 8, b"/DeviceRGB"
    dictionary = b"/Width %d /Height %d /BitsPerComponent %d /ColorSpace %b" % (width, high, bits, space)
    return RawPage(width, high, [Part(0, 0, width, high, dictionary, pixels)])


def _red_first(pixels: bytes, each: int) -> bytes:
    turned = bytearray(len(pixels) // each * 3)
    for place in range(3):
        turned[place::3] = pixels[2 - place :: each]
    return bytes(turned)
