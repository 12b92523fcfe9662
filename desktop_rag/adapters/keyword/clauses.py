"""What is asked of the index, in tantivy's own queries: words that score, and conditions that do not."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from desktop_rag.domain.indexes import Condition, ExactWords, InContents, KeywordQuery, OneWord, OnPages

# The commonest words that begin with what is being typed; more change nothing that is seen.
EXPANSIONS = 24
# How a passage is marked whose language is not known.
UNTOLD = "?"
# A file's name counts less than its text: all passages of the file share it.
NAME_WEIGHT = 0.5


def groups_of(query: KeywordQuery) -> list[tuple[int, list[str]]]:
    """The languages for which the query is made of the same words: they are searched at once. Each group
    with the place of its first language in the query; one group without languages stands for all."""
    languages = query.languages or (UNTOLD,) * len(query.terms)
    groups: dict[object, tuple[int, list[str]]] = {}
    for at, language in enumerate(languages):
        stems = tuple(one.stems[at] for one in _conditions(query) if isinstance(one, OneWord))
        key = tuple(dict.fromkeys(query.terms[at])), stems
        groups.setdefault(key, (at, []))[1].append(language or UNTOLD)
    return list(groups.values()) or [(0, [])]


def _conditions(query: KeywordQuery) -> Iterable[Condition]:
    yield from (one for any_of in query.required for one in any_of)
    yield from query.excluded


class Clauses:
    """Queries over one schema, made for a searcher as it is now."""

    def __init__(self, tantivy: Any, schema: Any, searcher: Any) -> None:
        self._query: Any = tantivy.Query
        self._occur: Any = tantivy.Occur
        self._integer: Any = tantivy.FieldType.Integer
        self._schema = schema
        self._searcher = searcher

    def words(self, terms: Sequence[str], prefix: str) -> Any:
        """Any of the terms; a file whose name holds all of them; words that begin with the prefix. None
        when there is nothing to be found."""
        query, must, should = self._query, self._occur.Must, self._occur.Should
        clauses = [(should, self._term("stems", term)) for term in terms]
        if terms:
            named = [(must, self._term("names", term)) for term in terms]
            clauses.append((should, query.boost_query(query.boolean_query(named), NAME_WEIGHT)))
        begun = self._searcher.terms_with_prefix("words", prefix, limit=EXPANSIONS) if prefix else ()
        if begun:
            ways = [self._term("words", word) for word, _ in begun]
            clauses.append((should, query.disjunction_max_query(ways)))
        return query.boolean_query(clauses) if clauses else None

    def bounded(self, wanted: Any, query: KeywordQuery, at: int) -> Any:
        """The same scores, for passages that meet the conditions; all of these when `wanted` is None.

        One that holds a phrase holds words enough, though they be small ones that do not score.
        """
        worded = any(
            all(isinstance(one, ExactWords | OneWord) for one in any_of) for any_of in query.required
        )
        occur = self._occur.Should if worded else self._occur.Must
        clauses = [] if wanted is None else [(occur, wanted)]
        clauses += [(self._occur.Must, self._silent(self._any_of(any_of, at))) for any_of in query.required]
        if not clauses:
            clauses.append((self._occur.Must, self._silent(self._query.all_query())))
        clauses += [(self._occur.MustNot, self._condition(one, at)) for one in query.excluded]
        return self._query.boolean_query(clauses)

    def only(self, wanted: Any, field: str, values: Collection[str] | Collection[int]) -> Any:
        """The same scores, for passages with one of these values."""
        among = self._silent(self._query.term_set_query(self._schema, field, list(values)))
        return self._query.boolean_query([(self._occur.Must, wanted), (self._occur.Must, among)])

    def like(self, word: str, distance: int) -> Any:
        """Passages with a word that is at most so many letters away."""
        return self._query.fuzzy_term_query(self._schema, "words", word, distance)

    def _any_of(self, any_of: Sequence[Condition], at: int) -> Any:
        made = [self._condition(one, at) for one in any_of]
        if len(made) == 1:
            return made[0]
        return self._query.boolean_query([(self._occur.Should, one) for one in made])

    def _condition(self, condition: Condition, at: int) -> Any:
        query, schema = self._query, self._schema
        match condition:
            case ExactWords(words, begun):
                return self._exact(words, begun)
            case OneWord(stems):
                return self._term("stems", stems[at]) if stems else query.empty_query()
            case OnPages(first, last):
                return query.range_query(schema, "page", self._integer, first, last)
            case InContents(contents):
                return query.term_set_query(schema, "content", list(contents))

    def _exact(self, words: Sequence[str], begun: bool) -> Any:
        query, schema = self._query, self._schema
        if not words:
            return query.empty_query()
        if len(words) > 1:
            made = query.phrase_prefix_query if begun else query.phrase_query
            return made(schema, "words", list(words))
        if not begun:
            return self._term("words", words[0])
        ways = self._searcher.terms_with_prefix("words", words[0], limit=EXPANSIONS)
        return query.term_set_query(schema, "words", [word for word, _ in ways])

    def _term(self, field: str, term: str) -> Any:
        return self._query.term_query(self._schema, field, term, "freq")

    def _silent(self, query: Any) -> Any:
        return self._query.const_score_query(query, 0.0)
