"""Cuts the text of one unit into passages of about 256 tokens, at the boundaries that people would choose.

Spans are exact: `text[start:end]` is the passage, whatever embeds it. Tokens are estimated by the
class of each character, without numpy: a reader process that only chunks need not import it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Chunk

BUDGET = 256
# A heading begins a new passage unless what stands before it is less than this many tokens.
TINY = 40
MAX_CHARACTERS = 4000
MAX_GRAPHEME = 64
_SUMMED = 16_384
_LOOKED = 150

# One token is 20 parts. Measured per 1,000 characters: 200 tokens of English, 427 of a table,
# 454 of Hindi, 988 of Chinese.
_PARTS = 20
_FIRST_RANGES = (
    (0x00, 0x100, 20), (0x09, 0x0E, 0), (0x20, 0x21, 0), (0x41, 0x5B, 5), (0x61, 0x7B, 5),
    (0x30, 0x3A, 11), (0xA0, 0xA1, 0), (0xC0, 0x100, 10),
)  # fmt: skip
_ROW_RANGES = (
    (0x01, 0x30, 20), (0x01, 0x03, 10), (0x03, 0x04, 6), (0x04, 0x09, 16), (0x09, 0x12, 13),
    (0x1E, 0x20, 10), (0x30, 0x100, 22),
)  # fmt: skip


def _table(ranges: Sequence[tuple[int, int, int]]) -> bytes:
    table = bytearray(256)
    for first, last, parts in ranges:
        table[first:last] = bytes([parts]) * (last - first)
    return bytes(table)


_LOW = _table(_FIRST_RANGES)  # by character, for U+0000 to U+00FF
_ROW = _table(_ROW_RANGES)  # by the second byte, for U+0100 to U+FFFF
_PLANE = bytes([0] + [40] * 255)
_IS_ZERO = bytes([255] + [0] * 255)


def _weights(text: str) -> bytes:
    """The weight of each character in twentieths of a token."""
    try:
        return text.encode("latin-1").translate(_LOW)
    except UnicodeEncodeError:
        pass
    wide = text.encode("utf-32-le", "surrogatepass")
    rows, planes = wide[1::4], wide[2::4]

    def number(data: bytes) -> int:
        return int.from_bytes(data, "little")

    # Whole strings are put together as numbers: a loop over the characters takes twenty times as long.
    in_first_plane = number(planes.translate(_IS_ZERO))
    in_first_row = number(rows.translate(_IS_ZERO)) & in_first_plane
    mixed = (
        (number(wide[0::4].translate(_LOW)) & in_first_row)
        | (number(rows.translate(_ROW)) & in_first_plane)
        | number(planes.translate(_PLANE))
    )
    return mixed.to_bytes(len(text), "little")


def estimate_tokens(text: str) -> int:
    """About how many tokens an embedding or chat model makes of the text, whichever it is."""
    return -(-sum(_weights(text)) // _PARTS)


_BLANK = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]»]*\s+|(?<=[。！？।])")
_CLAUSE = re.compile(r"(?<=[;:,，、；：])\s*")
_SPACE = re.compile(r"\s+")
_NOT_SPACE = re.compile(r"\S")
_WRAPPED = re.compile(r"[^\s.!?:;][ \t]*\n[ \t]*[^\W\d_A-Z]")
_SINGLE_BREAK = re.compile(r"\S[ \t]*\n[ \t]*\S")

# In text that was wrapped at a width, the end of a line says nothing.
_BY_LINES = (_LINE, _SENTENCE, _CLAUSE, _SPACE)
_BY_SENTENCES = (_SENTENCE, _CLAUSE, _SPACE)


def _is_wrapped(text: str) -> bool:
    sample = text[:20_000]
    ends = sample.count("\n")
    if ends <= 2:
        return False
    count = _count_at_ends if ends * 60 < len(sample) else _count
    breaks = count(_SINGLE_BREAK, sample)
    return breaks > 2 and count(_WRAPPED, sample) > 0.3 * breaks


def _count(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(text))


def _count_at_ends(pattern: re.Pattern[str], text: str) -> int:
    """The same for a pattern of a character, blanks and the end of a line, going from end to end: five times
    as fast where lines are long."""
    count = reached = 0
    at = text.find("\n")
    while at >= 0:
        begin = at - 1
        while begin >= reached and text[begin] in " \t":
            begin -= 1
        if begin >= reached and (match := pattern.match(text, begin)):
            count, reached = count + 1, match.end()
        at = text.find("\n", at + 1)
    return count


def _joins(text: str, at: int) -> bool:
    """Whether the characters before and after `at` belong to one grapheme (the common cases of UAX 29)."""
    after = text[at]
    if after < "\u0300":
        return after == "\n" and text[at - 1] == "\r"
    before = text[at - 1]
    code = ord(after)
    return (
        before == "\u200d"
        or after in "\u200d\u200c"
        or unicodedata.category(after)[0] == "M"
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or (0x1160 <= code <= 0x11FF and 0x1100 <= ord(before) <= 0x11FF)
        or (_is_flag(after) and _is_flag(before) and _flags_before(text, at) % 2 == 1)
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    first = at
    while first > 0 and _is_flag(text[first - 1]) and at - first < MAX_GRAPHEME:
        first -= 1
    return at - first


def _whole(text: str, start: int, at: int) -> int:
    """The last place up to `at` that is not inside a grapheme; a grapheme without end is cut."""
    lowest = max(start + 1, at - MAX_GRAPHEME)
    place = at
    while place > lowest and place < len(text) and _joins(text, place):
        place -= 1
    return at if place == lowest and place < len(text) and _joins(text, place) else place


class _Cutter:
    """Finds where the passage that begins at `start` ends."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._text = text
        self._weights = _weights(text)
        self._summed = 0
        self._sums: list[int] = []
        self._headings = sorted(block.start for block in blocks if block.kind == "heading")
        self._starts = sorted(block.start for block in blocks)
        self._separators = _BY_SENTENCES if _is_wrapped(text) else _BY_LINES

    def reach(self, start: int, parts: int) -> int:
        """How far `parts` reach, at most 4,000 characters."""
        most = min(start + MAX_CHARACTERS, len(self._text))
        if most > self._summed + len(self._sums):
            # Once for many passages: adding up is half of all the work on them.
            self._summed, self._sums = start, list(accumulate(self._weights[start : start + _SUMMED]))
        first = start - self._summed
        before = self._sums[first - 1] if first else 0
        found = bisect_right(self._sums, before + parts, first, most - self._summed)
        return max(start + 1, self._summed + found)

    def end(self, start: int) -> int:
        limit = self.reach(start, BUDGET * _PARTS)
        heading = self._heading(start, limit)
        if heading is not None:
            return heading
        if limit >= len(self._text):
            return len(self._text)
        lowest = start + (limit - start) // 2
        cut = self._block(lowest, limit) or self._separator(lowest, limit) or limit
        return _whole(self._text, start, cut)

    def _heading(self, start: int, limit: int) -> int | None:
        index = bisect_right(self._headings, start)
        if index == len(self._headings) or self._headings[index] > limit:
            return None
        index = bisect_left(self._headings, self.reach(start, TINY * _PARTS), index)
        if index == len(self._headings) or self._headings[index] > limit:
            return None
        return self._headings[index]

    def _block(self, lowest: int, limit: int) -> int:
        index = bisect_right(self._starts, limit) - 1
        found = self._starts[index] if index >= 0 and self._starts[index] > lowest else 0
        for match in _BLANK.finditer(self._text, lowest, limit):
            found = max(found, match.end())
        return found

    def _separator(self, lowest: int, limit: int) -> int:
        for pattern in self._separators:
            if pattern is _LINE and self._text.find("\n", lowest, limit) < 0:
                continue
            # The last one is looked for from behind: none begins within another.
            after = limit
            while after > lowest:
                before = max(lowest, after - _LOOKED)
                cut = 0
                for match in pattern.finditer(self._text, before, limit):
                    cut = match.end()
                if cut:
                    return cut
                after = before
        return 0


