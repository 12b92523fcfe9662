"""A document that changes is swapped in one step, whatever is searched meanwhile; on real parts."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from tests.end_to_end.agreement import agreed
from tests.engine.scene import with_engine

ANIMALS = {
    "quagga": "grazes beside the river in the morning, with its herd of forty",
    "okapi": "hides among the trees of the dark forest and eats their leaves",
    "tarsier": "jumps at night from bamboo to bamboo; its eyes are enormous",
}
VERSIONS = 25


def write(folder: Path, version: int) -> None:
    for animal, does in ANIMALS.items():
        text = f"The {animal} {does}.\nThis is version {version} of it.\n"
        (folder / f"{animal}.txt").write_text(text)


async def searched(engine: Engine, mode: Literal["keyword", "semantic", "hybrid"]) -> list[str]:
    """What is wrong with a search: documents of which no version, or more than one, was found."""
    result = await engine.call(calls.SEARCH, calls.Search("quagga okapi tarsier", mode=mode))
    found = Counter(os.path.basename(hit.place.shown) for hit in result.hits)
    return [f"{mode}: {animal} {found[f'{animal}.txt']}" for animal in ANIMALS if found[f"{animal}.txt"] != 1]


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_search_sees_the_old_or_the_new_never_both_or_neither(
    tmp_path: Path, mode: Literal["keyword", "semantic", "hybrid"]
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    write(folder, 0)
    wrong: list[str] = []
    searches = 0

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))
        changing = True

        async def search() -> None:
            nonlocal searches
            while changing:
                wrong.extend(await searched(engine, mode))
                searches += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(search())
            for version in range(1, VERSIONS + 1):
                write(folder, version)
                report = await engine.call(calls.INDEX, calls.Index())
                assert report.indexed == len(ANIMALS)
            changing = False
        result = await engine.call(calls.SEARCH, calls.Search("quagga", mode=mode, top=1))
        assert f"version {VERSIONS} " in result.hits[0].text

    with_engine(tmp_path / "data", act)
    assert searches > VERSIONS
    assert wrong == []
    assert agreed(tmp_path / "data").holds
