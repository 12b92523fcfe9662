"""Sentences end where a reader would say so."""

import pytest

from desktop_rag.answering.sentences import sentence_spans, sentences_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith came at 3.5 p.m. today. He left.", ["Dr. Smith came at 3.5 p.m. today.", "He left."]),
        ("A heading\n\nA sentence over\ntwo lines.", ["A heading", "A sentence over\ntwo lines."]),
        ("他来了。他走了。", ["他来了。", "他走了。"]),
        ('He said "no." Then left', ['He said "no."', "Then left"]),
        ("1. First item\n\n2. Second", ["1. First item", "2. Second"]),
        ("   \n ", []),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentence_spans(text)] == expected


def test_a_citation_belongs_to_its_sentence_before_and_after_the_full_stop() -> None:
    one, two, three = sentences_of("Camels spit [1]. Llamas too.[2][3] Nobody knows why.")
    assert (one.text, one.citations) == ("Camels spit.", (1,))
    assert (two.text, two.citations) == ("Llamas too.", (2, 3))
    assert (three.citations, three.support) == ((), None)


def test_a_flood_of_signs_and_blanks_is_quick() -> None:
    text = "." * 50_000 + "x" + " " * 50_000 + "a. b. c. " * 5_000 + "\n" * 50_000
    assert sentence_spans(text)
    assert sentences_of(text)
