"""A process that is killed leaves a catalog that opens, sound, with all that was committed."""

import asyncio
import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.catalog.consistency import broken_rules
from tests.adapters.catalog.shelf import open_shelf, read_of

ROOT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def writing(path: Path, how: str) -> Iterator[None]:
    """A process that has begun to write, and that is killed at the end."""
    command = [sys.executable, "-m", "tests.adapters.catalog.writer_process", str(path), how]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert child.stdout is not None and child.stdout.readline() == b"now\n"
        yield
    finally:
        child.kill()
        child.communicate()


def test_a_kill_in_the_middle_of_a_transaction_loses_that_transaction_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    async def store() -> tuple[int, ...]:
        shelf = await open_shelf(path)
        await shelf.add(b"/docs/a.pdf", read_of("kept"))
        passages = await shelf.passages()
        await shelf.catalog.close()
        return passages

    async def look() -> tuple[int, ...]:
        shelf = await open_shelf(path)
        passages = await shelf.passages()
        assert await shelf.words(), "it can be written to again"
        await shelf.catalog.close()
        return passages

    before = asyncio.run(store())
    with writing(path, "middle"):
        pass
    assert asyncio.run(look()) == before
    assert broken_rules(path) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_leaves_a_sound_catalog(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "catalog.db"
    for moment in random.Random(seed).sample(range(5, 120), 2):
        with writing(path, "endless"):
            time.sleep(moment / 1000)
        assert broken_rules(path) == []

    async def resume() -> None:
        shelf = await open_shelf(path)
        await shelf.words()
        generation = await shelf.catalog.generations.building(shelf.library)
        assert generation is not None
        await shelf.meaning(generation)
        for document in await shelf.catalog.documents.page(shelf.library, 0, 500):
            waits = await shelf.catalog.documents.waiting(shelf.library)
            assert document.state == "ready" or document.id in waits
        await shelf.catalog.close()

    asyncio.run(resume())
    assert broken_rules(path) == []
