"""The keyword index: a contract that the real one and the fake keep, and what only real files can do."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec import structs

from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.errors import KeywordIndexDamaged
from desktop_rag.domain.indexes import (
    Condition,
    ExactWords,
    Held,
    InContents,
    KeywordIndex,
    KeywordQuery,
    OneWord,
    OnPages,
)
from desktop_rag.domain.passages import Passage
from tests.fakes.keyword_index import MemoryKeywords

ANALYZER = Analyzer()
LIBRARY = 7


def passage(
    number: int,
    text: str,
    language: str = "en",
    document_title: str = "",
    heading: tuple[str, ...] = (),
    file_names: tuple[str, ...] = (),
) -> Passage:
    return Passage(number, number, 0, 0, len(text), heading, text, document_title, language, file_names)


def asked(text: str, language: str = "en", prefix: str = "") -> KeywordQuery:
    terms = tuple(term.text for term in ANALYZER.terms(language, text))
    return KeywordQuery((terms,), prefix, (language,))


def bounded(text: str, condition: Condition) -> KeywordQuery:
    return structs.replace(asked(text), required=((condition,),))


ZOO = (
    passage(1, "The cat sleeps on the warm roof."),
    passage(2, "Dogs bark at night, and one dog barks at the moon."),
    passage(3, "Running water is photosynthesis for nobody."),
)


class KeywordContract:
    """What every keyword index promises; `made` gives an empty one."""

    def made(self, folder: Path) -> KeywordIndex:
        raise NotImplementedError

    def run(self, folder: Path, work: Callable[[KeywordIndex], Awaitable[object]]) -> object:
        async def with_index() -> object:
            index = self.made(folder)
            await index.add(LIBRARY, ZOO)
            await index.commit(LIBRARY)
            try:
                return await work(index)
            finally:
                await index.close()

        return asyncio.run(with_index())

    def found(self, folder: Path, query: KeywordQuery, *more: Passage) -> list[int]:
        async def work(index: KeywordIndex) -> list[int]:
            await index.add(LIBRARY, more)
            await index.commit(LIBRARY)
            return [hit.passage for hit in await index.search(LIBRARY, query, 10)]

        found = self.run(folder, work)
        assert isinstance(found, list)
        return found

    def test_any_of_the_words_finds_a_passage_and_more_of_them_rank_it_higher(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, asked("dog moon roof")) == [2, 1]

    def test_another_form_of_a_word_finds_it(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, asked("runs")) == [3]

    def test_equal_scores_are_in_the_order_of_their_ids(self, tmp_path: Path) -> None:
        twins = (passage(12, "a lone zebra"), passage(11, "a lone zebra"))
        assert self.found(tmp_path, asked("zebra"), *twins) == [11, 12]

    def test_a_title_finds_the_passages_below_it_before_the_mere_mention(self, tmp_path: Path) -> None:
        titled = passage(20, "It hunts at night.", document_title="The lynx", heading=("Habits",))
        mention = passage(21, "Besides owls a lynx was seen once in these woods long ago.")
        assert self.found(tmp_path, asked("lynx"), mention, titled) == [20, 21]

    def test_the_beginning_of_a_word_finds_it(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, KeywordQuery(((),), "photos", ("en",))) == [3]

    def test_a_file_is_found_by_its_name(self, tmp_path: Path) -> None:
        named = passage(30, "Nothing of that.", file_names=("annual-report 2024.pdf",))
        assert self.found(tmp_path, asked("annual report"), named) == [30]

    def test_part_of_a_file_name_among_other_words_finds_nothing(self, tmp_path: Path) -> None:
        named = passage(30, "Nothing of that.", file_names=("annual-report 2024.pdf",))
        assert self.found(tmp_path, asked("annual rainfall"), named) == []

    def test_a_passage_is_matched_by_the_words_of_its_own_language(self, tmp_path: Path) -> None:
        german = passage(40, "Die Häuser stehen am Fluss.", "de")
        english = passage(41, "Two houses.")
        right = KeywordQuery((("hous",), ("haus",)), "", ("en", "de"))
        wrong = KeywordQuery((("haus",), ("hous",)), "", ("en", "de"))
        assert sorted(self.found(tmp_path / "right", right, german, english)) == [40, 41]
        assert self.found(tmp_path / "wrong", wrong, german, english) == []

    def test_what_is_deleted_is_found_no_more(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            await index.delete(LIBRARY, [2, 999])
            await index.commit(LIBRARY)
            assert await index.search(LIBRARY, asked("dog"), 10) == []
            assert await index.count(LIBRARY) == 2

        self.run(tmp_path, work)

    def test_adding_again_replaces_instead_of_doubling(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            await index.add(LIBRARY, ZOO, again=True)
            await index.commit(LIBRARY)
            assert await index.count(LIBRARY) == 3
            assert len(await index.search(LIBRARY, asked("dog"), 10)) == 1

        self.run(tmp_path, work)

    def test_what_is_not_committed_is_not_found(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            await index.add(LIBRARY, [passage(50, "an okapi")])
            assert await index.search(LIBRARY, asked("okapi"), 10) == []
            await index.commit(LIBRARY)
            assert len(await index.search(LIBRARY, asked("okapi"), 10)) == 1

        self.run(tmp_path, work)

    def test_a_search_in_some_contents_sees_no_others_and_scores_the_same(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            everywhere = await index.search(LIBRARY, asked("dog roof water"), 10)
            within = await index.search(LIBRARY, bounded("dog roof water", InContents((1, 3))), 10)
            assert [hit.passage for hit in within] == [
                hit.passage for hit in everywhere if hit.passage in (1, 3)
            ]
            scores = {hit.passage: hit.score for hit in everywhere}
            assert all(hit.score == pytest.approx(scores[hit.passage]) for hit in within)
            assert await index.search(LIBRARY, bounded("dog roof", InContents(())), 10) == []

        self.run(tmp_path, work)

    def test_exact_words_stand_one_after_the_other(self, tmp_path: Path) -> None:
        more = passage(60, "A roof that is warm."), passage(61, "warm roof", document_title="On a warm roof")
        near = bounded("warm roof", ExactWords(("warm", "roof")))
        assert sorted(self.found(tmp_path / "a", near, *more)) == [1, 61]
        headed = bounded("roof", ExactWords(("on", "a", "warm", "roof")))
        assert self.found(tmp_path / "b", headed, *more) == [61]
        assert self.found(tmp_path / "c", bounded("roof", ExactWords(("warms", "roof"))), *more) == []

    def test_the_last_of_exact_words_may_be_unfinished(self, tmp_path: Path) -> None:
        assert self.found(tmp_path / "a", bounded("warm", ExactWords(("warm", "ro"), True))) == [1]
        assert self.found(tmp_path / "b", bounded("warm", ExactWords(("war",), True))) == [1]
        assert self.found(tmp_path / "c", bounded("warm", ExactWords(("sleeps", "ro"), True))) == []

    def test_what_is_excluded_is_not_found_in_any_form(self, tmp_path: Path) -> None:
        query = asked("night water cat dog")
        without = structs.replace(query, excluded=(OneWord(("bark",)), ExactWords(("warm", "roof"))))
        assert self.found(tmp_path, without) == [3]

    def test_one_of_several_conditions_is_enough(self, tmp_path: Path) -> None:
        query = asked("night water cat dog")
        either = structs.replace(query, required=((OneWord(("bark",)), ExactWords(("warm", "roof"))),))
        assert sorted(self.found(tmp_path / "a", either)) == [1, 2]
        both = structs.replace(query, required=((OneWord(("bark",)),), (ExactWords(("warm", "roof")),)))
        assert self.found(tmp_path / "b", both) == []

    def test_a_word_is_excluded_in_the_language_of_the_passage(self, tmp_path: Path) -> None:
        german = passage(40, "Die Häuser am Wasser stehen.", "de")
        query = KeywordQuery(
            (("water",), ("wass",)), "", ("en", "de"), excluded=(OneWord(("photosynthesi", "haus")),)
        )
        assert self.found(tmp_path / "a", query, german) == []
        other = structs.replace(query, excluded=(OneWord(("haus", "photosynthesi")),))
        assert sorted(self.found(tmp_path / "b", other, german)) == [3, 40]

    def test_pages_are_told_apart(self, tmp_path: Path) -> None:
        pages = [structs.replace(passage(70 + n, "an okapi"), page=n) for n in range(4)]
        assert self.found(tmp_path / "a", bounded("okapi", OnPages(2, 3)), *pages) == [72, 73]
        assert self.found(tmp_path / "b", bounded("okapi", OnPages(1, 1)), *pages) == [71]

    def test_conditions_alone_find_all_that_meet_them(self, tmp_path: Path) -> None:
        assert self.found(tmp_path / "a", bounded("", InContents((1, 3)))) == [1, 3]
        no_cats = KeywordQuery(((),), "", ("en",), excluded=(OneWord(("cat",)),))
        assert self.found(tmp_path / "b", no_cats) == [2, 3]

    def test_what_meets_the_conditions_is_counted_and_told_by_id(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            query = bounded("llama", InContents((1, 2, 3, 4)))
            assert await index.holding(LIBRARY, query, 10) == Held((1, 2, 3), 3)
            assert (await index.holding(LIBRARY, query, 1)).total == 3
            assert await index.holding(LIBRARY, query, 10, [3, 99]) == Held((3,), 1)
            assert await index.holding(99, query, 10) == Held((), 0)

        self.run(tmp_path, work)

    def test_words_are_counted_as_they_are_and_by_their_stems(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            words = [("barks", "bark"), ("roof", "roof"), ("zebra", "zebra")]
            assert await index.frequencies(LIBRARY, words) == (1, 1, 0)
            assert await index.frequencies(99, words) == (0, 0, 0)

        self.run(tmp_path, work)

    def test_words_that_are_a_letter_away_are_told(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            await index.add(LIBRARY, [passage(80, "roofs, a proof and a root"), passage(81, "the root")])
            await index.commit(LIBRARY)
            assert await index.neighbours(LIBRARY, "roofz", 1) == (("roof", 1), ("roofs", 1))
            assert await index.neighbours(LIBRARY, "orof", 1) == (("roof", 1),)
            assert await index.neighbours(LIBRARY, "roo", 1) == (("root", 2), ("roof", 1))
            assert await index.neighbours(LIBRARY, "photosintesis", 1) == ()
            assert await index.neighbours(LIBRARY, "photosintesis", 2) == (("photosynthesis", 1),)
            assert await index.neighbours(99, "roo", 1) == ()

        self.run(tmp_path, work)

    def test_an_unknown_library_is_empty(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            assert await index.search(99, asked("dog"), 10) == []
            assert await index.count(99) == 0

        self.run(tmp_path, work)

    def test_a_cleared_library_is_empty_and_can_be_filled_again(self, tmp_path: Path) -> None:
        async def work(index: KeywordIndex) -> None:
            await index.clear(LIBRARY)
            assert await index.count(LIBRARY) == 0
            await index.add(LIBRARY, ZOO[:1])
            await index.commit(LIBRARY)
            assert await index.count(LIBRARY) == 1

        self.run(tmp_path, work)

    def test_a_query_without_words_finds_nothing(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, KeywordQuery(())) == []
        assert self.found(tmp_path / "again", asked("")) == []


class TestTantivy(KeywordContract):
    def made(self, folder: Path) -> KeywordIndex:
        return TantivyKeywords(folder, ANALYZER)


class TestFake(KeywordContract):
    def made(self, folder: Path) -> KeywordIndex:
        return MemoryKeywords(ANALYZER)


# ---- on disk


def fill(folder: Path) -> None:
    async def run() -> None:
        index = TantivyKeywords(folder, ANALYZER)
        await index.add(LIBRARY, ZOO)
        await index.commit(LIBRARY)
        await index.close()

    asyncio.run(run())


def look(folder: Path) -> list[int]:
    async def run() -> list[int]:
        index = TantivyKeywords(folder, ANALYZER)
        try:
            return [hit.passage for hit in await index.search(LIBRARY, asked("dog"), 10)]
        finally:
            await index.close()

    return asyncio.run(run())


def largest(folder: Path, suffix: str) -> Path:
    return max((folder / str(LIBRARY)).glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    fill(tmp_path)
    assert look(tmp_path) == [2]


def test_the_folder_is_private(tmp_path: Path) -> None:
    fill(tmp_path)
    assert (tmp_path / str(LIBRARY)).stat().st_mode & 0o077 == 0
    assert (tmp_path / f"{LIBRARY}.shape").stat().st_mode & 0o077 == 0


def spoil_a_byte(folder: Path) -> None:
    path = largest(folder, ".term")
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def cut_short(folder: Path) -> None:
    path = largest(folder, ".idx")
    path.write_bytes(path.read_bytes()[:-20])


def empty(folder: Path) -> None:
    largest(folder, ".fieldnorm").write_bytes(b"")


def take_away(folder: Path) -> None:
    largest(folder, ".store").unlink()


def spoil_the_list(folder: Path) -> None:
    (folder / str(LIBRARY) / "meta.json").write_text("{")


def another_shape(folder: Path) -> None:
    (folder / f"{LIBRARY}.shape").write_text("0")


def no_shape(folder: Path) -> None:
    (folder / f"{LIBRARY}.shape").unlink()


def huge_footer(folder: Path) -> None:
    path = largest(folder, ".term")
    path.write_bytes(path.read_bytes()[:-8] + b"\xff\xff\xff\x7f" + (1337).to_bytes(4, "little"))


@pytest.mark.parametrize(
    "damage",
    [spoil_a_byte, cut_short, empty, take_away, spoil_the_list, another_shape, no_shape, huge_footer],
)
def test_damaged_files_are_named_as_such_and_can_be_cleared(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    fill(tmp_path)
    damage(tmp_path)
    with pytest.raises(KeywordIndexDamaged):
        look(tmp_path)

    async def mend() -> None:
        index = TantivyKeywords(tmp_path, ANALYZER)
        await index.clear(LIBRARY)
        await index.close()

    asyncio.run(mend())
    fill(tmp_path)
    assert look(tmp_path) == [2]


def test_lists_of_tantivy_stay_readable_json(tmp_path: Path) -> None:
    fill(tmp_path)
    assert json.loads((tmp_path / str(LIBRARY) / "meta.json").read_text())["segments"]


def test_libraries_do_not_see_each_other(tmp_path: Path) -> None:
    async def run() -> None:
        index = TantivyKeywords(tmp_path, ANALYZER)
        await index.add(1, ZOO[:1])
        await index.add(2, ZOO[1:])
        await index.commit(1)
        await index.commit(2)
        assert await index.search(1, asked("dog"), 10) == []
        assert await index.count(2) == 2
        await index.clear(1)
        assert await index.count(2) == 2
        await index.close()

    asyncio.run(run())


class Waiting(Analyzer):
    """Holds the writer at passages about herds until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.free = threading.Event()

    def bare_both(self, language: str, text: str) -> tuple[list[str], list[str]]:
        if "herd" in text:
            self.reached.set()
            assert self.free.wait(30)
        return super().bare_both(language, text)


def test_searches_go_on_while_passages_are_written(tmp_path: Path) -> None:
    async def run() -> None:
        analyzer = Waiting()
        index = TantivyKeywords(tmp_path, analyzer)
        await index.add(LIBRARY, ZOO)
        await index.commit(LIBRARY)
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(index.add(LIBRARY, [passage(100, "a herd of antelopes")]))
            assert await asyncio.to_thread(analyzer.reached.wait, 30)
            found = [hit.passage for hit in await index.search(LIBRARY, asked("dog"), 10)]
            assert not writing.done()
            analyzer.free.set()
        assert found == [2]
        await index.commit(LIBRARY)
        assert [hit.passage for hit in await index.search(LIBRARY, asked("antelope"), 10)] == [100]
        await index.close()

    asyncio.run(run())
