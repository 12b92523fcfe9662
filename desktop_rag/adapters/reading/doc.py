"""Word files before 2007: body with headings, lists and rows, headers and footers once, notes, text boxes."""

import re
import struct
from collections.abc import Iterator

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.ole import note_damage, opened, take_summary
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.word_paragraphs import PLAIN, Format, Formats
from desktop_rag.adapters.reading.word_stories import Word

_MARK = re.compile("[\r\x07\x0c\x0e]")
_FIELD = re.compile("[\x13\x14\x15]")
_SHOWN = {
    **dict.fromkeys(range(32)), 0x0B: "\n", 0x09: "\t", 0x1E: "-", 0xA0: " ", 0xFFFC: None,
}  # fmt: skip
_AFTER = ("footnotes", "endnotes", "comments", "boxes", "header boxes")
# Even pages, odd pages, first page.
_AT_THE_HEAD, _AT_THE_FOOT = (0, 1, 4), (2, 3, 5)
_MAX_FIELDS = 100
_MAX_HEADING = 500
# A paragraph costs some microseconds: two million are beyond any document.
MAX_PARAGRAPHS = 2_000_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    if source.head(1) == b"\xd0":
        with opened(source) as container:
            take_summary(container, notes)
            main, tables = container.main("WordDocument"), ("0Table", "1Table")
            word = Word(main, (container.stream(tables[0]), container.stream(tables[1])))
            note_damage(container, notes)
    else:  # Word 2 and older: no container
        word = Word(source.data(), (b"", b""))
    reading = _Reading(word)
    yield from in_sections(reading.pieces())
    notes.title = notes.title or reading.title or reading.heading
    if word.torn:
        notes.warning = SOMETHING_MISSING
    source.cut = source.cut or reading.cut


class _Reading:
    """Goes through the stories, paragraph by paragraph."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._formats = Formats(word)
        self._left = MAX_PARAGRAPHS
        self._row: list[str] = []
        self._cell: list[str] = []
        self._seen: set[str] = set()
        self.title = ""
        self.heading = ""
        self.cut = word.cut

    def pieces(self) -> Iterator[Piece]:
        stories = self._word.stories()
        begin, end = stories.get("headers", (0, 0))
        bounds = self._header_bounds(begin, end, _AT_THE_HEAD)
        yield from self._once(bounds or ([(begin, end)] if begin < end else []))
        for name in ("body", *_AFTER):
            if name in stories:
                yield from self._story(*stories[name])
        yield from self._once(self._header_bounds(begin, end, _AT_THE_FOOT))

    def _once(self, bounds: list[tuple[int, int]]) -> Iterator[Piece]:
        """Each header or footer once: there is one for each section and side of the page."""
        for start, stop in bounds:
            texts = [text for _, _, text in self._story(start, stop)]
            text = " ".join(" ".join(texts).split())
            if any(letter.isalpha() for letter in text) and text not in self._seen:
                self._seen.add(text)
                yield "paragraph", 0, text

    def _header_bounds(self, begin: int, end: int, wanted: tuple[int, ...]) -> list[tuple[int, int]]:
        """Where headers or footers are: of the six texts of a section those at these places; nothing when
        the file does not say."""
        table = self._word.found(self._word.layout.headers) if begin < end else b""
        count = min(len(table) // 4, 6000)
        if not self._word.layout.wide or count < 8:
            return []
        bounds = [begin + bound for bound in struct.unpack_from(f"<{count}I", table)]
        numbers = (number for number in range(6, count - 2) if (number - 6) % 6 in wanted)
        return [(bounds[n], min(bounds[n + 1], end)) for n in numbers if begin <= bounds[n] < bounds[n + 1]]

    def _story(self, begin: int, end: int) -> Iterator[Piece]:
        fields = _Fields()
        start = begin
        for mark in _MARK.finditer(self._word.text, begin, end):
            self._left -= 1
            if self._left < 0:
                self.cut = True
                break
            text = _shown(fields.visible(self._word.text[start : mark.start()]))
            start = mark.end()
            # A page break or a column break stands within a paragraph.
            form = self._formats.of(mark.start()) if mark[0] in "\r\x07" and self._formats.known else PLAIN
            yield from self._paragraph(text, mark[0], form)
        if start < end and self._left >= 0:
            yield from self._paragraph(_shown(fields.visible(self._word.text[start:end])), "\r", PLAIN)
        yield from self._row_end()

    def _paragraph(self, text: str, mark: str, form: Format) -> Iterator[Piece]:
        if mark == "\x07":
            ends = form.row_end if self._formats.known else not text and not self._cell
            if ends and self._row:
                yield from self._row_end()
            else:
                self._row.append(" ".join(" ".join((*self._cell, text)).split()))
                self._cell = []
            return
        if form.in_table or (self._cell and mark != "\r"):
            self._cell.append(text)
            return
        yield from self._row_end()
        if not text.strip():
            return
        if form.level is not None and len(text) < _MAX_HEADING:
            yield "heading", max(1, form.level), self._titled(text, form.level)
        else:
            yield ("item", form.item, text) if form.item else ("paragraph", 0, text)

    def _titled(self, text: str, level: int) -> str:
        text = " ".join(text.split())
        if level == 0:
            self.title = self.title or text[:300]
        self.heading = self.heading or text[:300]
        return text

    def _row_end(self) -> Iterator[Piece]:
        cells = [*self._row, *filter(None, (" ".join(self._cell).strip(),))]
        self._row, self._cell = [], []
        while cells and not cells[-1]:
            cells.pop()
        if any(cells):
            yield "row", 0, " | ".join(cells)


class _Fields:
    """Leaves out what a field says to the program; what it shows may go on over paragraphs."""

    def __init__(self) -> None:
        self._hidden: list[bool] = []

    def visible(self, text: str) -> str:
        if not self._hidden and "\x13" not in text:
            return text
        parts: list[str] = []
        at = 0
        for sign in _FIELD.finditer(text):
            if not any(self._hidden):
                parts.append(text[at : sign.start()])
            at = sign.end()
            if sign[0] == "\x13":
                self._hidden = [*self._hidden[-_MAX_FIELDS:], True]
            elif sign[0] == "\x14" and self._hidden:
                self._hidden[-1] = False
            elif self._hidden:
                self._hidden.pop()
        if not any(self._hidden):
            parts.append(text[at:])
        # A field without an end must not take the rest of the document with it.
        self._hidden = [False for hidden in self._hidden if not hidden]
        return "".join(parts)


def _shown(text: str) -> str:
    return text.translate(_SHOWN)
