"""From a query to the passages that answer it: by words, by meaning, or by both."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from desktop_rag.domain.errors import Failure, IndexUnavailable, KeywordIndexDamaged, ModelError
from desktop_rag.domain.events import SearchEvent, WordsFound
from desktop_rag.domain.passages import Hit, Scored, SearchMode, SearchResult
from desktop_rag.domain.ports import (
    Embedders,
    Judged,
    KeywordIndex,
    Ranked,
    Retrieved,
    TextAnalyzer,
    VectorIndex,
)
from desktop_rag.domain.stores import Contents, Documents, Generations, Standing, VectorStore
from desktop_rag.searching.bounds import Bounding, Bounds
from desktop_rag.searching.fuse import by_both, by_meaning, by_words
from desktop_rag.searching.hits import HitMaker, Texts
from desktop_rag.searching.meaning import Meaning, Sense
from desktop_rag.searching.more_like import MoreLike
from desktop_rag.searching.query import Query, query_of
from desktop_rag.searching.spelling import Speller, Suggestion
from desktop_rag.searching.understand import Understood, plainly, understand

# A document may change over and over while one search runs.
TRIES = 5
# How many seconds meaning may take before the words are shown without it: to show them costs as long.
GRACE = 0.015
# Of each list; what stands in only one of them still gets both scores.
CANDIDATES = 100

A = TypeVar("A")
B = TypeVar("B")


class _Asked(NamedTuple):
    """One search: in which library, for what, and in which documents."""

    standing: Standing
    library: int
    text: str
    understood: Understood
    query: Query
    mode: SearchMode
    bounds: Bounds
    texts: Texts
    suggestion: Suggestion | None = None

    @property
    def lists(self) -> bool:
        """Whether there is nothing to rank by: then the documents are shown, the newest first."""
        terms = self.query.keywords
        return not any(terms.terms) and not terms.prefix and not self.understood.words.strip()


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
    documents: dict[int, tuple[int, ...]]
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
        self._contents = contents
        self._keywords = keywords
        self._analyzer = analyzer
        self._meaning = Meaning(generations, vectors, index, embedders)
        self._bounding = Bounding(documents, contents, keywords, self._meaning)
        self.more_like = MoreLike(documents, contents, self._meaning, analyzer)
        self._speller = Speller(keywords, analyzer)
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
        """The best `top` hits. In hybrid mode `report` gets `WordsFound` when meaning takes its time.

        Any text is a query, with the syntax of `syntax`; what cannot be meant so is taken as words, and
        the result says so. `scope` holds document ids, or nothing for all; with `prefix` the last word may
        be unfinished. Without a usable vector index or embedder, words answer alone and `words_only` says
        why. Raises `KeywordIndexDamaged`.
        """
        begun = time.perf_counter()
        for _ in range(TRIES):
            before, standing = self._not_shown, await self._contents.standing(library)
            asked = await self._meant_as(standing, library, query, mode, scope, prefix)
            found, result = await self._once(asked, top, begun, report)
            same = await self._contents.version() == standing.version
            if same or not await self._swapped(asked, found, before):
                break
            report = None
        return result

    async def _swapped(self, asked: _Asked, found: _Found, before: frozenset[int]) -> bool:
        """Whether a passage that was found is shown no more: what took its place may not have been there
        yet when the lists were made. Those that were not shown `before` the search say nothing."""
        shown = await self._contents.documents_of(asked.library, found.listed)
        gone = frozenset(passage for passage in found.listed if passage not in shown)
        self._not_shown = gone
        return bool(gone - before)

    async def _once(
        self, asked: _Asked, top: int, begun: float, report: Callable[[SearchEvent], None] | None
    ) -> tuple[_Found, SearchResult]:
        if asked.mode == "semantic" and not asked.lists:
            meant = await self._meant(asked)
            words = await self._words(asked) if meant.failure else []
        else:
            words, meant = await self._side_by_side(asked, top, begun, report)
        found = await self._together(asked, words, meant)
        return found, await self._result(asked, found, top, begun)

    async def _side_by_side(
        self, asked: _Asked, top: int, begun: float, report: Callable[[SearchEvent], None] | None
    ) -> tuple[list[Scored], _Meant]:
        """Both lists. When one fails, the other is cancelled and the failure raised as it is."""
        try:
            async with asyncio.TaskGroup() as group:
                meaning = group.create_task(self._meant(asked))
                words = await self._words(asked)
                if report is not None and asked.mode == "hybrid":
                    await asyncio.wait({meaning}, timeout=GRACE)
                    if not meaning.done():
                        found = await self._together(asked, words, _Meant())
                        report(WordsFound(await self._result(asked, found, top, begun)))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return words, meaning.result()

    async def warm(self, library: int) -> None:
        """Opens what a search of this library needs. What cannot be opened is for the search to tell."""
        await self._meaning.warm(library)
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
        asked = await self._asked(standing, library, plainly(query), mode)
        words = await self._words(asked) if mode != "semantic" else []
        meant = await self._by_meaning(asked) if mode != "keyword" else _Meant()
        found = await self._together(asked, words, meant)
        shown = found.ranking[:limit]
        places = await self._contents.places(library, [hit.passage for hit in shown])
        ranking = tuple(
            Ranked(hit.passage, place.document, place.path, hit.score)
            for hit in shown
            for place in places.get(hit.passage, ())
        )
        return Judged(ranking, await self._hits(asked, found, top))

    async def _meant_as(
        self,
        standing: Standing,
        library: int,
        text: str,
        mode: SearchMode,
        scope: Sequence[int],
        typing: bool,
    ) -> _Asked:
        """The query as it is typed, unless its phrases or all of its words are nowhere."""
        asked = await self._asked(standing, library, understand(text, typing), mode, scope)
        asked = await self._with_what_is_there(asked, scope)
        suggestion = await self._speller.suggest(library, standing.languages, text, asked.understood.begun)
        if suggestion is not None and suggestion.needed and not asked.understood.phrases:
            meant = understand(suggestion.text, typing)
            said = (*meant.said, Failure("query-corrected", {"what": suggestion.text}))
            asked = await self._asked(standing, library, meant._replace(said=said), mode, scope)
        return asked._replace(text=text, suggestion=suggestion)

    async def _with_what_is_there(self, asked: _Asked, scope: Sequence[int]) -> _Asked:
        """Without the phrases, where no passage holds them; says so, and where filters leave nothing."""
        understood = asked.understood
        if asked.bounds.empty:
            said = (*understood.said, Failure("query-filter-nothing", {"what": understood.bounds}))
            return asked._replace(understood=understood._replace(said=said)) if understood.bounds else asked
        if not understood.phrases:
            return asked
        if (await self._keywords.holding(asked.library, asked.query.keywords, 1)).total:
            return asked
        quoted = " ".join(f'"{phrase.text}"' for phrase in understood.phrases)
        said = (*understood.said, Failure("query-phrase-nowhere", {"what": quoted}))
        loose = understood.without_phrases()._replace(said=said)
        return await self._asked(asked.standing, asked.library, loose, asked.mode, scope)

    async def _asked(
        self,
        standing: Standing,
        library: int,
        understood: Understood,
        mode: SearchMode,
        scope: Sequence[int] = (),
    ) -> _Asked:
        bounds = await self._bounding.of(library, understood, scope)
        selected = None if bounds.selection is None else bounds.selection.contents
        query = query_of(self._analyzer, standing.languages, understood, selected, bounds.contents)
        texts = Texts(self._contents, self._analyzer, library)
        return _Asked(standing, library, understood.text, understood, query, mode, bounds, texts)

    async def _words(self, asked: _Asked) -> list[Scored]:
        if asked.bounds.empty:
            return []
        selection = asked.bounds.selection
        if asked.lists and selection is not None and len(asked.query.keywords.required) == 1:
            first = await self._contents.first_passages(selection.documents, CANDIDATES)
            return [Scored(passage, 0.0) for passage in first]
        return await self._keywords.search(asked.library, asked.query.keywords, CANDIDATES)

    async def _meant(self, asked: _Asked) -> _Meant:
        if asked.mode == "keyword" or asked.lists or asked.bounds.empty:
            return _Meant()
        try:
            return await self._by_meaning(asked)
        except (IndexUnavailable, ModelError) as error:
            return _Meant(failure=error.code)

    async def _by_meaning(self, asked: _Asked) -> _Meant:
        sense = await self._meaning.of(asked.library, asked.understood.words)
        near = await self._bounding.nearest(asked.library, asked.query, asked.bounds, sense, CANDIDATES)
        return _Meant(sense, near)

    async def _together(self, asked: _Asked, words: Sequence[Scored], meant: _Meant) -> _Found:
        """Both lists joined to the catalog, so that nothing stale ranks or is shown, then fused."""
        either = list(dict.fromkeys(hit.passage for hit in (*words, *meant.nearest)))
        documents = self._in_scope(asked, await asked.texts.documents(either))
        keyword = [hit for hit in words if hit.passage in documents]
        semantic = [hit.passage for hit in meant.nearest if hit.passage in documents]
        if asked.lists:
            ranking = keyword
        elif meant.sense is None:
            ranking = by_words(keyword)
        else:
            # The index has compared its own exactly: they are the same vectors.
            cosines = {hit.passage: hit.score for hit in meant.nearest}
            rest = [passage for passage in documents if passage not in cosines]
            cosines |= await self._meaning.cosines(meant.sense, rest)
            ranking = (
                by_meaning(semantic, cosines)
                if asked.mode == "semantic"
                else by_both(keyword, semantic, cosines, meant.sense.fusion)
            )
        ids = frozenset(hit.passage for hit in keyword)
        return _Found(either, ranking, documents, ids, frozenset(semantic), meant.failure)

    def _in_scope(self, asked: _Asked, shown: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
        """A passage that several documents share is shown in one that was asked for."""
        if asked.bounds.selection is None:
            return shown
        among = frozenset(asked.bounds.selection.documents)
        ordered = {
            passage: tuple(sorted(documents, key=lambda document: document not in among))
            for passage, documents in shown.items()
        }
        return {passage: documents for passage, documents in ordered.items() if documents[0] in among}

    async def _hits(self, asked: _Asked, found: _Found, top: int) -> tuple[Hit, ...]:
        maker = HitMaker(asked.texts, asked.query, found.documents, found.keyword, found.semantic)
        return await maker.make(found.ranking, top)

    async def _result(self, asked: _Asked, found: _Found, top: int, begun: float) -> SearchResult:
        hits = await self._hits(asked, found, top)
        coverage, understood, suggestion = asked.standing.coverage, asked.understood, asked.suggestion
        return SearchResult(
            query=asked.text,
            mode=asked.mode,
            seconds=time.perf_counter() - begun,
            coverage=coverage,
            hits=hits,
            total=len(found.ranking),
            words_only=found.failure if coverage.indexed else "",
            plain=understood.words,
            said=understood.said,
            suggestion=suggestion.text if suggestion else "",
            corrected=suggestion is not None and understood.text == suggestion.text != asked.text,
        )
