"""From a query to hits, over a real catalog and a real keyword index."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_rag.domain.errors import (
    DesktopRagError,
    IndexDamaged,
    IndexUnavailable,
    KeywordIndexDamaged,
    OllamaAbsent,
)
from desktop_rag.domain.events import FirstFound, SearchEvent
from desktop_rag.domain.passages import Hit, SearchMode, Vectors
from desktop_rag.searching import bounds, retrieve
from tests.fakes.embedder import CountingEmbedder
from tests.searching.shelf import Shelf, on_a_shelf

MODES: tuple[SearchMode, ...] = ("hybrid", "keyword", "semantic")


async def pets(shelf: Shelf) -> None:
    await shelf.put("cats.txt", "A cat sleeps on the roof in the rain.")
    await shelf.put("kittens.txt", "The kitten has drunk its milk.")
    await shelf.put("cars.txt", "The car needs a new engine.")


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.place.shown.rsplit("/", 1)[-1] for hit in hits]


def test_words_and_meaning_both_find_and_say_so(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        result = await shelf.searcher.search(shelf.library, "cat on the roof")
        assert names(result.hits)[:2] == ["cats.txt", "kittens.txt"]
        first, second = result.hits[:2]
        assert first.matched == ("keyword", "semantic") and second.matched == ("semantic",)
        assert [first.snippet[mark.start : mark.end] for mark in first.marks] == ["cat", "roof"]
        assert first.rank == 1 and 1.0 >= first.score > second.score >= 0.0
        assert result.coverage.embedded == 3 and result.words_only == "" and result.total == 3

    on_a_shelf(tmp_path, work)


def test_keyword_mode_knows_no_synonyms_and_semantic_mode_does(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        keyword = await shelf.searcher.search(shelf.library, "kitten", mode="keyword")
        assert names(keyword.hits) == ["kittens.txt"] and keyword.hits[0].matched == ("keyword",)
        semantic = await shelf.searcher.search(shelf.library, "kitten", mode="semantic")
        assert names(semantic.hits)[:2] == ["kittens.txt", "cats.txt"]
        assert semantic.hits[1].matched == ("semantic",)

    on_a_shelf(tmp_path, work)


def test_a_passage_is_the_text_at_its_place(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.put("two.txt", "First about bread.", "Then about the moon.", gap="\n\n-- \n")
        (hit, *_) = (await shelf.searcher.search(shelf.library, "moon")).hits
        unit = await shelf.catalog.contents.unit(document, 0)
        assert unit.text[hit.place.start : hit.place.end] == hit.text == "Then about the moon."

    on_a_shelf(tmp_path, work)


@pytest.mark.parametrize(
    "error", [IndexUnavailable(directory="x"), IndexDamaged(directory="x"), OllamaAbsent(url="x")]
)
@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_words_answer_alone_when_meaning_cannot_and_say_why(
    tmp_path: Path, error: DesktopRagError, mode: SearchMode
) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        shelf.embedders.fails = error
        result = await shelf.searcher.search(shelf.library, "cat", mode=mode)
        assert names(result.hits) == ["cats.txt"] and result.words_only == error.code

    on_a_shelf(tmp_path, work)


def test_measures_do_not_take_words_alone_for_both(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        shelf.embedders.fails = OllamaAbsent(url="x")
        with pytest.raises(OllamaAbsent):
            await shelf.searcher.rank(shelf.library, "cat", "hybrid", 100, 10)
        assert (await shelf.searcher.rank(shelf.library, "cat", "keyword", 100, 10)).hits

    on_a_shelf(tmp_path, work)


def test_a_damaged_keyword_index_is_raised_as_it_is(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        await shelf.keywords.close()
        (tmp_path / "keywords" / f"{shelf.library}.shape").write_text("0")
        again = Shelf(shelf.catalog, tmp_path)
        again.library = shelf.library
        with pytest.raises(KeywordIndexDamaged):
            await again.searcher.search(shelf.library, "cat")
        await again.keywords.close()

    on_a_shelf(tmp_path, work)


def test_a_library_without_vectors_yet_is_searched_by_words(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        empty = await shelf.searcher.search(shelf.library, "cat")
        assert empty.hits == () and empty.words_only == ""
        await pets(shelf)
        result = await shelf.searcher.search(shelf.library, "cat")
        assert names(result.hits) == ["cats.txt"]
        assert result.words_only == IndexUnavailable.code

    on_a_shelf(tmp_path, work, vectors=False)


def test_vectors_of_another_edition_of_the_model_are_not_compared(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        shelf.embedder._name = "newer"
        assert (await shelf.searcher.search(shelf.library, "cat")).words_only == IndexUnavailable.code

    on_a_shelf(tmp_path, work)


class Slow(CountingEmbedder):
    """Embeds when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        await self.free.wait()
        return await super().embed(inputs)


