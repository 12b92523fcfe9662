"""A keyword index in memory, for the tests of those who use the port; it passes the same contract suite."""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from desktop_rag.domain.indexes import Condition, ExactWords, Held, InContents, KeywordQuery, OneWord, OnPages
from desktop_rag.domain.passages import Passage, Scored
from desktop_rag.domain.ports import TextAnalyzer


class MemoryKeywords:
    """Implements `KeywordIndex` by counting words; scores are like BM25's in order, not in size."""

    def __init__(self, analyzer: TextAnalyzer) -> None:
        self._analyzer = analyzer
        self._written: dict[int, dict[int, Passage]] = {}
        self._committed: dict[int, dict[int, Passage]] = {}

    async def add(self, library: int, passages: Sequence[Passage], again: bool = False) -> None:
        held = self._written.setdefault(library, {})
        held.update((passage.id, passage) for passage in passages)

    async def delete(self, library: int, passages: Sequence[int]) -> None:
        for passage in passages:
            self._written.setdefault(library, {}).pop(passage, None)

    async def commit(self, library: int) -> None:
        self._committed[library] = dict(self._written.get(library, {}))

    async def search(self, library: int, query: KeywordQuery, limit: int) -> list[Scored]:
        held = self._committed.get(library, {})
        words = any(query.terms) or bool(query.prefix)
        scored = [
            Scored(passage.id, score)
            for passage in held.values()
            if self._meets(passage, query)
            and ((score := self._score(held, passage, query)) > 0 or (query.bounded and not words))
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage))[:limit]

    async def holding(
        self, library: int, query: KeywordQuery, limit: int, among: Collection[int] | None = None
    ) -> Held:
        held = sorted(
            passage.id
            for passage in self._committed.get(library, {}).values()
            if (among is None or passage.id in among) and self._meets(passage, query)
        )
        return Held(tuple(held[:limit]), len(held))

    async def frequencies(self, library: int, words: Sequence[Sequence[str]]) -> tuple[int, ...]:
        held = self._committed.get(library, {}).values()
        return tuple(
            max(sum(1 for passage in held if form in self._every_form(passage)) for form in forms)
            for forms in words
        )

    async def neighbours(self, library: int, word: str, distance: int) -> tuple[tuple[str, int], ...]:
        found: Counter[str] = Counter()
        for passage in self._committed.get(library, {}).values():
            found.update(set(self._analyzer.bare_words(passage.text)))
        near = [(steps, -found[other], other) for other in found if (steps := _steps(word, other)) > 0]
        near = [one for one in near if one[0] <= distance]
        return tuple((other, -count) for _, count, other in sorted(near))

    async def count(self, library: int) -> int:
        return len(self._committed.get(library, {}))

    async def clear(self, library: int) -> None:
        self._written.pop(library, None)
        self._committed.pop(library, None)

    async def close(self) -> None:
        pass

    def _words(self, passage: Passage) -> Counter[str]:
        head = " ".join((passage.document_title, *passage.heading))
        text = f"{head} {head} {passage.text}"
        return Counter(term.text for term in self._analyzer.terms(passage.language, text))

    def _score(self, held: dict[int, Passage], passage: Passage, query: KeywordQuery) -> float:
        words = self._words(passage)
        wanted = self._wanted(passage, query)
        score = sum(
            words[term] / sum(words.values()) / self._common(held, term) for term in wanted if words[term]
        )
        names = {t.text for t in self._analyzer.terms(passage.language, " ".join(passage.file_names))}
        if wanted and set(wanted) <= names:
            score += 0.1
        if query.prefix and any(
            word.text.startswith(query.prefix) for word in self._analyzer.words(passage.text)
        ):
            score += 0.1
        return score

    def _every_form(self, passage: Passage) -> set[str]:
        names = self._analyzer.bare_terms(passage.language, " ".join(passage.file_names))
        return {*self._words(passage), *self._analyzer.bare_words(self._whole(passage)), *names}

    def _whole(self, passage: Passage) -> str:
        return " ".join((passage.document_title, *passage.heading, passage.text))

    def _meets(self, passage: Passage, query: KeywordQuery) -> bool:
        at = query.languages.index(passage.language) if passage.language in query.languages else 0
        met = all(any(self._is(passage, one, at) for one in any_of) for any_of in query.required)
        return met and not any(self._is(passage, one, at) for one in query.excluded)

    def _is(self, passage: Passage, condition: Condition, at: int) -> bool:
        match condition:
            case ExactWords(words, begun):
                held = self._analyzer.bare_words(self._whole(passage))
                size = len(words)
                return any(
                    tuple(held[start : start + size]) == words
                    or (
                        begun
                        and tuple(held[start : start + size - 1]) == words[:-1]
                        and held[start + size - 1].startswith(words[-1])
                    )
                    for start in range(len(held) - size + 1)
                )
            case OneWord(stems):
                return stems[at] in self._words(passage)
            case OnPages(first, last):
                return first <= passage.page <= last
            case InContents(contents):
                return passage.content in contents

    def _wanted(self, passage: Passage, query: KeywordQuery) -> tuple[str, ...]:
        if not query.languages:
            return query.terms[0] if query.terms else ()
        return dict(zip(query.languages, query.terms, strict=True)).get(passage.language, ())

    def _common(self, held: dict[int, Passage], term: str) -> float:
        return 1 + math.log(1 + sum(1 for other in held.values() if term in self._words(other)))


def _steps(left: str, right: str) -> int:
    """How many letters must be changed, added, left out or swapped."""
    if not left or not right:
        return len(left) + len(right)
    if left[0] == right[0]:
        return _steps(left[1:], right[1:])
    ways = [_steps(left[1:], right), _steps(left, right[1:]), _steps(left[1:], right[1:])]
    if left[:2] == right[1::-1]:
        ways.append(_steps(left[2:], right[2:]))
    return 1 + min(ways)
