"""Citations in a streamed answer: checked against the passages, written one way, invented ones taken out."""

import re
from collections.abc import Collection

_NUMBERS = r"\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\d{1,3})*"
_SOURCE = r"(?:sources?|passages?)"
# [1] · [1, 2] · [1-3] · [^1] · [Source 1] · 【1】 · 【1†page】 · (source 1), with the blanks before.
_CITATION = re.compile(
    rf"(?P<blank>[ \t]{{0,8}})(?:"
    rf"\[\s*\^?(?:{_SOURCE}[ :#]*)?(?P<square>{_NUMBERS})\s*\]"
    rf"|【\s*(?:{_SOURCE}[ :#]*)?(?P<lens>{_NUMBERS})\s*(?:†[^】\n]{{0,40}})?】"
    rf"|\(\s*{_SOURCE}[ :#]*(?P<round>{_NUMBERS})\s*\))",
    re.IGNORECASE,
)
# What may still become one of these when more of the text arrives.
_UNFINISHED = re.compile(
    r"[ \t]{0,8}(?:[\[(]\s*\^?(?:[a-z]{0,8}[ :#]*)?[\d\s,;&–and-]{0,60}"
    r"|【\s*(?:[a-z]{0,8}[ :#]*)?[\d\s,;&–and-]{0,60}(?:†[^】\n]{0,40})?)?$",
    re.IGNORECASE,
)
_TICKS = re.compile(r"`+")
INLINE_LIMIT = 300


class Citer:
    """Takes pieces of an answer and gives back text in which every citation reads `[n]` and is real.

    `cited` are the numbers in order of first appearance; `invented` counts the numbers that were
    taken out. Code, links and brackets that hold anything else pass untouched.
    """

    def __init__(self, numbers: Collection[int]) -> None:
        self._numbers = frozenset(numbers)
        self._held = ""
        self._fence = ""
        self._blank = ""  # the one in front of what was taken out
        self.cited: list[int] = []
        self.invented = 0

    def feed(self, piece: str) -> str:
        """The text that is certain by now; the rest is held until it is."""
        self._held += piece
        return self._advance(last=False)

    def finish(self) -> str:
        """What was still held."""
        return self._advance(last=True)

    def _advance(self, last: bool) -> str:
        done: list[str] = []
        while self._held:
            step = self._in_fence(last) if self._fence else self._in_text(last)
            if step is None:
                break
            done.append(step)
        return "".join(done)

    def _in_fence(self, last: bool) -> str | None:
        """Code up to the fence that closes it."""
        at = self._held.find(self._fence)
        if at >= 0:
            end = at + len(self._fence)
            self._fence = ""
            return self._take(end)
        if last:
            return self._take(len(self._held))
        # The closing fence may be cut in two.
        ticks = len(self._held) - len(self._held.rstrip("`"))
        return self._take(len(self._held) - ticks) if len(self._held) > ticks else None

    def _in_text(self, last: bool) -> str | None:
        ticks = _TICKS.search(self._held)
        if ticks is None:
            return self._prose(len(self._held), last)
        if ticks.start() > 0:
            return self._prose(ticks.start(), True)
        if ticks.end() == len(self._held) and not last:
            return None  # more ticks may follow
        if len(ticks[0]) >= 3:
            self._fence = ticks[0]
            return self._take(ticks.end())
        return self._inline(ticks[0], last)

    def _inline(self, ticks: str, last: bool) -> str | None:
        """Code within a line; a tick that nothing closes is only a tick."""
        line = self._held.partition("\n")[0]
        close = re.compile(rf"(?<!`){ticks}(?!`)").search(line, len(ticks))
        certain = last or close is None or close.end() < len(self._held)
        if close is not None and certain:
            return self._take(close.end())
        ended = last or "\n" in self._held or len(self._held) > INLINE_LIMIT
        return self._take(len(ticks)) if ended else None

    def _prose(self, end: int, last: bool) -> str | None:
        """Text without code up to `end`, as far as its citations are certain."""
        text = self._held[:end]
        done: list[str] = []
        at = 0
        for match in _CITATION.finditer(text):
            if match.end() == len(text) and match["square"] and not last:
                break  # a bracket that follows makes it a link
            between = text[at : match.start()]
            self._blank = "" if between else self._blank
            done.append(between)
            done.append(self._written(match, text[match.end() : match.end() + 1]))
            at = match.end()
        rest = text[at:]
        if not last:
            rest = rest[: self._certain(rest)]
        if not done and not rest:
            return None
        self._blank = "" if rest else self._blank
        done.append(rest)
        self._held = self._held[at + len(rest) :]
        return "".join(done)

    def _certain(self, text: str) -> int:
        """How much of the text can no longer be the beginning of a citation."""
        whole = next((m.start() for m in _CITATION.finditer(text) if m.end() == len(text)), None)
        if whole is not None:
            return whole
        match = _UNFINISHED.search(text)
        return match.start() if match else len(text)

    def _written(self, match: re.Match[str], following: str) -> str:
        if match["square"] and following == "(":
            return match[0]  # a Markdown link
        numbers = _expanded(match["square"] or match["lens"] or match["round"])
        real = [number for number in numbers if number in self._numbers]
        self.invented += len(numbers) - len(real)
        self.cited.extend(number for number in dict.fromkeys(real) if number not in self.cited)
        blank = match["blank"] or self._blank
        self._blank = "" if real else blank
        return blank + "".join(f"[{number}]" for number in real) if real else ""

    def _take(self, count: int) -> str:
        taken, self._held = self._held[:count], self._held[count:]
        return taken


def _expanded(text: str) -> list[int]:
    """The numbers of "1, 3-5"; a range of more than twenty is taken as its two ends."""
    numbers: list[int] = []
    for part in re.split(r"\s*(?:[,;&]|and)\s*", text, flags=re.IGNORECASE):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] <= 20:
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return numbers
