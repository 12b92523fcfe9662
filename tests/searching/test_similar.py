"""Passages that say the same, stand side by side, or crowd out other documents."""

from random import Random

import pytest

from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.passages import Passage, Scored
from desktop_rag.searching.similar import Repeats, near_duplicates, taking_turns, telling, touch


def words(*numbers: int) -> frozenset[str]:
    return frozenset(str(number) for number in numbers)


def test_more_than_nine_words_in_ten_make_a_duplicate() -> None:
    assert near_duplicates(words(*range(20)), words(*range(19)))
    assert not near_duplicates(words(*range(10)), words(*range(9)))
    assert near_duplicates(words(), words())
    assert not near_duplicates(words(), words(1))


def passage(start: int, end: int, unit: int = 0, content: int = 1) -> Passage:
    return Passage(start + 1, content, unit, start, end, (), "")


def test_only_neighbours_of_one_unit_touch() -> None:
    assert touch(passage(0, 10), passage(11, 20))
    assert not touch(passage(11, 20), passage(0, 10))
    assert not touch(passage(0, 10), passage(30, 40))
    assert not touch(passage(0, 10), passage(11, 20, unit=1))
    assert not touch(passage(0, 10), passage(11, 20, content=2))


def turns(documents: str) -> str:
    """One letter a passage: the document that it is of."""
    order = taking_turns(
        [Scored(at, 1.0 - at / 100) for at in range(len(documents))], lambda hit: ord(documents[hit.passage])
    )
    assert sorted(hit.passage for hit in order) == list(range(len(documents)))
    for letter in set(documents):
        of_one = [hit.passage for hit in order if documents[hit.passage] == letter]
        assert of_one == sorted(of_one)
    return "".join(documents[hit.passage] for hit in order)


def test_a_document_shows_three_passages_before_the_next_has_its_turn() -> None:
    assert turns("aaaaab") == "aaabaa"
    assert turns("aaaaaabbc") == "aaabaaabc"
    assert turns("abab") == "abab"
    assert turns("aaaaa") == "aaaaa"
    assert turns("") == ""


@pytest.mark.parametrize("kind", ["latin", "short", "黑"])
@pytest.mark.parametrize("seed", range(25))
def test_a_near_duplicate_is_found_among_others(seed: int, kind: str) -> None:
    analyzer, chance = Analyzer(), Random(seed)

    def some() -> str:
        if kind == "黑":
            return "".join(chr(chance.randrange(0x4E00, 0x5000)) for _ in range(120))
        longest = 4 if kind == "short" else 9
        return " ".join(
            "".join(chance.choices("abcdefghijklmnopqrst", k=chance.randint(2, longest))) for _ in range(60)
        )

    texts = [some() for _ in range(12)]
    repeats: Repeats[int] = Repeats(lambda it: frozenset(analyzer.bare_words(it.text)))
    for number, text in enumerate(texts):
        assert repeats.of(of_text(text), telling(text)) is None
        repeats.put(of_text(text), telling(text), number)
    chosen = chance.randrange(12)
    at = chance.randrange(len(texts[chosen]))
    changed = f"{texts[chosen][:at]}{texts[chosen][at + 1 :]}"
    assert repeats.of(of_text(changed), telling(changed)) == chosen


def of_text(text: str) -> Passage:
    return Passage(1, 1, 0, 0, len(text), (), text)
