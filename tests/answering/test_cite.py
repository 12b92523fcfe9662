"""Citations are the same however the answer is cut into pieces, and none is invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.answering.cite import Citer

CASES = [
    ("Camels [1].", "Camels [1].", [1], 0),
    ("a [1, 2] b", "a [1][2] b", [1, 2], 0),
    ("a [2][1]", "a [2][1]", [2, 1], 0),
    ("a [1; 3] and [1 and 2]", "a [1][3] and [1][2]", [1, 3, 2], 0),
    ("all [1-3].", "all [1][2][3].", [1, 2, 3], 0),
    ("【1】 x【2†page 3】y", "[1] x[2]y", [1, 2], 0),
    ("x【\n1】 y【 source 2\n】", "x[1] y[2]", [1, 2], 0),
    ("it is (source 1) and (Sources 1, 9)", "it is [1] and [1]", [1], 1),
    ("[^1] [Source 2] [passage: 3]", "[1] [2] [3]", [1, 2, 3], 0),
    ("no [9] here [97].", "no here.", [], 2),
    ("some [9][1] and [1, 8]", "some [1] and [1]", [1], 2),
    ("[x] [ ] [note 1a] [2019] [1.5] (1)", "[x] [ ] [note 1a] [2019] [1.5] (1)", [], 0),
    ("a link [1](http://here) and [2]", "a link [1](http://here) and [2]", [2], 0),
    ("code `a[9]` and ``b`[9]`` stay", "code `a[9]` and ``b`[9]`` stay", [], 0),
    ("```\na[9]\n```\nthen [1]", "```\na[9]\n```\nthen [1]", [1], 0),
    ("a tick ` alone [9]\nnext [3]", "a tick ` alone\nnext [3]", [3], 1),
    ("```\nnever closed [9]", "```\nnever closed [9]", [], 0),
    ("ends open [1", "ends open [1", [], 0),
    ("As in [1]: yes", "As in [1]: yes", [1], 0),
]


def fed(text: str, cuts: list[int] | int) -> tuple[str, list[int], int]:
    citer = Citer((1, 2, 3))
    if isinstance(cuts, int):
        pieces = [text[at : at + cuts] for at in range(0, len(text), cuts)]
    else:
        ends = [0, *sorted(cuts), len(text)]
        pieces = [text[start:end] for start, end in pairwise(ends)]
    shown = "".join(citer.feed(piece) for piece in pieces) + citer.finish()
    return shown, citer.cited, citer.invented


@pytest.mark.parametrize(("text", "shown", "cited", "invented"), CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_citations_read_one_way_and_invented_ones_are_gone(
    text: str, shown: str, cited: list[int], invented: int, size: int
) -> None:
    assert fed(text, size) == (shown, cited, invented)


ALPHABET = st.sampled_from(
    ["[", "]", "1", "2", "9", ",", " ", "-", "(", ")", "`", "```", "\n", "a", "【", "】", "†", "source ", "^"]
)


@given(st.lists(ALPHABET, max_size=40).map("".join), st.data())
def test_the_way_the_text_is_cut_changes_nothing(text: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8))
    assert fed(text, cuts) == fed(text, len(text) + 1)


@given(st.text(alphabet="abc []().\n*#", max_size=60))
def test_text_without_numbers_passes_untouched(text: str) -> None:
    assert fed(text, 3) == (text, [], 0)


def test_words_are_not_held_back_while_nothing_can_come_of_them() -> None:
    assert Citer((1,)).feed("Llamas are") == "Llamas are"


def test_a_flood_of_blanks_and_brackets_is_quick() -> None:
    text = " " * 20_000 + "[" * 20_000 + "[1, " * 5_000
    shown, _, _ = fed(text, 50)
    assert len(shown) == len(text)
