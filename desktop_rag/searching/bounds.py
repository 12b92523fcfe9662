"""Which passages may answer at all: what the filters leave, and what holds the phrases."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from desktop_rag.domain.indexes import Held, KeywordIndex
from desktop_rag.domain.passages import Scored
from desktop_rag.domain.queries import DocumentFilter, Filters, Selection
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.searching.meaning import Meaning, Sense
from desktop_rag.searching.query import Query
from desktop_rag.searching.understand import Understood

# Up to here every passage that may answer is compared (3 ms a thousand); beyond, the index is asked for
# more than is needed, since its own filter takes 125 to 740 ms.
FEW = 2_000
WIDEST = 1_000
# What is asked for above the share of the passages that may answer: they are not spread evenly.
MARGIN = 1.5


class Bounds(NamedTuple):
    """Documents that may answer (None: all), and the contents of filters that are joined to words by OR."""

    selection: Selection | None
    contents: dict[DocumentFilter, tuple[int, ...]]

    @property
    def empty(self) -> bool:
        return self.selection is not None and not self.selection.documents

    def shown(self, documents: Mapping[int, tuple[int, ...]]) -> Mapping[int, tuple[int, ...]]:
        """Of the documents of passages those that may answer first: there a passage that several share is
        shown. Passages that none of these holds are left out."""
        if self.selection is None:
            return documents
        among = frozenset(self.selection.documents)
        ordered = {
            passage: tuple(sorted(holding, key=lambda document: document not in among))
            for passage, holding in documents.items()
        }
        return {passage: holding for passage, holding in ordered.items() if holding[0] in among}


class Bounding:
    """Finds bounds, and what is near in meaning within them."""

    def __init__(
        self, documents: Documents, contents: Contents, keywords: KeywordIndex, meaning: Meaning
    ) -> None:
        self._documents = documents
        self._contents = contents
        self._keywords = keywords
        self._meaning = meaning

    async def of(self, library: int, asked: Understood, scope: Sequence[int] = ()) -> Bounds:
        matching = self._documents.matching
        selection = await matching(library, asked.filters, scope) if asked.filters or scope else None
        joined = [one for any_of in asked.wishes for one in any_of if isinstance(one, DocumentFilter)]
        return Bounds(selection, {one: (await matching(library, [[one]])).contents for one in joined})

    async def within(self, library: int, filters: Filters) -> Bounds:
        """The bounds of filters alone, without a query."""
        return Bounds(await self._documents.matching(library, filters) if filters else None, {})

    async def nearest(
        self, library: int, query: Query, bounds: Bounds, sense: Sense, limit: int
    ) -> list[Scored]:
        """The passages nearest to the sense of those that may answer, best first."""
        if bounds.empty:
            return []
        if bounds.selection is None and not query.keywords.bounded:
            return await self._meaning.nearest(sense, limit)
        held = await self._held(library, query, bounds)
        if held.total <= FEW:
            return await self._meaning.nearest_of(sense, limit, held.passages)
        every = await self._keywords.count(library)
        width = max(limit, min(WIDEST, int(MARGIN * limit * every / held.total)))
        wide = await self._meaning.nearest(sense, width)
        kept = await self._kept(library, query, bounds, [hit.passage for hit in wide])
        return [hit for hit in wide if hit.passage in kept][:limit]

    async def _kept(
        self, library: int, query: Query, bounds: Bounds, passages: Sequence[int]
    ) -> Collection[int]:
        """Which of these may answer. Their documents are told by the catalog twice as fast."""
        selection = bounds.selection
        if selection is None or _words_too(query):
            held = await self._keywords.holding(library, query.keywords, len(passages), passages)
            return frozenset(held.passages)
        wanted = frozenset(selection.documents)
        shown = await self._contents.documents_of(library, passages)
        return {passage for passage, documents in shown.items() if not wanted.isdisjoint(documents)}

    async def _held(self, library: int, query: Query, bounds: Bounds) -> Held:
        """How many passages may answer, and which where these are few."""
        selection = bounds.selection
        if selection is None or _words_too(query):
            return await self._keywords.holding(library, query.keywords, FEW)
        few = selection.passages <= FEW
        return Held(await self._contents.passages_of(selection.documents) if few else (), selection.passages)


def _words_too(query: Query) -> bool:
    """Whether a passage must do more than belong to one of the documents."""
    return len(query.keywords.required) > 1 or bool(query.keywords.excluded)
