"""What a search is for: the query as it was meant, in which documents, with its words analysed."""

from collections.abc import Sequence
from typing import NamedTuple

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.indexes import KeywordIndex
from desktop_rag.domain.passages import SearchMode
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.projections import VectorStore
from desktop_rag.domain.queries import Filters
from desktop_rag.domain.stores import Contents, Standing
from desktop_rag.searching.bounds import Bounding, Bounds
from desktop_rag.searching.hits import Texts
from desktop_rag.searching.query import Query, query_of
from desktop_rag.searching.spelling import Speller, Suggestion
from desktop_rag.searching.understand import Understood, understand


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
    suggestion: Suggestion | None = None

    @property
    def lists(self) -> bool:
        """Whether there is nothing to rank by: then the documents are shown, the newest first."""
        terms = self.query.keywords
        return not any(terms.terms) and not terms.prefix and not self.understood.words.strip()

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
        """The query as it is typed, unless its phrases or all of its words are nowhere; `filters` are
        those beside it."""
        asked = await self.of(standing, library, _within(understand(text, typing), filters), mode, scope)
        asked = await self._with_what_is_there(asked)
        suggestion = await self._speller.suggest(library, standing.languages, text, asked.understood.begun)
        if suggestion is not None and suggestion.needed and not asked.understood.phrases:
            meant = _within(understand(suggestion.text, typing), filters)
            said = (*meant.said, Failure("query-corrected", {"what": suggestion.text}))
            asked = await self.of(standing, library, meant._replace(said=said), mode, scope)
        return asked._replace(text=text, suggestion=suggestion)

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
        """Without the phrases, where no passage holds them; says so, and where filters leave nothing."""
        understood = asked.understood
        if asked.bounds.empty:
            said = (*understood.said, Failure("query-filter-nothing", {"what": understood.bounds}))
            return asked._replace(understood=understood._replace(said=said)) if understood.bounds else asked
        if not understood.phrases:
            return asked
        if (await self._keywords.holding(asked.library, asked.query.keywords, 1)).total:
            return asked
        quoted = " ".join(f'"{phrase.text}"' for phrase in understood.phrases)
        said = (*understood.said, Failure("query-phrase-nowhere", {"what": quoted}))
        loose = understood.without_phrases()._replace(said=said)
        return asked._replace(understood=loose, query=self._query(asked.standing, loose, asked.bounds))


def _within(understood: Understood, filters: Filters) -> Understood:
    return understood._replace(filters=(*understood.filters, *filters)) if filters else understood
