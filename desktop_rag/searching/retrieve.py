"""From a query to the passages that answer it: by words, by meaning, or by both."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple, TypeVar

from desktop_rag.domain.errors import IndexUnavailable, ModelError
from desktop_rag.domain.events import SearchEvent, WordsFound
from desktop_rag.domain.passages import Hit, Place, Scored, SearchMode, SearchResult
from desktop_rag.domain.ports import (
    Embedders,
    Judged,
    KeywordIndex,
    Ranked,
    Retrieved,
    TextAnalyzer,
    VectorIndex,
)
from desktop_rag.domain.stores import Contents, Documents, Generations, VectorStore
from desktop_rag.searching.fuse import by_both, by_meaning, by_words
from desktop_rag.searching.hits import HitMaker
from desktop_rag.searching.meaning import Meaning, Sense
from desktop_rag.searching.query import Query, analysed

# A document may change over and over while one search runs.
TRIES = 5
# Of each list; what stands in only one of them still gets both scores.
CANDIDATES = 100

A = TypeVar("A")
B = TypeVar("B")


class _Asked(NamedTuple):
    """One search: in which library, for what, and in which documents and passages (None: all)."""

    library: int
    text: str
    query: Query
    mode: SearchMode
    scope: frozenset[int]
    within: frozenset[int] | None


class _Meant(NamedTuple):
    """What meaning found, or the code that says why it took no part."""

    sense: Sense | None = None
    nearest: Sequence[Scored] = ()
    failure: str = ""


class _Found(NamedTuple):
    """What the two lists hold of the library as it is now, and how they rank together; `listed` are all
    passages of the lists, those too that no document shows."""

    listed: Sequence[int]
    ranking: list[Scored]
    places: dict[int, tuple[Place, ...]]
    keyword: frozenset[int]
    semantic: frozenset[int]
    failure: str


class Searcher:
    """Searches a library; implements `Retriever` and `Ranker` too."""

    def __init__(
        self,
        documents: Documents,
        contents: Contents,
        vectors: VectorStore,
        generations: Generations,
        keywords: KeywordIndex,
        index: VectorIndex,
        analyzer: TextAnalyzer,
        embedders: Embedders,
    ) -> None:
        self._documents = documents
        self._contents = contents
        self._keywords = keywords
        self._analyzer = analyzer
        self._meaning = Meaning(generations, vectors, index, embedders)
        self._not_shown: frozenset[int] = frozenset()

    async def search(
        self,
        library: int,
        query: str,
        top: int = 10,
        mode: SearchMode = "hybrid",
        scope: Sequence[int] = (),
        prefix: bool = False,
        report: Callable[[SearchEvent], None] | None = None,
    ) -> SearchResult:
        """The best `top` hits. In hybrid mode `report` gets `WordsFound` before meaning has joined.

        `scope` holds document ids, or nothing for all; with `prefix` the last word may be unfinished.
        Without a usable vector index or embedder, words answer alone and `words_only` says why. Raises
        `KeywordIndexDamaged`.
        """
        begun = time.perf_counter()
        for _ in range(TRIES):
            before, version = self._not_shown, await self._contents.version()
            asked = await self._asked(library, query, mode, scope, prefix)
            found, result = await self._once(asked, top, begun, report)
            if await self._contents.version() == version or not await self._swapped(asked, found, before):
                break
            report = None
        return result

    async def _swapped(self, asked: _Asked, found: _Found, before: frozenset[int]) -> bool:
        """Whether a passage that was found is shown no more: what took its place may not have been there
        yet when the lists were made. Those that were not shown `before` the search say nothing."""
        shown = await self._contents.places(asked.library, found.listed)
        gone = frozenset(passage for passage in found.listed if passage not in shown)
        self._not_shown = gone
        return bool(gone - before)

    async def _once(
        self, asked: _Asked, top: int, begun: float, report: Callable[[SearchEvent], None] | None
    ) -> tuple[_Found, SearchResult]:
        async def words_first() -> list[Scored]:
            words = await self._words(asked)
            if report is not None and asked.mode == "hybrid":
                found = await self._together(asked, words, _Meant())
                report(WordsFound(await self._result(asked, found, top, begun)))
            return words

        if asked.mode == "semantic":
            meant = await self._meant(asked)
            words = await self._words(asked) if meant.failure else []
        else:
            words, meant = await _side_by_side(words_first(), self._meant(asked))
        found = await self._together(asked, words, meant)
        return found, await self._result(asked, found, top, begun)

    async def retrieve(
        self, library: int, query: str, top: int, mode: SearchMode = "hybrid", scope: Sequence[int] = ()
    ) -> Retrieved:
        result = await self.search(library, query, top, mode, scope)
        return Retrieved(result.hits, result.total, result.coverage, result.words_only)

    async def rank(self, library: int, query: str, mode: SearchMode, limit: int, top: int) -> Judged:
        """A passage stands in the ranking once for every document that holds it.

        Raises `IndexUnavailable` and any `ModelError`: words alone must not be measured as if they were both.
        """
        asked = await self._asked(library, query, mode)
        words = await self._words(asked) if mode != "semantic" else []
        meant = await self._by_meaning(asked) if mode != "keyword" else _Meant()
        found = await self._together(asked, words, meant)
        ranking = tuple(
            Ranked(hit.passage, place.document, place.path, hit.score)
            for hit in found.ranking[:limit]
            for place in found.places[hit.passage]
        )
        return Judged(ranking, await self._hits(asked, found, top))

    async def _asked(
        self, library: int, text: str, mode: SearchMode, scope: Sequence[int] = (), prefix: bool = False
    ) -> _Asked:
        query = analysed(self._analyzer, await self._contents.languages(library), text, prefix)
        within = frozenset(await self._contents.passages_of(scope)) if scope else None
        return _Asked(library, text, query, mode, frozenset(scope), within)

    async def _words(self, asked: _Asked) -> list[Scored]:
        return await self._keywords.search(asked.library, asked.query.keywords, CANDIDATES, asked.within)

    async def _meant(self, asked: _Asked) -> _Meant:
        if asked.mode == "keyword":
            return _Meant()
        try:
            return await self._by_meaning(asked)
        except (IndexUnavailable, ModelError) as error:
            return _Meant(failure=error.code)

    async def _by_meaning(self, asked: _Asked) -> _Meant:
        sense = await self._meaning.of(asked.library, asked.text)
        return _Meant(sense, await self._meaning.nearest(sense, CANDIDATES, asked.within))

    async def _together(self, asked: _Asked, words: Sequence[Scored], meant: _Meant) -> _Found:
        """Both lists joined to the catalog, so that nothing stale ranks or is shown, then fused."""
        either = list(dict.fromkeys(hit.passage for hit in (*words, *meant.nearest)))
        places = self._in_scope(asked, await self._contents.places(asked.library, either))
        keyword = [hit for hit in words if hit.passage in places]
        semantic = [hit.passage for hit in meant.nearest if hit.passage in places]
        if meant.sense is None:
            ranking = by_words(keyword)
        else:
            cosines = await self._meaning.cosines(meant.sense, list(places))
            ranking = (
                by_meaning(semantic, cosines)
                if asked.mode == "semantic"
                else by_both(keyword, semantic, cosines, meant.sense.fusion)
            )
        ids = frozenset(hit.passage for hit in keyword)
        return _Found(either, ranking, places, ids, frozenset(semantic), meant.failure)

    def _in_scope(self, asked: _Asked, places: dict[int, tuple[Place, ...]]) -> dict[int, tuple[Place, ...]]:
        """A passage that several documents share is shown in one that was asked for."""
        if asked.scope:
            places = {
                passage: tuple(sorted(found, key=lambda place: place.document not in asked.scope))
                for passage, found in places.items()
            }
        return {passage: found for passage, found in places.items() if found}

    async def _hits(self, asked: _Asked, found: _Found, top: int) -> tuple[Hit, ...]:
        maker = HitMaker(
            self._contents, self._analyzer, asked.query, found.places, found.keyword, found.semantic
        )
        return await maker.make(found.ranking, top)

    async def _result(self, asked: _Asked, found: _Found, top: int, begun: float) -> SearchResult:
        hits = await self._hits(asked, found, top)
        coverage = await self._documents.coverage(asked.library)
        return SearchResult(
            query=asked.text,
            mode=asked.mode,
            seconds=time.perf_counter() - begun,
            coverage=coverage,
            hits=hits,
            total=len(found.ranking),
            words_only=found.failure if coverage.indexed else "",
        )


async def _side_by_side(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Both results; when one fails, the other is cancelled and the failure raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            one, two = group.create_task(first), group.create_task(second)
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return one.result(), two.result()
