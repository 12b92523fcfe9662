"""RTF: paragraphs, headings, items and table rows; headers once; notes and text boxes after the text."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.adapters.reading.rtf_groups import Rtf
from desktop_rag.adapters.reading.sections import Piece, in_sections

_HEADING_NAME = re.compile(r"heading (\d)", re.IGNORECASE)
_ENDS = frozenset({b"par", b"sect", b"page", b"column"})
_KEPT = frozenset({"body", "note", "box", "header", "title", "author", "marker"})
_DATE = (b"yr", b"mo", b"dy", b"hr", b"min")
_MAX_HEADING = 500
_MAX_STYLES = 20_000
_MAX_CELLS = 10_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    reading = _Document(source.data())
    yield from in_sections(reading.pieces())
    notes.title = title_or_nothing(reading.said("title")) or reading.heading
    notes.author = reading.said("author")
    notes.date_ns = reading.date_ns()
    source.cut = source.cut or reading.cut


class _Document(Rtf):
    """Gathers a paragraph until its end, and a row until its end."""

    destinations: ClassVar[dict[bytes, str]] = {
        b"fonttbl": "fonts", b"stylesheet": "styles", b"info": "info", b"title": "title",
        b"author": "author", b"creatim": "created", b"footnote": "note", b"annotation": "note",
        b"header": "header", b"headerl": "header", b"headerr": "header", b"headerf": "header",
        b"shptxt": "box", b"dptxbxtext": "box", b"listtext": "marker", b"pntext": "marker",
    }  # fmt: skip
    passed = frozenset({b"shpinst", b"do", b"moMath", b"moMathPara"})
    silent = frozenset(
        b"colortbl pict fldinst xe tc rxe txe sp shprslt nonshppict nonesttables footer footerl footerr "
        b"footerf objdata objclass objname bkmkstart bkmkend themedata datastore operator company doccomm "
        b"keywords subject category hlinkbase filetbl template pnseclvl".split()
    )

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.heading = ""
        self._pieces: list[Piece] = []
        self._texts: dict[str, list[str]] = {}  # by destination, until their group ends
        self._beside: list[str] = []
        self._headers: set[str] = set()
        self._cells: list[str] = []
        self._in_table = False
        self._style = 0
        self._outline: int | None = None
        self._item = 0
        self._levels: dict[int, int] = {}
        self._said: dict[str, str] = {}
        self._created: dict[bytes, int] = {}

    def said(self, name: str) -> str:
        return self._said.get(name, "")[:300]

    def date_ns(self) -> int | None:
        year, month, day, hour, minute = (self._created.get(part, 0) for part in _DATE)
        try:
            seconds = datetime(year, month or 1, day or 1, hour, minute, tzinfo=UTC).timestamp()
        except ValueError:
            return None
        return int(seconds) * 10**9 if 0 < seconds < 2**33 else None

    def pieces(self) -> Iterator[Piece]:
        while self.go_on():
            yield from self._pieces
            self._pieces.clear()
        self._paragraph()
        self._row()
        yield from self._pieces
        yield from (("paragraph", 0, text) for text in self._beside)

    def text(self, text: str, destination: str) -> None:
        if destination == "styles":
            if named := _HEADING_NAME.match(text.strip()):
                self._set_level(int(named[1]))
        elif destination in _KEPT:
            self._texts.setdefault(destination, []).append(text)

    def _taken(self, destination: str) -> str:
        return "".join(self._texts.pop(destination, ()))

    def leave(self, destination: str) -> None:
        text = self._taken(destination) if destination != "body" else ""
        if destination in ("note", "box"):
            self._beside.append(text)
        elif destination == "header" and (line := " ".join(text.split())) not in self._headers:
            self._headers.add(line)
            self._pieces.append(("paragraph", 0, line))
        elif destination in ("title", "author"):
            self._said.setdefault(destination, " ".join(text.split()))
        elif destination == "marker":
            self._item = self._item or 1
            # A number is worth keeping, a bullet is not.
            self.text(f"{text.strip()} " if any(map(str.isalnum, text)) else "", "body")

    def word(self, word: bytes, number: int | None, destination: str) -> None:
        if destination == "styles":
            self._style_word(word, number)
        elif destination == "created":
            self._created.setdefault(word, min(max(number or 0, 0), 9999))
        elif destination != "body":
            self.text("\n" if word in _ENDS else "", destination)
        elif word in _ENDS:
            self._paragraph()
        elif word in (b"cell", b"nestcell"):
            self._cell(word == b"cell")
        elif word == b"row":
            self._row()
        else:
            self._form(word, number)

    def _form(self, word: bytes, number: int | None) -> None:
        """What a paragraph is."""
        if word == b"pard":
            self._in_table, self._style, self._outline, self._item = False, 0, None, 0
        elif word == b"intbl":
            self._in_table = number != 0
        elif word == b"s":
            self._style = number or 0
        elif word == b"outlinelevel":
            self._outline = number
        elif word == b"ls":
            self._item = max(self._item, 1)
        elif word == b"ilvl":
            self._item = min(max(number or 0, 0), 5) + 1

    def _style_word(self, word: bytes, number: int | None) -> None:
        """The number of a style comes before its name."""
        if word == b"s" and number is not None:
            self._style = number
        elif word == b"outlinelevel" and number is not None and 0 <= number < 9:
            self._set_level(number + 1)

    def _set_level(self, level: int) -> None:
        if len(self._levels) < _MAX_STYLES:
            self._levels.setdefault(self._style, min(max(level, 1), 6))

    def _cell(self, ends: bool) -> None:
        if not ends:
            self.text("\n", "body")
        elif len(self._cells) < _MAX_CELLS:
            self._cells.append(" ".join(self._taken("body").split()))

    def _row(self) -> None:
        cells, self._cells = self._cells, []
        while cells and not cells[-1]:
            cells.pop()
        if any(cells):
            self._pieces.append(("row", 0, " | ".join(cells)))

    def _paragraph(self) -> None:
        if self._in_table:
            self.text("\n", "body")
            return
        self._row()
        text = self._taken("body")
        if not text.strip():
            return
        level = self._level()
        if level and len(text) < _MAX_HEADING:
            self.heading = self.heading or " ".join(text.split())[:300]
            self._pieces.append(("heading", level, " ".join(text.split())))
        else:
            self._pieces.append(("item", self._item, text) if self._item else ("paragraph", 0, text))

    def _level(self) -> int:
        if self._outline is not None:
            return min(self._outline + 1, 6) if 0 <= self._outline < 9 else 0
        return self._levels.get(self._style, 0)
