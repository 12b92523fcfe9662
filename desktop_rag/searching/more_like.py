"""More like this: passages near to one that is there, or to a whole document, without any model."""

import time
from collections.abc import Collection, Sequence

from desktop_rag.domain.errors import DocumentUnknown, IndexUnavailable
from desktop_rag.domain.passages import Scored, SearchResult
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.projections import VectorStore
from desktop_rag.domain.queries import Filters
from desktop_rag.domain.stores import Contents
from desktop_rag.searching.bounds import Bounding
from desktop_rag.searching.fuse import by_meaning
from desktop_rag.searching.hits import HitMaker, Texts
from desktop_rag.searching.meaning import Meaning
from desktop_rag.searching.query import Query

# As in a search; a document's own passages, which lie nearest to it, come on top.
CANDIDATES = 100
# Of a long document some passages, evenly spread, say what it is about.
OF_A_DOCUMENT = 500


class MoreLike:
    """Finds passages by the vectors of others, within filters. Raises `DocumentUnknown` for what is no
    longer there."""

    def __init__(
        self,
        contents: Contents,
        vectors: VectorStore,
        meaning: Meaning,
        bounding: Bounding,
        analyzer: TextAnalyzer,
    ) -> None:
        self._contents = contents
        self._vectors = vectors
        self._meaning = meaning
        self._bounding = bounding
        self._analyzer = analyzer

    async def passage(self, library: int, passage: int, top: int, filters: Filters = ()) -> SearchResult:
        """Passages of all documents, this one too, that say the like of a passage; not itself."""
        if not await self._contents.passages([passage]):
            raise DocumentUnknown(passage=str(passage))
        return await self._like(library, [passage], [passage], top, filters)

    async def document(self, library: int, document: int, top: int, filters: Filters = ()) -> SearchResult:
        """Passages of other documents that say the like of a document as a whole."""
        await self._contents.content_of(document)
        own = await self._contents.passages_of([document])
        spread = own[:: max(1, len(own) // OF_A_DOCUMENT)]
        return await self._like(library, spread, own, top, filters)

    async def _like(
        self, library: int, like: Sequence[int], own: Collection[int], top: int, filters: Filters
    ) -> SearchResult:
        """`words_only` says why nothing was found when there are no vectors to go by."""
        begun = time.perf_counter()
        standing = await self._contents.standing(library)
        bounds = await self._bounding.within(library, filters)
        query = Query(self._analyzer, {})
        failure = ""
        near: list[Scored] = []
        try:
            sense = await self._meaning.middle(standing.generation, like)
            wide = await self._bounding.nearest(library, query, bounds, sense, CANDIDATES + len(own))
            without = frozenset(own)
            near = [hit for hit in wide if hit.passage not in without][:CANDIDATES]
        except IndexUnavailable as error:
            failure = error.code
        texts = Texts(self._contents, self._vectors, self._analyzer, library)
        documents = bounds.shown(await texts.documents([hit.passage for hit in near]))
        cosines = {hit.passage: hit.score for hit in near if hit.passage in documents}
        ranking = by_meaning(cosines, cosines)
        maker = HitMaker(texts, query, documents, (), cosines)
        return SearchResult(
            query="",
            mode="semantic",
            hits=await maker.make(ranking, top),
            total=len(ranking),
            coverage=standing.coverage,
            seconds=time.perf_counter() - begun,
            words_only=failure,
        )
