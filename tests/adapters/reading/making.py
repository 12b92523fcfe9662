"""Makes small documents for the tests, byte by byte or with the libraries that write them."""

import io
import zipfile
from collections.abc import Sequence

Line = tuple[float, float, float, str]  # x, y, size, text


def pdf(
    pages: Sequence[Sequence[Line]],
    title: str = "",
    outline: Sequence[tuple[int, str]] = (),
    rotate: int = 0,
    content: bytes | None = None,
) -> bytes:
    """A PDF with Helvetica lines on pages of 400 x 500 points; `outline` is (page index, title)."""
    objects: dict[int, bytes] = {
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    }
    kids = []
    for number, lines in enumerate(pages):
        page, stream = 10 + 2 * number, 11 + 2 * number
        kids.append(f"{page} 0 R")
        drawn = "".join(
            f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, size, text in lines
        )
        body = content if content is not None else drawn.encode("cp1252")
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] /Rotate {rotate} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {stream} 0 R >>"
        ).encode()
        objects[stream] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    catalog = "<< /Type /Catalog /Pages 2 0 R"
    if outline:
        first = 1000
        catalog += f" /Outlines {first} 0 R"
        numbers = [first + 1 + n for n in range(len(outline))]
        objects[first] = (
            f"<< /First {numbers[0]} 0 R /Last {numbers[-1]} 0 R /Count {len(numbers)} >>".encode()
        )
        for n, (page, name) in enumerate(outline):
            after = f"/Next {numbers[n + 1]} 0 R" if n + 1 < len(numbers) else ""
            objects[numbers[n]] = (
                f"<< /Title ({_escaped(name)}) /Parent {first} 0 R {after} "
                f"/Dest [{10 + 2 * page} 0 R /Fit] >>"
            ).encode()
    objects[1] = (catalog + " >>").encode()
    objects[4] = (
        f"<< /Title ({_escaped(title)}) /Author (A. Nobody) /CreationDate (D:20240501120000Z) >>".encode()
    )
    return assembled(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def assembled(objects: dict[int, bytes]) -> bytes:
    """The objects as a file, with their cross-reference."""
    data = bytearray(b"%PDF-1.7\n")
    table = b""
    for number in sorted(objects):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(data)
    trailer = b"trailer\n<< /Root 1 0 R /Info 4 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n"
    data += b"xref\n0 1\n0000000000 65535 f \n" + table + trailer % (max(objects) + 1, start)
    return bytes(data)


def lines(texts: Sequence[str], size: float = 10, top: float = 450) -> list[Line]:
    return [(40, top - number * size * 1.4, size, text) for number, text in enumerate(texts)]


def picture_pdf() -> bytes:
    """A page that is a picture: what a scanner makes."""
    pixels = bytes(range(48))
    return assembled(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
            4: b"<< >>",
            5: b"<< /Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceRGB "
            b"/BitsPerComponent 8 /Length 48 >>\nstream\n" + pixels + b"\nendstream",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] "
            b"/Resources << /XObject << /I 5 0 R >> >> /Contents 11 0 R >>",
            11: b"<< /Length 27 >>\nstream\nq 300 0 0 300 50 50 cm /I Do Q\nendstream",
        }
    )


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, before: str = "", **parts: str) -> bytes:
    """A Word file around the XML of its body; `parts` are further parts (styles, footnotes, …) by kind."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="http://x/{kind.rstrip("0123456789")}" Target="{kind}.xml"/>'
        for n, kind in enumerate(parts)
    )
    members = {
        "_rels/.rels": b'<Relationships><Relationship Type="http://x/officeDocument" '
        b'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>".encode(),
    }
    members |= {f"word/{kind}.xml": xml.encode() for kind, xml in parts.items()}
    return zipped(members)
