"""Makes Word and PowerPoint files as they were before 2007, as small as readers of the formats allow."""

import struct
from collections.abc import Sequence

from tests.adapters.reading.making_ole import ole

IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)
ITEM = struct.pack("<HH", 0x460B, 3) + struct.pack("<HB", 0x260A, 1)
Paragraph = tuple[str, int, bytes]  # its text with the mark, the number of its style, its properties
# Normal, heading 1, heading 2, title, and one that is made from heading 2.
STYLES = ((0, 0xFFF), (1, 0), (2, 0), (62, 0), (0xFFE, 2))


def doc(
    paragraphs: Sequence[Paragraph], footnotes: str = "", headers: Sequence[str] = (), wide: bool = True,
    flags: int = 0x0200,
) -> bytes:  # fmt: skip
    """A Word 97 file of one piece; `headers` are the six of a section, in their order."""
    body = "".join(text for text, _, _ in paragraphs)
    heads = "".join(headers)
    text = body + footnotes + heads
    encoded = text.encode("utf-16-le" if wide else "cp1252")
    width = 2 if wide else 1
    begin = 1024
    main = bytearray(begin) + encoded
    main += bytes(-len(main) % 512)
    main += _paragraph_page(paragraphs, begin, width)
    page = len(main) // 512 - 1

    place = begin if wide else 0x4000_0000 | begin * 2
    pieces = struct.pack("<II", 0, _units(text)) + struct.pack("<HIH", 0, place, 0)
    sheet = struct.pack("<HHHHHHH", 4, len(STYLES), 10, 0, 0, 0, 0)[:6]
    for identity, above in STYLES:
        sheet += struct.pack("<HHHHHH", 10, identity, above << 4 | 1, 0, 0, 0)
    bounds = [0] * 7
    for header in headers:
        bounds.append(bounds[-1] + len(header))
    tables = {
        0x1A2: b"\2" + struct.pack("<I", len(pieces)) + pieces,
        0xA2: sheet,
        0x102: struct.pack("<III", begin, begin + len(encoded), page),
        0xF2: struct.pack(f"<{len(bounds) + 1}I", *bounds, bounds[-1] + 1) if headers else b"",
    }
    table = b""
    for pair, data in tables.items():
        struct.pack_into("<II", main, pair, len(table), len(data))
        table += data
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<II", main, 0x18, begin, begin + len(encoded))
    struct.pack_into("<8I", main, 0x4C, _units(body), _units(footnotes), _units(heads), 0, 0, 0, 0, 0)
    return ole({"WordDocument": bytes(main), "1Table": table})


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _paragraph_page(paragraphs: Sequence[Paragraph], begin: int, width: int) -> bytes:
    page = bytearray(512)
    at, free = begin, 510
    for number, (text, style, properties) in enumerate(paragraphs):
        struct.pack_into("<I", page, 4 * number, at)
        at += _units(text) * width
        data = struct.pack("<H", style) + properties
        data = data if len(data) % 2 else data + b"\0"
        free = (free - len(data) - 1) // 2 * 2
        page[free : free + 1 + len(data)] = bytes([(len(data) + 1) // 2]) + data
        page[4 * (len(paragraphs) + 1) + 13 * number] = free // 2
    struct.pack_into("<I", page, 4 * len(paragraphs), at)
    page[511] = len(paragraphs)
    return bytes(page)


def word_six(text: str, encoding: str, language: int, version: int = 0x65, identity: int = 0xA5DC) -> bytes:
    """The main stream of a Word 6 file without pieces."""
    data = text.encode(encoding)
    main = bytearray(0x300) + data
    struct.pack_into("<HHHH", main, 0, identity, version, 0, language)
    struct.pack_into("<II", main, 0x18, 0x300, 0x300 + len(data))
    struct.pack_into("<I", main, 0x34, len(data))
    return bytes(main).ljust(4096, b"\0")


def record(kind: int, data: bytes, instance: int = 0, container: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0xF if container else 0), kind, len(data)) + data


def box(kind: int, text: str, extra: bytes = b"") -> bytes:
    """A shape with text; `kind` 0 is a title, 1 a body, 2 notes."""
    inside = record(0x0F9F, struct.pack("<I", kind)) + record(0x0FA0, text.encode("utf-16-le"))
    return record(0xF004, extra + record(0xF00D, inside, container=True), container=True)


def group(*shapes: bytes) -> bytes:
    return record(0xF003, b"".join(shapes), container=True)


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """A table of shapes, from the last cell to the first."""
    shapes = [
        box(4, text, record(0xF00F, struct.pack("<iiii", 100 * x, 50 * y, 0, 0)))
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    ]
    sign = record(0xF004, record(0xF122, struct.pack("<HI", 0x039F, 1), instance=1), container=True)
    return group(sign, *reversed(shapes))


def ppt(
    slides: Sequence[Sequence[bytes]], outlines: Sequence[Sequence[tuple[int, str]]] = (),
    notes: Sequence[str] = (), session: int = 0,
) -> bytes:  # fmt: skip
    """A presentation; the slides are saved from the last to the first."""
    data = b""
    places: dict[int, int] = {}
    count = len(slides)
    for number, shapes in reversed(list(enumerate(slides))):
        places[10 + number] = len(data)
        identity = 500 + number if number < len(notes) else 0
        atom = record(0x03EF, struct.pack("<I8sIIHH", 0, b"", 0, identity, 0, 0))
        drawing = record(0x040C, record(0xF002, group(*shapes), container=True), container=True)
        data += record(0x03EE, atom + drawing, container=True)
    for number, text in enumerate(notes):
        places[10 + count + number] = len(data)
        drawing = record(0x040C, group(box(2, text)), container=True)
        data += record(0x03F0, drawing, container=True)
    listed = b""
    for number in range(count):
        listed += record(0x03F3, struct.pack("<IIIII", 10 + number, 0, 0, 256 + number, 0))
        for kind, text in outlines[number] if number < len(outlines) else ():
            listed += record(0x0F9F, struct.pack("<I", kind)) + record(0x0FA8, text.encode("latin-1"))
    beside = b"".join(
        record(0x03F3, struct.pack("<IIIII", 10 + count + n, 0, 0, 500 + n, 0)) for n in range(len(notes))
    )
    lists = record(0x0FF0, listed, container=True) + record(0x0FF0, beside, instance=2, container=True)
    places[1] = len(data)
    data += record(0x03E8, lists, container=True)
    directory = len(data)
    entries = b"".join(struct.pack("<II", 1 << 20 | number, place) for number, place in places.items())
    data += record(0x1772, entries)
    edit = len(data)
    saved = struct.pack("<IIIIIII", 0, 0, 0, directory, 1, 0, 0)
    data += record(0x0FF5, saved + (struct.pack("<I", session) if session else b""))
    user = bytes(8) + struct.pack("<III", 20, 0xE391C05F, edit)
    return ole({"PowerPoint Document": data, "Current User": user})
