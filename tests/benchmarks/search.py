"""Searching in a large library: milliseconds of whole searches in the engine, and the split by stage.

`python -m tests.benchmarks.search [--passages 100000] [--words-alone] [--queries 200] [--top 50]
[--indexing 3000] [--folder FOLDER]`

The library is made by code; in a folder that is given it is kept for the next time. With `--indexing` so many
texts are taken into a copy of it at the same time.
"""

import argparse
import asyncio
import functools
import itertools
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.big_library import Tongue, made_once
from tests.benchmarks.documents import write_texts
from tests.benchmarks.figures import load, table
from tests.cli.program import NO_OLLAMA

WARM = 20
Figures = dict[str, list[float]]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Stages:
    """Times the calls of ports by wrapping the methods of their classes; waiting for a thread counts."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def watch(self, owner: type, *names: str) -> None:
        for name in names:
            setattr(owner, name, self._timed(f"{owner.__name__}.{name}", getattr(owner, name)))

    def _timed(self, stage: str, method: Any) -> Any:
        @functools.wraps(method)
        async def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return await method(*arguments, **named)
            finally:
                self.spent[stage] += time.perf_counter() - begun

        return timed


def watched() -> Stages:
    from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder
    from desktop_rag.adapters.catalog.contents import SqliteContents
    from desktop_rag.adapters.catalog.documents import SqliteDocuments
    from desktop_rag.adapters.catalog.generations import SqliteGenerations
    from desktop_rag.adapters.catalog.libraries import SqliteLibraries
    from desktop_rag.adapters.catalog.vectors import SqliteVectors
    from desktop_rag.adapters.chroma.index import ChromaIndex
    from desktop_rag.adapters.keyword.index import TantivyKeywords

    stages = Stages()
    stages.watch(TantivyKeywords, "search", "holding", "frequencies", "neighbours", "count")
    stages.watch(ChromaIndex, "query")
    stages.watch(BuiltInEmbedder, "embed")
    stages.watch(SqliteVectors, "of")
    stages.watch(SqliteContents, "standing", "version", "documents_of", "shown", "passages_of")
    stages.watch(SqliteDocuments, "matching")
    stages.watch(SqliteGenerations, "active")
    stages.watch(SqliteLibraries, "id_of")
    return stages


def queries(count: int) -> dict[str, list[str]]:
    """Several kinds of queries, the same at every run."""
    tongue = Tongue()
    chance = tongue.chance
    seldom = tongue.words[60:20_000]

    def question() -> str:
        return " ".join([*chance.sample(tongue.words[:60], 4), *(tongue.word() for _ in range(4))])

    def few() -> str:
        return " ".join(tongue.word() for _ in range(3))

    def begun() -> str:
        return f"{tongue.word()} {chance.choice(seldom)[: chance.randint(1, 5)]}"

    words = [[tongue.word() for _ in range(2)] for _ in range(count)]
    return {
        "question": [question() for _ in range(count)],
        "three words": [few() for _ in range(count)],
        "being typed": [begun() for _ in range(count)],
        "phrase": [f'"{left} {right}" {few()}' for left, right in words],
        "-not": [f"{few()} -{left}" for left, _ in words],
        "type:pdf": [f"{few()} type:pdf" for _ in words],
        "folder:": [f'{few()} folder:"folder {chance.randrange(100)}"' for _ in words],
        "after:": [f"{few()} after:{chance.choice([2016, 2020, 2024])}" for _ in words],
        "page:": [f"{few()} page:{chance.randint(1, 7)}" for _ in words],
        "misspelled": [f"{few()} {chance.choice(seldom)[:-1]}xx" for _ in words],
    }


class Measured:
    """Milliseconds of searches by kind of query, and of these the stages."""

    def __init__(self, engine: Any, top: int, mode: str, stages: Stages) -> None:
        self._engine, self._top, self._mode, self._stages = engine, top, mode, stages
        self.whole: Figures = defaultdict(list)
        # Until something can be shown: words alone, where meaning takes its time.
        self.first: Figures = defaultdict(list)
        self.split: dict[str, Figures] = {}

    async def search(self, kind: str, query: str) -> None:
        from desktop_rag.engine import calls

        typing = kind == "being typed"
        wanted = calls.Search(query, top=self._top, mode=self._mode, prefix=typing)  # type: ignore[arg-type]
        self._stages.spent.clear()
        came: list[float] = []
        begun = time.perf_counter()
        await self._engine.call(calls.SEARCH, wanted, lambda event: came.append(time.perf_counter()))
        came.append(time.perf_counter())
        self.first[kind].append((came[0] - begun) * 1000)
        self.whole[kind].append((came[-1] - begun) * 1000)
        for stage, seconds in self._stages.spent.items():
            self.split.setdefault(kind, defaultdict(list))[stage].append(seconds * 1000)

    async def index(self, texts: Path) -> None:
        from desktop_rag.engine import calls

        await self._engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(texts),)))


async def measure(
    data: Path, chosen: argparse.Namespace, mode: str, stages: Stages, texts: Path | None
) -> Measured:
    """All kinds by turns; with `texts` only while these are indexed."""
    from desktop_rag.bootstrap import engine_here
    from desktop_rag.paths import DataFolder

    kinds = queries(chosen.queries)
    rows = [list(zip(kinds, row, strict=True)) for row in zip(*kinds.values(), strict=True)]
    async with engine_here(DataFolder(data), NO_OLLAMA, clouds=False, repairs=True) as engine:
        warming, measured = (Measured(engine, chosen.top, mode, stages) for _ in range(2))
        for kind, query in itertools.chain.from_iterable(rows[:WARM]):
            await warming.search(kind, query)
        async with asyncio.TaskGroup() as group:
            indexing = None if texts is None else group.create_task(warming.index(texts))
            # A person does not type faster; and indexing has to begin.
            pause = 0.0 if indexing is None else 0.05
            await asyncio.sleep(20 * pause)
            for kind, query in itertools.chain.from_iterable(rows):
                if indexing is not None and indexing.done():
                    break
                await measured.search(kind, query)
                await asyncio.sleep(pause)
    return measured


def tell(measured: Measured) -> None:
    rows = [
        (
            kind,
            *(f"{percentile(found, share):.1f}" for share in (0.0, 0.5, 0.95, 1.0)),
            *(f"{percentile(measured.first[kind], share):.1f}" for share in (0.5, 0.95)),
        )
        for kind, found in measured.whole.items()
    ]
    print(table(("query", "least", "p50", "p95", "longest", "first p50", "p95"), rows))
    for kind, stages in measured.split.items():
        ordered = sorted(stages.items(), key=lambda item: -percentile(item[1], 0.5))
        said = ", ".join(f"{stage} {percentile(found, 0.5):.1f}" for stage, found in ordered[:7])
        print(f"  {kind}: {said}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--words-alone", action="store_true", help="no vectors; searches by words")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--top", type=int, default=50, help="hits that are asked for")
    options.add_argument("--indexing", type=int, default=0, help="texts that are indexed meanwhile")
    options.add_argument("--folder", type=Path, help="where the library is kept")
    chosen = options.parse_args()
    mode = "keyword" if chosen.words_alone else "hybrid"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        data, texts = made_once(chosen.folder or Path(room), chosen.passages, not chosen.words_alone), None
        if chosen.indexing:
            data, texts = shutil.copytree(data, Path(room) / "copy"), Path(room) / "texts"
            write_texts(texts, chosen.indexing, 300)
        measured = asyncio.run(measure(data, chosen, mode, watched(), texts))
    said = f"{chosen.passages:,} passages, {mode}, {chosen.queries} queries a kind, {chosen.top} hits each"
    said += f", while {chosen.indexing} texts are indexed" if chosen.indexing else ""
    print(f"{said}, milliseconds; {load()}")
    tell(measured)
    print(flush=True)


if __name__ == "__main__":
    main()
