"""A keyword index in memory, for the tests of those who use the port; it passes the same contract suite."""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from desktop_rag.domain.passages import Passage, Scored
from desktop_rag.domain.ports import KeywordQuery, TextAnalyzer


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

    async def search(
        self, library: int, query: KeywordQuery, limit: int, within: Collection[int] | None = None
    ) -> list[Scored]:
        held = self._committed.get(library, {})
        scored = [
            Scored(passage.id, score)
            for passage in held.values()
            if (within is None or passage.id in within) and (score := self._score(held, passage, query)) > 0
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage))[:limit]

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

    def _wanted(self, passage: Passage, query: KeywordQuery) -> tuple[str, ...]:
        if not query.languages:
            return query.terms[0] if query.terms else ()
        return dict(zip(query.languages, query.terms, strict=True)).get(passage.language, ())

    def _common(self, held: dict[int, Passage], term: str) -> float:
        return 1 + math.log(1 + sum(1 for other in held.values() if term in self._words(other)))
