"""Two lists become one."""

import array

import pytest

from desktop_rag.domain.passages import Scored, Vectors
from desktop_rag.searching.fuse import best_cosines, by_both, by_meaning, by_words


def half(*numbers: float) -> bytes:
    import numpy

    return numpy.array(numbers, numpy.float16).tobytes()


QUERY = Vectors(1, 2, array.array("f", [1.0, 0.0]).tobytes())


def test_a_passage_has_the_cosine_of_its_best_part() -> None:
    rows = ((1, 0, half(0.0, 1.0)), (1, 1, half(0.5, 0.5)), (2, 0, half(1.0, 0.0)))
    assert best_cosines(QUERY, rows) == {1: 0.5, 2: 1.0}
    assert best_cosines(QUERY, ()) == {}


def test_every_candidate_of_either_list_gets_both_scores() -> None:
    fused = by_both([Scored(1, 10.0), Scored(2, 5.0)], [3], {1: 0.2, 2: 0.4, 3: 0.6}, 0.3)
    assert [hit.passage for hit in fused] == [1, 2, 3]
    assert [hit.score for hit in fused] == pytest.approx([0.7, 0.35 + 0.15, 0.3])


def test_ties_are_in_the_order_of_ids() -> None:
    assert [hit.passage for hit in by_both([], [9, 4, 7], {9: 0.5, 4: 0.5, 7: 0.5}, 0.3)] == [4, 7, 9]


def test_a_passage_without_a_vector_yet_counts_as_the_least_alike() -> None:
    fused = by_both([Scored(1, 1.0), Scored(2, 1.0)], [], {2: 0.9}, 0.5)
    assert [hit.score for hit in fused] == pytest.approx([0.5, 0.5])


def test_scores_lie_between_nothing_and_one() -> None:
    assert by_words([Scored(1, 4.0), Scored(2, 1.0)]) == [Scored(1, 1.0), Scored(2, 0.25)]
    assert by_meaning([1, 2], {1: -0.3, 2: 1.0004}) == [Scored(2, 1.0), Scored(1, 0.0)]
    assert by_words([]) == []
