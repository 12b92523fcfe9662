"""The built-in embedder on the wheel's own weights."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_rag.adapters.builtin_embedder import embedder as builtin
from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder, open_builtin
from desktop_rag.domain.errors import ModelBroken
from tests.adapters.embedder_contract import EmbedderContract, rows
from tests.fakes.embedder import CountingEmbedder


async def _counting() -> CountingEmbedder:
    return CountingEmbedder()


class TestBuiltIn(EmbedderContract):
    opened = staticmethod(open_builtin)


class TestFake(EmbedderContract):
    opened = staticmethod(_counting)


def _cosine(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _rows(*texts: str) -> list[list[float]]:
    async def run() -> list[list[float]]:
        return rows(await (await open_builtin()).embed(texts))

    return asyncio.run(run())


def test_a_query_does_not_wait_for_a_batch_of_passages() -> None:
    async def run() -> None:
        embedder = await open_builtin()
        let_go = threading.Event()
        held = asyncio.get_running_loop().run_in_executor(embedder._thread, let_go.wait, 30)
        try:
            query = await asyncio.wait_for(embedder.embed(["the cat"]), 10)
            assert not held.done()
        finally:
            let_go.set()
        assert rows(query) == rows(await embedder.embed(["the cat", "a dog"]))[:1]
        await embedder.close()

    asyncio.run(run())


def test_texts_of_like_meaning_lie_nearer_than_others() -> None:
    physician, doctor, tractor = _rows(
        "a physician in a clinic", "the doctor of a hospital", "a rusty tractor"
    )
    assert _cosine(physician, doctor) > _cosine(physician, tractor) + 0.1


def test_lone_surrogates_do_not_stop_a_query() -> None:
    assert len(_rows("caf\udce9 menu")) == 1


def test_the_digest_is_that_of_the_weights() -> None:
    async def run() -> BuiltInEmbedder:
        return await open_builtin()

    identity = asyncio.run(run()).identity
    assert identity.name == "built-in"
    assert len(bytes.fromhex(identity.digest)) == 32


def test_missing_weights_are_a_broken_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        builtin, "token_files", lambda: (tmp_path / "none.json", tmp_path / "none.safetensors")
    )
    with pytest.raises(ModelBroken):
        asyncio.run(open_builtin())


def test_wordllama_and_requests_are_never_imported() -> None:
    program = (
        "import asyncio, sys\n"
        "from desktop_rag.adapters.builtin_embedder.embedder import open_builtin\n"
        "asyncio.run(open_builtin())\n"
        "print(sorted({'wordllama', 'requests', 'torch'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
