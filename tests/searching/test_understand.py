"""What a query asks for: words, what a passage must be, and what is said of the rest."""

from datetime import datetime

import pytest
from hypothesis import given, settings

from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.indexes import ExactWords, InContents, OneWord, OnPages
from desktop_rag.domain.queries import DocumentFilter
from desktop_rag.domain.words import WORDS
from desktop_rag.searching.filters import Pages
from desktop_rag.searching.query import query_of
from desktop_rag.searching.syntax import Phrase, Word
from desktop_rag.searching.understand import understand
from tests.searching.test_syntax import TEXTS

ANALYZER = Analyzer()


def moment(*day: int) -> int:
    return int(datetime(*day).timestamp()) * 10**9  # type: ignore[arg-type]


def codes(text: str, typing: bool = False) -> list[str]:
    return [failure.code for failure in understand(text, typing).said]


@pytest.mark.parametrize("text", ["cat", "what is  a cat?", "  e-mail\n", "", "-40"])
def test_plain_text_is_searched_for_as_it_is(text: str) -> None:
    asked = understand(text)
    assert asked.words == asked.text == text
    assert not (asked.filters or asked.wishes or asked.unwished or asked.said)


@pytest.mark.parametrize("one", ["-cat{}", '"a cat{}"', "file:cat{}", "cat{} OR", "-title:cat{}"])
def test_a_query_with_more_demands_than_anybody_types_is_words(one: str) -> None:
    few, many = (" ".join(one.format(n) for n in range(times)) + " end" for times in (60, 90))
    assert "query-long" not in codes(few)
    asked = understand(many)
    assert codes(many) == ["query-long"] and asked.words == many
    assert not (asked.filters or asked.wishes or asked.unwished)


def test_what_is_demanded_twice_is_demanded_once() -> None:
    once, twice = (understand('cat -wolf "a dog" type:pdf page:3' + more) for more in ("", " type:pdf -wolf"))
    assert (once.filters, once.wishes, once.unwished) == (twice.filters, twice.wishes, twice.unwished)


def test_meaning_gets_words_and_phrases_without_filters_and_what_is_not_wanted() -> None:
    asked = understand('cat "black dog" -wolf type:pdf OR type:docx house')
    assert asked.words == "cat black dog house" and asked.singles == "cat house"
    assert asked.wishes == ((Phrase("black dog"),),) and asked.unwished == (Word("wolf"),)
    ((pdf, word),) = asked.filters
    assert (pdf.kinds, pdf.endings) == (("pdf",), (".pdf",)) and word.kinds == ("docx",)
    assert asked.bounds == "type:pdf OR type:docx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before:2024", DocumentFilter("before", moment_ns=moment(2024, 1, 1))),
        ("after:2024-03", DocumentFilter("after", moment_ns=moment(2024, 3, 1))),
        ("after:2024/3/5", DocumentFilter("after", moment_ns=moment(2024, 3, 5))),
        ("-before:2024-03-05", DocumentFilter("before", moment_ns=moment(2024, 3, 5), negated=True)),
        ('file:"annual report"', DocumentFilter("file", "annual report")),
        ("-folder:old", DocumentFilter("folder", "old", negated=True)),
        ("title:*2024", DocumentFilter("title", "*2024")),
    ],
)
def test_filters_are_of_documents(text: str, expected: DocumentFilter) -> None:
    assert understand(text).filters == ((expected,),)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("excel", "xlsx"),
        ("Mails", "eml"),
        ("images", "png"),
        (".md", "markdown"),
        ("jpg", "jpeg"),
        ("odt", "odt"),
    ],
)
def test_types_have_the_names_that_people_give_them(name: str, kind: str) -> None:
    ((wanted,),) = understand(f"type:{name}").filters
    assert kind in wanted.kinds


