"""What a search is for: the query as it was meant, in which documents, with its words analysed."""

from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.indexes import KeywordIndex
from desktop_rag.domain.passages import Coverage, SearchMode
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.projections import VectorStore
from desktop_rag.domain.queries import Filters
from desktop_rag.domain.stores import Contents, Standing
from desktop_rag.searching.bounds import Bounding, Bounds
from desktop_rag.searching.hits import Texts
from desktop_rag.searching.query import Query, query_of
from desktop_rag.searching.spelling import Speller, Suggestion
from desktop_rag.searching.understand import Understood, understand


class Typed(NamedTuple):
    """What stood beside the text: ids of documents, whether its last word may be unfinished, filters."""

    scope: Sequence[int] = ()
    typing: bool = False
    filters: Filters = ()


class Asked(NamedTuple):
    """One search: in which library, for what, and in which documents; `text` is what was typed."""

    standing: Standing
    library: int
    text: str
    understood: Understood
    query: Query
    mode: SearchMode
    bounds: Bounds
    texts: Texts
    typed: Typed = Typed()
    suggestion: Suggestion | None = None

    @property
    def lists(self) -> bool:
        """Whether there is nothing to rank by: then the documents are shown, the newest first."""
        terms = self.query.keywords
        return not any(terms.terms) and not terms.prefix and not self.understood.words.strip()

    def needs(self, suggestion: Suggestion | None) -> TypeGuard[Suggestion]:
        """Whether no word of it is anywhere, and others are to be taken."""
        return suggestion is not None and suggestion.needed and not self.understood.phrases

    @property
    def corrected(self) -> bool:
        return self.suggestion is not None and self.understood.text == self.suggestion.text != self.text


class Asking:
    """Makes searches of queries. Raises `KeywordIndexDamaged`."""

    def __init__(
        self,
        contents: Contents,
        vectors: VectorStore,
        keywords: KeywordIndex,
        analyzer: TextAnalyzer,
        bounding: Bounding,
    ) -> None:
        self._contents = contents
        self._vectors = vectors
        self._keywords = keywords
        self._analyzer = analyzer
        self._bounding = bounding
        self._speller = Speller(keywords, analyzer)

    async def typed(
        self,
        standing: Standing,
        library: int,
        text: str,
        mode: SearchMode,
        scope: Sequence[int],
        typing: bool,
        filters: Filters = (),
    ) -> Asked:
        """The query as it is typed, unless its phrases are nowhere; `filters` are those beside it."""
        asked = await self.of(standing, library, _within(understand(text, typing), filters), mode, scope)
        asked = await self._with_what_is_there(asked)
        return asked._replace(text=text, typed=Typed(scope, typing, filters))

    async def suggestion(self, asked: Asked) -> Suggestion | None:
        """What else its words may have been meant to be; None when there is nothing near them."""
        languages, begun = asked.standing.languages, asked.understood.begun
        return await self._speller.suggest(asked.library, languages, asked.text, begun)

    async def corrected(self, asked: Asked, suggestion: Suggestion) -> Asked:
        """The search for what was suggested in the place of what was typed."""
        scope, typing, filters = asked.typed
        meant = _within(understand(suggestion.text, typing), filters)
        said = (*meant.said, Failure("query-corrected", {"what": suggestion.text}))
        other = await self.of(asked.standing, asked.library, meant._replace(said=said), asked.mode, scope)
        return other._replace(text=asked.text, typed=asked.typed, suggestion=suggestion)

    async def of(
        self,
        standing: Standing,
        library: int,
        understood: Understood,
        mode: SearchMode,
        scope: Sequence[int] = (),
    ) -> Asked:
        bounds = await self._bounding.of(library, understood, scope)
        query = self._query(standing, understood, bounds)
        texts = Texts(self._contents, self._vectors, self._analyzer, library)
        return Asked(standing, library, understood.text, understood, query, mode, bounds, texts)

    def _query(self, standing: Standing, understood: Understood, bounds: Bounds) -> Query:
        selected = None if bounds.selection is None else bounds.selection.contents
        return query_of(self._analyzer, standing.languages, understood, selected, bounds.contents)

    async def _with_what_is_there(self, asked: Asked) -> Asked:
        """Without the phrases, where no passage holds them; says so, and where filters leave nothing. Of a
        library in which nothing can be searched yet nothing is said: that is no fault of the query."""
        understood, coverage = asked.understood, asked.standing.coverage
        if not coverage.indexed:
            return asked
        if asked.bounds.empty:
            if not understood.bounds:
                return asked
            nothing = Failure("query-filter-nothing", {"what": understood.bounds})
            failure = _absent(nothing, Failure("query-filter-not-yet"), coverage)
            return asked._replace(understood=understood._replace(said=(*understood.said, failure)))
        if not understood.phrases:
            return asked
        if (await self._keywords.holding(asked.library, asked.query.keywords, 1)).total:
            return asked
        quoted = " ".join(f'"{phrase.text}"' for phrase in understood.phrases)
        nowhere = Failure("query-phrase-nowhere", {"what": quoted})
        failure = _absent(nowhere, Failure("query-phrase-not-yet"), coverage)
        loose = understood.without_phrases()._replace(said=(*understood.said, failure))
        return asked._replace(understood=loose, query=self._query(asked.standing, loose, asked.bounds))


def _absent(nowhere: Failure, not_yet: Failure, coverage: Coverage) -> Failure:
    """While documents are still to be read, nobody can tell that something is nowhere."""
    if coverage.indexed == coverage.documents:
        return nowhere
    read = f"{coverage.indexed:,} of {coverage.documents:,}"
    return Failure(not_yet.code, {**nowhere.arguments, "read": read})


def _within(understood: Understood, filters: Filters) -> Understood:
    return understood._replace(filters=(*understood.filters, *filters)) if filters else understood
