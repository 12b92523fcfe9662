"""Headings of a PDF: from its outline, or else lines in larger type than the body."""

import math
import re
from collections import Counter
from ctypes import byref

import pypdfium2
import pypdfium2.raw as pdfium

from desktop_rag.adapters.reading.pdf_text import CleanText
from desktop_rag.domain.documents import Block

LARGER = 1.08
_LEVELS = ((1.6, 1), (1.3, 2), (LARGER, 3))
_MAX_OUTLINE = 20_000
_MAX_HEADING = 160
_LETTER = re.compile(r"[^\W\d_]")
_RAW_LINE = re.compile(r"[^\r\n]+")

Entry = tuple[int, str]


def outline(document: pypdfium2.PdfDocument) -> dict[int, list[Entry]]:
    """(level, title) of the outline's entries by page index; empty when there is none or it is broken."""
    entries: dict[int, list[Entry]] = {}
    try:
        for number, item in enumerate(document.get_toc(max_depth=6)):
            if number >= _MAX_OUTLINE:
                break
            title = " ".join(item.get_title().replace("\0", "").split())[:200]
            target = item.get_dest()
            page = target.get_index() if target else None
            if title and page is not None and page >= 0:
                entries.setdefault(page, []).append((min(item.level + 1, 6), title))
    except (pypdfium2.PdfiumError, ValueError, UnicodeError, RecursionError):
        return entries
    return entries


def outlined(text: str, entries: list[Entry]) -> tuple[list[Block], list[Entry]]:
    """Blocks of the entries whose title stands in the text, and the entries whose title does not.

    An entry that is not found before the first one found begins with the page.
    """
    blocks: list[Block] = []
    unfound: list[Entry] = []
    reached = 0
    for level, title in entries:
        words = r"\s+".join(re.escape(word) for word in title.split())
        line = re.compile(
            rf"^[ \t]*(?:(?:\d[\d.]*|[ivx]+|[a-z])[.)]?\s+)?({words})", re.MULTILINE | re.IGNORECASE
        )
        found = line.search(text, reached)
        if found is not None:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            blocks.append(Block("heading", level, start, found.end()))
            reached = found.end()
        elif not blocks:
            unfound.append((level, title))
    return blocks, unfound


class TypeSizes:
    """Finds lines in larger type; the size of the body is learnt page by page."""

    def __init__(self) -> None:
        self._characters: Counter[float] = Counter()

    def headings(self, text_page: pypdfium2.PdfTextPage, raw: str, clean: CleanText) -> list[Block]:
        lines = [
            (m.start(), m.end(), _size(text_page, m.start(), m.group())) for m in _RAW_LINE.finditer(raw)
        ]
        for start, end, size in lines:
            self._characters[size] += end - start
        body = self._characters.most_common(1)[0][0] if self._characters else 0.0
        if body <= 0:
            return []
        runs: list[list[tuple[int, int, float]]] = []
        for line in lines:
            if line[2] <= body * LARGER:
                runs.append([])
            elif runs and runs[-1] and runs[-1][-1][2] == line[2] and line[0] - runs[-1][-1][1] <= 3:
                runs[-1].append(line)
            else:
                runs.append([line])
        return [block for run in runs if run and (block := _heading(run, body, raw, clean)) is not None]


def _size(text_page: pypdfium2.PdfTextPage, start: int, line: str) -> float:
    """The size in points of a line's first character, as it stands on the page."""
    start += len(line) - len(line.lstrip())
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, start)
    if index < 0:
        return 0.0
    size: float = pdfium.FPDFText_GetFontSize(text_page, index)
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text_page, index, byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return round(size, 1)


def _heading(run: list[tuple[int, int, float]], body: float, raw: str, clean: CleanText) -> Block | None:
    start, end, ratio = run[0][0], run[-1][1], run[0][2] / body
    title = raw[start:end]
    if len(run) > 4 or len(title) > _MAX_HEADING or len(_LETTER.findall(title)) < 3:
        return None
    level = next(level for least, level in _LEVELS if ratio > least)
    first, last = clean.place(start), clean.place(end)
    text = clean.text[first:last]
    first += len(text) - len(text.lstrip())
    return Block("heading", level, first, first + len(text.strip())) if text.strip() else None
