"""A collection is indexed, asked and measured."""

import asyncio
from collections.abc import Sequence

import pytest

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.passages import Hit, Place, SearchMode
from desktop_rag.domain.ports import Judged, Ranked
from desktop_rag.domain.reports import CorpusDocument, JudgedQuery
from desktop_rag.evaluation.evaluate import Evaluator

DOCUMENTS = (CorpusDocument("a", "", "text of a"), CorpusDocument("ü", "", "text of u"))


class Counting:
    """Implements `Ingest`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []

    async def ingest(self, library: int, documents: Sequence[tuple[str, str, str]]) -> int:
        self.taken += documents
        return 7


def place(path: str, start: int = 0, end: int = 0) -> Place:
    return Place(1, path.encode(), path, "", "text", UnitPlace("section", 1), start, end)


class Fixed:
    """Implements `Ranker`: two passages of "ü", then one of "a"."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def rank(self, library: int, query: str, mode: SearchMode, limit: int, top: int) -> Judged:
        self.asked.append((query, mode))
        ranking = (
            Ranked(1, 2, "ü".encode(), 0.9),
            Ranked(2, 2, "ü".encode(), 0.8),
            Ranked(3, 1, b"a", 0.4),
        )
        hits = (
            Hit(1, 0.9, 1, place("ü", 0, 5), "", ""),
            Hit(2, 0.4, 3, place("a", 5, 9), "", ""),
        )
        return Judged(ranking, hits)


def test_documents_are_ranked_by_their_best_passage() -> None:
    ingest, ranker = Counting(), Fixed()
    queries = (JudgedQuery("q", "what", "a", ((5, 8),)), JudgedQuery("none", "skipped"))
    measures, run = asyncio.run(
        Evaluator(ingest, ranker).evaluate(
            1, DOCUMENTS, queries, {"q": {"a": 1}, "none": {"a": 0}}, "keyword"
        )
    )
    assert run == (("q", (("ü", 0.9), ("a", 0.4))),)
    assert ranker.asked == [("what", "keyword")]
    assert ingest.taken == [("a", "", "text of a"), ("ü", "", "text of u")]
    assert (measures.queries, measures.documents, measures.passages) == (1, 2, 7)
    assert measures.mrr_10 == 0.5 and measures.recall_10 == measures.recall_50 == 1.0
    assert measures.span_recall_5 == measures.span_recall_10 == 1.0


def test_spans_are_measured_only_where_queries_have_them() -> None:
    queries = (JudgedQuery("q", "what"),)
    measures, _ = asyncio.run(Evaluator(Counting(), Fixed()).evaluate(1, DOCUMENTS, queries, {"q": {"a": 1}}))
    assert measures.span_recall_5 is None and measures.span_recall_10 is None


def test_judgements_that_fit_no_query_are_wrong_usage_before_anything_is_indexed() -> None:
    ingest = Counting()
    with pytest.raises(BadRequest):
        asyncio.run(
            Evaluator(ingest, Fixed()).evaluate(
                1, DOCUMENTS, (JudgedQuery("q", "what"),), {"other": {"a": 1}}
            )
        )
    assert ingest.taken == []