class _Trail:
    """The heading path of each passage; passages are asked for in their order."""

    def __init__(self, text: str, blocks: Sequence[Block], above: Sequence[tuple[int, str]]) -> None:
        self._text = text
        self._headings = sorted((b for b in blocks if b.kind == "heading"), key=lambda block: block.start)
        self._stack = list(above)
        self._next = 0

    def _enter(self) -> int:
        block = self._headings[self._next]
        self._next += 1
        title = " ".join(self._text[block.start : block.end].split())[:200]
        self._stack = [held for held in self._stack if held[0] < block.level]
        if title:
            self._stack.append((block.level, title))
        return block.end

    def path(self, start: int, end: int) -> tuple[str, ...]:
        """The headings that everything in the passage stands under."""
        common: list[tuple[int, str]] | None = None
        reached = start
        while self._next < len(self._headings) and self._headings[self._next].start < end:
            if self._text[reached : self._headings[self._next].start].strip():
                common = self._shared(common)
            reached = max(reached, self._enter())
        if common is None or self._text[reached:end].strip():
            common = self._shared(common)
        return tuple(title for _, title in common)

    def _shared(self, common: list[tuple[int, str]] | None) -> list[tuple[int, str]]:
        if common is None:
            return list(self._stack)
        same = 0
        while same < min(len(common), len(self._stack)) and common[same] == self._stack[same]:
            same += 1
        return common[:same]


def chunk(text: str, blocks: Sequence[Block], above: Sequence[tuple[int, str]] = ()) -> list[Chunk]:
    """Passages of a unit, in order, without overlap, that hold every character but spaces.

    `blocks` and the result are offsets into `text`; `above` are the headings (level, title) that the
    unit stands under. Boundaries, the first that lies in the second half of the budget: heading, block
    or blank line, line, sentence, clause, space; never inside a grapheme.
    """
    cutter, trail = _Cutter(text, blocks), _Trail(text, blocks, above)
    found: list[Chunk] = []
    start = 0
    while match := _NOT_SPACE.search(text, start):
        start = match.start()
        end = cutter.end(start)
        last = start + len(text[start:end].rstrip())
        found.append(Chunk(start, last, trail.path(start, last)))
        start = end
    return found
