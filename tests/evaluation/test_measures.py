"""Measures against values worked out by hand."""

import math

import pytest

from desktop_rag.domain.passages import Span
from desktop_rag.evaluation.measures import ndcg, percentile, recall, reciprocal_rank, span_recall

GRADES = {"a": 2, "b": 1, "c": 0}


def test_ndcg_has_linear_gain_as_trec_eval() -> None:
    gained = 1 / math.log2(2) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["b", "x", "a"], GRADES, 10) == pytest.approx(gained / ideal)
    assert ndcg(["a", "b"], GRADES, 10) == 1.0
    assert ndcg(["b", "x", "a"], GRADES, 1) == pytest.approx(1 / 2)
    assert ndcg(["x"], GRADES, 10) == ndcg(["a"], {}, 10) == 0.0


def test_recall_counts_relevant_documents_only() -> None:
    assert recall(["c", "b", "a"], GRADES, 2) == 0.5
    assert recall(["c"], {"c": 0}, 2) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["c", "x", "b", "a"], GRADES, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "x", "b"], GRADES, 2) == 0.0


def test_a_span_must_lie_wholly_inside_the_union_of_what_is_shown() -> None:
    shown = [Span(10, 20), Span(0, 10), Span(50, 60)]
    assert span_recall([(5, 15)], shown) == 1.0
    assert span_recall([(5, 15), (55, 61)], shown) == 0.5
    assert span_recall([(20, 21)], shown) == 0.0
    assert span_recall([(5, 6)], []) == 0.0


def test_of_overlapping_spans_one_suffices() -> None:
    assert span_recall([(0, 30), (5, 9)], [Span(0, 10)]) == 1.0
    assert span_recall([(0, 5), (5, 9)], [Span(0, 5)]) == 0.5


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(number) for number in range(1, 101)], 0.95) == 95.0
    assert percentile([], 0.5) == 0.0
