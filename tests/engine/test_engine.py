"""What the engine promises, on real parts: indexing, following, switching the embedder, removing."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import (
    CloudModelUnconfirmed,
    ConversationUnknown,
    HostUnconfirmed,
    LibraryUnknown,
    ModelMissing,
    NotAnEmbeddingModel,
)
from desktop_rag.domain.events import LibraryChanged, SnapshotPage
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from desktop_rag.processes.calls import Nothing
from tests.end_to_end.agreement import agreed
from tests.engine.scene import with_engine
from tests.stand_in.models import cloud_model, usual_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    (place / "llamas.txt").write_text("Llamas are closely related to vicuñas and camels.\n")
    (place / "tides.md").write_text("# Tides\n\nThe Moon pulls the water of the sea twice a day.\n")
    (place / "bridge.txt").write_text("The old bridge was built of oak in the year 1725.\n")
    return place


async def index(engine: Engine, *paths: Path, **more: Any) -> Any:
    return await engine.call(calls.INDEX, calls.Index(paths=tuple(map(os.fsencode, paths)), **more))


async def documents(engine: Engine) -> dict[str, Document]:
    listed = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {os.path.basename(document.shown): document for document in listed}


async def found(engine: Engine, query: str, **more: Any) -> list[str]:
    result = await engine.call(calls.SEARCH, calls.Search(query, **more))
    return [os.path.basename(hit.place.shown) for hit in result.hits]


def test_every_call_of_the_table_is_answered(tmp_path: Path) -> None:
    async def act(engine: Engine) -> None:
        assert set(engine.handlers) == set(calls.CALLS)

    with_engine(tmp_path / "data", act)


def test_a_folder_is_indexed_found_and_unchanged_at_the_second_time(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        report = await index(engine, folder)
        assert (report.indexed, report.unchanged, report.failed, report.skipped) == (3, 0, 0, 0)
        assert {one.state for one in (await documents(engine)).values()} == {"ready"}
        assert (await found(engine, "Which animals are llamas related to?"))[0] == "llamas.txt"
        again = await index(engine, folder)
        assert (again.indexed, again.unchanged, again.passages) == (0, 3, 0)

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_a_changed_document_is_swapped_and_leaves_nothing_of_the_old(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        (folder / "bridge.txt").write_text("The new bridge is made of steel and carries trams.\n")
        report = await index(engine)
        assert (report.indexed, report.unchanged) == (1, 2)
        assert (await found(engine, "steel trams"))[0] == "bridge.txt"
        result = await engine.call(calls.SEARCH, calls.Search("oak 1725", mode="keyword"))
        assert result.hits == ()

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_two_copies_share_their_content_and_are_found_once(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        (folder / "copy.txt").write_bytes((folder / "llamas.txt").read_bytes())
        report = await index(engine)
        assert report.passages == 0
        result = await engine.call(calls.SEARCH, calls.Search("llamas vicuñas", mode="keyword"))
        assert len(result.hits) == 1
        assert [os.path.basename(path) for path in result.hits[0].also_in] == ["copy.txt"]

    with_engine(tmp_path / "data", act)


def test_a_copys_name_is_found_and_forgotten_with_the_copy(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        (folder / "peruvian-notes.txt").write_bytes((folder / "llamas.txt").read_bytes())
        await index(engine)
        assert await found(engine, "peruvian notes", mode="keyword") == ["llamas.txt"]
        copy = (await documents(engine))["peruvian-notes.txt"].id
        await engine.call(calls.REMOVE, calls.Picked(documents=(copy,)))
        assert await found(engine, "peruvian notes", mode="keyword") == []
        assert await found(engine, "llamas", mode="keyword") == ["llamas.txt"]

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_what_is_removed_is_gone_stays_out_and_its_file_stays(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        tides = (await documents(engine))["tides.md"]
        removed = await engine.call(calls.REMOVE, calls.Picked(documents=(tides.id,)))
        assert removed.count == 1
        assert "tides.md" not in await found(engine, "moon sea")
        await index(engine, folder)
        assert "tides.md" not in await documents(engine)
        assert (folder / "tides.md").exists()
        await index(engine, folder / "tides.md")
        assert "tides.md" in await documents(engine)

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_whoever_follows_sees_the_library_and_then_what_changes(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder / "llamas.txt")
        events: list[Any] = []
        following = asyncio.get_running_loop().create_task(
            engine.call(calls.FOLLOW, calls.InLibrary(), events.append)
        )
        await asyncio.sleep(0.3)
        first = events[0]
        assert isinstance(first, SnapshotPage)
        assert [os.path.basename(one.shown) for one in first.documents] == ["llamas.txt"]
        await index(engine, folder)
        await asyncio.sleep(0.4)
        changed = [event for event in events if isinstance(event, LibraryChanged)]
        states: dict[str, str] = {}
        for event in changed:
            states |= {os.path.basename(one.shown): one.state for one in event.changed}
        assert states["tides.md"] == states["bridge.txt"] == "ready"
        assert [event.number for event in changed] == list(range(len(changed)))
        assert changed[-1].progress is not None
        assert not changed[-1].progress.running
        gone = (await documents(engine))["tides.md"].id
        await engine.call(calls.REMOVE, calls.Picked(documents=(gone,)))
        await asyncio.sleep(0.3)
        assert any(gone in event.gone for event in events if isinstance(event, LibraryChanged))
        following.cancel()

    with_engine(tmp_path / "data", act)


def test_another_embedder_builds_a_new_index_and_then_answers(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        before = sorted(os.listdir(tmp_path / "data" / "vectors"))
        await engine.call(calls.CHOOSE, calls.Choose("all-minilm", "embedding"))
        models = await engine.call(calls.MODELS, calls.InLibrary())
        assert models.embedder == "all-minilm"
        assert {one.state for one in (await documents(engine)).values()} == {"ready"}
        after = [name for name in os.listdir(tmp_path / "data" / "vectors") if name in before]
        assert after == []
        result = await engine.call(calls.SEARCH, calls.Search("llamas camels", mode="semantic"))
        assert os.path.basename(result.hits[0].place.shown) == "llamas.txt"
        await engine.call(calls.CHOOSE, calls.Choose("built-in", "embedding"))
        assert (await found(engine, "llamas camels", mode="semantic"))[0] == "llamas.txt"

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)
    assert agreed(tmp_path / "data").holds


def test_nothing_is_embedded_twice_when_the_person_goes_back_and_forth(tmp_path: Path, folder: Path) -> None:
    with StandIn(Behaviour(models=usual_models())) as server:

        async def act(engine: Engine) -> None:
            await index(engine, folder, embedder="all-minilm")
            await engine.call(calls.CHOOSE, calls.Choose("built-in", "embedding"))
            count = len([one for one in server.requests if one[1] == "/api/embed"])
            await engine.call(calls.CHOOSE, calls.Choose("all-minilm", "embedding"))
            assert len([one for one in server.requests if one[1] == "/api/embed"]) == count

        with_engine(tmp_path / "data", act, server.url)


def test_a_wrong_embedder_is_refused_before_anything_changes(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        chat = next(model.name for model in usual_models() if "completion" in model.capabilities)
        for name, error in ((chat, NotAnEmbeddingModel), ("no-such-model", ModelMissing)):
            with pytest.raises(error):
                await engine.call(calls.CHOOSE, calls.Choose(name, "embedding"))
        models = await engine.call(calls.MODELS, calls.InLibrary())
        assert models.embedder == "built-in"

    with StandIn(Behaviour(models=usual_models())) as server:
        with_engine(tmp_path / "data", act, server.url)


def test_words_are_in_when_the_embedder_cannot_be_reached_and_meaning_follows(
    tmp_path: Path, folder: Path
) -> None:
    with StandIn(Behaviour(models=usual_models())) as server:
        url = server.url

        async def with_server(engine: Engine) -> None:
            await index(engine, folder / "llamas.txt", embedder="all-minilm")

        with_engine(tmp_path / "data", with_server, url)

    async def without(engine: Engine) -> None:
        with pytest.raises(Exception, match="ollama"):
            await index(engine, folder)
        states = {name: one.state for name, one in (await documents(engine)).items()}
        assert states == {"llamas.txt": "ready", "tides.md": "searchable", "bridge.txt": "searchable"}
        result = await engine.call(calls.SEARCH, calls.Search("moon sea"))
        assert os.path.basename(result.hits[0].place.shown) == "tides.md"
        assert result.words_only.startswith("ollama")

    with_engine(tmp_path / "data", without)


def test_a_cloud_model_must_be_confirmed(tmp_path: Path) -> None:
    cloud = cloud_model()

    async def act(engine: Engine) -> None:
        with pytest.raises(CloudModelUnconfirmed):
            await engine.call(calls.CHOOSE, calls.Choose(cloud.name, "chat"))
        chosen = await engine.call(calls.CHOOSE, calls.Choose(cloud.name, "chat", confirmed=True))
        assert chosen.chat == cloud.name
        assert chosen.confirmed_cloud == (cloud.name,)

    with StandIn(Behaviour(models=(*usual_models(), cloud))) as server:
        with_engine(tmp_path / "data", act, server.url)


def test_another_computers_address_is_refused_until_it_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://192.0.2.7:11434")

    async def act(engine: Engine) -> None:
        state = await engine.call(calls.OLLAMA, Nothing())
        assert state.problem is not None
        assert state.problem.code == HostUnconfirmed.code

    with_engine(tmp_path / "data", act, ollama="")


def test_unknown_things_are_named_errors(tmp_path: Path) -> None:
    async def act(engine: Engine) -> None:
        with pytest.raises(LibraryUnknown):
            await engine.call(calls.SEARCH, calls.Search("x", library="nobody's"))
        with pytest.raises(ConversationUnknown):
            await engine.call(calls.CONVERSATION, calls.ConversationWanted(99))

    with_engine(tmp_path / "data", act)


def test_a_library_is_made_filled_and_removed_with_all_that_it_held(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder, library="Other", make=True)
        listed = (await engine.call(calls.LIBRARIES, Nothing())).libraries
        assert {library.name: library.documents for library in listed} == {"My library": 0, "Other": 3}
        await engine.call(calls.REMOVE_LIBRARY, calls.InLibrary("Other"))
        assert len((await engine.call(calls.LIBRARIES, Nothing())).libraries) == 1
        assert os.listdir(tmp_path / "data" / "vectors") == []

    with_engine(tmp_path / "data", act)


def test_indexing_waits_while_it_is_paused(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await engine.call(calls.PAUSE, calls.Pause(True))
        working = asyncio.get_running_loop().create_task(index(engine, folder))
        await asyncio.sleep(0.5)
        assert {one.state for one in (await documents(engine)).values()} == {"waiting"}
        await engine.call(calls.PAUSE, calls.Pause(False))
        assert (await working).indexed == 3

    with_engine(tmp_path / "data", act)


@pytest.mark.parametrize("which", ["keyword", "vector"])
def test_either_index_is_rebuilt_from_the_catalog_with_one_call(
    tmp_path: Path, folder: Path, which: Any
) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        await engine.call(calls.REBUILD, calls.Rebuild(which))
        assert (await found(engine, "llamas camels", mode="keyword"))[0] == "llamas.txt"
        assert (await found(engine, "llamas camels", mode="semantic"))[0] == "llamas.txt"

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_where_clouds_are_forbidden_a_local_model_answers_whatever_was_confirmed(
    tmp_path: Path, folder: Path
) -> None:
    cloud = cloud_model()

    async def confirm(engine: Engine) -> None:
        await index(engine, folder)
        await engine.call(calls.CHOOSE, calls.Choose(cloud.name, "chat", confirmed=True))

    async def ask(engine: Engine) -> None:
        answer = await engine.call(calls.ASK, calls.Ask("What are llamas related to?", keep=False))
        assert answer.state == "complete"
        assert answer.model not in ("", cloud.name)
        with pytest.raises(CloudModelUnconfirmed):
            await engine.call(calls.ASK, calls.Ask("And tides?", model=cloud.name, keep=False))

    with StandIn(Behaviour(models=(*usual_models(), cloud))) as server:
        with_engine(tmp_path / "data", confirm, server.url)
        with_engine(tmp_path / "data", ask, server.url, clouds=False)
        chats = [body for _, path, body, _ in server.requests if path == "/api/chat"]
        assert all(body["model"] != cloud.name for body in chats)
