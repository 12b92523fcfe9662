"""Text becomes words: split, folded, stemmed by language, and pairs of characters where no spaces are."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from desktop_rag.adapters.language import detect
from desktop_rag.adapters.language.scripts import (
    CLUSTER,
    SILENT,
    WORD,
    is_simple,
    is_spaced,
    spaced_words,
    spaced_words_standing,
)
from desktop_rag.adapters.language.stop_words import STOP_WORDS
from desktop_rag.domain.ports import Term

# A text whose language nobody knows is stemmed as English: numbers and names stay as they are.
UNKNOWN = "en"
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# Their stemmers change the beginnings of words too (gesehen, and in Turkish words of one letter).
SHORTENED = frozenset({"nl", "tr"})
# Longer ones are encoded files and the like; nobody types them.
LONGEST = 80
# About 10 MB a language; a library has fewer different words unless it is made of numbers.
CACHED = 100_000

_Made = str | None
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")


def _folded(word: str, language: str) -> str:
    """Lower case without accents, except in Vietnamese, where an accent makes another word."""
    if language == "vi":
        return unicodedata.normalize("NFC", word)
    parts = unicodedata.normalize("NFKD", word)
    kept = "".join(
        letter
        for at, letter in enumerate(parts)
        if not (unicodedata.combining(letter) and _accent_on(parts, at))
    )
    return unicodedata.normalize("NFC", kept).translate(_PLAIN)


_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def _accent_on(parts: str, at: int) -> bool:
    """Whether the mark sits on a letter of a script where marks may go: vowel signs of India may not."""
    while at and unicodedata.combining(parts[at]):
        at -= 1
    letter = parts[at]
    # The breve of й is part of the letter: stems and endings depend on it.
    return unicodedata.name(letter, "").startswith(_ACCENTED) and letter not in "иИ"


@cache
def _stemmer(name: str) -> Callable[[str], list[str]]:
    import tantivy

    builder: Any = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    analyze: Callable[[str], list[str]] = builder.filter(tantivy.Filter.stemmer(name)).build().analyze
    return analyze


def _lowered(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", SILENT.sub("", word)).lower()


class _Words(dict[str, _Made]):
    """The words of one language as they were analysed before; None for one that is left out."""

    def __init__(self, language: str, stems: bool) -> None:
        super().__init__()
        self._language = language
        self._stem = _stemmer(STEMMERS[language]) if stems and language in STEMMERS else None

    def __missing__(self, word: str) -> _Made:
        if len(self) >= CACHED:
            self.clear()
        made = self[word] = self._make(word)
        return made

    def _make(self, word: str) -> _Made:
        if len(word) > LONGEST:
            return None
        lowered = _lowered(word)
        if self._stem is not None:
            # Endings are told by their accents, so they go after the stemmer, not before it.
            lowered = (self._stem(lowered) or [lowered])[0]
        return (lowered if lowered.isascii() else _folded(lowered, self._language)) or None


def _pairs(run: str, start: int) -> list[Term]:
    """Overlapping pairs of characters with their marks; a run of one character is a word by itself."""
    clusters = [(match.group(), match.start(), match.end()) for match in CLUSTER.finditer(run)]
    if len(clusters) == 1:
        text, begin, end = clusters[0]
        return [Term(unicodedata.normalize("NFKC", text), start + begin, start + end)]
    return [
        Term(unicodedata.normalize("NFKC", left + right), start + begin, start + end)
        for (left, begin, _), (right, _, end) in pairwise(clusters)
    ]


class Analyzer:
    """Implements `TextAnalyzer`. May be used from several threads."""

    def __init__(self) -> None:
        self._stemmed: dict[str, _Words] = {}
        self._plain = _Words("", stems=False)
        self._stops: dict[str, frozenset[str]] = {}

    def terms(self, language: str, text: str) -> list[Term]:
        return _split(text, self._words_of(language))

    def words(self, text: str) -> list[Term]:
        return _split(text, self._plain)

    def terms_among(self, language: str, text: str, wanted: Collection[str]) -> list[Term]:
        return _split_among(text, self._words_of(language), wanted, language not in SHORTENED)

    def words_among(self, text: str, wanted: Collection[str]) -> list[Term]:
        return _split_among(text, self._plain, wanted, True)

    def bare_terms(self, language: str, text: str) -> list[str]:
        return _bare(text, self._words_of(language))

    def bare_words(self, text: str) -> list[str]:
        return _bare(text, self._plain)

    def content_terms(self, language: str, text: str) -> list[str]:
        every = self.bare_terms(language, text)
        return [term for term in every if not self.is_stop_word(language, term)] or every

    def bare_both(self, language: str, text: str) -> tuple[list[str], list[str]]:
        if not is_spaced(text):
            return self.bare_terms(language, text), self.bare_words(text)
        found = spaced_words(text.lower() if text.isascii() else text)
        if not text.isascii() or max(map(len, found), default=0) > LONGEST:
            return _made(found, self._words_of(language)), _made(found, self._plain)
        return _made(found, self._words_of(language)), found  # such words are their own analysis

    def is_stop_word(self, language: str, term: str) -> bool:
        stops = self._stops.get(language)
        if stops is None:
            known = STOP_WORDS.get(language or UNKNOWN, "")
            stops = frozenset(found.text for found in self.terms(language, known))
            self._stops[language] = stops
        return term in stops

    def language_of(self, text: str) -> str:
        return detect.language_of(text)

    def _words_of(self, language: str) -> _Words:
        words = self._stemmed.get(language)
        if words is None:
            words = self._stemmed[language] = _Words(language or UNKNOWN, stems=True)
        return words


def _split_among(text: str, words: _Words, wanted: Collection[str], begins: bool) -> list[Term]:
    """Words are told apart once each, and only those that are wanted are looked for in the text. `begins`:
    a word of ASCII begins with the letter that it is analysed to."""
    if not wanted:
        return []
    if not is_spaced(text):
        return [term for term in _split(text, words) if term.text in wanted]
    if not is_simple(text):
        return [
            Term(word, match.start(), match.end())
            for match in spaced_words_standing(text)
            if (word := words[match.group()]) is not None and word in wanted
        ]
    different = set(spaced_words(text))
    if begins:  # most words begin otherwise: looking them up would cost five times as much
        letters = frozenset("".join(word[0] + word[0].upper() for word in wanted))
        different = {word for word in different if word[0] in letters}
    found: list[Term] = []
    for word in different:
        if (made := words[word]) is not None and made in wanted:
            found += [Term(made, start, start + len(word)) for start in _standing(text, word)]
    found.sort(key=lambda term: term.start)
    return found


def _standing(text: str, word: str) -> Iterator[int]:
    """Where a word of a simple text stands by itself."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum():
            yield start
        start = text.find(word, end)


def _bare(text: str, words: _Words) -> list[str]:
    if not is_spaced(text):
        return [term.text for term in _split(text, words)]
    return _made(spaced_words(text), words)


def _made(found: Iterable[str], words: _Words) -> list[str]:
    # No loop of ours: with one, indexing has a third less throughput.
    return [word for word in map(words.__getitem__, found) if word is not None]


def _split(text: str, words: _Words) -> list[Term]:
    if is_spaced(text):
        return [
            Term(word, match.start(), match.end())
            for match in spaced_words_standing(text)
            if (word := words[match.group()]) is not None
        ]
    found: list[Term] = []
    for match in WORD.finditer(text):
        if match.lastindex:
            found.extend(_pairs(match.group(), match.start()))
        elif (word := words[match.group()]) is not None:
            found.append(Term(word, match.start(), match.end()))
    return found
