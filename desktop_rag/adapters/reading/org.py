"""Org mode: headings, lists, blocks and tables as blocks, without the signs that make them."""

import re
from collections.abc import Iterator

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.prose import Prose, indent_of
from desktop_rag.adapters.reading.text import is_dump, paragraphs
from desktop_rag.domain.documents import BlockKind

_HEADING = re.compile(r"(\*{1,20})[ \t]+(.*)")
_STATE = re.compile(r"(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELL?ED)[ \t]+")
_PRIORITY = re.compile(r"\[#[A-Z0-9]\][ \t]*")
_TAGS = re.compile(r"[ \t]:[\w@#%:]{1,200}:$")
_KEYWORD = re.compile(r"[ \t]*#\+(\w{1,40}):[ \t]*(.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w{1,40})", re.IGNORECASE)
_ITEM = re.compile(r"([ \t]*)([-+]|\d{1,9}[.)])[ \t]+(?:\[[ X-]\][ \t]+)?(.*)")
_TABLE_RULE = re.compile(r"[ \t]*\|[-+|]+[ \t]*$")
_LINKED = re.compile(r"\[\[[^\[\]]{1,1000}\]\[([^\[\]]{1,500})\]\]")
_LINK = re.compile(r"\[\[([^\[\]]{1,1000})\]\]")
_MARKED = re.compile(r"(?<![\w*=~])([*=~])(?=[^\s*=~])([^*=~\n]{1,300})(?<=\S)\1(?![\w*=~])")
_QUOTES: dict[str, BlockKind] = {"quote": "quote", "verse": "quote", "src": "code", "example": "code"}
_DRAWER_LINES = 200


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if is_dump(text):
        yield paragraphs(text)
        return
    reader = _Org(text.split("\n"), notes)
    reader.read()
    notes.title = notes.title or reader.composed.heading()
    yield reader.composed.unit()


class _Org(Prose):
    """Goes through the lines once."""

    def __init__(self, lines: list[str], notes: Notes) -> None:
        super().__init__()
        self._all = lines
        self._at = 0
        self._notes = notes

    def clean(self, text: str) -> str:
        # Most lines hold no such sign, and each pattern is three times as long as a look for it.
        if "[[" in text:
            text = _LINK.sub(r"\1", _LINKED.sub(r"\1", text))
        return _MARKED.sub(r"\2", text) if "*" in text or "=" in text or "~" in text else text

    def read(self) -> None:
        while self._at < len(self._all):
            line = self._all[self._at]
            self._at += 1
            if not line.strip():
                self.flush()
            elif heading := _HEADING.match(line):
                self._heading(heading)
            elif not (self._hash(line) or self._drawer(line) or self._table(line)):
                self._other(line)
        self.flush()

    def _heading(self, heading: re.Match[str]) -> None:
        title = _STATE.sub("", heading[2], count=1)
        title = _PRIORITY.sub("", title, count=1) if "[#" in title else title
        self.add("heading", _TAGS.sub("", title.rstrip()), min(len(heading[1]), 6))

    def _hash(self, line: str) -> bool:
        """Keywords, blocks and comments."""
        if begins := _BEGIN.match(line):
            self._block(begins[1].lower())
        elif keyword := _KEYWORD.match(line):
            self._keyword(keyword[1].lower(), keyword[2].strip())
        elif not line.lstrip().startswith(("# ", "#+")):
            return False
        return True

    def _keyword(self, name: str, value: str) -> None:
        if name == "title":
            self._notes.title = " ".join(f"{self._notes.title} {value}".split())[:300]
            self.add("heading", value, 1)
        elif name == "author":
            self._notes.author = value[:300]
        elif name == "date":
            self._notes.date_ns = date_of(value.strip("<>[]")[:10])
        elif name == "caption":
            self.add("paragraph", value)

    def _block(self, name: str) -> None:
        end = f"#+end_{name}"
        inside: list[str] = []
        while self._at < len(self._all):
            line = self._all[self._at]
            self._at += 1
            if line.strip().lower().startswith(end):
                break
            inside.append(line)
        if name != "comment":
            self.add(_QUOTES.get(name, "paragraph"), "\n".join(inside))

    def _drawer(self, line: str) -> bool:
        """`:PROPERTIES:` to `:END:` is kept by programs, not by people."""
        if line.strip().upper() not in (":PROPERTIES:", ":LOGBOOK:"):
            return False
        for ahead, inside in enumerate(self._all[self._at : self._at + _DRAWER_LINES]):
            if inside.strip().upper() == ":END:":
                self._at += ahead + 1
                return True
        return False

    def _table(self, line: str) -> bool:
        if not line.lstrip().startswith("|"):
            return False
        if not _TABLE_RULE.match(line):
            cells = line.strip().strip("|").split("|")
            self.add("row", " | ".join(cell.strip() for cell in cells))
        return True

    def _other(self, line: str) -> None:
        if item := _ITEM.match(line):
            number = "" if item[2] in "-+" else item[2] + " "
            self.begin("item", number + item[3], min(len(item[1].expandtabs(4)) // 2 + 1, 6))
        elif line.lstrip().startswith(": "):
            self.add("code", line.lstrip()[2:])
        elif self.kind == "item" and indent_of(line) == 0:
            self.begin("paragraph", line)
        else:
            self.line(line)
