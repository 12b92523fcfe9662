"""What of a passage answers best: tried on text with abbreviations, headings, and no matching word at all."""

import itertools
from pathlib import Path

from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Emphasis
from desktop_rag.sources.emphasis import EmphasisFinder, best_sentence, merged, sentences
from tests.sources.test_sources import Opened, with_document

TEXT = (
    "# On foxes\n\nThe quick fox jumps over lazy dogs. Cats were sleeping near the warm stove, as Dr. Brown "
    "says. Nobody knew why the cat slept.\n\n- Weather is weather.\n"
)


def emphasis(folder: Path, query: str, near: str = "") -> tuple[Emphasis, str]:
    async def use(opened: Opened) -> tuple[Emphasis, str]:
        finder = EmphasisFinder(opened.contents, Analyzer())
        unit = await opened.contents.unit(opened.document, 0)
        (found,) = await finder.find(opened.document, [Span(0, unit.end)], query, near)
        return found, unit.text

    found: tuple[Emphasis, str] = with_document(folder, "a.md", TEXT.encode(), use)
    return found


def read(found: Emphasis, text: str) -> tuple[str, list[str]]:
    sentence = text[found.sentence.start : found.sentence.end] if found.sentence else ""
    return sentence, [text[word.start : word.end] for word in found.words]


def test_the_sentence_with_most_of_the_words_is_chosen_in_any_of_their_forms(tmp_path: Path) -> None:
    sentence, words = read(*emphasis(tmp_path, "where does a cat sleep near a stove?"))
    assert sentence == "Cats were sleeping near the warm stove, as Dr. Brown says."
    assert {"Cats", "sleeping", "stove", "cat"} <= set(words)
    assert "the" not in words


def test_the_sentence_that_is_cited_chooses_before_the_question(tmp_path: Path) -> None:
    sentence, words = read(*emphasis(tmp_path, "cats near a stove", near="A fox jumped over dogs."))
    assert sentence == "The quick fox jumps over lazy dogs."
    assert "Cats" in words


def test_a_passage_without_any_of_the_words_has_no_best_sentence(tmp_path: Path) -> None:
    found, _ = emphasis(tmp_path, "zebra")
    assert found == Emphasis()


def test_sentences_hold_all_text_and_cross_no_border_of_blocks() -> None:
    text = "A heading\nOne sentence. Another one! The third, cf. no. 5, p. 7.\n\nLast 你好。再见。"
    found = sentences(text, {9})
    assert [text[span.start : span.end] for span in found] == [
        "A heading", "One sentence.", "Another one!", "The third, cf. no. 5, p. 7.", "Last 你好。", "再见。",
    ]  # fmt: skip
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_points_of_a_list_are_sentences() -> None:
    text = "Parts are these:\n1. A kit (Section 3)\n2. A zoo of\nmodels\n• A hub"
    assert [text[span.start : span.end] for span in sentences(text, set())] == [
        "Parts are these:", "1. A kit (Section 3)", "2. A zoo of\nmodels", "• A hub",
    ]  # fmt: skip


def test_text_without_any_full_stop_is_no_sentence_of_pages() -> None:
    found = sentences("word " * 2000, set())
    assert max(span.end - span.start for span in found) <= 700
    assert found[-1].end == 9999


def test_of_equal_sentences_the_shorter_wins_and_none_without_words() -> None:
    text = "A fox was there, and much else was there as well. A fox."
    terms = Analyzer().terms("en", text)
    best = best_sentence(sentences(text, set()), terms, frozenset({"fox"}))
    assert best is not None and text[best.start : best.end] == "A fox."
    assert best_sentence(sentences(text, set()), terms, frozenset({"cat"})) is None


def test_words_that_overlap_become_one() -> None:
    assert merged([Span(3, 5), Span(0, 2), Span(1, 3)]) == (Span(0, 3), Span(3, 5))
