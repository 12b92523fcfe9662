"""Markdown: headings, lists, quotes, code and tables as blocks, without the signs that make them."""

import re
from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.text import MAX_MARKUP, paragraphs

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_TABLE_LINE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INLINE = (
    (re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)"), r"\1"),
    (re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)"), r"\1"),
    (re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,200}\]"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(`+)([^`\n]{1,500})\1"), r"\2"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>"), ""),
)
_SIGN = re.compile(r"[*_`\[<]")
_FIELD = re.compile(r"(title|author|date)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE)


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if len(text) > MAX_MARKUP:
        yield paragraphs(text)
        return
    reader = _Lines(_without_front_matter(_COMMENT.sub("", text), notes).split("\n"))
    reader.read()
    notes.title = notes.title or reader.composed.heading()
    # A file of nothing but front matter or comments keeps them.
    yield reader.composed.unit() if reader.composed.blocks else paragraphs(text)


def compose(text: str, composed: Composed) -> None:
    """Adds the blocks of a Markdown text, such as a cell of a notebook."""
    reader = _Lines(_COMMENT.sub("", text).split("\n"))
    reader.composed = composed
    reader.read()


def _without_front_matter(text: str, notes: Notes) -> str:
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---", 4, 20_000)
    if end < 0:
        return text
    for line in text[4:end].split("\n"):
        if field := _FIELD.match(line):
            name, value = field.group(1).lower(), field.group(2)
            if name in ("title", "author"):
                setattr(notes, name, value[:300])
    return text[text.find("\n", end + 1) + 1 :] if "\n" in text[end + 1 :] else ""


def _plain(text: str) -> str:
    if not _SIGN.search(text):
        return text
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text


def _cells(line: str) -> list[str]:
    return [_plain(cell).strip().replace("\\|", "|") for cell in _CELL.split(line.strip().strip("|"))]


class _Lines:
    """Goes through the lines once; what is not yet complete waits in `_paragraph`."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0
        self._paragraph: list[str] = []
        self._item: int | None = None
        self.composed = Composed()

    def read(self) -> None:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not (self._fenced(line) or self._heading(line) or self._table(line) or self._quote(line)):
                self._other(line)
        self._flush()

    def _flush(self) -> None:
        text = _plain("\n".join(self._paragraph))
        if self._item is None:
            self.composed.add("paragraph", text)
        else:
            self.composed.add("item", text, self._item)
        self._paragraph, self._item = [], None

    def _fenced(self, line: str) -> bool:
        fence = _FENCE.match(line)
        if fence is None:
            return False
        self._flush()
        self._at += 1
        code: list[str] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.strip().startswith(fence.group(1)) and not line.strip().strip(fence.group(1)[0]):
                break
            code.append(line)
        self.composed.add("code", "\n".join(code))
        return True

    def _heading(self, line: str) -> bool:
        if found := _HEADING.match(line):
            self._flush()
            title = (found.group(2) or "").rstrip().rstrip("#").rstrip()
            self.composed.add("heading", _plain(title), len(found.group(1)))
        elif self._paragraph and self._item is None and (found := _UNDERLINE.match(line)):
            title = _plain(" ".join(part.strip() for part in self._paragraph))
            self._paragraph = []
            self.composed.add("heading", title, 1 if found.group(1)[0] == "=" else 2)
        else:
            return False
        self._at += 1
        return True

    def _table(self, line: str) -> bool:
        following = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        if "|" not in line or "-" not in following or not _TABLE_LINE.match(following):
            return False
        self._flush()
        rows = [_cells(line)]
        self._at += 2
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            rows.append(_cells(self._lines[self._at]))
            self._at += 1
        for row in table_rows(rows, headed=True):
            self.composed.add("row", row)
        return True

    def _quote(self, line: str) -> bool:
        if not _QUOTE.match(line):
            return False
        self._flush()
        quoted: list[str] = []
        while self._at < len(self._lines) and (sign := _QUOTE.match(self._lines[self._at])):
            quoted.append(self._lines[self._at][sign.end() :])
            self._at += 1
        for part in re.split(r"\n[ \t]*\n", "\n".join(quoted)):
            self.composed.add("quote", _plain(part))
        return True

    def _other(self, line: str) -> None:
        self._at += 1
        if not line.strip() or _RULE.match(line):
            self._flush()
        elif item := _ITEM.match(line):
            self._flush()
            depth = len(item.group(1).expandtabs(4)) // 2 + 1
            number = "" if item.group(2) in "-*+" else item.group(2) + " "
            self._paragraph, self._item = [number + item.group(3)], min(depth, 6)
        elif not self._paragraph and line.startswith(("    ", "\t")) and self._after_a_gap():
            self._indented(line)
        else:
            self._paragraph.append(line.strip() if self._item is not None else line)

    def _after_a_gap(self) -> bool:
        blocks = self.composed.blocks
        return not blocks or blocks[-1].kind != "item"

    def _indented(self, line: str) -> None:
        code = [line]
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() and not line.startswith(("    ", "\t")):
                break
            code.append(line)
            self._at += 1
        self.composed.add("code", "\n".join(code).rstrip())
