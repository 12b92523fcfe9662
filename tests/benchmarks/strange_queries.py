"""Queries that nobody would think of, in a large library: none may raise, none may take a second.

`python -m tests.benchmarks.strange_queries [--passages 100000] [--queries 3000] [--words-alone]
[--folder FOLDER]`
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_rag.searching.syntax import FIELDS
from tests.benchmarks.big_library import Tongue, made_once
from tests.benchmarks.figures import load, table
from tests.benchmarks.search import percentile
from tests.cli.program import NO_OLLAMA

BOUND_MS = 1000.0
SLOWEST = 12
SHOWN = 90


def _queries() -> st.SearchStrategy[str]:
    """Pieces of the syntax in any order, around words of the library and any text at all."""
    words = Tongue().words
    word = st.one_of(
        st.sampled_from(words[:60]),
        st.sampled_from(words),
        st.sampled_from(words).map(lambda one: one[:2]),
        st.sampled_from(words).map(lambda one: f"{one[:3]}x{one[3:]}"),
        st.text(max_size=12),
        st.sampled_from("aeioust"),
        st.integers(0, 10**12).map(str),
        st.sampled_from(
            ["的", "中文字", "ภาษา", "e-mail", "don't", "a.b.c", "*", "?", "~", "^2", "a*", "\x00"]
        ),
    )
    phrase = st.lists(word, max_size=5).map(lambda held: '"' + " ".join(held) + '"')
    value = st.one_of(
        word,
        phrase,
        st.sampled_from(
            ["pdf", "*", "d*c", "[a", "2020", "2020-13", "9999-12-31", "0001", "1-3", "7-1", "/"]
        ),
    )
    wished = st.builds("{}:{}".format, st.sampled_from(FIELDS), value)
    atom = st.one_of(word, word, phrase, wished)
    piece = st.one_of(
        atom,
        atom.map(lambda one: f"-{one}"),
        st.sampled_from(["OR", "AND", "NOT", "(", ")", '"', "“", "-", "--", ":", "\n", "\t"]),
    )
    written = st.tuples(st.lists(piece, max_size=12), st.sampled_from([" ", " ", " ", ""]))
    many = st.sampled_from([10, 60, 400, 3000])
    same = st.builds(lambda one, times: f"{one} " * times, piece, many)
    others = st.builds(
        lambda before, first, times, after: (
            before + " ".join(f"{after}{words[first + n]}" for n in range(times))
        ),
        st.sampled_from(["", "", '"']),
        st.integers(0, 50_000),
        many,
        st.sampled_from(["", "x", "-", "file:", "-title:", "x-", "OR "]),
    )
    return st.one_of(*[written.map(lambda it: it[1].join(it[0]))] * 18, same, others, st.text(max_size=200))


async def _asked(data: Path, count: int, words_alone: bool) -> tuple[list[tuple[float, str]], list[str]]:
    """Milliseconds of each query, and what was raised."""
    from desktop_rag.bootstrap import engine_here
    from desktop_rag.engine import calls
    from desktop_rag.paths import DataFolder

    took: list[tuple[float, str]] = []
    raised: list[str] = []
    loop = asyncio.get_running_loop()

    async with engine_here(DataFolder(data), NO_OLLAMA, clouds=False, repairs=False) as engine:

        async def ask(query: str, mode: Any, prefix: bool) -> None:
            begun = time.perf_counter()
            try:
                await engine.call(calls.SEARCH, calls.Search(query, top=50, mode=mode, prefix=prefix))
            except Exception as error:
                raised.append(f"{type(error).__name__}: {ascii(query)[:SHOWN]}")
            took.append(((time.perf_counter() - begun) * 1000, query))

        modes = ["keyword"] if words_alone else ["hybrid", "hybrid", "keyword", "semantic"]

        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=HealthCheck,
        )
        @given(_queries(), st.sampled_from(modes), st.booleans())
        def each(query: str, mode: str, prefix: bool) -> None:
            asyncio.run_coroutine_threadsafe(ask(query, mode, prefix), loop).result()

        await ask("the first one opens everything", modes[0], False)
        took.clear()
        await asyncio.to_thread(each)
    return took, raised


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--words-alone", action="store_true", help="no vectors; searches by words")
    options.add_argument("--queries", type=int, default=3000)
    options.add_argument("--folder", type=Path, help="where the library is kept")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        data = made_once(chosen.folder or Path(room), chosen.passages, not chosen.words_alone)
        took, raised = asyncio.run(_asked(data, chosen.queries, chosen.words_alone))
    times = [one for one, _ in took]
    slow = sum(one > BOUND_MS for one in times)
    print(f"{len(took)} strange queries, {chosen.passages:,} passages; {load()}")
    print(
        f"{len(raised)} raised, {slow} took over a second; p50 {percentile(times, 0.5):.1f},"
        f" p95 {percentile(times, 0.95):.1f}, p99 {percentile(times, 0.99):.1f} ms"
    )
    slowest = sorted(took, reverse=True)[:SLOWEST]
    print(table(("slowest", "ms"), [(ascii(query)[:SHOWN], f"{one:.0f}") for one, query in slowest]))
    for one in raised[:SLOWEST]:
        print(one)


if __name__ == "__main__":
    main()
