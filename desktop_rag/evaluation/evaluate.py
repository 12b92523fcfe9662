"""Retrieval measured on a judged collection, through the same indexing and search as everything else."""

import os
import time
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.passages import SearchMode, Span
from desktop_rag.domain.ports import Ingest, Judged, Ranker
from desktop_rag.domain.reports import CorpusDocument, JudgedQuery, Measures
from desktop_rag.evaluation.measures import ndcg, percentile, recall, reciprocal_rank, span_recall

# Deep enough for recall@50: both lists of a search together, whatever they hold.
PASSAGES = 1000
SHOWN = 10

Run = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


class _Scores(NamedTuple):
    """The measures of one query."""

    ndcg_10: float
    recall_10: float
    recall_50: float
    mrr_10: float
    milliseconds: float
    spans_5: float | None
    spans_10: float | None


class Evaluator:
    """Indexes a collection and asks its queries; documents are ranked by their best passage."""

    def __init__(self, ingest: Ingest, ranker: Ranker) -> None:
        self._ingest = ingest
        self._ranker = ranker

    async def evaluate(
        self,
        library: int,
        documents: Sequence[CorpusDocument],
        queries: Sequence[JudgedQuery],
        relevance: Mapping[str, Mapping[str, int]],
        mode: SearchMode = "hybrid",
    ) -> tuple[Measures, Run]:
        """Means over the queries that have a relevant document, and the run: for each query its
        documents with their scores, best first. Raises what indexing and searching raise, and
        `BadRequest` when no query has a relevant document.
        """
        judged = [
            query for query in queries if any(grade > 0 for grade in relevance.get(query.id, {}).values())
        ]
        if not judged:
            raise BadRequest(what="the judgements: no query has a relevant document")
        begun = time.perf_counter()
        passages = await self._ingest.ingest(library, [(it.id, it.title, it.text) for it in documents])
        index_seconds = time.perf_counter() - begun
        scores: list[_Scores] = []
        run: list[tuple[str, tuple[tuple[str, float], ...]]] = []
        for query in judged:
            begun = time.perf_counter()
            found = await self._ranker.rank(library, query.text, mode, PASSAGES, SHOWN)
            milliseconds = 1000 * (time.perf_counter() - begun)
            ranking = _documents(found)
            run.append((query.id, ranking))
            order = [document for document, _ in ranking]
            scores.append(_scored(query, order, relevance[query.id], found, milliseconds))
        return _means(scores, len(documents), passages, index_seconds), tuple(run)


def _documents(found: Judged) -> tuple[tuple[str, float], ...]:
    """The documents by their best passage; a document's path is its id in the collection."""
    best: dict[str, float] = {}
    for hit in found.ranking:
        best.setdefault(os.fsdecode(hit.path), hit.score)
    return tuple(best.items())


def _scored(
    query: JudgedQuery, order: Sequence[str], grades: Mapping[str, int], found: Judged, milliseconds: float
) -> _Scores:
    return _Scores(
        ndcg(order, grades, 10),
        recall(order, grades, 10),
        recall(order, grades, 50),
        reciprocal_rank(order, grades, 10),
        milliseconds,
        _spans(query, found, 5),
        _spans(query, found, 10),
    )


def _spans(query: JudgedQuery, found: Judged, k: int) -> float | None:
    if query.doc_id is None or not query.spans:
        return None
    wanted = os.fsencode(query.doc_id)
    shown = [Span(hit.place.start, hit.place.end) for hit in found.hits[:k] if hit.place.path == wanted]
    return span_recall(query.spans, shown)


def _means(scores: Sequence[_Scores], documents: int, passages: int, index_seconds: float) -> Measures:
    times = [score.milliseconds for score in scores]
    return Measures(
        queries=len(scores),
        documents=documents,
        passages=passages,
        ndcg_10=fmean(score.ndcg_10 for score in scores),
        recall_10=fmean(score.recall_10 for score in scores),
        recall_50=fmean(score.recall_50 for score in scores),
        mrr_10=fmean(score.mrr_10 for score in scores),
        index_seconds=index_seconds,
        query_ms_p50=percentile(times, 0.5),
        query_ms_p95=percentile(times, 0.95),
        span_recall_5=_mean([score.spans_5 for score in scores]),
        span_recall_10=_mean([score.spans_10 for score in scores]),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
