"""Every code has words, and the words are those of the person."""

import re
import string

import pytest

from desktop_rag.domain.errors import ERRORS, Failure, ReadingError
from desktop_rag.domain.words import STATUS, UNKNOWN, WORDS, status_of, words_for

JARGON = re.compile(r"\b(collection|chunk|rag|vector|query|session|an error occurred|traceback)s?\b", re.I)


def sentences(code: str) -> list[str]:
    words = words_for(Failure(code))
    return [words.title, words.explanation, words.remedy]


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_has_words_of_its_own(code: str) -> None:
    assert code in WORDS
    assert all(sentences(code))


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_words_are_whole_sentences_without_jargon_or_open_gaps(code: str) -> None:
    title, explanation, remedy = sentences(code)
    for sentence in (title, explanation, remedy):
        # The program's name and its command are names, not jargon.
        plain = sentence.replace("Desktop RAG", "").replace("desktop-rag", "")
        assert not JARGON.search(plain), sentence
        assert "?" not in sentence.replace("this?", "") and "{" not in sentence, sentence
        assert sentence[0].isupper(), sentence
    assert not title.endswith(".")
    assert explanation.endswith(".")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_gap_has_a_fallback(code: str) -> None:
    words = WORDS[code]
    for text in (words.title, words.explanation, words.remedy):
        gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert gaps <= set(UNKNOWN) | {"kind"}, text


def test_arguments_fill_their_places() -> None:
    words = words_for(Failure("model-missing", {"model": "qwen3:4b"}))
    assert words.title == "The model qwen3:4b is not there"
    assert words.remedy == "Download it with: ollama pull qwen3:4b"


def test_braces_in_an_argument_are_only_text() -> None:
    assert "{0.__class__}" in words_for(Failure("model-missing", {"model": "{0.__class__}"})).title


def test_a_kept_old_version_says_why_in_words() -> None:
    words = words_for(Failure("old-version-kept", {"error": "password"}))
    assert words.explanation.endswith("could not be read: locked · password needed.")


def test_an_unknown_code_gets_the_words_of_a_defect_that_names_it() -> None:
    assert "never-heard-of" in words_for(Failure("never-heard-of")).explanation


def test_every_outcome_of_reading_has_a_short_label() -> None:
    outcomes = {code for code, error in ERRORS.items() if issubclass(error, ReadingError)}
    assert outcomes <= set(STATUS)
    assert all(len(label) <= 28 for label in STATUS.values())


def test_a_label_without_an_entry_is_the_title() -> None:
    assert status_of("no-models") == WORDS["no-models"].title
    assert status_of("never-heard-of") == "Could not be read"
