"""Markdown: headings, lists, quotes, code and tables as blocks, without the signs that make them."""

import re
from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.text import is_dump, paragraphs

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_TABLE_LINE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?<!\\)\|")
# Without its sign a pattern need not be tried.
_INLINE = (
    ("![", re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)"), r"\1"),
    ("](", re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)"), r"\1"),
    ("][", re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,200}\]"), r"\1"),
    ("**", re.compile(r"\*\*(?=\S)([^*\n]{1,500}(?:\*[^*\n]{1,500}){0,4})(?<=\S)\*\*"), r"\1"),
    ("__", re.compile(r"__(?=\S)([^_\n]{1,500}(?:_[^_\n]{1,500}){0,9})(?<=\S)__"), r"\1"),
    ("*", re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])"), r"\1"),
    ("`", re.compile(r"(`+)([^`\n]{1,500})\1"), r"\2"),
    (
        "<",
        re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,30}:[^<>\s]{1,500}|[^<>\s@]{1,100}@[^<>\s@]{1,200})>"),
        r"\1",
    ),
    ("<", re.compile(r"</?[a-zA-Z][\w-]{0,30}(?:\s[^<>\n]{0,500})?/?>"), ""),
)
# What is longer is no prose: looking for pairs of signs in it takes minutes.
_MAX_PLAIN = 100_000
# Of a line of signs: each repetition of the pattern takes 150 bytes.
_MAX_RULE = 20_000
_SIGN = re.compile(r"[*_`\[<]")
_HTML_BLOCK = re.compile(
    r" {0,3}</?(?:table|thead|tbody|tr|td|th|ul|ol|li|dl|dt|dd|div|p|center|details|summary|section|article|"
    r"h[1-6]|blockquote|pre|figure|figcaption|header|footer|nav|aside|main|style|script)\b",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)
_MAX_HTML_LINES = 5_000
# Each costs some fifty microseconds.
MAX_HTML = 20_000
_FIELD = re.compile(r"(title|author|date)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE)


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if is_dump(text):
        yield paragraphs(text)
        return
    before, body = _front_matter(_without_comments(text), notes)
    reader = _Lines(body.split("\n"))
    for field in before:
        reader.composed.add("row", field)
    reader.read()
    notes.title = notes.title or reader.composed.heading()
    # A file of nothing but front matter or comments keeps them.
    yield reader.composed.unit() if reader.composed.blocks else paragraphs(text)


def compose(text: str, composed: Composed) -> None:
    """Adds the blocks of a Markdown text, such as a cell of a notebook."""
    reader = _Lines(_without_comments(text).split("\n"))
    reader.composed = composed
    reader.read()


def _front_matter(text: str, notes: Notes) -> tuple[list[str], str]:
    """The lines of the front matter but for title and author, which are noted, and what follows it."""
    if not text.startswith("---\n"):
        return [], text
    end = text.find("\n---", 3, 20_000)
    if end < 0:
        return [], text
    kept: list[str] = []
    for line in text[4 : max(end, 4)].split("\n"):
        field = _FIELD.match(line)
        if field and field.group(1).lower() in ("title", "author"):
            setattr(notes, field.group(1).lower(), field.group(2)[:300])
        else:
            kept.append(line)
    return kept, text[text.find("\n", end + 1) + 1 :] if "\n" in text[end + 1 :] else ""


def _without_comments(text: str) -> str:
    """A pattern would look for the end of each comment to the end of the text."""
    kept: list[str] = []
    at = 0
    while (begins := text.find("<!--", at)) >= 0 and (ends := text.find("-->", begins + 4)) >= 0:
        kept.append(text[at:begins])
        at = ends + 3
    return "".join((*kept, text[at:]))


def _plain(text: str) -> str:
    if len(text) > _MAX_PLAIN or not _SIGN.search(text):
        return text
    for sign, pattern, replacement in _INLINE:
        if sign in text:
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
        self._html_left = MAX_HTML
        self.composed = Composed()

    def read(self) -> None:
        takers = (self._fenced, self._heading, self._table, self._quote, self._html)
        while self._at < len(self._lines):
            line = self._lines[self._at]
            for take in takers:
                if take(line):
                    break
            else:
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
        if "|" not in line or "-" not in following or len(following) > _MAX_RULE:
            return False
        if not _TABLE_LINE.match(following):
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

    def _html(self, line: str) -> bool:
        """HTML to the next empty line, or to the end of its table."""
        if not (self._html_left and _HTML_BLOCK.match(line)):
            return False
        from desktop_rag.adapters.reading import html

        self._flush()
        self._html_left -= 1
        kept: list[str] = []
        tables = 0
        while self._at < len(self._lines) and ((line := self._lines[self._at]).strip() or tables > 0):
            tables += len(_TABLE_TAG.findall(line)) - line.lower().count("</table")
            kept.append(line)
            self._at += 1
            if len(kept) > _MAX_HTML_LINES:
                break
        html.compose("\n".join(kept), self.composed)
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
        if not line.strip() or (len(line) <= _MAX_RULE and _RULE.match(line)):
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
