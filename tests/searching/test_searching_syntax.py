"""Queries with phrases, filters, OR and what is not wanted, over a real catalog and a real keyword index."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_rag.domain.passages import Hit, SearchMode, SearchResult
from desktop_rag.searching import bounds
from tests.searching.shelf import Shelf, on_a_shelf
from tests.searching.test_syntax import TEXTS

MODES: tuple[SearchMode, ...] = ("hybrid", "keyword", "semantic")


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.place.shown.rsplit("/", 1)[-1] for hit in hits]


def day(*parts: int) -> int:
    return int(datetime(*parts).timestamp()) * 10**9  # type: ignore[arg-type]


PDF, TXT, CATS, SEA = "law 2023.pdf", "law.txt", "cats.md", "sea.md"


async def library(shelf: Shelf) -> None:
    pages = "The law of the cat in this town.", "A dog at sea."
    await shelf.put("taxes/law 2023.pdf", *pages, kind="pdf", date_ns=day(2023, 5, 1))
    words = "Here we see the cat of law and order."
    await shelf.put("taxes/old/law.txt", words, title="Résumé of laws", date_ns=day(2019, 3, 5))
    await shelf.put("zoo/cats.md", "A cat and a kitten, no law.", kind="markdown", date_ns=day(2024, 1, 1))
    await shelf.put("zoo/sea.md", "The moon over the sea.", kind="markdown", date_ns=day(2024, 6, 1))


async def found(shelf: Shelf, query: str, mode: SearchMode = "hybrid") -> set[str]:
    return set(names((await shelf.searcher.search(shelf.library, query, mode=mode)).hits))


def codes(result: SearchResult) -> list[str]:
    return [failure.code for failure in result.said]


@pytest.mark.parametrize("few", [2_000, 0])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "expected", "never"),
    [
        ('"law of the cat"', {PDF}, {TXT, CATS, SEA}),
        ('law "the cat"', {PDF, TXT}, {CATS, SEA}),
        ("law -kitten", {PDF, TXT}, {CATS}),
        ('cat -"no law"', {PDF, TXT}, {CATS}),
        ("cat type:pdf", {PDF}, {TXT, CATS, SEA}),
        ("cat type:pdf OR type:md", {PDF, CATS}, {TXT}),
        ("cat -type:pdf", {TXT, CATS}, {PDF}),
        ("cat file:law", {PDF, TXT}, {CATS, SEA}),
        ("cat file:*.txt", {TXT}, {PDF, CATS, SEA}),
        ("cat folder:taxes", {PDF, TXT}, {CATS, SEA}),
        ("cat -folder:old", {PDF, CATS}, {TXT}),
        ("cat title:resume", {TXT}, {PDF, CATS, SEA}),
        ("cat title:law", {PDF, TXT}, {CATS, SEA}),
        ("cat before:2023", {TXT}, {PDF, CATS, SEA}),
        ("cat after:2023-05-01 before:2024", {PDF}, {TXT, CATS, SEA}),
        ("dog OR sea page:2", {PDF}, {TXT, CATS, SEA}),
        ("cat page:1-3", {PDF}, {TXT, CATS, SEA}),
        ('"moon over" OR folder:old cat', {SEA, TXT}, {PDF, CATS}),
    ],
)
def test_both_lists_are_bounded(
    tmp_path: Path,
    query: str,
    expected: set[str],
    never: set[str],
    mode: SearchMode,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "FEW", few)

    async def work(shelf: Shelf) -> None:
        await library(shelf)
        hits = await found(shelf, query, mode)
        assert not hits & never
        assert hits >= expected and (mode != "keyword" or hits == expected)

    on_a_shelf(tmp_path, work)


def test_a_filter_alone_lists_its_documents_newest_first(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        for mode in MODES:
            listed = await shelf.searcher.search(shelf.library, "before:2025", mode=mode)
            assert names(listed.hits) == [SEA, CATS, PDF, TXT]
        assert await found(shelf, "page:2") == {"law 2023.pdf"}

    on_a_shelf(tmp_path, work)


def test_what_is_not_wanted_alone_finds_nothing_and_says_so(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        result = await shelf.searcher.search(shelf.library, "-cat")
        assert result.hits == () and codes(result) == ["query-nothing"]

    on_a_shelf(tmp_path, work)


def test_a_phrase_that_is_nowhere_is_searched_for_as_words_and_said(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        result = await shelf.searcher.search(shelf.library, '"cat law" type:text')
        assert names(result.hits) == ["law.txt"] and codes(result) == ["query-phrase-nowhere"]
        assert {result.hits[0].snippet[m.start : m.end] for m in result.hits[0].marks} == {"cat", "law"}
        standing = await shelf.searcher.search(shelf.library, '"law of the cat"')
        assert standing.said == ()
        (mark,) = standing.hits[0].marks
        assert standing.hits[0].snippet[mark.start : mark.end] == "law of the cat"

    on_a_shelf(tmp_path, work)


def test_an_empty_library_is_no_fault_of_the_query(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        for query in ('"cat law"', "cat type:pdf", '"cat law" file:a after:2024'):
            result = await shelf.searcher.search(shelf.library, query)
            assert result.hits == () and result.said == () and result.coverage.documents == 0

    on_a_shelf(tmp_path, work)


def test_what_is_nowhere_may_still_be_in_what_has_not_been_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        read = (await shelf.catalog.contents.standing(shelf.library)).coverage.indexed
        await shelf.wait("later.txt")
        result = await shelf.searcher.search(shelf.library, '"cat law"')
        assert codes(result) == ["query-phrase-not-yet"] and result.hits
        assert result.said[0].arguments == {"what": '"cat law"', "read": f"{read} of {read + 1}"}
        result = await shelf.searcher.search(shelf.library, "cat type:xlsx")
        assert codes(result) == ["query-filter-not-yet"]

    on_a_shelf(tmp_path, work)


def test_a_filter_that_no_document_matches_says_so(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        result = await shelf.searcher.search(shelf.library, "cat type:xlsx after:2024")
        assert result.hits == () and codes(result) == ["query-filter-nothing"]
        assert result.said[0].arguments["what"] == "type:xlsx after:2024"

    on_a_shelf(tmp_path, work)


def test_a_passage_of_two_documents_is_shown_in_the_one_that_the_filter_leaves(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.put("a/same.txt", "The law of the sea.")
        await shelf.put("b/same.txt", "The law of the sea.")
        (hit,) = (await shelf.searcher.search(shelf.library, "law folder:b")).hits
        assert hit.place.shown == "/shelf/b/same.txt" and hit.also_in == ("/shelf/a/same.txt",)

    on_a_shelf(tmp_path, work)


def test_meaning_and_the_words_that_are_told_are_without_syntax(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        shelf.embedder.asked.clear()
        result = await shelf.searcher.search(shelf.library, 'cat "the law" -dog type:text')
        assert shelf.embedder.asked == ["cat the law"] and result.plain == "cat the law"
        assert result.query == 'cat "the law" -dog type:text'
        retrieved = await shelf.searcher.retrieve(shelf.library, "cat type:xlsx", 3)
        assert retrieved.plain == "cat" and [one.code for one in retrieved.said] == ["query-filter-nothing"]

    on_a_shelf(tmp_path, work)


def test_judged_questions_know_of_no_syntax(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        judged = await shelf.searcher.rank(shelf.library, 'cat -law "nowhere at all"', "keyword", 100, 10)
        assert len(judged.ranking) == 3

    on_a_shelf(tmp_path, work)


# ---- did you mean


@pytest.mark.parametrize(
    ("query", "suggestion", "corrected"),
    [
        ("kiten", "kitten", True),
        ("Kitetn", "Kitten", True),
        ("kiten cat", "kitten cat", False),
        ("kiten type:markdown", "kitten type:markdown", True),
        ('kiten -"x y"', 'kitten -"x y"', True),
        ("kitten", "", False),
        ("cat xyzzyx", "", False),
        ("dgo", "", False),
    ],
)
def test_a_word_that_nobody_wrote_is_suggested_otherwise(
    tmp_path: Path, query: str, suggestion: str, corrected: bool
) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        result = await shelf.searcher.search(shelf.library, query)
        assert (result.suggestion, result.corrected) == (suggestion, corrected)
        assert ("query-corrected" in codes(result)) == corrected
        assert result.query == query
        if corrected:
            assert names(result.hits)[0] == "cats.md"

    on_a_shelf(tmp_path, work)


def test_a_long_word_may_have_two_wrong_letters(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.put("green.txt", "Photosynthesis needs light.")
        result = await shelf.searcher.search(shelf.library, "photosintesis")
        assert result.corrected and result.suggestion == "photosynthesis"
        (hit,) = result.hits
        assert [hit.snippet[mark.start : mark.end] for mark in hit.marks] == ["Photosynthesis"]

    on_a_shelf(tmp_path, work)


def test_the_beginning_of_a_word_is_no_mistake_while_it_is_typed(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        typing = await shelf.searcher.search(shelf.library, "cat kitt", prefix=True)
        assert typing.suggestion == ""
        wrong = await shelf.searcher.search(shelf.library, "cat kitetn", prefix=True)
        assert wrong.suggestion == "cat kitten"

    on_a_shelf(tmp_path, work)


def test_any_text_can_be_searched_for(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await library(shelf)
        queries: list[str] = []

        @given(TEXTS, st.booleans())
        @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
        def gather(text: str, typing: bool) -> None:
            queries.append(text)

        gather()
        assert len(queries) > 50
        for number, query in enumerate(queries):
            mode = MODES[number % 3]
            result = await shelf.searcher.search(shelf.library, query, mode=mode, prefix=number % 2 == 0)
            assert result.query == query and all(0.0 <= hit.score <= 1.0 for hit in result.hits)

    on_a_shelf(tmp_path, work)
