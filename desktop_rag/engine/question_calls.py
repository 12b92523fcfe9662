"""Calls that search, ask, and show a source."""

from collections.abc import Mapping

from desktop_rag.domain.documents import Library
from desktop_rag.domain.errors import IndexDamaged, KeywordIndexDamaged
from desktop_rag.domain.passages import SearchResult
from desktop_rag.engine import calls
from desktop_rag.engine.chores import Chores
from desktop_rag.engine.model_calls import ModelCalls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import Reporter, ignore
from desktop_rag.processes.child import Handler
from desktop_rag.searching.retrieve import Searcher


class QuestionCalls:
    """Search, ask, conversations, sources."""

    def __init__(self, parts: Parts, runs: Runs, chores: Chores, models: ModelCalls) -> None:
        self._parts = parts
        self._catalog = parts.catalog
        self._runs = runs
        self._chores = chores
        self._models = models
        catalog = parts.catalog
        self.searcher = Searcher(
            catalog.documents,
            catalog.contents,
            catalog.vectors,
            catalog.generations,
            parts.keywords,
            parts.index,
            parts.analyzer,
            parts.embedders,
        )

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.SEARCH.name: self._search,
        }

    async def _search(self, wanted: calls.Search, report: Reporter) -> SearchResult:
        library = await self._catalog.libraries.named(wanted.library)
        try:
            result = await self._searched(library.id, wanted, report)
        except KeywordIndexDamaged:
            await self._runs.rebuild(library, "keyword")
            await self._runs.drain_words(library)
            result = await self._searched(library.id, wanted, report)
        self._mend(library, result.words_only)
        return result

    async def _searched(self, library: int, wanted: calls.Search, report: Reporter) -> SearchResult:
        return await self.searcher.search(
            library, wanted.query, wanted.top, wanted.mode, wanted.scope, wanted.prefix, report
        )

    def _mend(self, library: Library, words_only: str) -> None:
        """A damaged vector index is rebuilt in the background, words answering meanwhile."""
        if words_only == IndexDamaged.code and self._parts.repairs:
            self._chores.start(f"rebuild {library.id}", self._rebuild(library))

    async def _rebuild(self, library: Library) -> None:
        await self._runs.rebuild(library, "vector")
        await self._runs.index(library, (), False, ignore)
