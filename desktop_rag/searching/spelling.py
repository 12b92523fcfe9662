"""Did you mean: words that nobody wrote, and the words of the library that are a letter or two away."""

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from desktop_rag.domain.indexes import ExactWords, KeywordIndex, KeywordQuery
from desktop_rag.domain.ports import Term, TextAnalyzer
from desktop_rag.searching.syntax import Clause, Parsed, Word, parse, written

# Every word of three letters has neighbours that mean something else.
SHORTEST = 4
# From here on two letters may be wrong.
LONG = 8
# A word that stands in so few passages may be a mistake of theirs, when a neighbour is far more frequent.
RARE = 2
# Of so many words neighbours are looked for, which takes up to 10 ms each.
MOST_WORDS = 6
FAR_MORE = 50
# Words of a query that was typed; a page that was pasted is not looked through for mistakes.
LONGEST = 200


class Suggestion(NamedTuple):
    """The query as it may have been meant; `needed` when no word of it, as it was typed, is anywhere."""

    text: str
    needed: bool


class _Spelled(NamedTuple):
    """A word of the query: in which clause, which atom, where in it, and its form in the index."""

    clause: int
    atom: int
    start: int
    end: int
    word: str


class Speller:
    """Compares the words of queries with those of the library. Raises `KeywordIndexDamaged`."""

    def __init__(self, keywords: KeywordIndex, analyzer: TextAnalyzer) -> None:
        self._keywords = keywords
        self._analyzer = analyzer

    async def suggest(
        self, library: int, languages: Sequence[str], text: str, begun: bool = False
    ) -> Suggestion | None:
        """None when every word is known or nothing is near it; `begun`: the last may be unfinished."""
        parsed = parse(text)
        words = self._words(parsed, languages)
        if not words or len(words) > LONGEST:
            return None
        forms = [self._forms(languages, one.word) for one in words]
        counts = list(await self._keywords.frequencies(library, forms))
        if begun and not counts[-1] and await self._begins_words(library, words[-1].word):
            counts[-1] = RARE + 1
        if min(counts) > RARE:
            return None
        seldom = {one.word: count for one, count in zip(words, counts, strict=True) if count <= RARE}
        near = {
            word: await self._near(library, word, count) for word, count in islice(seldom.items(), MOST_WORDS)
        }
        better = {one: other for one in words if (other := near.get(one.word, ""))}
        if not better:
            return None
        return Suggestion(written(_with(parsed, better)), not any(counts))

    def _words(self, parsed: Parsed, languages: Sequence[str]) -> list[_Spelled]:
        """Those that are wanted and stand alone, without small words."""
        return [
            _Spelled(number, place, term.start, term.end, term.text)
            for number, clause in enumerate(parsed.clauses)
            if not clause.negated
            for place, atom in enumerate(clause.atoms)
            if isinstance(atom, Word)
            for term in self._apart(atom.text)
            if not self._is_small(languages, term.text)
        ]

    def _apart(self, text: str) -> list[Term]:
        """Its words, unless they are pairs of characters, which overlap and have no spelling."""
        words = self._analyzer.words(text)
        return [] if any(one.end > other.start for one, other in pairwise(words)) else words

    def _is_small(self, languages: Sequence[str], word: str) -> bool:
        return any(
            self._analyzer.is_stop_word(language, stem)
            for language in languages
            for stem in self._analyzer.bare_terms(language, word)
        )

    def _forms(self, languages: Sequence[str], word: str) -> tuple[str, ...]:
        stems = [
            stem for language in languages or ("",) for stem in self._analyzer.bare_terms(language, word)
        ]
        return tuple(dict.fromkeys((word, *stems)))

    async def _begins_words(self, library: int, word: str) -> bool:
        beginning = KeywordQuery((), required=((ExactWords((word,), True),),))
        return (await self._keywords.holding(library, beginning, 1)).total > 0

    async def _near(self, library: int, word: str, count: int) -> str:
        """The best word in its place, or ""."""
        if len(word) < SHORTEST or not word.isalpha():
            return ""
        near = await self._keywords.neighbours(library, word, 2 if len(word) >= LONG else 1)
        return near[0][0] if near and near[0][1] >= max(1, FAR_MORE * count) else ""


def _with(parsed: Parsed, better: Mapping[_Spelled, str]) -> Parsed:
    clauses = [list(clause.atoms) for clause in parsed.clauses]
    # From the end, so that places stay where they are.
    for one in sorted(better, reverse=True):
        text = clauses[one.clause][one.atom][0]
        word = _cased(text[one.start : one.end], better[one])
        clauses[one.clause][one.atom] = Word(text[: one.start] + word + text[one.end :])
    return Parsed(
        tuple(
            Clause(tuple(atoms), clause.negated)
            for atoms, clause in zip(clauses, parsed.clauses, strict=True)
        )
    )


def _cased(typed: str, word: str) -> str:
    return word.capitalize() if typed[:1].isupper() and not typed.isupper() else word
