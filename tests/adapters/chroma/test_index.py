"""The vector index on real Chroma in its child, and the fake beside it."""

import asyncio
import math
import os
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.adapters.chroma.calls import Add
from desktop_rag.adapters.chroma.index import ChromaIndex
from desktop_rag.adapters.chroma.local import SHAPE
from desktop_rag.domain.errors import IndexDamaged, IndexUnavailable, IndexUnwritable
from desktop_rag.domain.indexes import VectorIndex
from desktop_rag.domain.passages import Vectors
from tests.contracts.vector_index import EAST, NORTH, NORTHEAST, VectorIndexContract, rows
from tests.fakes.vector_index import MemoryVectorIndex

START = (
    "import sys, pathlib; from desktop_rag.adapters.chroma.child import run; run(pathlib.Path(sys.argv[1]))"
)


def index_in(folder: Path) -> ChromaIndex:
    return ChromaIndex([sys.executable, "-c", START, str(folder)], folder)


class TestChroma(VectorIndexContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.path = tmp_path

    def make(self) -> VectorIndex:
        return index_in(self.path)


class TestMemory(VectorIndexContract):
    def make(self) -> VectorIndex:
        return MemoryVectorIndex()


@pytest.mark.filterwarnings("ignore:legacy embedding function")
def test_chromas_own_client_reads_what_was_written_and_the_other_way_round(tmp_path: Path) -> None:
    """The index is a Chroma store like any other: its users may move it to a server."""
    directory = tmp_path / "one"

    async def write() -> None:
        index = index_in(tmp_path)
        await index.add("one", ["1:0", "2:0"], rows(EAST, NORTH))
        await index.close()

    def with_chroma() -> None:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))
        collection = client.get_collection("passages", embedding_function=None)
        assert collection.configuration["hnsw"] == {**SHAPE["hnsw"], **collection.configuration["hnsw"]}
        found = collection.query(query_embeddings=[[0.8, 0.6]], n_results=2, include=["distances"])
        assert found["ids"] == [["1:0", "2:0"]]
        assert found["distances"] is not None
        assert found["distances"][0] == pytest.approx([0.2, 0.4], abs=1e-3)
        collection.add(ids=["3:0"], embeddings=[[0.8, 0.6]])
        client.close()

    async def read() -> None:
        index = index_in(tmp_path)
        assert (await index.open("one", 2)).count == 3
        assert [hit.passage for hit in await index.query("one", rows(NORTHEAST), 3)] == [3, 1, 2]
        await index.close()

    asyncio.run(write())
    with_chroma()
    asyncio.run(read())


def test_the_child_imports_the_compiled_half_of_chroma_alone(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from desktop_rag.adapters.chroma.local import LocalChroma\n"
        "import desktop_rag.adapters.chroma.child\n"
        "it = LocalChroma(pathlib.Path(sys.argv[1]))\n"
        "it.add(['1:0'], 2, bytes([0, 0, 128, 63, 0, 0, 0, 0]))\n"
        "assert it.nearest(bytes([0, 0, 128, 63, 0, 0, 0, 0]), 3)[0][0] == '1:0'\n"
        "it.delete(['1:0']), it.there(), it.close()\n"
        "print({'chromadb', 'numpy', 'pydantic', 'opentelemetry'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


def kill(index: ChromaIndex) -> None:
    assert index.pid is not None
    os.kill(index.pid, signal.SIGKILL)


def test_a_proper_close_is_told_from_a_kill(tmp_path: Path) -> None:
    async def scene() -> None:
        index = index_in(tmp_path)
        await index.add("one", ["1:0"], rows(EAST))
        assert not index.settled("one")
        await index.close()
        assert index.settled("one")

        index = index_in(tmp_path)
        assert (await index.open("one", 2)).clean
        assert index.settled("one")
        kill(index)
        await asyncio.sleep(0.1)
        assert not index.settled("one")
        assert not (await index.open("one", 2)).clean
        await index.close()

    asyncio.run(scene())


def test_a_file_that_was_touched_since_the_close_is_noticed_without_opening(tmp_path: Path) -> None:
    async def scene() -> None:
        index = index_in(tmp_path)
        await index.add("one", ["1:0"], rows(EAST))
        await index.close()

    asyncio.run(scene())
    (tmp_path / "one" / "chroma.sqlite3").write_bytes(b"not a database")
    assert not index_in(tmp_path).settled("one")


def test_damaged_files_are_damage_and_setting_them_aside_makes_room(tmp_path: Path) -> None:
    async def scene() -> None:
        index = index_in(tmp_path)
        await index.add("one", ["1:0"], rows(EAST))
        await index.close()
        for file in (tmp_path / "one").rglob("*"):
            if file.is_file():
                file.write_bytes(b"damaged" * 40)
        index = index_in(tmp_path)
        with pytest.raises(IndexDamaged):
            await index.open("one", 2)
        await index.set_aside("one")
        await index.add("one", ["2:0"], rows(NORTH))
        assert await index.ids("one") == {"2:0"}
        await index.close()

    asyncio.run(scene())


def test_a_child_that_died_idle_comes_back_with_everything(tmp_path: Path) -> None:
    async def scene() -> None:
        index = index_in(tmp_path)
        await index.add("one", ["1:0"], rows(EAST))
        kill(index)
        for _ in range(100):
            try:
                assert [hit.passage for hit in await index.query("one", rows(EAST), 1)] == [1]
                break
            except IndexUnavailable:
                await asyncio.sleep(0.02)
        else:
            pytest.fail("it did not come back")
        await index.close()

    asyncio.run(scene())


def test_two_processes_never_have_one_generation_open(tmp_path: Path) -> None:
    async def scene() -> None:
        first, second = index_in(tmp_path), index_in(tmp_path)
        await first.open("one", 2)
        waiting = asyncio.get_running_loop().create_task(second.open("one", 2))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await first.close()
        assert (await waiting).clean
        await second.close()

    asyncio.run(scene())


def test_chromas_environment_and_a_stray_env_file_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = tmp_path / "elsewhere"
    stray.mkdir()
    (stray / ".env").write_text("CHROMA_SERVER_HOST=example.invalid\nNONSENSE=1\n")
    monkeypatch.chdir(stray)
    monkeypatch.setenv("CHROMA_SERVER_HOST", "example.invalid")
    monkeypatch.setenv("IS_PERSISTENT", "rubbish")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))

    async def scene() -> None:
        index = index_in(tmp_path / "vectors")
        assert (await index.open("one", 2)).count == 0
        await index.close()

    asyncio.run(scene())


