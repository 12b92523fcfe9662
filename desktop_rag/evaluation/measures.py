"""Measures of a ranking against judgements, with the definitions of trec_eval."""

import math
from collections.abc import Mapping, Sequence

from desktop_rag.domain.passages import Span


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Gain is the grade itself (linear), discounted by log2(rank + 1), over that of the ideal order."""
    gained = _discounted([grades.get(document, 0) for document in ranking[:k]])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    return gained / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(0, gain) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """The share of the relevant documents that stand among the first k."""
    wanted = {document for document, grade in grades.items() if grade > 0}
    return len(wanted.intersection(ranking[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document, or 0 when none stands among the first k."""
    return next(
        (1 / rank for rank, document in enumerate(ranking[:k], 1) if grades.get(document, 0) > 0), 0.0
    )


def span_recall(gold: Sequence[tuple[int, int]], shown: Sequence[Span]) -> float:
    """The share of gold spans that lie wholly inside the union of what is shown of their document.

    Gold spans that overlap are alternatives, of which one suffices.
    """
    stretches = _union(shown)
    groups = _alternatives(gold)
    covered = sum(
        any(low <= start and end <= high for start, end in group for low, high in stretches)
        for group in groups
    )
    return covered / len(groups) if groups else 0.0


def _union(shown: Sequence[Span]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for span in sorted(shown, key=lambda span: span.start):
        if merged and span.start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], span.end)
        else:
            merged.append((span.start, span.end))
    return merged


def _alternatives(gold: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    reach = 0
    for start, end in sorted(gold):
        if groups and start < reach:
            groups[-1].append((start, end))
            reach = max(reach, end)
        else:
            groups.append([(start, end)])
            reach = end
    return groups


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
