"""The Markdown of an answer, parsed safely: no HTML, no reference links, links of three schemes."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_LINK = re.compile(r"^(https?://|mailto:)\S+$", re.IGNORECASE)
_CITED = re.compile(r"[ \t]*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")


@cache
def _parser() -> MarkdownIt:
    # Without the rule "reference" a line such as "[1]: http://…" cannot turn citations into links.
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    return parser.enable(["table", "strikethrough"]).disable("reference")


def parse(text: str) -> list[Token]:
    """The tokens of a text, block by block; an `inline` token carries its children."""
    return _parser().parse(text)


def closed_until(text: str) -> int:
    """How many characters no later text can change: all but the last block. 0 while there is one block.

    The last block stays open whatever it is, since the next line may make a paragraph a heading,
    a line with a bar a table, or go on with a list.
    """
    starts = [token.map[0] for token in parse(text) if token.level == 0 and token.map and token.nesting >= 0]
    if len(starts) < 2:
        return 0
    lines = text.splitlines(keepends=True)
    return sum(len(line) for line in lines[: starts[-1]])


def is_safe_link(address: str) -> bool:
    """Whether a link may be offered at all: http, https and mailto."""
    return bool(SAFE_LINK.match(address))


def pieces(text: str, known: frozenset[int]) -> list[str | int]:
    """A text divided into words and citations; only numbers in `known` are citations.

    White space before a citation is left out: a badge clings to the word that it stands behind.
    """
    found: list[str | int] = []
    done = 0
    for match in _CITED.finditer(text):
        numbers = [int(number) for number in re.split(r"[,;]", match[1])]
        if not all(number in known for number in numbers):
            continue
        if match.start() > done:
            found.append(text[done : match.start()])
        found.extend(numbers)
        done = match.end()
    if done < len(text):
        found.append(text[done:])
    return found
