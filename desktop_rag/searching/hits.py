"""A ranking becomes hits: the same text once, what touches joined, every document given its turn."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import structs

from desktop_rag.domain.passages import Hit, Matched, Passage, Place, Scored
from desktop_rag.domain.ports import TextAnalyzer
from desktop_rag.domain.stores import Contents
from desktop_rag.searching.query import Query
from desktop_rag.searching.similar import JOINED, near_duplicates, taking_turns, touch
from desktop_rag.searching.snippet import snippet

Places = Mapping[int, tuple[Place, ...]]


class _Gathered:
    """A hit in the making: the best passage, and those that were joined to it, in reading order."""

    def __init__(self, scored: Scored, passage: Passage, words: frozenset[str]) -> None:
        self.score = scored.score
        self.best = passage
        self.parts = [passage]
        self.words = [words]
        self.text = passage.text
        self.also: list[str] = []

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end

    def repeats(self, words: frozenset[str]) -> bool:
        return any(near_duplicates(known, words) for known in self.words)

    def join(self, passage: Passage, gap: str, words: frozenset[str]) -> None:
        if passage.start >= self.end:
            self.parts.append(passage)
            self.text = self.text + gap + passage.text
        else:
            self.parts.insert(0, passage)
            self.text = passage.text + gap + self.text
        self.words.append(words)


class HitMaker:
    """Makes the hits of one search; `keyword` and `semantic` are the ids of the two lists."""

    def __init__(
        self,
        contents: Contents,
        analyzer: TextAnalyzer,
        query: Query,
        places: Places,
        keyword: Collection[int],
        semantic: Collection[int],
    ) -> None:
        self._contents = contents
        self._analyzer = analyzer
        self._query = query
        self._places = places
        self._keyword = keyword
        self._semantic = semantic

    async def make(self, ranking: Sequence[Scored], top: int) -> tuple[Hit, ...]:
        """At most `top` hits, best first. Passages are fetched as far down as they are needed: twice as
        many hits as are shown, so that a document that crowds the others out can give them its place."""
        gathered: list[_Gathered] = []
        wanted = 2 * top
        step = max(wanted, 10)
        for begin in range(0, len(ranking), step):
            part = ranking[begin : begin + step]
            passages = {it.id: it for it in await self._contents.passages([hit.passage for hit in part])}
            for scored in part:
                if len(gathered) >= wanted:
                    break
                if scored.passage in passages:
                    await self._gather(gathered, scored, passages[scored.passage])
            if len(gathered) >= wanted:
                break
        order = taking_turns(gathered, lambda it: self._places[it.best.id][0].document)
        return tuple(self._hit(rank, it) for rank, it in enumerate(order[:top], 1))

    async def _gather(self, gathered: list[_Gathered], scored: Scored, passage: Passage) -> None:
        words = frozenset(term.text for term in self._analyzer.words(passage.text))
        for known in gathered:
            if known.repeats(words):
                if passage.text == known.best.text:
                    known.also += [place.shown for place in self._places[passage.id]]
                return
        for known in gathered:
            gap = await self._gap(known, passage)
            if gap is not None:
                known.join(passage, gap, words)
                return
        gathered.append(_Gathered(scored, passage, words))

    async def _gap(self, known: _Gathered, passage: Passage) -> str | None:
        """What lies between, when it is nothing but white space; None when the two do not touch."""
        if len(known.parts) >= JOINED:
            return None
        if touch(known.parts[-1], passage):
            begin, end = known.end, passage.start
        elif touch(passage, known.parts[0]):
            begin, end = passage.end, known.start
        else:
            return None
        if begin == end:
            return ""
        _, unit = await self._contents.unit_at(self._places[passage.id][0].document, begin)
        gap = unit.text[begin - unit.start : end - unit.start]
        return gap if len(gap) == end - begin and gap.isspace() else None

    def _hit(self, rank: int, it: _Gathered) -> Hit:
        first, *others = self._places[it.best.id]
        matches = self._query.matches(it.best.language, it.text)
        shown, marks = snippet(it.text, matches)
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
            self._matched(it, bool(matches)),
            tuple(also),
        )

    def _matched(self, it: _Gathered, words: bool) -> tuple[Matched, ...]:
        """A passage below the first hundred of a list may hold a word of the query all the same."""
        ids = [part.id for part in it.parts]
        keyword = words or any(passage in self._keyword for passage in ids)
        semantic = any(passage in self._semantic for passage in ids)
        return (*(("keyword",) if keyword else ()), *(("semantic",) if semantic else ()))
