"""A ranking becomes hits: the same text once, what touches joined, every document given its turn."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence

from msgspec import structs

from desktop_rag.domain.passages import Hit, Matched, Passage, Place, Scored
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.projections import VectorStore
from desktop_rag.domain.stores import Contents
from desktop_rag.searching.query import Query
from desktop_rag.searching.similar import JOINED, Repeats, crowded, taking_turns, telling, touch
from desktop_rag.searching.snippet import Snippet, snippet

# So many hits more than are shown are looked at: some are the same, touch, or crowd others out.
MORE = 10
# Of these so many at once, and of the others at first only those that touch: mostly no more is needed, and it
# takes a millisecond less.
SPARE = 3

# A passage, its part, and the vector as `VectorStore.of` gives it.
Row = tuple[int, int, bytes]


class _Gathered:
    """A hit in the making: the best passage, and those that were joined to it, in reading order."""

    def __init__(self, scored: Scored, passage: Passage) -> None:
        self.score = scored.score
        self.best = passage
        self.parts = [passage]
        self.text = passage.text
        self.also: list[str] = []

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end

    def join(self, passage: Passage) -> bool:
        """Whether the passage touches, and is part of this hit from now on."""
        if len(self.parts) >= JOINED:
            return False
        if (gap := _gap(self.parts[-1], passage)) is not None:
            self.parts.append(passage)
            self.text = self.text + gap + passage.text
            return True
        if (gap := _gap(passage, self.parts[0])) is not None:
            self.parts.insert(0, passage)
            self.text = passage.text + gap + self.text
            return True
        return False


def _gap(before: Passage, after: Passage) -> str | None:
    """What lies between, when it is nothing but white space; None when the two do not touch."""
    if not touch(before, after):
        return None
    gap = before.after[: after.start - before.end]
    return gap if len(gap) == after.start - before.end and (not gap or gap.isspace()) else None


class Texts:
    """Passages of one search with their places, vectors, words and snippets: the second of its two lists
    shows many of the first again."""

    def __init__(
        self, contents: Contents, vectors: VectorStore, analyzer: TextAnalyzer, library: int
    ) -> None:
        self._contents = contents
        self._stored = vectors
        self._analyzer = analyzer
        self._library = library
        self._documents: dict[int, tuple[int, ...]] = {}
        self._vectors: dict[int, list[Row]] = {}
        self._words: dict[int, frozenset[str]] = {}
        self._telling: dict[int, Sequence[str]] = {}
        self.passages: dict[int, Passage] = {}
        self.places: dict[int, tuple[Place, ...]] = {}
        self.snippets: dict[tuple[int, ...], tuple[bool, Snippet]] = {}

    async def documents(self, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Which documents show each passage; without those that none shows."""
        missing = [passage for passage in ids if passage not in self._documents]
        if missing:
            found = await self._contents.documents_of(self._library, missing)
            self._documents.update((passage, found.get(passage, ())) for passage in missing)
        return {passage: documents for passage in ids if (documents := self._documents[passage])}

    async def vectors(self, digest: str, ids: Sequence[int]) -> list[Row]:
        """What one embedder made of these passages; nothing of those that it has not come to."""
        missing = [passage for passage in ids if passage not in self._vectors]
        if missing:
            self._vectors.update((passage, []) for passage in missing)
            for row in await self._stored.of(digest, missing):
                self._vectors[row[0]].append(row)
        return [row for passage in ids for row in self._vectors[passage]]

    async def read(self, ids: Sequence[int], beside: Sequence[int] = ()) -> None:
        """Afterwards `passages` and `places` hold those that are still there; of those `beside` them at least
        the ones that touch."""
        missing = [passage for passage in ids if passage not in self.passages]
        beside = [passage for passage in beside if passage not in self.passages]
        if missing or beside:
            known = [passage for passage in ids if passage in self.passages] if beside else []
            passages, places = await self._contents.shown(self._library, missing, beside, known)
            self.passages.update((it.id, it) for it in passages if it.id in places)
            self.places |= places

    def words(self, passage: Passage) -> frozenset[str]:
        words = self._words.get(passage.id)
        if words is None:
            words = self._words[passage.id] = frozenset(self._analyzer.bare_words(passage.text))
        return words

    def telling(self, passage: Passage) -> Sequence[str]:
        known = self._telling.get(passage.id)
        if known is None:
            known = self._telling[passage.id] = telling(passage.text)
        return known


