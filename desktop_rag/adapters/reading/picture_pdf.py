"""A picture as a PDF of one page, so that what draws pages draws it too, the right way up.

PDF knows the compression of JPEG and of PNG: their data are put into it as they are.
"""

import struct
from collections.abc import Iterator

import pypdfium2

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.picture_bmp import page_of
from desktop_rag.adapters.reading.picture_heads import Head, head_of
from desktop_rag.adapters.reading.picture_tiff import RawPage, pages_of
from desktop_rag.domain.errors import Corrupt

# A picture has no size on paper: its longer side counts as that of A4, in points.
LONGER_SIDE = 842.0

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
# EXIF's orientations: where the unit square of the picture lies on the page.
_TURNED = {
    2: "-{w} 0 0 {h} {w} 0", 3: "-{w} 0 0 -{h} {w} {h}", 4: "{w} 0 0 -{h} 0 {h}",
    5: "0 -{h} -{w} 0 {w} {h}", 6: "0 -{h} {w} 0 0 {h}", 7: "0 {h} {w} 0 0 0", 8: "0 {h} -{w} 0 {w} 0",
}  # fmt: skip


def page_size(head: Head) -> tuple[float, float]:
    """Width and height in points of the page as it is shown."""
    width, height = (head.height, head.width) if head.orientation >= 5 else (head.width, head.height)
    scale = LONGER_SIDE / max(width, height)
    return width * scale, height * scale


def as_document(kind: str, source: Source) -> pypdfium2.PdfDocument:
    """Raises `Corrupt` for a picture that PDF cannot hold, such as a GIF or a PNG in several passes."""
    if kind == "tiff":
        return _of_pages(kind, source, pages_of(source.data()))
    if kind == "bmp":
        return _of_pages(kind, source, [page_of(source.data())])
    if kind not in ("jpeg", "png"):
        raise Corrupt(part=kind)
    head = head_of(kind, source)
    data = source.data()
    dictionary, body, others = _jpeg(data, head.colours) if kind == "jpeg" else _png(data)
    image = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d %b /Length %d >>\nstream\n%b\nendstream"
    width, height = page_size(head)
    turned = _TURNED.get(head.orientation, "{w} 0 0 {h} 0 0").format(w=f"{width:.3f}", h=f"{height:.3f}")
    content = f"q {turned} cm /I Do Q".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>" % (width, height),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        image % (head.width, head.height, dictionary, len(body), body),
        *others,
    ]
    try:
        return pypdfium2.PdfDocument(_file(objects))
    except pypdfium2.PdfiumError as error:
        raise Corrupt(part=kind) from error


def _of_pages(kind: str, source: Source, pages: list[RawPage]) -> pypdfium2.PdfDocument:
    """With as many points a pixel as words were found by. Turned pages are left to others."""
    head = head_of(kind, source)
    if head.orientation != 1:
        raise Corrupt(part=kind)
    points = LONGER_SIDE / max(head.width, head.height)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        at = len(objects) + 1
        kids.append(b"%d 0 R" % at)
        drawn = [b"q 0 0 %.4f %.4f re W n" % (page.width * points, page.height * points)]
        for number, part in enumerate(page.parts):
            bottom = page.height - part.top - part.height
            places = (part.width * points, part.height * points, part.left * points, bottom * points)
            drawn.append(b"q %.4f 0 0 %.4f %.4f %.4f cm /I%d Do Q" % (*places, number))
        content = b"\n".join((*drawn, b"Q"))
        names = b" ".join(b"/I%d %d 0 R" % (number, at + 2 + number) for number in range(len(page.parts)))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents %d 0 R /Resources << /XObject"
            b" << %b >> >> >>" % (page.width * points, page.height * points, at + 1, names),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        ]
        objects += [
            b"<< /Type /XObject /Subtype /Image %b /Length %d >>\nstream\n%b\nendstream"
            % (part.dictionary, len(part.data), part.data)
            for part in page.parts
        ]
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    try:
        return pypdfium2.PdfDocument(_file(objects))
    except pypdfium2.PdfiumError as error:
        raise Corrupt(part=kind) from error


def _file(objects: list[bytes]) -> bytes:
    parts = [b"%PDF-1.7\n"]
    length = len(parts[0])
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        length += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % length)
    return b"".join(parts)


def _jpeg(data: bytes, colours: int) -> tuple[bytes, bytes, list[bytes]]:
    # Programs that write four colours write them inverted.
    space = {1: b"/DeviceGray", 4: b"/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"}.get(colours, b"/DeviceRGB")
    return b"/ColorSpace %b /BitsPerComponent 8 /Filter /DCTDecode" % space, data, []


def _png(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    try:
        width, _, bits, colours, _, _, passes = struct.unpack(">2I5B", data[16:29])
    except struct.error as error:
        raise Corrupt(part="png") from error
    samples = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}.get(colours)
    if passes or samples is None:
        raise Corrupt(part="png")
    chunks = list(_chunks(data))
    body = b"".join(content for name, content in chunks if name == b"IDAT")
    others: list[bytes] = []
    if colours == _PALETTE:
        palette = next((content for name, content in chunks if name == b"PLTE"), b"")
        space = b"[/Indexed /DeviceRGB %d <%b>]" % (len(palette) // 3 - 1, palette.hex().encode())
    elif colours in (_GREY_ALPHA, _RGBA):
        space = b"6 0 R"
        others = _without_alpha(colours)
    else:
        space = b"/DeviceRGB" if colours == _RGB else b"/DeviceGray"
    dictionary = (
        b"/ColorSpace %b /BitsPerComponent %d /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d"
        b" /BitsPerComponent %d /Columns %d >>" % (space, bits, samples, bits, width)
    )
    return dictionary, body, others


def _without_alpha(colours: int) -> list[bytes]:
    names, target, count = (
        (b"/R /G /B /A", b"/DeviceRGB", 3) if colours == _RGBA else (b"/Y /A", b"/DeviceGray", 1)
    )
    program = b"{pop}"
    return [
        b"[/DeviceN [%b] %b 7 0 R]" % (names, target),
        b"<< /FunctionType 4 /Domain [%b] /Range [%b] /Length %d >>\nstream\n%b\nendstream"
        % (b"0 1 " * (count + 1), b"0 1 " * count, len(program), program),
    ]


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12
