"""What is marked in the source pane, read back: from the places that are painted, not from what was asked.

Of a page it is read with PDFium, by the characters whose middle lies under the marks; of a text, from what
the text view paints.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from ctypes import byref, c_double
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PySide6.QtGui import QTextTable

from desktop_rag.adapters.reading.files import open_file
from desktop_rag.adapters.reading.pdf import open_document
from desktop_rag.adapters.reading.pdf_text import clean, open_page, raw_text
from desktop_rag.domain.reading import Rect
from desktop_rag.gui.source.letters import Letters
from desktop_rag.gui.source.page_scroll import PageScroll
from desktop_rag.gui.source.text_view import TextView

BAR, COLON = " | ", ": "


class Character(NamedTuple):
    """A character of a page and the middle of its ink, in points from the top left corner."""

    text: str
    x: float
    y: float


def same(first: str, second: str) -> bool:
    """Whether two texts differ in blanks alone."""
    return "".join(first.split()) == "".join(second.split())


def characters(path: Path, page: int, password: str = "") -> list[Character | str]:
    """The characters of a page (from 1) in the order of its text; blanks as bare strings."""
    with open_file(os.fsencode(path), password) as source, closing(open_document(source)) as document:
        opened = open_page(document, page - 1)
        text_page = opened.get_textpage()
        found: list[Character | str] = []
        width, height = opened.get_size()
        device = (round(width * 100), round(height * 100))
        for place, text in enumerate(raw_text(text_page)):
            middle = None if text.isspace() else _middle(opened, text_page, place, device)
            found.append(Character(text, *middle) if middle else text)
        text_page.close()
        opened.close()
    return found


def of_letters(letters: Letters) -> list[Character | str]:
    """The same from what the window knows of a page, where its file cannot be opened by itself."""
    found: list[Character | str] = []
    for place, text in enumerate(letters.text):
        box = letters.box(place)
        found.append(Character(text, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) if box else text)
    return found


def _middle(
    page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, place: int, device: tuple[int, int]
) -> tuple[float, float] | None:
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, place)
    left, right, bottom, top = sides = [c_double() for _ in range(4)]
    if index < 0 or not pdfium.FPDFText_GetCharBox(text_page, index, *map(byref, sides)):
        return None
    if right.value <= left.value or top.value <= bottom.value:
        return None
    across, down = pdfium.c_int(), pdfium.c_int()
    x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    pdfium.FPDF_PageToDevice(page, 0, 0, *device, 0, x, y, byref(across), byref(down))
    return across.value / 100, down.value / 100


def read(page: Sequence[Character | str], rects: Sequence[Rect]) -> str:
    """The cleaned text of the characters whose middle lies in one of the rectangles."""
    found: list[str] = []
    between = ""
    for one in page:
        if isinstance(one, str):
            between += one
        elif any(rect.x0 <= one.x <= rect.x1 and rect.y0 <= one.y <= rect.y1 for rect in rects):
            found.append((between if found else "") + one.text)
            between = ""
        else:
            between = " "
    return clean("".join(found)).text


def painted(scroll: PageScroll, index: int) -> list[Rect]:
    """The places of a page that are painted as its passage, in points."""
    return [rect for tone, rects in scroll.marks(index) if tone in ("now", "rest") for rect in rects]


def marked_text(view: TextView) -> str:
    """What a text view paints as its passage."""
    document = view.document()
    shown = sorted(part for tone, parts in view.painted() if tone in ("now", "rest") for part in parts)
    text: list[str] = []
    reached = 0
    for start, end in shown:
        text += (document.characterAt(at) for at in range(max(start, reached), end))
        reached = max(reached, end)
    return "".join(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cells_of(view: TextView) -> frozenset[str]:
    """What stands in the cells of the tables of a text view, without blanks: the names of columns too."""
    tables = [child for child in view.document().rootFrame().childFrames() if isinstance(child, QTextTable)]
    return frozenset(
        "".join(table.cellAt(row, column).firstCursorPosition().block().text().split())
        for table in tables
        for row in range(table.rows())
        for column in range(table.columns())
    )


def same_as_table(passage: str, found: str, names: frozenset[str]) -> bool:
    """Whether a passage of rows is what a table shows of it: cells side by side, without bars between them
    and without the names that stand above them."""
    rest = "".join(found.split()).replace("|", "")
    for cell in (cell for line in passage.split("\n") for cell in line.split(BAR)):
        name, colon, value = (
            "".join(part.split()).replace("|", "") for part in cell.partition(COLON.strip())
        )
        whole = name + colon + value
        if rest.startswith(whole):
            rest = rest[len(whole) :]
        elif name in names and rest.startswith(value):
            rest = rest[len(value) :]
        else:
            return False
    return not rest
