"""A ranking becomes hits: the same text once, what touches joined, every document given its turn."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import structs

from desktop_rag.domain.passages import Hit, Matched, Passage, Place, Scored
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.stores import Contents
from desktop_rag.searching.query import Query
from desktop_rag.searching.similar import JOINED, Repeats, taking_turns, telling, touch
from desktop_rag.searching.snippet import Snippet, snippet

Places = Mapping[int, tuple[Place, ...]]

# So many hits more than are shown are looked at: some are the same, touch, or crowd others out.
MORE = 10


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
    """Passages of one search with their places, words and snippets: the second of its two lists shows many
    of the first again."""

    def __init__(self, contents: Contents, analyzer: TextAnalyzer) -> None:
        self._contents = contents
        self._analyzer = analyzer
        self._places: dict[int, tuple[Place, ...]] = {}
        self._passages: dict[int, Passage] = {}
        self._words: dict[int, frozenset[str]] = {}
        self._telling: dict[int, Sequence[str]] = {}
        self.snippets: dict[tuple[int, ...], tuple[bool, Snippet]] = {}

    async def places(self, library: int, ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
        """Of those that can be seen."""
        missing = [passage for passage in ids if passage not in self._places]
        if missing:
            found = await self._contents.places(library, missing)
            self._places.update((passage, found.get(passage, ())) for passage in missing)
        return {passage: places for passage in ids if (places := self._places[passage])}

    async def read(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        missing = [passage for passage in ids if passage not in self._passages]
        if missing:
            self._passages.update((it.id, it) for it in await self._contents.passages(missing))
        return self._passages

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
    """Makes the hits of one search; `keyword` and `semantic` are the ids of the two lists."""

    def __init__(
        self,
        texts: Texts,
        query: Query,
        places: Places,
        keyword: Collection[int],
        semantic: Collection[int],
    ) -> None:
        self._texts = texts
        self._query = query
        self._places = places
        self._keyword = keyword
        self._semantic = semantic

    async def make(self, ranking: Sequence[Scored], top: int) -> tuple[Hit, ...]:
        """At most `top` hits, best first. Passages are fetched as far down as they are needed: some more
        than are shown, so that a document that crowds the others out can give them its place."""
        gathering = _Gathering(self._texts, self._places)
        wanted = top + min(top, MORE)
        for begin in range(0, len(ranking), wanted):
            part = ranking[begin : begin + wanted]
            passages = await self._texts.read([hit.passage for hit in part])
            for scored in part:
                if len(gathering.hits) >= wanted:
                    break
                if scored.passage in passages:
                    gathering.take(scored, passages[scored.passage])
            if len(gathering.hits) >= wanted:
                break
        order = taking_turns(gathering.hits, lambda it: self._places[it.best.id][0].document)
        return tuple(self._hit(rank, it) for rank, it in enumerate(order[:top], 1))

    def _hit(self, rank: int, it: _Gathered) -> Hit:
        first, *others = self._places[it.best.id]
        matched, (shown, marks) = self._snippet(it)
        also = dict.fromkeys([*(place.shown for place in others), *it.also])
        also.pop(first.shown, None)
        return Hit(
            rank,
            it.score,
            it.best.id,
            structs.replace(first, start=it.start, end=it.end),
            it.text,
            shown,
            marks,
            self._matched(it, matched),
            tuple(also),
        )

    def _snippet(self, it: _Gathered) -> tuple[bool, Snippet]:
        """Whether words of the query stand in it, and what is shown of it."""
        key = tuple(part.id for part in it.parts)
        known = self._texts.snippets.get(key)
        if known is None:
            matches = self._query.matches(it.best.language, it.text)
            known = bool(matches), snippet(it.text, matches, it.parts[0].heading)
            self._texts.snippets[key] = known
        return known

    def _matched(self, it: _Gathered, words: bool) -> tuple[Matched, ...]:
        """A passage below the first hundred of a list may hold a word of the query all the same."""
        ids = [part.id for part in it.parts]
        keyword = words or any(passage in self._keyword for passage in ids)
        semantic = any(passage in self._semantic for passage in ids)
        return (*(("keyword",) if keyword else ()), *(("semantic",) if semantic else ()))


class _Gathering:
    """Hits as they are found, best first."""

    def __init__(self, texts: Texts, places: Places) -> None:
        self._texts = texts
        self._places = places
        self._repeats: Repeats[_Gathered] = Repeats(texts.words)
        self._of_unit: dict[tuple[int, int], list[_Gathered]] = {}
        self.hits: list[_Gathered] = []

    def take(self, scored: Scored, passage: Passage) -> None:
        compared = self._texts.telling(passage)
        known = self._repeats.of(passage, compared)
        if known is not None:
            if passage.text == known.best.text:
                known.also += [place.shown for place in self._places[passage.id]]
            return
        beside = self._of_unit.setdefault((passage.content, passage.unit), [])
        hit = next((one for one in beside if one.join(passage)), None)
        if hit is None:
            hit = _Gathered(scored, passage)
            beside.append(hit)
            self.hits.append(hit)
        self._repeats.put(passage, compared, hit)
