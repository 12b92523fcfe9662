"""From a query to the passages that answer it: by words, by meaning, or by both."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

from desktop_rag.domain.errors import KeywordIndexDamaged
from desktop_rag.domain.events import FirstFound, SearchEvent, WordsFound
from desktop_rag.domain.indexes import KeywordIndex, VectorIndex
from desktop_rag.domain.passages import Hit, Scored, SearchMode, SearchResult
from desktop_rag.domain.ports import Embedders, Judged, Ranked, Retrieved, TextAnalyzer
from desktop_rag.domain.projections import VectorStore
from desktop_rag.domain.queries import Filters
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.searching.asking import Asked, Asking
from desktop_rag.searching.bounds import Bounding
from desktop_rag.searching.lists import Found, Lists, Meant
from desktop_rag.searching.meaning import Meaning
from desktop_rag.searching.more_like import MoreLike
from desktop_rag.searching.spelling import Suggestion
from desktop_rag.searching.understand import plainly

T = TypeVar("T")

# A document may change over and over while one search runs.
TRIES = 5
# How many seconds meaning may take before the words are shown without it.
GRACE = 0.015
# So many hits fill a window; fifty take twice as long.
FIRST = 12


class _Wanted(NamedTuple):
    """How many hits of one search, when it began, and who is told of it on its way."""

    top: int
    begun: float
    report: Callable[[SearchEvent], None] | None

    @property
    def first(self) -> int:
        """How many are looked at before all others."""
        return min(self.top, FIRST)


class Searcher:
    """Searches a library; implements `Retriever` and `Ranker` too."""

    def __init__(
        self,
        documents: Documents,
        contents: Contents,
        vectors: VectorStore,
        keywords: KeywordIndex,
        index: VectorIndex,
        analyzer: TextAnalyzer,
        embedders: Embedders,
    ) -> None:
        self._contents = contents
        self._meaning = Meaning(vectors, index, embedders)
        bounding = Bounding(documents, contents, keywords, self._meaning)
        self._asking = Asking(contents, vectors, keywords, analyzer, bounding)
        self._lists = Lists(contents, keywords, self._meaning, bounding)
        self.more_like = MoreLike(contents, vectors, self._meaning, bounding, analyzer)
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
        filters: Filters = (),
    ) -> SearchResult:
        """The best `top` hits. `report` gets `FirstFound` before many are made, and in hybrid mode
        `WordsFound` when meaning takes its time.

        Any text is a query, with the syntax of `syntax`; what cannot be meant so is taken as words, and
        the result says so. `scope` holds document ids, or nothing for all; with `prefix` the last word may
        be unfinished; `filters` bound the search beside those that were typed. Without a usable vector
        index or embedder, words answer alone and `words_only` says why. Raises `KeywordIndexDamaged`.
        """
        wanted = _Wanted(top, time.perf_counter(), report)
        for _ in range(TRIES):
            before, standing = self._not_shown, await self._contents.standing(library)
            asked = await self._asking.typed(standing, library, query, mode, scope, prefix, filters)
            found, result = await self._spelled(asked, wanted)
            same = await self._contents.version() == standing.version
            if same or not await self._swapped(asked, found, before):
                break
            wanted = wanted._replace(report=None)
        return result

    async def _swapped(self, asked: Asked, found: Found, before: frozenset[int]) -> bool:
        """Whether a passage that was found is shown no more: what took its place may not have been there
        yet when the lists were made. Those that were not shown `before` the search say nothing."""
        shown = await self._contents.documents_of(asked.library, found.listed)
        gone = frozenset(passage for passage in found.listed if passage not in shown)
        self._not_shown = gone
        return bool(gone - before)

    async def _spelled(self, asked: Asked, wanted: _Wanted) -> tuple[Found, SearchResult]:
        """As it was typed, while its words are compared with those of the library; where none of them is
        anywhere, with others that are near."""
        try:
            async with asyncio.TaskGroup() as group:
                suggesting = group.create_task(_later(self._asking.suggestion(asked)))
                once = await self._once(asked, wanted, suggesting)
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        if isinstance(once, Suggestion):
            other = await self._asking.corrected(asked, once)
            once = await self._once(other, wanted)
            assert not isinstance(once, Suggestion)
        return once

    async def _once(
        self,
        asked: Asked,
        wanted: _Wanted,
        suggesting: asyncio.Future[Suggestion | None] | None = None,
    ) -> tuple[Found, SearchResult] | Suggestion:
        """What was found, or the words that are to be taken instead."""
        lists = self._lists
        if asked.mode == "semantic" and not asked.lists:
            meant = await lists.meant(asked)
            words = await lists.words(asked) if meant.failure else []
        else:
            both = await self._side_by_side(asked, wanted, suggesting)
            if isinstance(both, Suggestion):
                return both
            words, meant = both
        found = await lists.together(asked, words, meant, wanted.first)
        if suggesting is not None:
            suggestion = await suggesting
            if asked.needs(suggestion):
                return suggestion
            asked = asked._replace(suggestion=suggestion)
        await self._tell_first(asked, found, wanted)
        return found, await self._result(asked, found, wanted)

    async def _tell_first(self, asked: Asked, found: Found, wanted: _Wanted) -> None:
        if wanted.report is not None and wanted.top > wanted.first and len(found.ranking) > FIRST:
            wanted.report(FirstFound(await self._result(asked, found, wanted._replace(top=FIRST))))

    async def _side_by_side(
        self,
        asked: Asked,
        wanted: _Wanted,
        suggesting: asyncio.Future[Suggestion | None] | None,
    ) -> tuple[list[Scored], Meant] | Suggestion:
        """Both lists. When one fails, the other is cancelled and the failure raised as it is."""
        lists = self._lists
        try:
            async with asyncio.TaskGroup() as group:
                meaning = group.create_task(lists.meant(asked))
                words = await lists.words(asked)
                if not words and suggesting is not None and asked.needs(other := await suggesting):
                    meaning.cancel()
                    return other
                if asked.mode == "hybrid":
                    until = time.perf_counter() + GRACE
                    found = await lists.together(asked, words, Meant(), wanted.first)
                    await lists.prepare(asked, found, wanted.first, meaning)
                    await asyncio.wait({meaning}, timeout=max(0.0, until - time.perf_counter()))
                    if wanted.report is not None and not meaning.done():
                        told = asked if suggesting is None else asked._replace(suggestion=await suggesting)
                        await self._tell_first(told, found, wanted)
                        wanted.report(WordsFound(await self._result(told, found, wanted)))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return words, meaning.result()

    async def warm(self, library: int) -> None:
        """Opens what a search of this library needs. What cannot be opened is for the search to tell."""
        if generation := (await self._contents.standing(library)).generation:
            await self._meaning.warm(generation)
        with contextlib.suppress(KeywordIndexDamaged):
            await self.search(library, "a", top=1, mode="keyword")

    async def retrieve(
        self, library: int, query: str, top: int, mode: SearchMode = "hybrid", scope: Sequence[int] = ()
    ) -> Retrieved:
        result = await self.search(library, query, top, mode, scope)
        return Retrieved(
            result.hits, result.total, result.coverage, result.words_only, result.plain, result.said
        )

    async def rank(self, library: int, query: str, mode: SearchMode, limit: int, top: int) -> Judged:
        """A passage stands in the ranking once for every document that holds it.

        The query is words and nothing else: judged questions know of no syntax. Raises `IndexUnavailable`
        and any `ModelError`: words alone must not be measured as if they were both.
        """
        standing = await self._contents.standing(library)
        asked = await self._asking.of(standing, library, plainly(query), mode)
        words = await self._lists.words(asked) if mode != "semantic" else []
        meant = await self._lists.by_meaning(asked) if mode != "keyword" else Meant()
        found = await self._lists.together(asked, words, meant)
        shown = found.ranking[:limit]
        places = await self._contents.places(library, [hit.passage for hit in shown])
        ranking = tuple(
            Ranked(hit.passage, place.document, place.path, hit.score)
            for hit in shown
            for place in places.get(hit.passage, ())
        )
        return Judged(ranking, await self._hits(asked, found, top))

    async def _hits(self, asked: Asked, found: Found, top: int) -> tuple[Hit, ...]:
        return await self._lists.maker(asked, found).make(found.ranking, top)

    async def _result(self, asked: Asked, found: Found, wanted: _Wanted) -> SearchResult:
        hits = await self._hits(asked, found, wanted.top)
        coverage, understood, suggestion = asked.standing.coverage, asked.understood, asked.suggestion
        return SearchResult(
            query=asked.text,
            mode=asked.mode,
            seconds=time.perf_counter() - wanted.begun,
            coverage=coverage,
            hits=hits,
            total=len(found.ranking),
            words_only=found.failure if coverage.indexed else "",
            plain=understood.words,
            said=understood.said,
            suggestion=suggestion.text if suggestion else "",
            corrected=asked.corrected,
        )


async def _later(work: Awaitable[T]) -> T:
    """After what has just been started has been asked of other processes: they work meanwhile."""
    await asyncio.sleep(0)
    return await work
