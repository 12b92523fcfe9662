"""A query becomes words of each of the library's languages."""

from collections.abc import Sequence

import pytest

from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.searching.query import Query, query_of
from desktop_rag.searching.understand import understand

ANALYZER = Analyzer()


def analysed(languages: Sequence[str], text: str, prefix: bool = False) -> Query:
    """What is typed, for these languages; with `prefix` its last word may be unfinished."""
    return query_of(ANALYZER, languages, understand(text, prefix))


def test_small_words_are_dropped_and_others_stemmed_once() -> None:
    query = analysed(["en"], "What is the cost of the costs of running?")
    assert query.keywords.terms == (("cost", "run"),)


def test_a_query_of_small_words_keeps_them() -> None:
    assert analysed(["en"], "to be or not to be").keywords.terms == (("to", "be", "or", "not"),)


def test_each_language_has_its_own_words() -> None:
    query = analysed(["de", "en"], "Häuser")
    assert query.keywords.languages == ("de", "en")
    assert query.keywords.terms[0] == ("haus",)


def test_a_word_that_is_small_in_a_language_that_nobody_writes_here_is_kept() -> None:
    assert analysed(["en"], "cat dog").keywords.terms == (("cat", "dog"),)


def test_a_library_without_a_language_yet_is_asked_all_the_same() -> None:
    assert analysed((), "houses").keywords.terms == (("hous",),)


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("photosy", "photosy"),
        ("what is photosy", "photosy"),
        ("done ", ""),
        ("law of the", ""),
        ("the", "the"),
        ("", ""),
    ],
)
def test_the_last_word_may_be_unfinished(text: str, begun: str) -> None:
    assert analysed(["en"], text, prefix=True).prefix == begun
    assert analysed(["en"], text).prefix == ""


def test_matches_are_told_with_their_place() -> None:
    query = analysed(["en"], "running costs ph", prefix=True)
    text = "It runs; the cost of photos."
    assert [text[match.span.start : match.span.end] for match in query.matches("en", text)] == [
        "runs",
        "cost",
        "photos",
    ]
