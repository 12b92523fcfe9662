"""Embedding with Ollama while things go wrong, and what is never embedded twice; on real parts."""

import asyncio
import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import OllamaAbsent
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from desktop_rag.indexing import embed
from tests.end_to_end.agreement import agreed
from tests.engine.scene import with_engine
from tests.stand_in.models import embedding_model, usual_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

MODEL = "nomic-embed-text"
SYLLABLES = [
    "bar",
    "den",
    "fir",
    "gor",
    "hul",
    "jam",
    "kel",
    "lor",
    "mip",
    "nus",
    "pag",
    "ret",
    "sol",
    "tuk",
    "vim",
]


def paragraph(name: str) -> str:
    """Words of its own: long enough to be a passage of its own, and near to no other. Texts that differ in a
    number alone are all equally near, and a graph of neighbours misses most of those."""
    chance = random.Random(name)
    words = ("".join(chance.choices(SYLLABLES, k=2)) for _ in range(130))
    return f"The herd {name} of {' '.join(words)}."


def text(number: int, paragraphs: int = 8) -> str:
    return "\n\n".join(paragraph(f"{number}-{at}") for at in range(paragraphs))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    for number in range(12):
        (place / f"herd {number:02}.txt").write_text(text(number))
    return place


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Being asked again must not make tests wait."""
    monkeypatch.setattr(embed, "PAUSES", (0.0, 0.0))


async def index(engine: Engine, *paths: Path, **more: Any) -> Any:
    return await engine.call(calls.INDEX, calls.Index(paths=tuple(map(os.fsencode, paths)), **more))


async def states(engine: Engine) -> set[str]:
    listed: Sequence[Document] = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {document.state for document in listed}


def texts(server: StandIn) -> list[str]:
    """What the server was sent to embed, one after the other."""
    return [text for body in server.asked("/api/embed") for text in body["input"]]


def test_every_passage_is_sent_once_in_batches_of_sixteen(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder=MODEL)
        assert report.passages == len(texts(server)) > 50
        assert await states(engine) == {"ready"}

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)
        sizes = [len(body["input"]) for body in server.asked("/api/embed")]
        assert max(sizes) == 16
        assert all(body["truncate"] is False for body in server.asked("/api/embed"))
        assert len(set(texts(server))) == len(texts(server))
    assert agreed(tmp_path / "data").holds


def test_a_server_that_dies_loses_nothing_and_the_next_run_goes_on_from_the_last_batch(
    tmp_path: Path, folder: Path
) -> None:
    async def dying(engine: Engine) -> None:
        with pytest.raises(OllamaAbsent):
            await index(engine, folder, embedder=MODEL)
        assert await states(engine) == {"ready", "searchable"}
        found = await engine.call(calls.SEARCH, calls.Search("herd river", mode="keyword"))
        assert found.hits

    with StandIn(Behaviour(models=usual_models(), embeds_before_death=3)) as server:
        with_engine(tmp_path / "data", dying, server.url)
        done = [text for begin, end, count in server.replies.embedded for text in range(count)]

    async def again(engine: Engine) -> None:
        await index(engine)
        assert await states(engine) == {"ready"}

    with StandIn(Behaviour(models=usual_models())) as second:
        with_engine(tmp_path / "data", again, second.url)
        passages = agreed(tmp_path / "data").passages
        assert len(texts(second)) == passages - len(done)
    assert agreed(tmp_path / "data").holds


@pytest.mark.parametrize(
    "refusals",
    [
        [(500, "something went wrong")],
        [(503, "server busy, please try again.  maximum pending requests exceeded")] * 2,
        [(400, 'do embedding request: Post "http://127.0.0.1:44629/v1/embeddings": EOF')],
    ],
)
def test_what_passes_by_itself_is_asked_again(
    tmp_path: Path, folder: Path, refusals: list[tuple[int, str]]
) -> None:
    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder=MODEL)
        assert report.passages == sum(count for _, _, count in server.replies.embedded)
        assert await states(engine) == {"ready"}

    with StandIn(Behaviour(models=usual_models(), embed_refusals=refusals)) as server:
        with_engine(tmp_path / "data", act, server.url)
    assert agreed(tmp_path / "data").holds


def test_a_passage_over_the_models_window_becomes_several_vectors(tmp_path: Path, folder: Path) -> None:
    small = embedding_model("small", window=256)

    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder="small")
        assert len(texts(server)) > report.passages
        assert await states(engine) == {"ready"}
        found = await engine.call(calls.SEARCH, calls.Search("river 7-3", mode="semantic"))
        assert len({hit.passage for hit in found.hits}) == len(found.hits) > 0

    with StandIn(Behaviour(models=(*usual_models(), small))) as server:
        with_engine(tmp_path / "data", act, server.url)
    held = agreed(tmp_path / "data")
    assert held.vectors > held.passages == held.keywords
    assert (held.missing, held.pending) == (0, 0)


def test_a_text_that_was_estimated_too_short_is_divided_alone_and_never_again(
    tmp_path: Path, folder: Path
) -> None:
    """The model counts three times the tokens that were estimated; only one passage is so long."""
    (folder / "dense.txt").write_text("numbers: " + " ".join(str(number * 7919) for number in range(100)))
    narrow = embedding_model("narrow", window=700)
    behaviour = Behaviour(models=(*usual_models(), narrow), characters_a_token=0.9)

    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder="narrow")
        assert await states(engine) == {"ready"}
        embedded = sum(count for _, _, count in server.replies.embedded)
        assert embedded > report.passages
        asked = len(server.asked("/api/embed"))
        await engine.call(calls.REBUILD, calls.Rebuild("vector"))
        assert len(server.asked("/api/embed")) == asked

    with StandIn(behaviour) as server:
        with_engine(tmp_path / "data", act, server.url)
    held = agreed(tmp_path / "data")
    assert held.vectors > held.passages == held.keywords
    assert (held.missing, held.pending) == (0, 0)


def test_the_same_content_in_fifty_files_is_embedded_once(tmp_path: Path, folder: Path) -> None:
    for number in range(50):
        shutil.copy(folder / "herd 03.txt", folder / f"copy {number:02}.txt")

    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder=MODEL)
        assert (report.indexed, report.failed) == (62, 0)
        assert len(set(texts(server))) == len(texts(server)) == report.passages

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)
    assert agreed(tmp_path / "data").holds


def test_the_same_paragraph_in_many_files_is_embedded_once(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    ending = paragraph("of us all")
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"{ending}\n\n{paragraph(str(number))}")

    async def act(engine: Engine) -> None:
        report = await index(engine, folder, embedder=MODEL)
        assert len(texts(server)) < report.passages
        assert len(set(texts(server))) == len(texts(server))

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)
    assert agreed(tmp_path / "data").holds


def test_what_is_removed_and_comes_back_or_gets_another_name_costs_no_embedding(
    tmp_path: Path, folder: Path
) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder, embedder=MODEL)
        asked = len(server.asked("/api/embed"))
        away = tmp_path / "away.txt"
        (folder / "herd 05.txt").rename(away)
        assert (await index(engine)).removed == 1
        away.rename(folder / "herd 05 again.txt")
        assert (await index(engine)).indexed == 1
        (folder / "herd 06.txt").rename(folder / "another name.txt")
        await index(engine)
        shutil.move(folder, tmp_path / "elsewhere")
        await index(engine, tmp_path / "elsewhere")
        assert await states(engine) <= {"ready", "offline"}
        assert len(server.asked("/api/embed")) == asked

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)


def test_a_slow_embedder_loses_one_batch_at_most_when_indexing_is_broken_off(
    tmp_path: Path, folder: Path
) -> None:
    async def broken_off(engine: Engine) -> None:
        running = asyncio.get_running_loop().create_task(index(engine, folder, embedder=MODEL))
        while len(server.replies.embedded) < 3:
            assert not running.done()
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait([running])

    async def resumed(engine: Engine) -> None:
        await index(engine)
        assert await states(engine) == {"ready"}

    with StandIn(Behaviour(models=usual_models(), embeds_in=0.01)) as server:
        with_engine(tmp_path / "data", broken_off, server.url)
        with_engine(tmp_path / "data", resumed, server.url)
        sent = sum(count for _, _, count in server.replies.embedded)
    held = agreed(tmp_path / "data")
    assert held.holds
    assert sent <= held.passages + 16  # what was under way
