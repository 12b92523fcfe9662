"""A query becomes words: analysed as the documents of each language are, small words dropped."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from desktop_rag.domain.passages import Span
from desktop_rag.domain.ports import KeywordQuery, TextAnalyzer


class Match(NamedTuple):
    """A word of a text that the query asks for."""

    term: str
    span: Span


class Query:
    """The words that are looked for, by language, and the beginning of the one being typed."""

    def __init__(
        self, analyzer: TextAnalyzer, terms: Mapping[str, tuple[str, ...]], prefix: str = ""
    ) -> None:
        self._analyzer = analyzer
        self._terms = dict(terms)
        self.prefix = prefix

    @property
    def keywords(self) -> KeywordQuery:
        return KeywordQuery(tuple(self._terms.values()), self.prefix, tuple(self._terms))

    def matches(self, language: str, text: str) -> list[Match]:
        """Where the words stand in a text of this language, in order."""
        wanted = frozenset(self._terms.get(language, ()))
        found = [
            Match(term.text, Span(term.start, term.end))
            for term in self._analyzer.terms(language, text)
            if term.text in wanted
        ]
        if self.prefix:
            found += [
                Match(self.prefix, Span(word.start, word.end))
                for word in self._analyzer.words(text)
                if word.text.startswith(self.prefix)
            ]
            found.sort(key=lambda match: match.span.start)
        return found


def analysed(analyzer: TextAnalyzer, languages: Sequence[str], text: str, prefix: bool = False) -> Query:
    """The query for each of the library's languages; with `prefix` its last word may be unfinished."""
    known = tuple(dict.fromkeys(languages or ("",)))
    terms = {language: _content_words(analyzer, language, text) for language in known}
    return Query(analyzer, terms, _begun(analyzer, known, text) if prefix else "")


def _content_words(analyzer: TextAnalyzer, language: str, text: str) -> tuple[str, ...]:
    """Distinct words without the language's small ones, or all of them when nothing else is left.

    The language of the query itself is not asked: two words are too few to tell it (Danish has "dog").
    """
    every = tuple(dict.fromkeys(term.text for term in analyzer.terms(language, text)))
    return tuple(term for term in every if not analyzer.is_stop_word(language, term)) or every


def _begun(analyzer: TextAnalyzer, languages: Sequence[str], text: str) -> str:
    """The last word, unless something follows it, or it is a small word after others."""
    words = analyzer.words(text)
    if not words or words[-1].end != len(text):
        return ""
    last = words[-1].text
    small = any(analyzer.is_stop_word(language, last) for language in languages)
    return "" if small and len(words) > 1 else last
