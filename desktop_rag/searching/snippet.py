"""Two or three lines of a passage around the words that matched, ready to be shown."""

import re
from collections.abc import Sequence

from desktop_rag.domain.passages import Span
from desktop_rag.searching.query import Match

LENGTH = 240
CUT = "…"

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]»]*\s+|(?<=[。！？।])|\n\s*\n")
# Persian words and families of emoji are written with them.
_JOINERS = "\u200c\u200d"
# How far back the beginning of a sentence may lie so that the snippet begins with it.
_BACK = 90


def snippet(text: str, matches: Sequence[Match], length: int = LENGTH) -> tuple[str, tuple[Span, ...]]:
    """About `length` characters without line breaks, and the spans in them where words matched."""
    begin, end = _window(text, matches, length)
    begin, end = _at_words(text, begin, end)
    lead, tail = (CUT if begin > 0 else ""), (CUT if end < len(text) else "")
    clean, moved = _cleaned(text[begin:end])
    marks = [
        Span(moved[match.span.start - begin] + len(lead), moved[match.span.end - begin] + len(lead))
        for match in matches
        if begin <= match.span.start and match.span.end <= end
    ]
    return lead + clean + tail, _merged(marks)


def _window(text: str, matches: Sequence[Match], length: int) -> tuple[int, int]:
    """The stretch with the most different words, and among those with the most words."""
    if len(text) <= length:
        return 0, len(text)
    begin = _best_start(matches, length)
    back = [found.end() for found in _SENTENCE.finditer(text, max(0, begin - _BACK), begin + 1)]
    starts = [start for start in back if start <= begin]
    begin = starts[-1] if starts else (0 if begin <= _BACK else begin - _BACK // 3)
    begin = max(0, min(begin, len(text) - length))
    return begin, begin + length


def _best_start(matches: Sequence[Match], length: int) -> int:
    room = length - _BACK
    best, start = (0, 0), 0
    for at, first in enumerate(matches):
        inside = [m for m in matches[at : at + 40] if m.span.end <= first.span.start + room]
        worth = len({m.term for m in inside}), len(inside)
        if worth > best:
            best, start = worth, first.span.start
    return start


def _at_words(text: str, begin: int, end: int) -> tuple[int, int]:
    """Both ends moved to spaces, where one is near: scripts without spaces are cut anywhere."""
    if begin > 0 and not text[begin - 1].isspace():
        space = re.compile(r"\s+").search(text, begin, min(begin + 25, end))
        begin = space.end() if space else begin
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", end - 25, end), text.rfind("\n", end - 25, end))
        end = cut if cut > begin else end
    return begin, end


def _cleaned(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one space, and where every old position went.

    Controls go, those too that turn the direction of writing round.
    """
    out: list[str] = []
    moved: list[int] = []
    for letter in text:
        moved.append(len(out))
        if letter.isspace() or letter < " ":
            if out and out[-1] != " ":
                out.append(" ")
        elif letter.isprintable() or letter in _JOINERS:
            out.append(letter)
    clean = "".join(out).rstrip(" ")
    return clean, [min(place, len(clean)) for place in (*moved, len(out))]


def _merged(marks: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that overlap or touch become one: pairs of Chinese characters do."""
    merged: list[Span] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end))
        elif mark.end > mark.start:
            merged.append(mark)
    return tuple(merged)
