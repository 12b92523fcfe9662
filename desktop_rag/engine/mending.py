"""Searching that mends what it finds damaged: words at once, meaning in the background."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from desktop_rag.domain.documents import Library
from desktop_rag.domain.errors import BadRequest, IndexDamaged, KeywordIndexDamaged
from desktop_rag.domain.events import SearchEvent
from desktop_rag.domain.passages import SearchMode, SearchResult
from desktop_rag.domain.ports import Retrieved
from desktop_rag.domain.queries import Filters
from desktop_rag.engine.chores import Chores
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import ignore
from desktop_rag.searching.retrieve import Searcher

R = TypeVar("R")


class MendingSearcher:
    """Implements `Retriever`. A damaged keyword index is rebuilt before the search is tried again; with
    `repairs`, a damaged vector index is rebuilt while words answer."""

    def __init__(self, searcher: Searcher, runs: Runs, chores: Chores, repairs: bool) -> None:
        self._searcher = searcher
        self._runs = runs
        self._chores = chores
        self._repairs = repairs

    async def search(
        self,
        library: int,
        query: str,
        top: int,
        mode: SearchMode,
        scope: Sequence[int],
        prefix: bool,
        filters: Filters,
        report: Callable[[SearchEvent], None],
    ) -> SearchResult:
        self._runs.gate.searching()
        result = await self._mended(
            library, lambda: self._searcher.search(library, query, top, mode, scope, prefix, report, filters)
        )
        await self._notice(library, result.words_only)
        return result

    async def similar(
        self, library: int, passage: int | None, document: int | None, top: int, filters: Filters = ()
    ) -> SearchResult:
        """What says the like of a passage or of a document. Raises `BadRequest` unless one is given."""
        if (passage is None) == (document is None):
            raise BadRequest(what="a passage or a document")
        more = self._searcher.more_like
        if document is not None:
            result = await more.document(library, document, top, filters)
        else:
            assert passage is not None
            result = await more.passage(library, passage, top, filters)
        await self._notice(library, result.words_only)
        return result

    async def retrieve(
        self, library: int, query: str, top: int, mode: SearchMode = "hybrid", scope: Sequence[int] = ()
    ) -> Retrieved:
        found = await self._mended(library, lambda: self._searcher.retrieve(library, query, top, mode, scope))
        await self._notice(library, found.words_only)
        return found

    async def _mended(self, library: int, search: Callable[[], Awaitable[R]]) -> R:
        try:
            return await search()
        except KeywordIndexDamaged:
            named = await self._runs.library(library)
            await self._runs.rebuild(named, "keyword")
            await self._runs.tidy(named)
            return await search()

    async def _notice(self, library: int, words_only: str) -> None:
        if words_only == IndexDamaged.code and self._repairs:
            self._chores.start(f"rebuild {library}", self._rebuild(await self._runs.library(library)))

    async def _rebuild(self, library: Library) -> None:
        await self._runs.rebuild(library, "vector")
        await self._runs.index(library, (), False, ignore)
