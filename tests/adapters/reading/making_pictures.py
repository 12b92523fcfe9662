"""Pictures of text for the tests: pages drawn by PDFium, written as PNG, JPEG, TIFF and scanned PDF."""

import shutil
import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2
import pytest

from tests.adapters.reading import making

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed, so no text can be recognised"
)

LETTER = (
    "The harbour master reported calm water", "and a clear horizon this morning.",
    "Three ships are expected before the even-", "ing tide, among them the Margarete.",
)  # fmt: skip
INVOICE = ("Invoice number 4711", "Seven lanterns and a brass compass", "Payable within thirty days")


class Picture(NamedTuple):
    """Grey pixels, row by row."""

    width: int
    height: int
    pixels: bytes


def lines(texts: Sequence[str], size: float = 16) -> list[making.Line]:
    return [(30, 440 - 24 * number, size, text) for number, text in enumerate(texts)]


def drawn(texts: Sequence[str], scale: float = 3) -> Picture:
    """A page of 400 x 500 points with these lines, as a scanner sees it."""
    document = pypdfium2.PdfDocument(making.pdf([lines(texts)]))
    bitmap = document[0].render(scale=scale, grayscale=True)
    data, stride = bytes(bitmap.buffer), bitmap.stride
    rows = (data[row * stride : row * stride + bitmap.width] for row in range(bitmap.height))
    return Picture(bitmap.width, bitmap.height, b"".join(rows))


def noise(width: int, height: int) -> Picture:
    """A photograph without any text: soft shades and grain."""
    state, pixels = 12345, bytearray()
    for y in range(height):
        for x in range(width):
            state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
            pixels.append((128 + 60 * ((x // 90 + y // 70) % 2) + (state >> 16) % 40) % 256)
    return Picture(width, height, bytes(pixels))


def png(picture: Picture, passes: Sequence[bytes] = ()) -> bytes:
    """`passes` are its rows as they are written when they do not come one after the other."""
    rows = passes or [
        b"\0" + picture.pixels[row * picture.width : (row + 1) * picture.width]
        for row in range(picture.height)
    ]

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">2I5B", picture.width, picture.height, 8, 0, 0, 0, int(bool(passes)))
    body = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def of_qt(picture: Picture, kind: str, colour: bool = False) -> bytes:
    """As a file of a kind that Qt writes: jpg, bmp."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImage

    image = QImage(
        picture.pixels, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8
    )
    if colour:
        image = image.convertToFormat(QImage.Format.Format_RGB888)
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, 90)  # type: ignore[call-overload]
    return bytes(written.data())


def gif(picture: Picture) -> bytes:
    """In 128 greys, not compressed: its codes are started anew before they would grow."""
    palette = b"".join(bytes((2 * grey,)) * 3 for grey in range(128))
    codes = bytearray()
    for at in range(0, len(picture.pixels), 120):
        codes.append(128)
        codes += bytes(pixel >> 1 for pixel in picture.pixels[at : at + 120])
    codes.append(129)
    blocks = b"".join(
        bytes((len(codes[at : at + 255]),)) + codes[at : at + 255] for at in range(0, len(codes), 255)
    )
    size = struct.pack("<2H", picture.width, picture.height)
    return b"GIF89a" + size + b"\xf6\0\0" + palette + b"," + bytes(4) + size + b"\0\x07" + blocks + b"\0;"


def jpeg(picture: Picture, orientation: int = 1) -> bytes:
    """With EXIF's orientation: the pixels are to be shown turned."""
    data = of_qt(picture, "jpg")
    if orientation == 1:
        return data
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\1" + struct.pack(">2HI2H", 274, 3, 1, orientation, 0) + bytes(4)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def turned(picture: Picture) -> Picture:
    """As a camera that was held upright stores it: turned a quarter against the clock."""
    width, height = picture.height, picture.width
    columns = (picture.pixels[x :: picture.width] for x in range(picture.width - 1, -1, -1))
    return Picture(width, height, b"".join(columns))


def tiff(pictures: Sequence[Picture], packed: bool = False) -> bytes:
    """One page each, not compressed, or deflated."""
    made = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for picture in pictures:
        at = len(made)
        pixels = zlib.compress(picture.pixels) if packed else picture.pixels
        made += pixels
        made += b"\0" * (len(made) % 2)
        struct.pack_into("<I", made, link, len(made))
        tags = (
            (256, 4, picture.width), (257, 4, picture.height), (258, 3, 8), (259, 3, 8 if packed else 1),
            (262, 3, 1),
            (273, 4, at), (277, 3, 1), (278, 4, picture.height), (279, 4, len(pixels)),
        )  # fmt: skip
        made += struct.pack("<H", len(tags))
        made += b"".join(struct.pack("<2H2I", tag, kind, 1, value) for tag, kind, value in tags)
        link = len(made)
        made += b"\0\0\0\0"
    return bytes(made)


def scanned_pdf(pages: Sequence[Picture | Sequence[str]]) -> bytes:
    """Pages of 400 x 500 points: pictures that fill them, or lines of text."""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    kids = []
    for number, page in enumerate(pages):
        at = 10 + 3 * number
        kids.append(f"{at} 0 R")
        resources = "/Font << /F1 3 0 R >>"
        if isinstance(page, Picture):
            body = zlib.compress(page.pixels)
            objects[at + 2] = (
                b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
                b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
                % (page.width, page.height, len(body), body)
            )
            resources = f"/XObject << /I {at + 2} 0 R >>"
            content = b"q 400 0 0 500 0 0 cm /I Do Q"
        else:
            shown = (f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in lines(page))
            content = "\n".join(shown).encode("cp1252")
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] /Resources << {resources} >>"
            f" /Contents {at + 1} 0 R >>"
        ).encode()
        objects[at + 1] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return making.assembled(objects)
