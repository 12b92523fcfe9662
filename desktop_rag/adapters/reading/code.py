"""Source code and settings: the text as it is, with definitions and sections of settings as headings."""

import re
from collections.abc import Iterator
from itertools import islice

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import SECTION, Notes, Parsed
from desktop_rag.adapters.reading.text import MAX_BLOCKS, lines_of, paragraphs
from desktop_rag.domain.documents import Block

_MAX_LINE = 300
_MAX_INDENT = 8
_BEFORE = (
    "export|default|public|private|protected|internal|static|final|abstract|async|override|open|sealed|"
    r"virtual|pub(?:\([a-z]{1,9}\))?|unsafe|inline|extern|data|case|partial|local|declare|const"
)
_WORDS = (
    "def|class|function|fn|func|fun|interface|struct|enum|union|trait|impl|module|namespace|type|object|"
    "protocol|extension|sub|package|record|mixin|defmodule|defp"
)
_NAMED = re.compile(
    rf"([ \t]*)(?:(?:{_BEFORE})[ \t]+){{0,6}}(?:{_WORDS})\*?[ \t]+(?:\([^()\n]{{0,100}}\)[ \t]*)?"
    r"[\w$][\w$.:?!<>,\[\]&]{0,150}[ \t]*"
    r"(?:$|[({;=:\\]|(?:extends|implements|for|where|with|struct|interface)\b)"
)
_ASSIGNED = re.compile(
    r"([ \t]*)(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?[\w.$]{1,100}[ \t]{0,9}(?:<-|=)[ \t]{0,9}"
    r"(?:async[ \t]+)?(?:function\b|\([^()\n]{0,200}\)[ \t]{0,9}=>)"
)
_SQL = re.compile(
    r"([ \t]*)create[ \t]+(?:or[ \t]+replace[ \t]+)?(?:[a-z]{1,12}[ \t]+){0,2}"
    r"(?:table|view|function|procedure|trigger|index|type)[ \t]",
    re.IGNORECASE,
)
_C = re.compile(
    r"()(?!if\b|for\b|while\b|switch\b|else\b|return\b)[A-Za-z_][\w \t*&:<>,~]{1,200}"
    r"\([^;{}]{0,300}\)[ \t]*(?:const[ \t]*)?\{?[ \t]*$"
)
_SHELL = re.compile(r"()(?:function[ \t]+)?[\w.-]{1,100}[ \t]*\(\)[ \t]*\{?[ \t]*$")
_SECTION = re.compile(r"()\[{1,2}[^\[\]\n]{1,200}\]{1,2}[ \t]*(?:[#;].*)?$")
_KEY = re.compile(r"()[\w\"'./-][\w \"'./-]{0,100}:[ \t]*(?:[&!|>][\w-]*[ \t]*)?(?:#.*)?$")

_C_FAMILY = frozenset({"c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "m", "mm", "cu", "ino", "glsl"})
_SHELLS = frozenset({"sh", "bash", "zsh", "ksh", "fish"})
_SETTINGS = frozenset(
    {"ini", "cfg", "conf", "toml", "properties", "env", "desktop", "service", "editorconfig", "inf", "reg"}
)

# A line costs three microseconds.
MAX_LINES = 1_500_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n").replace("\0", " ")
    if text.count("\n") > MAX_LINES:
        yield paragraphs(text)
        return
    blocks = _blocks(text, _patterns(source.suffix))
    yield Parsed(SECTION, text, tuple(islice(blocks, MAX_BLOCKS)))


def _patterns(suffix: str) -> tuple[re.Pattern[str], ...]:
    if suffix in ("yaml", "yml"):
        return (_KEY,)
    if suffix in _SETTINGS:
        return (_SECTION,)
    if suffix in _SHELLS:
        return (_SHELL, _NAMED)
    if suffix in ("css", "scss", "less"):
        return ()
    return (_NAMED, _ASSIGNED, _SQL) + ((_C,) if suffix in _C_FAMILY else ())


def _heading(line: str, patterns: tuple[re.Pattern[str], ...]) -> int:
    """The level of the heading that a line is, or 0."""
    if not 3 <= len(line) <= _MAX_LINE:
        return 0
    for pattern in patterns:
        if found := pattern.match(line):
            indent = len(found.group(1).expandtabs(4))
            return 0 if indent > _MAX_INDENT else 1 + (indent > 0)
    return 0


def _blocks(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Block]:
    """A heading for each definition; the code between two of them is divided at empty lines."""
    begun = reached = -1
    start = 0
    for line in lines_of(text):
        end = start + len(line.rstrip())
        level = _heading(line, patterns)
        if begun >= 0 and (level or end == start):
            yield Block("code", 0, begun, reached)
            begun = -1
        if level:
            yield Block("heading", level, start, end)
        elif end > start:
            begun, reached = (begun if begun >= 0 else start), end
        start += len(line) + 1
    if begun >= 0:
        yield Block("code", 0, begun, reached)
