"""Two lists become one: every candidate of either is scored by its words and by its meaning.

Against reciprocal ranks (k = 60) re-scoring gains .027 nDCG@10 with the built-in embedder and .016 with
MiniLM, on 8 or 9 of 9 sets that were held out.
"""

from collections.abc import Iterable, Mapping, Sequence

from desktop_rag.domain.passages import Scored, Vectors


def best_cosines(query: Vectors, rows: Sequence[tuple[int, int, bytes]]) -> dict[int, float]:
    """The cosine of each passage, which is that of its best part; `rows` as `VectorStore.of` gives them."""
    import numpy

    if not rows:
        return {}
    vector = numpy.frombuffer(query.data, numpy.float32, query.dimension)
    matrix = numpy.frombuffer(b"".join(data for _, _, data in rows), numpy.float16)
    cosines = matrix.reshape(len(rows), query.dimension).astype(numpy.float32) @ vector
    best: dict[int, float] = {}
    for (passage, _, _), cosine in zip(rows, cosines.tolist(), strict=True):
        if cosine > best.get(passage, -2.0):
            best[passage] = cosine
    return best


def middle(rows: Sequence[tuple[int, int, bytes]], dimension: int) -> Vectors:
    """The mean of these vectors, of length 1; zeros when there are none."""
    import numpy

    matrix = numpy.frombuffer(b"".join(data for _, _, data in rows), numpy.float16)
    mean = matrix.reshape(len(rows), dimension).astype(numpy.float32).sum(axis=0)
    length = float(numpy.linalg.norm(mean))
    return Vectors(1, dimension, (mean / length if length > 0 else mean).astype(numpy.float32).tobytes())


def ranked(scores: Iterable[tuple[int, float]]) -> list[Scored]:
    """Best first, ties by id, so that the same search gives the same list."""
    return [Scored(passage, score) for passage, score in sorted(scores, key=lambda it: (-it[1], it[0]))]


def by_words(keyword: Sequence[Scored]) -> list[Scored]:
    """BM25 as a share of the best."""
    top = max((hit.score for hit in keyword), default=0.0)
    return ranked((hit.passage, hit.score / top if top else 0.0) for hit in keyword)


def by_meaning(semantic: Iterable[int], cosines: Mapping[int, float]) -> list[Scored]:
    """Cosines between 0 and 1; what points the other way is 0."""
    return ranked((passage, min(1.0, max(0.0, cosines.get(passage, 0.0)))) for passage in semantic)


def by_both(
    keyword: Sequence[Scored], semantic: Iterable[int], cosines: Mapping[int, float], weight: float
) -> list[Scored]:
    """(1 - weight) · bm25 / max bm25 + weight · minmax(cosine over the candidates).

    A candidate that is not in the keyword list has no BM25; one without a vector yet gets the lowest cosine.
    """
    words = {hit.passage: hit.score for hit in by_words(keyword)}
    candidates = dict.fromkeys((*words, *semantic))
    known = [cosines[passage] for passage in candidates if passage in cosines]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    spread = high - low

    def meaning(passage: int) -> float:
        return (cosines.get(passage, low) - low) / spread if spread > 0 else 0.0

    return ranked(
        (passage, (1 - weight) * words.get(passage, 0.0) + weight * meaning(passage))
        for passage in candidates
    )
