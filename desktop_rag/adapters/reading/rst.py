"""reStructuredText: headings, lists, literal blocks and tables as blocks, without their signs."""

import re
import textwrap
from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.prose import Prose, indent_of, indented
from desktop_rag.adapters.reading.text import is_dump, paragraphs

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*(?:\+[-=+]{2,}|=+(?:[ \t]+=+)+)[ \t]*$")
_ITEM = re.compile(r"([ \t]*)([-*+•]|#\.|\(?\d{1,9}[.)])[ \t]+(.*)")
_DIRECTIVE = re.compile(r"[ \t]*\.\.[ \t]+(?:\|[^|\n]{1,100}\|[ \t]+)?([\w:-]{1,60}?)::[ \t]*(.*)")
_FIELD = re.compile(r"[ \t]*:([\w -]{1,60}):(?:[ \t]+(.*))?$")
_CODE = frozenset({"code-block", "code", "sourcecode", "highlight", "parsed-literal", "literalinclude"})
_SILENT = frozenset(
    {"image", "include", "toctree", "contents", "index", "raw", "default-role", "role", "automodule",
     "currentmodule", "module", "meta", "math", "replace", "unicode", "target-notes"}
)  # fmt: skip
_INLINE = (
    (re.compile(r"``([^`]{1,500})``"), r"\1"),
    (re.compile(r"(?::[\w:+.-]{1,20}:)?`([^`<>]{1,500}?)(?:[ \n]?<[^`<>]{1,1000}>)?`(?:__?)?"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])"), r"\1"),
)


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if is_dump(text):
        yield paragraphs(text)
        return
    reader = _Rst(text.expandtabs(8).split("\n"))
    reader.read()
    notes.title = reader.composed.heading()
    yield reader.composed.unit()


class _Rst(Prose):
    """Goes through the lines once. Levels come in the order in which underlines appear."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._all = lines
        self._at = 0
        self._levels: list[str] = []

    def clean(self, text: str) -> str:
        for pattern, replacement in _INLINE if "`" in text or "*" in text else ():
            text = pattern.sub(replacement, text)
        return text

    def read(self) -> None:
        while self._at < len(self._all):
            line = self._all[self._at]
            if not line.strip():
                self.flush()
                self._at += 1
            elif not (self._heading(line) or self._explicit(line) or self._table(line)):
                self._other(line)
        self.flush()

    def _next(self, ahead: int = 1) -> str:
        return self._all[self._at + ahead] if self._at + ahead < len(self._all) else ""

    def _heading(self, line: str) -> bool:
        over = _RULE.match(line) if self._next(2)[:1] == line[:1] else None
        if over and self._next().strip() and _RULE.match(self._next(2)):
            title, sign, taken = self._next(), line[0] * 2, 3
        elif (
            not self.lines
            and len(self._next()) >= 2
            and _RULE.match(self._next())
            and _fits(line, self._next())
        ):
            title, sign, taken = line, self._next()[0], 2
        else:
            return False
        if sign not in self._levels:
            self._levels.append(sign)
        self.add("heading", title.strip(), min(self._levels.index(sign) + 1, 6))
        self._at += taken
        return True

    def _explicit(self, line: str) -> bool:
        """Directives, comments and targets, which begin with two points."""
        if not (line.lstrip().startswith(".. ") or line.strip() == ".."):
            return False
        self.flush()
        end = indented(self._all, self._at + 1, indent_of(line))
        self._at += 1
        if line.lstrip().startswith(".. ["):
            self.line(line.strip()[3:])  # a footnote goes on in the lines below
            return True
        found = _DIRECTIVE.match(line)
        if found is None or found[1] in _SILENT:
            self._at = end
            return True
        while self._at < end and _FIELD.match(self._all[self._at]):
            self._at += 1  # options
        if found[1] in _CODE:
            self._code(end)
        elif found[2]:
            self.line(found[2])
        return True

    def _code(self, end: int) -> None:
        self.add("code", textwrap.dedent("\n".join(self._all[self._at : end])).rstrip())
        self._at = end

    def _table(self, line: str) -> bool:
        if not _TABLE_RULE.match(line):
            return False
        self.flush()
        grid = line.lstrip().startswith("+")
        self._at += 1
        while self._at < len(self._all) and (line := self._all[self._at]).strip():
            self._at += 1
            if _TABLE_RULE.match(line):
                continue
            cells = line.strip().strip("|").split("|") if grid else re.split(r" {2,}", line.strip())
            self.add("row", " | ".join(cell.strip() for cell in cells))
        return True

    def _other(self, line: str) -> None:
        self._at += 1
        if item := _ITEM.match(line):
            number = "" if item[2] in "-*+•#." else item[2] + " "
            self.begin("item", number + item[3], min(len(item[1]) // 2 + 1, 6))
        elif _RULE.match(line) and len(line) > 3:
            self.flush()
        elif line.rstrip().endswith("::"):
            self._literal(line)
        else:
            self.line(line.strip())

    def _literal(self, line: str) -> None:
        """A paragraph that ends with two colons has a literal block below it."""
        if kept := line.strip()[:-2].rstrip():
            self.line(kept + ":")
        begins = self._at
        while begins < len(self._all) and not self._all[begins].strip():
            begins += 1
        end = indented(self._all, begins, indent_of(line))
        if begins > self._at and end > begins:
            self._code(end)


def _fits(title: str, rule: str) -> bool:
    """An underline is about as long as what stands above it, which is no rule itself."""
    rule = rule.rstrip()
    return len(rule) >= min(len(title.rstrip()), 4) - 1 and title[0] != " " and not _RULE.match(title)
