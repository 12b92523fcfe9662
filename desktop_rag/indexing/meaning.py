"""From the outbox to the vector index: one batch is embedded, the next prepared, the last kept and put in."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.indexes import VectorIndex, vector_id
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.passages import Passage, Vectors
from desktop_rag.domain.ports import Embedder
from desktop_rag.domain.projections import (
    Generation,
    Outbox,
    OutboxRow,
    StoredVector,
    VectorStore,
    vector_target,
)
from desktop_rag.domain.stores import Contents
from desktop_rag.indexing.bell import Bell
from desktop_rag.indexing.copies import COPIES, full_vectors
from desktop_rag.indexing.embed import (
    SMALLEST_PART,
    Estimate,
    Key,
    Part,
    embedded,
    halves,
    part_of,
    parts_of,
)
from desktop_rag.indexing.job import Changed
from desktop_rag.indexing.progress import Progress
from desktop_rag.indexing.tasks import side_by_side
from desktop_rag.indexing.window import Window

# Passages that are prepared together: with a slow embedder some batches of like length, 5 s of its work.
MOST_PASSAGES = 512
# Vectors that are kept and wait for the index, which may take seconds to start.
MOST_KEPT = 2048
BATCHES = 8
# A passage is at most some 4,000 characters; the smallest window in use (256 tokens) cuts it in 16.
MOST_PARTS = 16


@dataclass(frozen=True)
class EmbedStep:
    """Makes the vectors of what stands in the outbox and brings them into the index of a generation."""

    outbox: Outbox
    contents: Contents
    vectors: VectorStore
    index: VectorIndex
    estimate: Estimate

    async def run(self, filling: "Filling", bell: Bell) -> None:
        """Until the outbox is empty and the bell tells of no more.

        Raises `IndexUnavailable` and any `ModelError`; what was embedded until then is kept.
        """
        await _Drain(self, filling, bell).run()

    async def delete(self, generation: Generation, passages: Sequence[int]) -> None:
        """How many parts a dropped passage had is no longer known; ids that are not there do no harm."""
        parts = 1 if generation.embedder.name == BUILT_IN else MOST_PARTS
        ids = [vector_id(passage, part) for passage in passages for part in range(parts)]
        await self.index.delete(generation.directory, ids)


@dataclass(frozen=True)
class Filling:
    """A generation to be filled by an embedder, and whom to tell."""

    generation: Generation
    embedder: Embedder
    progress: Progress
    changed: Changed


Made = dict[Key, bytes]


@dataclass(frozen=True)
class _Kept:
    """What the catalog has and the index is to take in: passages that leave, vectors by their ids, and the
    rows of the outbox that this ends. With `again` the index may have some of it from before a kill."""

    dropped: Sequence[int]
    ids: Sequence[str]
    vectors: Vectors
    rows: Sequence[OutboxRow]
    again: bool


class _Drain:
    """Five steps side by side. The first error ends them in order, so that nothing embedded is lost."""

    def __init__(self, step: EmbedStep, filling: Filling, bell: Bell) -> None:
        self._step = step
        self._filling = filling
        self._bell = bell
        self._embedder = filling.embedder
        self._target = vector_target(filling.generation.id)
        self._prepared: asyncio.Queue[tuple[Window, list[Part]] | None] = asyncio.Queue(1)
        self._made: asyncio.Queue[tuple[Window, Made] | None] = asyncio.Queue(1)
        self._kept: asyncio.Queue[_Kept | None] = asyncio.Queue(max(1, MOST_KEPT // self._embedder.batch))
        self._added: asyncio.Queue[Sequence[OutboxRow] | None] = asyncio.Queue(2)
        self._begun = asyncio.Event()
        self._work = False
        # Rows up to this one may have been written to the index before a kill.
        self._newest = 0
        self._making: dict[Key, Window] = {}
        self._error: DesktopRagError | None = None

    async def run(self) -> None:
        await side_by_side(self._prepare(), self._embed(), self._keep(), self._put_in(), self._finish())
        if self._error is not None:
            raise self._error

    def _fail(self, error: DesktopRagError) -> None:
        self._error = self._error or error
        self._bell.ring()

    # ---- prepare

    async def _prepare(self) -> None:
        last = 0
        self._newest = await self._step.outbox.newest(self._target)
        most = min(MOST_PASSAGES, self._embedder.batch * BATCHES)
        while self._error is None:
            rows = await self._step.outbox.next(self._target, most, last)
            if rows:
                last = rows[-1].sequence
                window = await self._window(rows)
                for batch in window.batches(self._embedder.batch):
                    await self._prepared.put((window, batch))
            elif not await self._bell.more():
                break
        self._begun.set()
        await self._prepared.put(None)

    async def _window(self, rows: Sequence[OutboxRow]) -> Window:
        added = [row.passage for row in rows if not row.drop]
        passages = await self._step.contents.passages(added) if added else ()
        parts = {passage.id: self._parts(passage) for passage in passages}
        lent = {
            part.key: self._making[part.key]
            for several in parts.values()
            for part in several
            if part.key in self._making
        }
        have = await self._find(part.key for several in parts.values() for part in several)
        if self._embedder.window is not None:
            have |= await self._divided_before(parts, have.keys() | lent.keys())
        window = Window(rows, parts, have, lent)
        self._making |= dict.fromkeys(window.missing, window)
        return window

    def _parts(self, passage: Passage) -> list[Part]:
        return parts_of(passage, self._embedder, self._step.estimate)

    async def _find(self, keys: Iterable[Key]) -> Made:
        return await self._step.vectors.find(self._embedder.identity.digest, list(keys))

    async def _divided_before(self, parts: dict[int, list[Part]], known: Collection[Key]) -> Made:
        """Passages that had to be divided further than the estimate said have their vectors already."""
        wanting = [number for number, several in parts.items() if any(p.key not in known for p in several)]
        found: dict[int, list[tuple[int, bytes]]] = {}
        for passage, part, row in await self._step.vectors.of(self._embedder.identity.digest, wanting):
            found.setdefault(passage, []).append((part, row))
        made: Made = {}
        for passage, rows in found.items():
            if len(rows) > len(parts[passage]):
                keys = [(passage.to_bytes(8, "big"), part) for part, _ in rows]
                parts[passage] = [Part(passage, key[1], "", "", "", key) for key in keys]
                made |= {key: row for key, (_, row) in zip(keys, rows, strict=True)}
        return made

    # ---- embed

    async def _embed(self) -> None:
        while (item := await self._prepared.get()) is not None:
            window, batch = item
            await self._filling.progress.gate.wait()
            self._work = True
            self._begun.set()
            made: Made = {}
            if self._error is None and batch:
                try:
                    with self._filling.progress.busy("embed"):
                        made = await self._vectors(window, batch)
                except DesktopRagError as error:
                    self._fail(error)
            await self._made.put((window, made))
        await self._made.put(None)

    async def _vectors(self, window: Window, batch: Sequence[Part]) -> Made:
        rows = await embedded([part.text for part in batch], self._embedder)
        made: Made = {}
        for part, row in zip(batch, rows, strict=True):
            if row is not None:
                made[part.key] = row
            else:
                for wanting in window.wanting(part.key):
                    made |= await self._divided(window, wanting)
        return made

    async def _divided(self, window: Window, part: Part) -> Made:
        """The estimate was far too low for this text (a table of numbers, a rare script): two parts."""
        if len(part.body) < SMALLEST_PART:
            return {part.key: bytes(self._embedder.identity.dimension * 2)}
        number = max(other.part for other in window.parts[part.passage]) + 1
        first, second = halves(part.body)
        new = [
            part_of(part.passage, part.part, part.head, first, self._embedder),
            part_of(part.passage, number, part.head, second, self._embedder),
        ]
        window.replace(part, new)
        self._making.pop(part.key, None)
        made = await self._find(one.key for one in new)
        missing = [one for one in new if one.key not in made]
        return made | (await self._vectors(window, missing) if missing else {})

    # ---- keep

    async def _keep(self) -> None:
        """In the catalog, whatever becomes of the index: nothing is embedded twice."""
        last: Window | None = None
        while (item := await self._made.get()) is not None:
            window, made = item
            if made:
                rows = [(digest, part, row) for (digest, part), row in made.items()]
                await self._step.vectors.put(self._embedder.identity, rows)
                for key in made:
                    self._making.pop(key, None)
            await self._kept.put(await self._complete(window, made, first=window is not last))
            last = window
        await self._kept.put(None)

    async def _complete(self, window: Window, made: Made, first: bool) -> _Kept:
        """The passages that these vectors complete, and at the first vectors of a window those that leave."""
        complete = (window.take_first() if first else []) + window.take(made)
        found = window.parts_with_vectors(complete)
        there = {part.passage for part, _ in found}
        return _Kept(
            dropped=window.dropped() if first else (),
            ids=[vector_id(part.passage, part.part) for part, _ in found],
            vectors=await self._set_apart(found),
            # One that was to use the vector of another, which had to be divided, comes again later.
            rows=[row for row in complete if row.passage in there or row.passage not in window.parts],
            again=window.rows[0].sequence <= self._newest,
        )

    async def _set_apart(self, found: Sequence[tuple[Part, bytes]]) -> Vectors:
        """The vectors of these parts; the catalog learns whose they are, and of which there are many."""
        identity = self._embedder.identity
        assigned = [StoredVector(part.passage, part.part, part.key[0]) for part, _ in found]
        many = await self._step.vectors.assign(identity.digest, assigned, COPIES) if assigned else ()
        rows = [row for _, row in found]
        places = [at for at, one in enumerate(assigned) if (one.passage, one.part) in many]
        return full_vectors(rows, identity.dimension, {at: assigned[at].passage for at in places})

    # ---- put in

    async def _put_in(self) -> None:
        await self._begun.wait()
        generation = self._filling.generation
        try:
            if self._work:  # while the first batch is embedded: importing chromadb takes a second
                await self._step.index.open(generation.directory, generation.embedder.dimension)
            while (kept := await self._kept.get()) is not None:
                with self._filling.progress.busy("store"):
                    await self._take_in(kept)
        except DesktopRagError as error:
            self._fail(error)
            while await self._kept.get() is not None:
                pass  # the steps before this one end in order
        await self._added.put(None)

    async def _take_in(self, kept: _Kept) -> None:
        generation = self._filling.generation
        if kept.dropped:
            await self._step.delete(generation, kept.dropped)
        if kept.ids:
            await self._step.index.add(generation.directory, kept.ids, kept.vectors, kept.again)
        if kept.rows:
            await self._added.put(kept.rows)

    # ---- finish

    async def _finish(self) -> None:
        """The catalog learns what is in the index, while that takes in the next: one waited for the other
        a third of the time."""
        failed = False
        while (rows := await self._added.get()) is not None:
            if failed:
                continue
            try:
                with self._filling.progress.busy("store"):
                    self._filling.changed(await self._step.outbox.done(self._target, rows))
            except DesktopRagError as error:
                failed = True
                self._fail(error)
            else:
                self._filling.progress.embedded(len(rows))
