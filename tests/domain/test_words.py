"""Every code has words, and the words are those of the person."""

import re
import string
from pathlib import Path

import pytest

from desktop_rag.domain import words
from desktop_rag.domain.errors import ERRORS, Failure, LibraryUnknown, ReadingError
from desktop_rag.domain.words import STATUS, UNKNOWN, WORDS, status_of, words_for

JARGON = re.compile(r"\b(collection|chunk|rag|vector|query|session|an error occurred|traceback)s?\b", re.I)


def sentences(code: str) -> list[str]:
    said = words_for(Failure(code))
    return [said.title, said.explanation, said.remedy]


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
    row = WORDS[code]
    for text in (row.title, row.explanation, row.remedy):
        gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert gaps <= set(UNKNOWN) | {"kind"}, text


def test_every_code_that_the_program_names_has_words() -> None:
    package = Path(words.__file__).resolve().parent.parent
    named = {
        (code, path.name)
        for path in package.rglob("*.py")
        for code in re.findall(r"Failure\(\s*\"([a-z-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert named, "the pattern finds nothing any more"
    assert {code for code, _ in named} <= set(WORDS), named


def test_a_broken_built_in_model_is_not_to_be_downloaded() -> None:
    assert "ollama" not in words_for(Failure("model-broken", {"model": "built-in"})).remedy
    assert "ollama pull x" in words_for(Failure("model-broken", {"model": "x"})).remedy


def test_an_unknown_library_is_named() -> None:
    assert "Recipes" in words_for(LibraryUnknown(name="Recipes").failure).explanation


def test_arguments_fill_their_places() -> None:
    said = words_for(Failure("model-missing", {"model": "qwen3:4b"}))
    assert said.title == "The model qwen3:4b is not there"
    assert said.remedy == "Download it with: ollama pull qwen3:4b"


def test_braces_in_an_argument_are_only_text() -> None:
    assert "{0.__class__}" in words_for(Failure("model-missing", {"model": "{0.__class__}"})).title


def test_a_kept_old_version_says_why_in_words() -> None:
    said = words_for(Failure("old-version-kept", {"error": "password"}))
    assert said.explanation.endswith("could not be read: locked · password needed.")


def test_an_unknown_code_gets_the_words_of_a_defect_that_names_it() -> None:
    assert "never-heard-of" in words_for(Failure("never-heard-of")).explanation


def test_every_outcome_of_reading_has_a_short_label() -> None:
    outcomes = {code for code, error in ERRORS.items() if issubclass(error, ReadingError)}
    assert outcomes <= set(STATUS)
    assert all(len(label) <= 28 for label in STATUS.values())


def test_a_label_without_an_entry_is_the_title() -> None:
    assert status_of("no-models") == WORDS["no-models"].title
    assert status_of("never-heard-of") == "Could not be read"
