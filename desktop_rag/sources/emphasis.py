"""Finds what of a passage answers best: its sentence with the most words that were asked for."""

import asyncio
import re
from collections.abc import Sequence
from itertools import pairwise

from desktop_rag.domain.documents import Unit
from desktop_rag.domain.passages import Span
from desktop_rag.domain.ports import Term, TextAnalyzer
from desktop_rag.domain.reading import Emphasis
from desktop_rag.domain.stores import Contents

# A tour has at most some tens of passages; what is asked beyond is answered without emphasis.
MOST_PASSAGES = 100
# Words of a longer question or sentence say nothing more.
_MOST_ASKED = 2000
_LONGEST = 20_000
_LONGEST_SENTENCE = 700
_END = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]»]))\s+(?=[^\sa-zß-ÿ])|(?<=[。！？।])|\n\s*\n"
    r"|\n[ \t]*(?=(?:\d{1,3}[.)]|[-–•*‣])[ \t\n])"
)
# A sentence does not end after a single letter, a number of a list, or these.
_GOES_ON = re.compile(
    r"^[ \t]*\d{1,3}\.$"
    r"|(?:^|[\s(])(?:[A-Z]|no|nos|art|arts|cf|e\.g|i\.e|vgl|al|fig|figs|p|pp|vs|dr|st|mr|mrs)\.$",
    re.I | re.M,
)


class EmphasisFinder:
    """Knows the language of a document, and analyses its text as the index did."""

    def __init__(self, contents: Contents, analyzer: TextAnalyzer) -> None:
        self._contents = contents
        self._analyzer = analyzer

    async def find(
        self, document: int, spans: Sequence[Span], query: str, near: str = ""
    ) -> tuple[Emphasis, ...]:
        """For each span of the document its best sentence and the words of the query in it.

        `near` is a sentence that the passage supports: it chooses before the query does. Raises
        `DocumentUnknown`.
        """
        language = await self._language(document)
        asked, told = self._asked(language, query), self._asked(language, near)
        found: list[Emphasis] = []
        held: Unit | None = None
        for span in spans[:MOST_PASSAGES]:
            if held is None or not held.start <= span.start < held.end:
                _, held = await self._contents.unit_at(document, span.start)
            found.append(await asyncio.to_thread(self._of, language, held, span, asked, told))
        return tuple(found) + (Emphasis(),) * (len(spans) - len(found))

    async def _language(self, document: int) -> str:
        first = await self._contents.first_passages([document])
        passages = await self._contents.passages(first)
        return passages[0].language if passages else ""

    def _asked(self, language: str, text: str) -> frozenset[str]:
        return frozenset(self._analyzer.content_terms(language, text[:_MOST_ASKED]))

    def _of(
        self, language: str, unit: Unit, span: Span, asked: frozenset[str], told: frozenset[str]
    ) -> Emphasis:
        start, end = max(span.start, unit.start), min(span.end, unit.end, span.start + _LONGEST)
        text = unit.text[start - unit.start : end - unit.start]
        terms = self._analyzer.terms(language, text)
        words = tuple(Span(start + t.start, start + t.end) for t in terms if t.text in asked)
        borders = {border for block in unit.blocks for border in (block.start - start, block.end - start)}
        parts = sentences(text, borders)
        best = best_sentence(parts, terms, told) if told else None
        best = best or best_sentence(parts, terms, asked)
        return Emphasis(Span(start + best.start, start + best.end) if best else None, merged(words))


def sentences(text: str, borders: set[int]) -> list[Span]:
    """The sentences of a text without the blanks around them; no sentence crosses a border of blocks."""
    cuts = {0, len(text)} | {border for border in borders if 0 < border < len(text)}
    for match in _END.finditer(text):
        if not _GOES_ON.search(text, max(0, match.start() - 8), match.start()):
            cuts.add(match.end())
    ordered = sorted(cuts)
    found = []
    for start, end in pairwise(ordered):
        part = text[start:end]
        first = start + len(part) - len(part.lstrip())
        last = start + len(part.rstrip())
        found += [Span(at, min(at + _LONGEST_SENTENCE, last)) for at in range(first, last, _LONGEST_SENTENCE)]
    return found


def best_sentence(spans: Sequence[Span], terms: Sequence[Term], asked: frozenset[str]) -> Span | None:
    """The one with the most different words, and among those the most words for its length; None when no
    word is in any."""
    best: tuple[int, float] = (0, 0.0)
    chosen = None
    at = 0
    for span in spans:
        inside = []
        while at < len(terms) and terms[at].start < span.end:
            if terms[at].start >= span.start and terms[at].text in asked:
                inside.append(terms[at].text)
            at += 1
        worth = len(set(inside)), len(inside) / (20 + span.end - span.start)
        if worth > best:
            best, chosen = worth, span
    return chosen


def merged(words: Sequence[Span]) -> tuple[Span, ...]:
    """Words that overlap become one: pairs of Chinese characters do."""
    found: list[Span] = []
    for word in sorted(words, key=lambda word: word.start):
        if found and word.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, word.end))
        else:
            found.append(word)
    return tuple(found)