def test_pages_are_numbers_or_ranges() -> None:
    assert understand("page:7").wishes == ((Pages(7, 7),),)
    assert understand("page:9-7 OR page:2").wishes == ((Pages(7, 9), Pages(2, 2)),)
    assert understand("-page:1").unwished == ()  # nothing else is wanted
    assert understand("cat -page:1").unwished == (Pages(1, 1),)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("before:noon cat", "before noon cat", "query-filter"),
        ("before:2024-13", "before 2024-13", "query-filter"),
        ("page:x", "page x", "query-filter"),
        ('cat "black dog', "cat black dog", "query-quote"),
        ("OR cat", "cat", "query-or"),
        ("-cat", "", "query-nothing"),
    ],
)
def test_what_cannot_be_meant_is_taken_as_words_and_said(text: str, words: str, code: str) -> None:
    asked = understand(text)
    assert asked.words == words and codes(text) == [code]
    assert not (asked.filters or asked.wishes or asked.unwished)


@pytest.mark.parametrize(
    "text", ["cat before:20", "cat page:", 'cat "black d', "cat OR", "cat -", "-c", "cat type:"]
)
def test_nothing_is_said_of_what_is_still_being_typed(text: str) -> None:
    assert codes(text, typing=True) == []


def test_a_type_that_is_being_typed_is_every_type_that_begins_so() -> None:
    ((wanted,),) = understand("cat type:pd", typing=True).filters
    assert "pdf" in wanted.kinds
    ((done,),) = understand("cat type:pd").filters
    assert "pdf" not in done.kinds


@pytest.mark.parametrize(
    ("text", "begun"),
    [("cat d", True), ("cat d ", False), ("d type:pdf", False), ('"a b" d', True), ("-d", False)],
)
def test_the_last_word_is_unfinished_only_at_the_end(text: str, begun: bool) -> None:
    # A plain text is looked at when it is analysed.
    asked = understand(text, typing=True)
    assert bool(query_of(ANALYZER, ["en"], asked).prefix) == begun


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_a_query_of_words(text: str) -> None:
    for typing in (False, True):
        asked = understand(text, typing)
        assert all(failure.code in WORDS for failure in asked.said)
        query = query_of(ANALYZER, ["en", "zh", ""], asked)
        assert len(query.keywords.terms) == 3
        query.matches("en", text)


# ---- as conditions


def test_phrases_and_words_become_conditions_in_each_language() -> None:
    asked = understand('houses "Black Dogs" -running -e-mail page:2-3')
    query = query_of(ANALYZER, ["en", "de"], asked, selected=[5, 6]).keywords
    assert query.languages == ("en", "de")
    assert query.required == ((ExactWords(("black", "dogs")),), (OnPages(2, 3),), (InContents((5, 6)),))
    assert query.excluded == (OneWord(("run", "running")), ExactWords(("e", "mail")))


def test_a_phrase_without_words_is_no_condition() -> None:
    assert query_of(ANALYZER, ["en"], understand('cat "?!" -"..."')).keywords.bounded is False


def test_a_filter_beside_a_phrase_is_one_of_its_contents() -> None:
    asked = understand('"black dog" OR type:pdf')
    ((_, pdf),) = asked.wishes
    assert isinstance(pdf, DocumentFilter)
    query = query_of(ANALYZER, ["en"], asked, contents={pdf: (3, 4)}).keywords
    assert query.required == ((ExactWords(("black", "dog")), InContents((3, 4))),)


def test_a_phrase_is_marked_where_it_stands_as_a_whole() -> None:
    query = query_of(ANALYZER, ["en"], understand('cat "black dog"'))
    text = "A black cat and a Black, dog; a dog in black. The black old dog."
    assert [text[match.span.start : match.span.end] for match in query.matches("en", text)] == [
        "cat",
        "Black, dog",
    ]


def test_the_phrase_that_is_being_typed_is_marked_as_far_as_it_goes() -> None:
    query = query_of(ANALYZER, ["en"], understand('"black d', typing=True))
    text = "black dogs, black cats"
    assert [text[match.span.start : match.span.end] for match in query.matches("en", text)] == ["black dogs"]
