"""The built-in embedder in its child, on the wheel's own weights."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder
from desktop_rag.bootstrap import EMBEDDER, child_command
from desktop_rag.domain.errors import ModelBroken
from tests.adapters.embedder_contract import EmbedderContract, rows
from tests.fakes.embedder import CountingEmbedder


@asynccontextmanager
async def opened(command: Sequence[str] = ()) -> AsyncIterator[BuiltInEmbedder]:
    embedder = await BuiltInEmbedder(command or child_command(EMBEDDER)).load()
    try:
        yield embedder
    finally:
        await embedder.close()


@asynccontextmanager
async def counting() -> AsyncIterator[CountingEmbedder]:
    yield CountingEmbedder()


class TestBuiltIn(EmbedderContract):
    opened = staticmethod(opened)


class TestFake(EmbedderContract):
    opened = staticmethod(counting)


def _cosine(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _rows(*texts: str) -> list[list[float]]:
    async def run() -> list[list[float]]:
        async with opened() as embedder:
            return rows(await embedder.embed(texts))

    return asyncio.run(run())


def test_a_query_overtakes_the_passages_that_wait() -> None:
    async def run() -> None:
        async with opened() as embedder:
            texts = [f"passage {number} " + "of many words " * 60 for number in range(2000)]
            passages = asyncio.get_running_loop().create_task(embedder.embed(texts))
            await asyncio.sleep(0.01)
            query = await embedder.embed(["the cat"])
            assert not passages.done()
            assert (await passages).count == 2000
            assert rows(query) == rows(await embedder.embed(["the cat", "a dog"]))[:1]

    asyncio.run(run())


def test_many_texts_come_back_in_their_order() -> None:
    texts = [f"number {number}" for number in range(150)]
    assert _rows(*texts)[140] == _rows("number 140")[0]


def test_texts_of_like_meaning_lie_nearer_than_others() -> None:
    physician, doctor, tractor = _rows(
        "a physician in a clinic", "the doctor of a hospital", "a rusty tractor"
    )
    assert _cosine(physician, doctor) > _cosine(physician, tractor) + 0.1


def test_lone_surrogates_do_not_stop_a_query() -> None:
    assert len(_rows("caf\udce9 menu")) == 1


def test_the_digest_is_that_of_the_weights() -> None:
    async def run() -> BuiltInEmbedder:
        async with opened() as embedder:
            return embedder

    identity = asyncio.run(run()).identity
    assert identity.name == "built-in"
    assert len(bytes.fromhex(identity.digest)) == 32


def test_a_child_that_was_killed_is_started_again() -> None:
    async def run() -> None:
        async with opened() as embedder:
            before = rows(await embedder.embed(["the cat"]))
            assert embedder.pid is not None
            killed = embedder.pid
            many = asyncio.get_running_loop().create_task(embedder.embed(["the cat"] * 5000))
            await asyncio.sleep(0.01)
            os.kill(killed, signal.SIGKILL)
            assert rows(await many) == before * 5000
            assert embedder.pid != killed

    asyncio.run(run())


def test_one_that_dies_again_and_again_is_a_broken_model(tmp_path: Path) -> None:
    """It loads, and dies of every text."""
    program = (
        "import os, sys\n"
        "from desktop_rag.adapters.builtin_embedder import child, model\n"
        "child.pooled = lambda model, texts: os._exit(3)\n"
        "child.run()\n"
    )

    async def run() -> None:
        async with opened([sys.executable, "-c", program]) as embedder:
            with pytest.raises(ModelBroken):
                await embedder.embed(["the cat"])

    asyncio.run(run())


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('no frame')"])
def test_one_that_cannot_start_is_a_broken_model(program: str) -> None:
    with pytest.raises(ModelBroken):
        asyncio.run(BuiltInEmbedder([sys.executable, "-c", program]).load())


def test_missing_weights_are_a_broken_model() -> None:
    program = (
        "from pathlib import Path\n"
        "from desktop_rag.adapters.builtin_embedder import child, model\n"
        "model.token_files = lambda: (Path('none.json'), Path('none.safetensors'))\n"
        "child.run()\n"
    )
    with pytest.raises(ModelBroken):
        asyncio.run(BuiltInEmbedder([sys.executable, "-c", program]).load())


def test_after_its_end_it_embeds_no_more_and_starts_nothing() -> None:
    async def run() -> None:
        async with opened() as embedder:
            pass
        with pytest.raises(ModelBroken):
            await embedder.embed(["the cat"])

    asyncio.run(run())


def test_wordllama_and_requests_are_never_imported() -> None:
    program = (
        "import sys\n"
        "from desktop_rag.adapters.builtin_embedder import child\n"
        "child.load_model()\n"
        "assert not {'wordllama', 'requests', 'torch'} & set(sys.modules)\n"
        "child.run()\n"
    )

    async def run() -> None:
        async with opened([sys.executable, "-c", program]):
            pass

    asyncio.run(run())
