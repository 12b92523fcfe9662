"""The call that measures retrieval on a judged collection."""

from collections.abc import Callable, Mapping, Sequence

from desktop_rag.domain.documents import Library
from desktop_rag.domain.events import IndexEvent
from desktop_rag.domain.ports import Ranker
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import Reporter
from desktop_rag.processes.child import Handler


class _Ingest:
    """The port `Ingest`: texts go into one library, through the steps of every other document."""

    def __init__(self, runs: Runs, library: Library, report: Callable[[IndexEvent], None]) -> None:
        self._runs = runs
        self._library = library
        self._report = report

    async def ingest(self, library: int, documents: Sequence[tuple[str, str, str]]) -> int:
        return await self._runs.ingest(self._library, documents, self._report)


class EvaluationCalls:
    """Evaluation over the same indexing and searching that people use."""

    def __init__(self, parts: Parts, runs: Runs, ranker: Ranker) -> None:
        self._parts = parts
        self._runs = runs
        self._ranker = ranker

    def handlers(self) -> Mapping[str, Handler]:
        return {calls.EVALUATE.name: self._evaluate}

    async def _evaluate(self, wanted: calls.Evaluate, report: Reporter) -> calls.Evaluated:
        from desktop_rag.evaluation.evaluate import Evaluator

        libraries = self._parts.catalog.libraries
        library = await libraries.named(wanted.library)
        if wanted.embedder is not None and wanted.embedder != library.embedder:
            await self._parts.embedders.open(wanted.embedder)
            await libraries.set_embedder(library.id, wanted.embedder)
            library = await libraries.named(wanted.library)
        evaluator = Evaluator(_Ingest(self._runs, library, report), self._ranker)
        measures, run = await evaluator.evaluate(
            library.id, wanted.documents, wanted.queries, wanted.relevance, wanted.mode
        )
        return calls.Evaluated(measures, tuple(calls.Ranking(query, ranking) for query, ranking in run))