class HitMaker:
    """Makes the hits of one search; `documents` are those that show each passage, first the one to be named;
    `keyword` and `semantic` are the ids of the two lists."""

    def __init__(
        self,
        texts: Texts,
        query: Query,
        documents: Mapping[int, Sequence[int]],
        keyword: Collection[int],
        semantic: Collection[int],
    ) -> None:
        self._texts = texts
        self._query = query
        self._documents = documents
        self._keyword = keyword
        self._semantic = semantic

    async def make(self, ranking: Sequence[Scored], top: int) -> tuple[Hit, ...]:
        """At most `top` hits, best first. Passages are fetched as far down as they are needed: some more
        than are shown, so that a document that crowds the others out can give them its place."""
        await self._texts.read(*looked_at(ranking, top))
        hits = self._at_once(ranking, top)
        if len(hits) < min(top, len(ranking)) or crowded(hits, self._document):
            hits = taking_turns(await self._gathered(ranking, top), self._document)
        return tuple(self._hit(rank, it) for rank, it in enumerate(hits[:top], 1))

    def _at_once(self, ranking: Sequence[Scored], top: int) -> Sequence[_Gathered]:
        """The first `top` hits of the passages that are read first, if these make so many; others that touch
        are joined to them."""
        gathering = _Gathering(self._texts)
        for scored in ranking[: _wanted(top)]:
            gathering.take(scored, new=len(gathering.hits) < top)
            if len(gathering.hits) < top and scored.passage not in self._texts.passages:
                # From here on some are not read: nobody knows whether they would be hits of their own.
                break
        return gathering.hits

    async def _gathered(self, ranking: Sequence[Scored], top: int) -> Sequence[_Gathered]:
        gathering = _Gathering(self._texts)
        wanted = _wanted(top)
        for begin in range(0, len(ranking), wanted):
            part = ranking[begin : begin + wanted]
            await self._texts.read([scored.passage for scored in part])
            for scored in part:
                if len(gathering.hits) >= wanted:
                    return gathering.hits
                gathering.take(scored)
        return gathering.hits

    def _document(self, it: _Gathered) -> int:
        return self._documents[it.best.id][0]

    async def prepared(self, ranking: Sequence[Scored], top: int) -> AsyncGenerator[None, None]:
        """Reads the first passages of a ranking, and makes their snippets one by one: what is not yet done
        when the caller stops is done by `make`."""
        first, _ = looked_at(ranking, top)
        await self._texts.read(first)
        for number in first:
            passage = self._texts.passages.get(number)
            if passage is not None:
                self._texts.telling(passage)
                self._snippet((number,), passage, passage.text)
                yield

    def _hit(self, rank: int, it: _Gathered) -> Hit:
        first, *others = self._places(it.best.id)
        ids = tuple(part.id for part in it.parts)
        matched, (shown, marks) = self._snippet(ids, it.parts[0], it.text)
        also = dict.fromkeys([*(place.shown for place in others), *it.also])
        also.pop(first.shown, None)
        if len(it.parts) > 1:
            first = structs.replace(first, start=it.start, end=it.end)
        return Hit(
            rank,
            it.score,
            it.best.id,
            first,
            it.text,
            shown,
            marks,
            self._matched(it, matched),
            tuple(also),
        )

    def _places(self, passage: int) -> Sequence[Place]:
        """The place in the document to be named first."""
        places, documents = self._texts.places[passage], self._documents[passage]
        if len(places) < 2:
            return places
        order = {document: at for at, document in enumerate(documents)}
        return sorted(places, key=lambda place: order.get(place.document, len(order)))

    def _snippet(self, parts: tuple[int, ...], first: Passage, text: str) -> tuple[bool, Snippet]:
        """Whether words of the query stand in the text of these passages, and what is shown of it."""
        known = self._texts.snippets.get(parts)
        if known is None:
            matches = self._query.matches(first.language, text)
            known = bool(matches), snippet(text, matches, first.heading)
            self._texts.snippets[parts] = known
        return known

    def _matched(self, it: _Gathered, words: bool) -> tuple[Matched, ...]:
        """A passage below the first hundred of a list may hold a word of the query all the same."""
        ids = [part.id for part in it.parts]
        keyword = words or any(passage in self._keyword for passage in ids)
        semantic = any(passage in self._semantic for passage in ids)
        return (*(("keyword",) if keyword else ()), *(("semantic",) if semantic else ()))


def _wanted(top: int) -> int:
    return top + min(top, MORE)


def looked_at(ranking: Sequence[Scored], top: int) -> tuple[list[int], list[int]]:
    """The passages of a ranking that `top` hits are made of at first, and those that may touch them."""
    ids = [scored.passage for scored in ranking[: _wanted(top)]]
    return ids[: top + SPARE], ids[top + SPARE :]


class _Gathering:
    """Hits as they are found, best first."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._repeats: Repeats[_Gathered] = Repeats(texts.words)
        self._of_unit: dict[tuple[int, int], list[_Gathered]] = {}
        self.hits: list[_Gathered] = []

    def take(self, scored: Scored, new: bool = True) -> None:
        """Without `new` it is joined to a hit, or left out."""
        passage = self._texts.passages.get(scored.passage)
        if passage is None:
            return
        compared = self._texts.telling(passage)
        known = self._repeats.of(passage, compared)
        if known is not None:
            if passage.text == known.best.text:
                known.also += [place.shown for place in self._texts.places[passage.id]]
            return
        beside = self._of_unit.setdefault((passage.content, passage.unit), [])
        hit = next((one for one in beside if one.join(passage)), None)
        if hit is None and not new:
            return
        if hit is None:
            hit = _Gathered(scored, passage)
            beside.append(hit)
            self.hits.append(hit)
        self._repeats.put(passage, compared, hit)
