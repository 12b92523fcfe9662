"""A passage around the words that matched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_rag.searching.snippet import LENGTH, snippet
from tests.searching.test_query import analysed

FILLER = "Nothing of interest is said in this sentence at all. " * 20


def shown(text: str, query: str, language: str = "en") -> tuple[str, list[str]]:
    matches = analysed([language], query).matches(language, text)
    short, marks = snippet(text, matches)
    return short, [short[mark.start : mark.end] for mark in marks]


def test_a_short_passage_is_shown_whole() -> None:
    assert shown("A cat on a roof.", "cat") == ("A cat on a roof.", ["cat"])


def test_the_stretch_with_most_of_the_words_is_chosen() -> None:
    text = f"A cat. {FILLER}Here the cat met a dog. {FILLER}"
    short, marked = shown(text, "cat dog")
    assert marked == ["cat", "dog"]
    assert short.startswith("…") and short.endswith("…")
    assert "Here the cat met a dog." in short


def test_a_snippet_begins_with_its_sentence_where_that_is_near() -> None:
    short, _ = shown(f"{FILLER}Once upon a time there was a lynx. {FILLER}", "lynx")
    assert short.startswith("…Once upon a time")


def test_the_sentence_that_holds_more_of_the_words_is_shown_from_its_beginning() -> None:
    text = f"The cat sat. {FILLER}A dog and a cat met. {FILLER}Once the cat chased a dog and a lynx. {FILLER}"
    short, marked = shown(text, "cat dog lynx")
    assert short.startswith("…Once the cat chased") and marked == ["cat", "dog", "lynx"]


def test_a_sentence_that_is_longer_than_the_snippet_is_shown_around_its_words() -> None:
    text = f"It began so {'and so ' * 80}until a cat met a dog {'and so ' * 80}."
    short, marked = shown(text, "cat dog")
    assert marked == ["cat", "dog"] and short.startswith("…") and short.endswith("…")


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Black holes\nA star collapses.", ("Physics", "Black holes")),
        ("Physics\n\nBlack   holes\nA star collapses.", ("Physics", "Black holes")),
        ("A star collapses.", ("Physics",)),
    ],
)
def test_headings_that_are_shown_beside_the_passage_are_left_out(text: str, heading: tuple[str, ...]) -> None:
    matches = analysed(["en"], "star black").matches("en", text)
    short, marks = snippet(text, matches, heading)
    assert short == "A star collapses."
    assert [short[mark.start : mark.end] for mark in marks] == ["star"]


def test_a_passage_that_is_nothing_but_its_heading_shows_it() -> None:
    assert snippet("Black holes", [], ("Black holes",)).text == "Black holes"
    assert snippet("Black holesome food", [], ("Black holes",)).text == "Black holesome food"


def test_line_breaks_and_controls_become_single_spaces_and_marks_stay_right() -> None:
    short, marked = shown("One\n\n\tbig   cat\u202e and\x00 a dog\r\n", "cat dog")
    assert short == "One big cat and a dog"
    assert marked == ["cat", "dog"]


def test_pairs_of_characters_are_marked_as_one_stretch() -> None:
    assert shown("黑豹队的防守只丢了", "防守只", "zh")[1] == ["防守只"]


def test_a_passage_without_a_match_is_shown_from_its_beginning() -> None:
    short, marked = shown("First words. " + FILLER, "zebra")
    assert short.startswith("First words.") and marked == []


@given(
    st.text(alphabet="ab \n.。黑\u202e\u00ad\x00é", max_size=900),
    st.sampled_from(["a", "ab", "黑", "é b"]),
)
@settings(max_examples=60, deadline=None)
def test_marks_lie_inside_the_snippet_and_do_not_overlap(text: str, query: str) -> None:
    matches = analysed(["en"], query).matches("en", text)
    short, marks = snippet(text, matches)
    assert len(short) <= LENGTH + 2 and "\n" not in short and "\u202e" not in short
    ends = 0
    for mark in marks:
        assert ends <= mark.start < mark.end <= len(short)
        ends = mark.end


@pytest.mark.parametrize("text", ["x" * 2000, "黑" * 2000])
def test_a_text_without_spaces_is_cut_all_the_same(text: str) -> None:
    short, _ = snippet(text, [])
    assert len(short) <= LENGTH + 2
