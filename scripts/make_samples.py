"""Makes the Word documents and the PDF of the sample library from the texts in `scripts/samples`.

Run it after a change of those texts and commit what it writes: python scripts/make_samples.py
"""

import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from docx import Document

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "samples"
TARGET = HERE.parent / "resources" / "sample"
WRITTEN = datetime(2026, 1, 15, 12, 0)

Kind = Literal["title", "heading", "paragraph", "item", "row"]


class Part(NamedTuple):
    """A block of a source text: a heading, a paragraph, an item of a list, or a row of a table."""

    kind: Kind
    text: str


MARKS: tuple[tuple[str, Kind], ...] = (("# ", "title"), ("## ", "heading"), ("- ", "item"), ("| ", "row"))


def parts(source: Path) -> Iterator[Part]:
    """The blocks of a text, one a line."""
    for line in source.read_text(encoding="utf-8").splitlines():
        for mark, kind in MARKS:
            if line.startswith(mark):
                yield Part(kind, line.removeprefix(mark))
                break
        else:
            if line:
                yield Part("paragraph", line)


def word_document(source: Path, language: str) -> bytes:
    """A docx with real headings, lists and tables."""
    document = Document()
    rows: list[list[str]] = []

    def table() -> None:
        if not rows:
            return
        made = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph()
        rows.clear()

    for kind, text in parts(source):
        if kind == "row":
            rows.append([cell.strip() for cell in text.rstrip("|").split("|")])
            continue
        table()
        match kind:
            case "title":
                document.add_heading(text, 0)
                document.core_properties.title = text
            case "heading":
                document.add_heading(text, 1)
            case "item":
                document.add_paragraph(text, style="List Bullet")
            case _:
                document.add_paragraph(text)
    properties = document.core_properties
    properties.author = "Desktop RAG"
    properties.comments = ""
    properties.language = language
    properties.created = properties.modified = WRITTEN
    written = BytesIO()
    document.save(written)
    return without_clock(written.getvalue())


def without_clock(archive: bytes) -> bytes:
    """The same archive with one date for all members, so that two runs write the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return made.getvalue()


# ---- a PDF by hand: one of the fourteen fonts that every viewer has, so that nothing is embedded

WIDTH, HEIGHT, MARGIN = 420, 595, 54  # A5 in points
# Advance widths of Times Roman, from the space to the tilde, in thousandths of the size.
WIDTHS = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
SIZES = {"title": (22.0, 30.0), "heading": (15.0, 24.0), "paragraph": (11.5, 17.0)}


class Line(NamedTuple):
    """A line of a page: its font, size, and the height of its baseline from the bottom, in points."""

    font: str
    size: float
    y: float
    text: str


def width(text: str, size: float) -> float:
    return sum(WIDTHS[ord(letter) - 32] for letter in text) * size / 1000


def wrapped(text: str, size: float) -> Iterator[str]:
    """The text in lines that fit between the margins."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer, size) > WIDTH - 2 * MARGIN:
            yield line
            line = word
        else:
            line = longer
    yield line


def pages(source: Path) -> list[list[Line]]:
    """The lines of each page; from the second heading on, each begins a page."""
    made: list[list[Line]] = [[]]
    y = float(HEIGHT - MARGIN)
    headings = 0
    for kind, text in parts(source):
        size, leading = SIZES[kind]
        headings += kind == "heading"
        if kind == "heading" and headings > 1:
            made.append([])
            y = float(HEIGHT - MARGIN)
        if kind == "heading":
            y -= 8
        for line in wrapped(text, size):
            if y < MARGIN + leading:
                made.append([])
                y = float(HEIGHT - MARGIN)
            made[-1].append(Line("F2" if kind != "paragraph" else "F1", size, y, line))
            y -= leading
        y -= 7
    return [page for page in made if page]


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def content(lines: list[Line], number: int, count: int) -> bytes:
    """The drawing instructions of a page."""
    footer = Line("F1", 9.0, MARGIN / 2, f"{number} / {count}")
    drawn = [
        f"BT /{font} {size} Tf {MARGIN} {y:.1f} Td ({escaped(text)}) Tj ET"
        for font, size, y, text in [*lines, footer]
    ]
    return "\n".join(drawn).encode("ascii")


def pdf(source: Path) -> bytes:
    """A PDF with a text layer, a title, and an outline of its headings."""
    drawn = pages(source)
    title = next(part.text for part in parts(source))
    marks = [
        (number, line.text)
        for number, page in enumerate(drawn)
        for line in page
        if line.size == SIZES["heading"][0]
    ]
    # Objects: 1 catalog, 2 pages, 3 and 4 fonts, 5 title, 6 outline, then pages and contents, then marks.
    first, first_mark = 7, 7 + 2 * len(drawn)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(drawn)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawn)} >>".encode(),
        font.format("Times-Roman").encode(),
        font.format("Times-Bold").encode(),
        f"<< /Title ({escaped(title)}) /Author (Desktop RAG)"
        f" /CreationDate (D:{WRITTEN:%Y%m%d%H%M%S}Z) >>".encode(),
        f"<< /Type /Outlines /First {first_mark} 0 R /Last {first_mark + len(marks) - 1} 0 R"
        f" /Count {len(marks)} >>".encode(),
    ]
    for number, page in enumerate(drawn):
        stream = content(page, number + 1, len(drawn))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}]"
            f" /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    for index, (number, text) in enumerate(marks):
        links = f" /Prev {first_mark + index - 1} 0 R" if index else ""
        links += f" /Next {first_mark + index + 1} 0 R" if index + 1 < len(marks) else ""
        page = first + 2 * number
        objects.append(
            f"<< /Title ({escaped(text)}) /Parent 6 0 R /Dest [{page} 0 R /Fit]{links} >>".encode()
        )
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """The objects with their table of offsets."""
    made = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(made)


def samples() -> dict[str, bytes]:
    """The files that are made, by name."""
    return {
        "bridge.pdf": pdf(SOURCES / "bridge.md"),
        "lease.docx": word_document(SOURCES / "lease.md", "en"),
        "hausversammlung.docx": word_document(SOURCES / "hausversammlung.md", "de"),
    }


if __name__ == "__main__":
    for name, data in samples().items():
        (TARGET / name).write_bytes(data)
        sys.stdout.write(f"{name}: {len(data)} bytes\n")