def test_words_come_first_when_meaning_takes_its_time(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        slow = shelf.embedders.embedder = Slow()
        seen: list[SearchEvent] = []

        def report(event: SearchEvent) -> None:
            seen.append(event)
            slow.free.set()

        result = await shelf.searcher.search(shelf.library, "cat", report=report)
        (event,) = seen
        assert names(event.result.hits) == ["cats.txt"]
        assert names(result.hits)[:2] == ["cats.txt", "kittens.txt"]

    on_a_shelf(tmp_path, work)


@pytest.mark.parametrize("mode", MODES)
def test_words_are_not_told_twice_when_all_is_there_at_once(
    tmp_path: Path, mode: SearchMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieve, "GRACE", 60)

    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        seen: list[SearchEvent] = []
        result = await shelf.searcher.search(shelf.library, "cat", mode=mode, report=seen.append)
        assert seen == [] and "cats.txt" in names(result.hits)

    on_a_shelf(tmp_path, work)


@pytest.mark.parametrize("few", [5_000, 0])
@pytest.mark.parametrize("mode", MODES)
def test_a_scope_holds_the_search_to_its_documents(
    tmp_path: Path, mode: SearchMode, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FEW", few)

    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        other = await shelf.put("more.txt", "Another cat waits at the sea.")
        result = await shelf.searcher.search(shelf.library, "cat", mode=mode, scope=[other])
        assert names(result.hits) == ["more.txt"]
        nowhere = await shelf.searcher.search(shelf.library, "cat", mode=mode, scope=[9999])
        assert nowhere.hits == ()

    on_a_shelf(tmp_path, work)


def test_files_of_the_same_content_are_one_hit_with_both_names(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.put("a.txt", "The law of the sea.")
        second = await shelf.put("b.txt", "The law of the sea.")
        (hit,) = (await shelf.searcher.search(shelf.library, "law")).hits
        assert names([hit]) == ["a.txt"] and [path.rsplit("/", 1)[-1] for path in hit.also_in] == ["b.txt"]
        (scoped,) = (await shelf.searcher.search(shelf.library, "law", scope=[second])).hits
        assert names([scoped]) == ["b.txt"]

    on_a_shelf(tmp_path, work)


def test_near_duplicates_are_shown_once_but_ranked_each(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        words = " ".join(f"clause{number}" for number in range(40))
        await shelf.put("a.txt", f"The law of the sea. {words}")
        await shelf.put("b.txt", f"The law of the sea! {words} amended")
        await shelf.put("c.txt", "Some other law.")
        result = await shelf.searcher.search(shelf.library, "law sea")
        assert sorted(names(result.hits)) == ["a.txt", "c.txt"]
        judged = await shelf.searcher.rank(shelf.library, "law sea", "hybrid", 100, 10)
        assert len({ranked.document for ranked in judged.ranking}) == 3

    on_a_shelf(tmp_path, work)


def test_hits_that_touch_become_one_and_their_text_is_exact(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.put(
            "long.txt", "The cat came first.", "Then the cat slept.", "Nothing here.", gap="\n\n"
        )
        (hit,) = (await shelf.searcher.search(shelf.library, "cat", mode="keyword")).hits
        unit = await shelf.catalog.contents.unit(document, 0)
        assert hit.text == "The cat came first.\n\nThen the cat slept."
        assert unit.text[hit.place.start : hit.place.end] == hit.text

    on_a_shelf(tmp_path, work)


def test_passages_with_other_text_between_them_stay_apart(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.put("long.txt", "The cat came first.", "Then the cat slept.", gap=" but ")
        assert len((await shelf.searcher.search(shelf.library, "cat", mode="keyword")).hits) == 2

    on_a_shelf(tmp_path, work)


def test_one_document_does_not_crowd_out_the_others(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        many = [f"Cat number {word} sat." for word in ("one", "two", "three", "four", "five")]
        await shelf.put("many.txt", *many, gap="\n----------\n")
        await shelf.put("other.txt", "A cat was mentioned once in this much longer text about the house.")
        hits = (await shelf.searcher.search(shelf.library, "cat", mode="keyword")).hits
        assert names(hits) == ["many.txt"] * 3 + ["other.txt"] + ["many.txt"] * 2

    on_a_shelf(tmp_path, work)


def test_what_was_removed_is_never_shown_though_the_indexes_still_hold_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        (gone,) = await shelf.catalog.documents.at(shelf.library, [b"/shelf/cats.txt"])
        await shelf.catalog.documents.remove([gone.id])
        result = await shelf.searcher.search(shelf.library, "cat")
        assert "cats.txt" not in names(result.hits)
        assert result.total == len(result.hits)

    on_a_shelf(tmp_path, work)


def test_a_query_is_embedded_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        shelf.embedder.asked.clear()
        for _ in range(3):
            await shelf.searcher.search(shelf.library, "cat in the rain")
        assert shelf.embedder.asked == ["cat in the rain"]

    on_a_shelf(tmp_path, work)


@pytest.mark.parametrize("query", ["", "   ", "?!", "the of and", "\ud83d", "xyzzy"])
@pytest.mark.parametrize("mode", MODES)
def test_odd_queries_end_without_an_error(tmp_path: Path, query: str, mode: SearchMode) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        result = await shelf.searcher.search(shelf.library, query, mode=mode, prefix=True)
        assert all(0.0 <= hit.score <= 1.0 for hit in result.hits)

    on_a_shelf(tmp_path, work)


def test_the_word_being_typed_finds_by_its_beginning(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        result = await shelf.searcher.search(shelf.library, "new eng", mode="keyword", prefix=True)
        (hit,) = result.hits
        assert [hit.snippet[mark.start : mark.end] for mark in hit.marks] == ["new", "engine"]
        done = await shelf.searcher.search(shelf.library, "eng", mode="keyword")
        assert done.hits == ()

    on_a_shelf(tmp_path, work)


def test_every_document_is_found_by_words_of_its_own_language(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.put("haus.txt", "Die Häuser stehen am Fluss.", language="de")
        await shelf.put("zh.txt", "黑豹队的防守只丢了分", language="zh")
        await shelf.put("en.txt", "The houses stand by the river.")
        for query, expected in (("Haus", "haus.txt"), ("防守", "zh.txt"), ("house", "en.txt")):
            hits = (await shelf.searcher.search(shelf.library, query, mode="keyword")).hits
            assert names(hits) == [expected]
            assert hits[0].marks

    on_a_shelf(tmp_path, work)


def test_retrieving_for_an_answer_is_the_same_search(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await pets(shelf)
        result = await shelf.searcher.search(shelf.library, "cat", top=2)
        retrieved = await shelf.searcher.retrieve(shelf.library, "cat", 2)
        assert retrieved.hits == result.hits and retrieved.found == result.total

    on_a_shelf(tmp_path, work)


def test_meaning_weighs_as_much_as_the_model_knows_of_the_language_of_most_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign language here is one in which meaning says nothing, so that words rank alone."""

    async def work(shelf: Shelf) -> None:
        monkeypatch.setattr(shelf.embedder, "fusion", lambda language: 0.99 if language == "en" else 0.0)
        await shelf.put("cats.txt", "A cat, a cat and a dog on the roof of the barn.")
        await shelf.put("kittens.txt", "The kitten has drunk its milk.")

        async def first() -> list[float]:
            result = await shelf.searcher.search(shelf.library, "roof kitten")
            return [round(hit.score, 2) for hit in result.hits]

        in_english = await first()
        for number in range(3):
            await shelf.put(f"{number}.txt", f"Die Rechnung Nummer {number} ist noch offen.", language="de")
        in_german = await first()
        assert in_english != in_german[: len(in_english)]
        assert in_german[2:] == [0.0] * (len(in_german) - 2)

    on_a_shelf(tmp_path, work)


@pytest.mark.parametrize("mode", MODES)
def test_of_many_hits_the_first_are_told_before_all_are_made(tmp_path: Path, mode: SearchMode) -> None:
    async def work(shelf: Shelf) -> None:
        for number in range(2 * retrieve.FIRST):
            await shelf.put(f"{number}.txt", f"The cat of house {number} sleeps. " + "It rains. " * number)
        seen: list[SearchEvent] = []
        result = await shelf.searcher.search(shelf.library, "cat", top=50, mode=mode, report=seen.append)
        first = next(event.result for event in seen if isinstance(event, FirstFound))
        assert len(first.hits) == retrieve.FIRST < len(result.hits)
        assert first.hits == result.hits[: retrieve.FIRST] and first.total == result.total
        seen.clear()
        await shelf.searcher.search(shelf.library, "cat", top=retrieve.FIRST, mode=mode, report=seen.append)
        assert not any(isinstance(event, FirstFound) for event in seen)

    on_a_shelf(tmp_path, work)
