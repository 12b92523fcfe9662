"""A query becomes words: analysed as the documents of each language are, small words dropped."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from desktop_rag.domain.indexes import Condition, ExactWords, InContents, KeywordQuery, OneWord, OnPages
from desktop_rag.domain.passages import Span
from desktop_rag.domain.ports import Term, TextAnalyzer
from desktop_rag.domain.queries import DocumentFilter
from desktop_rag.searching.filters import Pages
from desktop_rag.searching.syntax import Phrase, Word
from desktop_rag.searching.understand import Understood, Wish

# Of a page that was pasted as a query the first words are looked for: a thousand take 0.3 s.
MOST_WORDS = 400


class Match(NamedTuple):
    """A word, or a phrase, of a text that the query asks for."""

    term: str
    span: Span


class Query:
    """What is looked for by words: those that score, by language, the beginning of the one that is being
    typed, and what a passage must hold or must not."""

    def __init__(
        self,
        analyzer: TextAnalyzer,
        terms: Mapping[str, tuple[str, ...]],
        prefix: str = "",
        required: tuple[tuple[Condition, ...], ...] = (),
        excluded: tuple[Condition, ...] = (),
        marked: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._analyzer = analyzer
        self._terms = dict(terms)
        self._marked = {language: frozenset(own) for language, own in (marked or self._terms).items()}
        self._phrases = [one for any_of in required for one in any_of if isinstance(one, ExactWords)]
        self.prefix = prefix
        self.keywords = KeywordQuery(
            tuple(self._terms.values()), prefix, tuple(self._terms), required, excluded
        )

    def matches(self, language: str, text: str) -> list[Match]:
        """Where the words and phrases stand in a text of this language, in order."""
        found = [
            Match(term.text, Span(term.start, term.end))
            for term in self._analyzer.terms_among(language, text, self._marked.get(language, frozenset()))
        ]
        words = frozenset(self._analyzer.bare_words(text)) if self.prefix or self._phrases else frozenset()
        if self.prefix:
            begun = [word for word in words if word.startswith(self.prefix)]
            found += [
                Match(self.prefix, Span(word.start, word.end))
                for word in self._analyzer.words_among(text, begun)
            ]
        for phrase in self._phrases:
            found += self._standing(phrase, words, text)
        found.sort(key=lambda match: match.span.start)
        return found

    def _standing(self, phrase: ExactWords, words: frozenset[str], text: str) -> list[Match]:
        """Where the words of the phrase stand one after the other, with no other word between them."""
        *first, last = phrase.words
        ends = {word for word in words if word.startswith(last)} if phrase.begun else {last}
        if not words.issuperset(first):
            return []
        places = self._analyzer.words_among(text, {*first, *ends})
        found = []
        for at in range(len(places) - len(first)):
            part = places[at : at + len(first) + 1]
            same = all(one.text == wanted for one, wanted in zip(part[:-1], first, strict=True))
            if same and part[-1].text in ends and not any(map(self._parted, repeat(text), part, part[1:])):
                found.append(Match(" ".join(phrase.words), Span(part[0].start, part[-1].end)))
        return found

    def _parted(self, text: str, left: Term, right: Term) -> bool:
        between = text[left.end : right.start]
        return bool(between) and bool(self._analyzer.bare_words(between))


def query_of(
    analyzer: TextAnalyzer,
    languages: Sequence[str],
    asked: Understood,
    selected: Sequence[int] | None = None,
    contents: Mapping[DocumentFilter, Sequence[int]] | None = None,
) -> Query:
    """What was understood, for each of the library's languages. `selected` are the contents that its filters
    leave (None: all), and `contents` those of each filter that is joined to words by OR."""
    known = tuple(dict.fromkeys(languages or ("",)))
    conditions = _Conditions(analyzer, known, contents or {})
    required = tuple(made for any_of in asked.wishes if (made := conditions.all(any_of)))
    if selected is not None:
        required = (*required, (InContents(tuple(selected)),))
    return Query(
        analyzer,
        {language: _content_words(analyzer, language, asked.words) for language in known},
        _begun(analyzer, known, asked.words) if asked.begun else "",
        required,
        conditions.all(asked.unwished),
        # A phrase is marked where it stands as a whole, and its words by themselves are not.
        {language: _content_words(analyzer, language, asked.singles) for language in known}
        if asked.phrases
        else None,
    )


class _Conditions:
    """What is wished for, as the keyword index understands it."""

    def __init__(
        self,
        analyzer: TextAnalyzer,
        languages: Sequence[str],
        contents: Mapping[DocumentFilter, Sequence[int]],
    ) -> None:
        self._analyzer = analyzer
        self._languages = languages
        self._contents = contents

    def all(self, wishes: Sequence[Wish]) -> tuple[Condition, ...]:
        """Of what holds words at all."""
        made = map(self._of, wishes)
        return tuple(one for one in made if not isinstance(one, ExactWords) or one.words)

    def _of(self, wish: Wish) -> Condition:
        match wish:
            case Pages(first, last):
                return OnPages(first, last)
            case DocumentFilter():
                return InContents(tuple(self._contents.get(wish, ())))
            case Phrase(text, is_open):
                return self._exactly(text, is_open and not text[-1:].isspace())
            case Word(text):
                return self._word(text)

    def _exactly(self, text: str, begun: bool) -> ExactWords:
        return ExactWords(tuple(self._analyzer.bare_words(text)), begun)

    def _word(self, text: str) -> Condition:
        """In any of its forms; one that is made of several (e-mail, or characters without blanks) exactly."""
        stems = [self._analyzer.bare_terms(language, text) for language in self._languages]
        if all(len(own) == 1 for own in stems):
            return OneWord(tuple(own[0] for own in stems))
        return self._exactly(text, False)


def _content_words(analyzer: TextAnalyzer, language: str, text: str) -> tuple[str, ...]:
    """Distinct words that say something, at most `MOST_WORDS`.

    The language of the query itself is not asked: two words are too few to tell it (Danish has "dog").
    """
    return tuple(dict.fromkeys(analyzer.content_terms(language, text)))[:MOST_WORDS]


def _begun(analyzer: TextAnalyzer, languages: Sequence[str], text: str) -> str:
    """The last word, unless something follows it, or it is a small word after others."""
    words = analyzer.words(text)
    if not words or words[-1].end != len(text):
        return ""
    last = words[-1].text
    small = any(analyzer.is_stop_word(language, last) for language in languages)
    return "" if small and len(words) > 1 else last
