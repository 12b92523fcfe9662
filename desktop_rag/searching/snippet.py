"""Two or three lines of a passage around the words that matched, ready to be shown."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from desktop_rag.domain.passages import Span
from desktop_rag.searching.query import Match

LENGTH = 240
CUT = "…"

# Each way begins with a letter of its own, so that the others are skipped over quickly: the more so where all
# are ASCII.
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]»]*\s+|[。！？।]|\n\s*\n")
_ASCII_SENTENCE = re.compile(r"[.!?][\"')\]]*\s+|\n\s*\n")
_BLANKS = re.compile(r"\s+")
# Persian words and families of emoji are written with them.
_JOINERS = "\u200c\u200d"
# How far back the beginning of a sentence may lie so that the snippet begins with it.
_BACK = 90


class Snippet(NamedTuple):
    """What is shown, and the spans in it where words matched."""

    text: str
    marks: tuple[Span, ...]


def snippet(
    text: str, matches: Sequence[Match], heading: Sequence[str] = (), length: int = LENGTH
) -> Snippet:
    """About `length` characters without line breaks. The headings that the passage begins with are left
    out: they are shown beside it."""
    first = _after_headings(text, heading)
    inside = [match for match in matches if match.span.start >= first]
    begin, end = _window(text, first, inside, length)
    begin, end = _at_words(text, first, begin, end)
    lead, tail = (CUT if begin > first else ""), (CUT if end < len(text) else "")
    clean = _Clean(text[begin:end])
    marks = [
        Span(
            clean.place(match.span.start - begin) + len(lead), clean.place(match.span.end - begin) + len(lead)
        )
        for match in inside
        if begin <= match.span.start and match.span.end <= end
    ]
    return Snippet(lead + clean.text + tail, _merged(marks))


def _after_headings(text: str, heading: Sequence[str]) -> int:
    """Where the text begins behind its headings; at 0 when there is nothing else."""
    at = 0
    for one in heading:
        words = one.split()
        found = (
            re.compile(r"\s*" + r"\s+".join(map(re.escape, words)) + r"\s+").match(text, at)
            if words
            else None
        )
        at = found.end() if found else at
    return at if at < len(text) else 0


def _window(text: str, first: int, matches: Sequence[Match], length: int) -> tuple[int, int]:
    """The stretch with the most different words that begins with a sentence, or if that has fewer than
    another, the one with the most."""
    if len(text) - first <= length:
        return first, len(text)
    dense, most = _densest(matches, length)
    ends = (_ASCII_SENTENCE if text.isascii() else _SENTENCE).finditer(text, first)
    starts = [first, *(found.end() for found in ends)]
    begin, worth = _best_sentence(starts, matches, length)
    if worth < most or not matches:
        begin = _back_to_a_sentence(starts, first, dense if matches else first)
    begin = max(first, min(begin, len(text) - length))
    return begin, begin + length


def _best_sentence(starts: Sequence[int], matches: Sequence[Match], length: int) -> tuple[int, int]:
    """The sentence behind whose beginning most different words stand, most of them in itself; how many."""
    places = [match.span.start for match in matches]
    best, begin = (0, 0, 0), starts[0]
    for start, end in zip(starts, [*starts[1:], starts[-1] + length], strict=True):
        within = matches[bisect_left(places, start) : bisect_left(places, start + length)]
        if len(within) < best[0]:
            continue
        own = within[: bisect_left(places, end) - bisect_left(places, start)]
        worth = len({match.term for match in within}), len({match.term for match in own}), len(within)
        if worth > best:
            best, begin = worth, start
    return begin, best[0]


def _densest(matches: Sequence[Match], length: int) -> tuple[int, int]:
    """Where the stretch with most different words begins, and how many these are."""
    room = length - _BACK
    best, start = (0, 0), 0
    for at, first in enumerate(matches):
        inside = [m for m in matches[at : at + 40] if m.span.end <= first.span.start + room]
        worth = len({m.term for m in inside}), len(inside)
        if worth > best:
            best, start = worth, first.span.start
    return start, best[0]


def _back_to_a_sentence(starts: Sequence[int], first: int, begin: int) -> int:
    near = [start for start in starts if begin - _BACK <= start <= begin]
    return near[-1] if near else max(first, begin - _BACK // 3)


def _at_words(text: str, first: int, begin: int, end: int) -> tuple[int, int]:
    """Both ends moved to spaces, where one is near: scripts without spaces are cut anywhere."""
    if begin > first and not text[begin - 1].isspace():
        space = _BLANKS.search(text, begin, min(begin + 25, end))
        begin = space.end() if space else begin
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", end - 25, end), text.rfind("\n", end - 25, end))
        end = cut if cut > begin else end
    return begin, end


class _Clean:
    """A text with each run of white space as one space, and where every old position went.

    Controls go, those too that turn the direction of writing round.
    """

    def __init__(self, text: str) -> None:
        self._old = text
        self.text = _in_a_line(text)

    def place(self, old: int) -> int:
        """Of a position in a word or at its ends."""
        before = self._old[:old]
        place = len(_in_a_line(before))
        return min(place + (place > 0 and before[-1:].isspace()), len(self.text))


def _in_a_line(text: str) -> str:
    line = " ".join(text.split())
    if line.isprintable():
        return line
    kept = ("".join(filter(_is_shown, word)) for word in line.split(" "))
    return " ".join(word for word in kept if word)


def _is_shown(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS


def _merged(marks: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that overlap or touch become one: pairs of Chinese characters do."""
    merged: list[Span] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end))
        elif mark.end > mark.start:
            merged.append(mark)
    return tuple(merged)
