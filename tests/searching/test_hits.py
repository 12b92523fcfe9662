"""A ranking becomes hits: what touches is joined, and no more is read than is needed."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest

from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.documents import Unit, UnitPlace
from desktop_rag.domain.passages import Chunk, Passage, Scored
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.searching.hits import MORE, SPARE, HitMaker, Texts
from desktop_rag.searching.query import query_of
from desktop_rag.searching.similar import JOINED, taking_turns, touch
from desktop_rag.searching.understand import plainly
from tests.adapters.catalog.shelf import Shelf, read_of, with_shelf

# Of a page.
CUTS = 5


def document(chance: Random, name: int) -> DocumentRead:
    """Pages of five passages, some of which follow each other directly."""
    units, start = [], 0
    for number in range(1, 4):
        text, chunks = "", []
        for _ in range(CUTS):
            words = " ".join(f"w{chance.randrange(10**6)}x{name}" for _ in range(30))
            chunks.append(Chunk(start + len(text), start + len(text) + len(words)))
            text += words + chance.choice(["", " ", "\n\n", " and so on "])
        units.append(UnitChunks(Unit(UnitPlace("page", number), start, text), tuple(chunks)))
        start += len(text) + 1
    return msgspec.structs.replace(read_of(f"document {name}"), units=tuple(units), pages=3)


async def filled(shelf: Shelf, chance: Random, documents: int) -> list[int]:
    for name in range(documents):
        await shelf.add(b"/docs/%d.pdf" % name, document(chance, name))
    await shelf.words()
    return list(await shelf.passages())


def plain_hits(passages: Sequence[Passage], top: int) -> list[tuple[int, int, int]]:
    """All that are looked at, one after the other, as it is described: best passage, begin and end."""
    hits: list[list[Passage]] = []
    wanted = top + min(top, MORE)

    def joins(left: Passage, right: Passage) -> bool:
        return touch(left, right) and not left.after[: right.start - left.end].strip()

    for passage in passages[:wanted]:
        for hit in hits:
            ordered = sorted(hit, key=lambda one: one.start)
            if len(hit) < JOINED and (joins(ordered[-1], passage) or joins(passage, ordered[0])):
                hit.append(passage)
                break
        else:
            hits.append([passage])
    order = taking_turns(hits, lambda hit: hit[0].content)
    return [(hit[0].id, min(one.start for one in hit), max(one.end for one in hit)) for hit in order[:top]]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_read_later_changes_no_hit(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)

    async def work(shelf: Shelf) -> None:
        contents, analyzer = shelf.catalog.contents, Analyzer()
        ids = await filled(shelf, chance, documents=chance.choice([1, 3, 20]))
        documents = await contents.documents_of(shelf.library, ids)
        by_id = {one.id: one for one in await contents.passages(ids)}
        query = query_of(analyzer, ["en"], plainly("nothing of it"))
        for top in (1, 3, 10):
            chosen = chance.sample(ids, min(len(ids), 40))
            texts = Texts(contents, shelf.catalog.vectors, analyzer, shelf.library)
            maker = HitMaker(texts, query, documents, (), ())
            hits = await maker.make([Scored(one, 1.0) for one in chosen], top)
            found = [(hit.passage, hit.place.start, hit.place.end) for hit in hits]
            assert found == plain_hits([by_id[one] for one in chosen], top)

    with_shelf(tmp_path, work)


def test_only_what_may_be_shown_or_joined_is_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents, analyzer, top = shelf.catalog.contents, Analyzer(), 10
        first = [
            await shelf.add(b"/docs/%d.pdf" % name, read_of(f"left {name} right {name}"))
            for name in range(30)
        ]
        await shelf.words()
        pairs = [await contents.passages_of([one]) for one in first]
        # The second halves of two of the first stand further down.
        ranking = (
            [left for left, _ in pairs[:15]] + [pairs[3][1], pairs[4][1]] + [left for left, _ in pairs[15:]]
        )
        texts = Texts(contents, shelf.catalog.vectors, analyzer, shelf.library)
        documents = await contents.documents_of(shelf.library, ranking)
        query = query_of(analyzer, ["en"], plainly("right"))
        maker = HitMaker(texts, query, documents, (), ())
        hits = await maker.make([Scored(one, 1.0) for one in ranking], top)
        assert [hit.passage for hit in hits] == ranking[:top]
        assert [hit.rank for hit in hits if "right" in hit.text] == [4, 5]
        assert set(texts.passages) == {*ranking[: top + SPARE], pairs[3][1], pairs[4][1]}

    with_shelf(tmp_path, work)


def test_neighbours_of_neighbours_are_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        ids = await filled(shelf, Random(1), documents=1)
        passages = await shelf.catalog.contents.passages(ids)
        close = [touch(one, other) for one, other in itertools.pairwise(passages)]
        run = 1
        while run < CUTS and close[run - 1]:
            run += 1
        shown, _ = await shelf.catalog.contents.shown(shelf.library, [ids[0]], [*reversed(ids[1:])])
        assert sorted(one.id for one in shown) == ids[:run]
        others, _ = await shelf.catalog.contents.shown(shelf.library, [], ids[1:], [ids[0]])
        assert sorted(one.id for one in others) == ids[1:run]

    with_shelf(tmp_path, work)
