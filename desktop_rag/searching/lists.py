"""The two lists of a search, by words and by meaning, and how they rank together."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import NamedTuple

from desktop_rag.domain.errors import IndexUnavailable, ModelError
from desktop_rag.domain.indexes import KeywordIndex
from desktop_rag.domain.passages import Scored
from desktop_rag.domain.stores import Contents
from desktop_rag.searching.asking import Asked
from desktop_rag.searching.bounds import Bounding
from desktop_rag.searching.fuse import by_both, by_meaning, by_words
from desktop_rag.searching.hits import HitMaker, looked_at
from desktop_rag.searching.meaning import Meaning, Sense

# Of each list; what stands in only one of them still gets both scores.
CANDIDATES = 100


class Meant(NamedTuple):
    """What meaning found, or the code that says why it took no part."""

    sense: Sense | None = None
    nearest: Sequence[Scored] = ()
    failure: str = ""


class Found(NamedTuple):
    """What the two lists hold of the library as it is now, and how they rank together; `listed` are all
    passages of the lists, those too that no document shows."""

    listed: Sequence[int]
    ranking: list[Scored]
    documents: Mapping[int, tuple[int, ...]]
    keyword: frozenset[int]
    semantic: frozenset[int]
    failure: str


class Lists:
    """Makes the lists of one search after another."""

    def __init__(
        self, contents: Contents, keywords: KeywordIndex, meaning: Meaning, bounding: Bounding
    ) -> None:
        self._contents = contents
        self._keywords = keywords
        self._meaning = meaning
        self._bounding = bounding

    async def words(self, asked: Asked) -> list[Scored]:
        if asked.bounds.empty:
            return []
        selection = asked.bounds.selection
        if asked.lists and selection is not None and len(asked.query.keywords.required) == 1:
            first = await self._contents.first_passages(selection.documents, CANDIDATES)
            return [Scored(passage, 0.0) for passage in first]
        return await self._keywords.search(asked.library, asked.query.keywords, CANDIDATES)

    async def meant(self, asked: Asked) -> Meant:
        if asked.mode == "keyword" or asked.lists or asked.bounds.empty:
            return Meant()
        try:
            return await self.by_meaning(asked)
        except (IndexUnavailable, ModelError) as error:
            return Meant(failure=error.code)

    async def by_meaning(self, asked: Asked) -> Meant:
        """Raises `IndexUnavailable` and any `ModelError`."""
        standing = asked.standing
        language = standing.languages[0] if standing.languages else ""
        sense = await self._meaning.of(standing.generation, asked.understood.words, language)
        near = await self._bounding.nearest(asked.library, asked.query, asked.bounds, sense, CANDIDATES)
        return Meant(sense, near)

    async def prepare(self, asked: Asked, found: Found, top: int, until: asyncio.Future[Meant]) -> None:
        """Makes what is shown of the words' first passages while meaning is looked for elsewhere: most of
        them will be."""
        async with aclosing(self.maker(asked, found).prepared(found.ranking, top)) as steps:
            async for _ in steps:
                await asyncio.sleep(0)
                if until.done():
                    return

    async def together(self, asked: Asked, words: Sequence[Scored], meant: Meant, top: int = 0) -> Found:
        """Both lists joined to the catalog, so that nothing stale ranks or is shown, then fused.

        With `top`, what so many hits are made of is read in the same step, as if all that was found were
        shown: nearly always it is. While meaning is looked for, so are the vectors of the words' passages.
        """
        either = list(dict.fromkeys(hit.passage for hit in (*words, *meant.nearest)))
        # The index has compared its own: they are the same vectors but for copies of one that is there often.
        cosines = {hit.passage: hit.score for hit in meant.nearest}
        cosines |= await _cosines(asked, meant.sense, [one for one in either if one not in cosines])
        likely = _ranked(asked, meant, words, cosines)
        texts = asked.texts
        first, beside = looked_at(likely, top)
        awaited = _awaits_meaning(asked, meant)
        shown, *_ = await asyncio.gather(
            texts.documents(either),
            texts.read(first, () if awaited else beside),
            _vectors(asked, either if awaited else []),
        )
        documents = asked.bounds.shown(shown)
        keyword = [hit for hit in words if hit.passage in documents]
        semantic = [hit.passage for hit in meant.nearest if hit.passage in documents]
        if len(documents) < len(either):
            left = {passage: cosine for passage, cosine in cosines.items() if passage in documents}
            near = [hit for hit in meant.nearest if hit.passage in documents]
            likely = _ranked(asked, meant._replace(nearest=near), keyword, left)
        ids = frozenset(hit.passage for hit in keyword)
        return Found(either, likely, documents, ids, frozenset(semantic), meant.failure)

    def maker(self, asked: Asked, found: Found) -> HitMaker:
        return HitMaker(asked.texts, asked.query, found.documents, found.keyword, found.semantic)


def _ranked(
    asked: Asked, meant: Meant, words: Sequence[Scored], cosines: Mapping[int, float]
) -> list[Scored]:
    if asked.lists:
        return list(words)
    if meant.sense is None:
        return by_words(words)
    near = [hit.passage for hit in meant.nearest]
    if asked.mode == "semantic":
        return by_meaning(near, cosines)
    return by_both(words, near, cosines, meant.sense.fusion)


def _awaits_meaning(asked: Asked, meant: Meant) -> bool:
    """Whether meaning is still being looked for."""
    return asked.mode == "hybrid" and not asked.lists and meant.sense is None and not meant.failure


async def _vectors(asked: Asked, passages: Sequence[int]) -> None:
    """Those that will be compared with the sense of the query."""
    if (generation := asked.standing.generation) is not None:
        await asked.texts.vectors(generation.embedder.digest, passages)


async def _cosines(asked: Asked, sense: Sense | None, passages: Sequence[int]) -> dict[int, float]:
    return await sense.cosines(passages, asked.texts.vectors) if sense else {}