def test_while_somebody_searches_less_is_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    async def scene() -> None:
        index = index_in(tmp_path)
        ask = index._call

        async def noticed(call: Any, argument: Any, directory: str, writes: bool) -> Any:
            if isinstance(argument, Add):
                sizes.append(len(argument.ids))
            return await ask(call, argument, directory, writes)

        monkeypatch.setattr(index, "_call", noticed)
        many = rows(*[EAST] * 100)
        await index.add("one", [f"{number}:0" for number in range(100)], many)
        await index.query("one", rows(NORTH), 5)
        await index.add("one", [f"{number}:0" for number in range(100, 200)], many)
        assert len(await index.ids("one")) == 200
        await index.close()

    asyncio.run(scene())
    assert len(sizes) > 2 and sizes[0] == 100 == sum(sizes[1:])


def test_an_index_that_lost_vectors_which_it_still_counts_is_damaged(tmp_path: Path) -> None:
    """As after a kill between the tables and the graph: nothing but the vectors themselves tells of it."""
    older = tmp_path / "older"

    def many(first: int) -> tuple[list[str], Vectors]:
        numbers = range(first, first + 1000)
        turns = [struct.pack("<2f", math.cos(number), math.sin(number)) for number in numbers]
        return [f"{number}:0" for number in numbers], Vectors(1000, 2, b"".join(turns))

    async def write(first: int) -> None:
        index = index_in(tmp_path)
        await index.add("one", *many(first))
        await index.close()

    def graph(folder: Path) -> Path:
        (found,) = (path for path in folder.iterdir() if path.is_dir())
        return found

    async def look() -> None:
        index = index_in(tmp_path)
        try:
            assert (await index.open("one", 2)).count == 2000
            assert "1500:0" in await index.ids("one")
            assert (await index.stored("one", ["500:0"], 2)).count == 1
            with pytest.raises(IndexDamaged):
                await index.stored("one", ["500:0", "1500:0"], 2)
        finally:
            await index.close()

    asyncio.run(write(0))
    shutil.copytree(graph(tmp_path / "one"), older)
    asyncio.run(write(1000))
    place = graph(tmp_path / "one")
    shutil.rmtree(place)
    shutil.copytree(older, place)
    asyncio.run(look())


NOBODY = 65534
AS_NOBODY = START.replace(
    "run(pathlib",
    f"import os; os.getuid() or os.setregid({NOBODY}, {NOBODY}) or os.setuid({NOBODY}); run(pathlib",
)


def _place_for_all(tmp_path: Path) -> Path:
    """A folder that root and others may enter."""
    if os.name != "posix":
        pytest.skip("rights are told by mode on POSIX systems only")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() == 0:
            folder.chmod(folder.stat().st_mode | 0o005)
    (tmp_path / "vectors").mkdir()
    return tmp_path / "vectors"


@pytest.mark.parametrize("what", ["vectors", "vectors/one", "vectors/one/chroma.sqlite3", "vectors/one.lock"])
def test_files_that_may_not_be_written_are_not_taken_for_damage(tmp_path: Path, what: str) -> None:
    vectors = _place_for_all(tmp_path)

    async def act() -> None:
        index = index_in(vectors)
        await index.add("one", ["1:0"], rows(EAST))
        await index.close()
        for path in (vectors, *vectors.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        (tmp_path / what).chmod(0o555 if (tmp_path / what).is_dir() else 0o444)
        closed = ChromaIndex([sys.executable, "-c", AS_NOBODY, str(vectors)], vectors)
        with pytest.raises(IndexUnwritable) as raised:
            await closed.add("one", ["2:0"], rows(NORTH))
        assert raised.value.arguments == {"path": str(vectors)}
        await closed.close()
        (tmp_path / what).chmod(0o777)
        index = index_in(vectors)
        assert await index.ids("one") == {"1:0"}
        await index.close()

    asyncio.run(act())


def test_a_folder_that_may_not_be_entered_is_not_taken_for_a_lost_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The engine, which looks for the reason, may be root here: it is told what others would be told.
    monkeypatch.setattr("desktop_rag.adapters.chroma.rights.os.access", lambda path, mode: False)

    async def act() -> None:
        index = ChromaIndex([sys.executable, "-c", "raise SystemExit(1)"], tmp_path)
        with pytest.raises(IndexUnwritable):
            await index.open("one", 2)
        await index.close()

    asyncio.run(act())
