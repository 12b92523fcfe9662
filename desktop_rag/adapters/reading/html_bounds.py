"""Bounds for HTML: what the parser would take minutes or gigabytes for is read without its tags."""

import re
from html import unescape

from desktop_rag.domain.errors import Unsafe

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_CLOSED = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "body", "html", "tbody", "thead",
     "tfoot", "colgroup"}
)  # fmt: skip
# Of these every block that follows gets a copy when they are not closed, of the same ones three at most.
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
# lexbor takes quadratic time on nested elements: 300,000 are minutes.
MAX_DEPTH = 10_000
# Twenty bytes a character of text.
MAX_HTML = 32_000_000
# 200 bytes a node, and five microseconds to walk over it.
MAX_TAGS = 1_500_000
MAX_COPIES = 2_000_000
# The sum of the depths of all tags: each looks through the elements that it is in, 1 to 3 ns apiece.
MAX_DEPTHS = 1_500_000_000
# 4 million attributes of one tag took more than 100 s.
MAX_PAIRS = 2_000_000_000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")
# 80,000 options in one list took 29 s.
MAX_OPTIONS = 5_000
_LIST_TAGS = re.compile(r"<(/?)(?:select|option|optgroup)\b", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|tr|li|br|h[1-6]|table|ul|ol|dl|dt|dd|pre|section)\b[^<>]{0,5000}>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<[!/?a-zA-Z][^<>]{0,5000}>")
_LINES = re.compile(r"\n\s*\n")


def parseable(text: str) -> bool:
    """Whether the parser can take the text. Raises `Unsafe` when elements are nested beyond all use."""
    if len(text) > MAX_HTML or text.count("<") > MAX_TAGS or _pairs(text) > MAX_PAIRS:
        return False
    depth = depths = copies = held = 0
    open_ones: dict[str, list[str]] = {}
    for match in _TAG.finditer(text):
        name = match.group(2).lower()
        if name in _FORMATTING:
            held += _format(open_ones.setdefault(name, []), match, text)
            continue
        if not match.group(1):
            copies += held
        if name not in _NEVER_CLOSED:
            depth = max(0, depth - 1) if match.group(1) else depth + 1
            if depth > MAX_DEPTH:
                raise Unsafe(reason="nesting")
        depths += depth
    return copies <= MAX_COPIES and depths <= MAX_DEPTHS


def _pairs(text: str) -> int:
    """How often the parser compares two attributes of one tag."""
    tags = (found.group() for found in _LONG_TAG.finditer(text))
    return sum(min(tag.count(" "), tag.count("=")) ** 2 for tag in tags)


def _format(same: list[str], match: re.Match[str], text: str) -> int:
    """How many more elements are open now."""
    if match.group(1):
        return -1 if same and same.pop() is not None else 0
    written = text[match.end() : match.end() + 80].partition(">")[0]
    if same[-3:].count(written) == 3:
        return 0
    same.append(written)
    return 1


def without_long_lists(text: str) -> str:
    """Lists to choose from become paragraphs where they are very long."""
    if len(_LIST_TAGS.findall(text)) <= MAX_OPTIONS:
        return text
    return _LIST_TAGS.sub(r"<\1div", text)


def stripped(text: str) -> str:
    """The text between the tags, without scripts and styles; blocks begin on lines of their own."""
    text = _BLOCK_TAG.sub("\n", _without_scripts(text))
    return _LINES.sub("\n\n", unescape(_ANY_TAG.sub(" ", text)))


def _without_scripts(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (begins := _SILENT.search(text, at)) is not None:
        kept.append(text[at : begins.start()])
        ends = re.compile(rf"</{begins[1]}", re.IGNORECASE).search(text, begins.end())
        at = ends.start() if ends is not None else len(text)
    kept.append(text[at:])
    return "".join(kept)
