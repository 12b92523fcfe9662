"""Watched folders: what changes on the disk is found soon after, whatever kind of change it is."""

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.adapters.files import watch as watch_module
from desktop_rag.domain.errors import RuleInvalid
from desktop_rag.domain.events import ChangesIndexed
from desktop_rag.engine import calls
from desktop_rag.engine import watching as watching_module
from desktop_rag.engine.engine import Engine
from tests.end_to_end.agreement import agreed
from tests.end_to_end.command import Command
from tests.engine.scene import with_engine

PATIENCE = 20.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    (place / "llamas.txt").write_text("Llamas are closely related to vicuñas and camels.\n")
    return place


async def states(engine: Engine) -> dict[str, str]:
    listed = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {os.path.basename(document.shown): document.state for document in listed}


async def ids(engine: Engine) -> dict[bytes, int]:
    listed = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {document.path: document.id for document in listed}


async def paths(engine: Engine) -> set[bytes]:
    return set(await ids(engine))


async def finds(engine: Engine, words: str, name: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        hits = (await engine.call(calls.SEARCH, calls.Search(words, mode="keyword"))).hits
        if name in {os.path.basename(hit.place.shown) for hit in hits}:
            return
        assert time.monotonic() < end, words
        await asyncio.sleep(0.1)


async def becomes(engine: Engine, wanted: dict[str, str]) -> None:
    end = time.monotonic() + PATIENCE
    while await states(engine) != wanted:
        assert time.monotonic() < end, await states(engine)
        await asyncio.sleep(0.1)


def watched(tmp_path: Path, folder: Path, act: Callable[[Engine, list[Any]], Awaitable[None]]) -> None:
    async def scene(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))
        told: list[Any] = []
        watching = asyncio.get_running_loop().create_task(
            engine.call(calls.WATCH, calls.InLibrary(), told.append)
        )
        await asyncio.sleep(0.5)
        try:
            await act(engine, told)
        finally:
            watching.cancel()
            await asyncio.wait([watching])
        await engine.call(calls.INDEX, calls.Index(rescan=False))  # what the end of the watch broke off

    with_engine(tmp_path / "data", scene)
    assert agreed(tmp_path / "data").holds


def test_new_changed_moved_and_deleted_files_are_taken_in(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        (folder / "tides.md").write_text("# Tides\n\nThe Moon pulls the water twice a day.\n")
        await becomes(engine, {"llamas.txt": "ready", "tides.md": "ready"})

        (folder / "deep" / "er").mkdir(parents=True)
        shutil.move(folder / "tides.md", folder / "deep" / "er" / "sea.md")
        await becomes(engine, {"llamas.txt": "ready", "sea.md": "ready"})

        (folder / "llamas.txt").write_text("Alpacas have finer wool.\n")
        end = time.monotonic() + PATIENCE
        while not (await engine.call(calls.SEARCH, calls.Search("alpacas wool", mode="keyword"))).hits:
            assert time.monotonic() < end
            await asyncio.sleep(0.1)

        (folder / "llamas.txt").unlink()
        await becomes(engine, {"sea.md": "ready"})
        assert all(isinstance(event, ChangesIndexed) for event in told)
        assert any(event.report.indexed for event in told)
        while not any(event.report.removed for event in told):  # a report comes when its run has ended
            assert time.monotonic() < end + PATIENCE
            await asyncio.sleep(0.05)

    watched(tmp_path, folder, act)


def test_what_is_nobodys_document_makes_no_run(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        (folder / ".hidden.swp").write_text("x")
        (folder / "film.mkv").write_bytes(b"\x1a\x45\xdf\xa3")
        await asyncio.sleep(2)
        assert told == []
        assert set(await states(engine)) == {"llamas.txt"}

    watched(tmp_path, folder, act)


def test_a_folder_that_goes_and_comes_back_keeps_its_documents(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching_module, "LOOK_SECONDS", 0.2)

    async def act(engine: Engine, told: list[Any]) -> None:
        shutil.move(folder, tmp_path / "away")
        await becomes(engine, {"llamas.txt": "offline"})
        (tmp_path / "away" / "new.txt").write_text("Written while it was away.\n")
        shutil.move(tmp_path / "away", folder)
        await becomes(engine, {"llamas.txt": "ready", "new.txt": "ready"})

    watched(tmp_path, folder, act)


def test_a_document_that_is_renamed_or_moved_stays_the_same_and_nothing_is_read_again(
    tmp_path: Path, folder: Path
) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        before = await ids(engine)
        (folder / "llamas.txt").rename(folder / "camelids.txt")
        await becomes(engine, {"camelids.txt": "ready"})
        assert list((await ids(engine)).values()) == list(before.values())
        await finds(engine, "camelids", "camelids.txt")  # the word stands in the file's name alone
        (folder / "deep").mkdir()
        shutil.move(folder / "camelids.txt", folder / "deep" / "camelids.txt")
        end = time.monotonic() + PATIENCE
        while not any(b"deep" in path for path in await paths(engine)):
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
        (folder / "deep").rename(folder / "deeper")
        end = time.monotonic() + PATIENCE
        while not any(b"deeper" in path for path in await paths(engine)):
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
        assert list((await ids(engine)).values()) == list(before.values())
        assert all(event.report.passages == event.report.indexed == 0 for event in told)

    watched(tmp_path, folder, act)


def test_what_is_moved_out_and_a_folder_that_is_deleted_are_taken_out(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        for number in range(3):
            (folder / "more").mkdir(exist_ok=True)
            (folder / "more" / f"{number}.txt").write_text(f"Text number {number}.")
        (folder / "out.txt").write_text("This one goes away.")
        wanted = {f"{number}.txt": "ready" for number in range(3)} | {"llamas.txt": "ready"}
        await becomes(engine, {**wanted, "out.txt": "ready"})
        shutil.move(folder / "out.txt", tmp_path / "out.txt")
        await becomes(engine, wanted)
        shutil.rmtree(folder / "more")
        await becomes(engine, {"llamas.txt": "ready"})

    watched(tmp_path, folder, act)


def test_two_thousand_files_at_once_are_all_taken_in(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        for number in range(2000):
            place = folder / f"burst {number % 20}"
            place.mkdir(exist_ok=True)
            (place / f"{number}.txt").write_text(f"Burst document number {number}.")
        end = time.monotonic() + 4 * PATIENCE
        while list((await states(engine)).values()).count("ready") != 2001:
            assert time.monotonic() < end
            await asyncio.sleep(0.2)
        shutil.move(folder, tmp_path / "elsewhere")
        shutil.move(tmp_path / "elsewhere", folder)

    watched(tmp_path, folder, act)


def test_a_file_that_is_written_slowly_is_not_read_before_it_is_complete(
    tmp_path: Path, folder: Path
) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        with (folder / "slow.txt").open("w") as file:
            for number in range(20):
                file.write(f"Sentence number {number}.\n")
                file.flush()
                await asyncio.sleep(0.2)
                assert set(await states(engine)) == {"llamas.txt"}
        await becomes(engine, {"llamas.txt": "ready", "slow.txt": "ready"})
        async with asyncio.timeout(30):  # the report comes after the document is ready
            while not any(event.report.indexed for event in told):  # noqa: ASYNC110 - it has no bell
                await asyncio.sleep(0.05)
        assert sum(event.report.indexed for event in told) == 1

    watched(tmp_path, folder, act)


def test_a_rule_that_is_changed_takes_effect_at_once(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine, told: list[Any]) -> None:
        (folder / "drafts").mkdir()
        (folder / "drafts" / "one.txt").write_text("A draft.")
        await becomes(engine, {"llamas.txt": "ready", "one.txt": "ready"})
        with pytest.raises(RuleInvalid):
            await engine.call(calls.LEAVE_OUT, calls.LeaveOut("drafts/\n!\n", 1000))
        await engine.call(calls.LEAVE_OUT, calls.LeaveOut("drafts/\n", 1000))
        await becomes(engine, {"llamas.txt": "ready"})
        await engine.call(calls.LEAVE_OUT, calls.LeaveOut("", 1000))
        await becomes(engine, {"llamas.txt": "ready", "one.txt": "ready"})

    watched(tmp_path, folder, act)


def test_a_file_that_was_added_by_itself_is_followed_too(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching_module, "LOOK_SECONDS", 0.2)

    async def act(engine: Engine, told: list[Any]) -> None:
        alone = tmp_path / "alone.txt"
        alone.write_text("A file by itself.")
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(alone),)))
        alone.write_text("A file by itself says something about alpacas.")
        await finds(engine, "alpacas", "alone.txt")
        alone.unlink()
        await becomes(engine, {"llamas.txt": "ready"})

    watched(tmp_path, folder, act)


def test_where_the_system_cannot_watch_so_much_all_is_looked_at_now_and_then(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none_left(folders: Any) -> Any:
        raise OSError(28, "no space left on device")  # what inotify says when its watches are used up
        yield  # pragma: no cover

    monkeypatch.setattr(watch_module, "_told", none_left)
    monkeypatch.setattr(watch_module, "LOOK_SECONDS", 0.3)

    async def act(engine: Engine, told: list[Any]) -> None:
        (folder / "tides.md").write_text("# Tides\n\nThe Moon pulls the water twice a day.\n")
        await becomes(engine, {"llamas.txt": "ready", "tides.md": "ready"})
        (folder / "tides.md").unlink()
        await becomes(engine, {"llamas.txt": "ready"})

    watched(tmp_path, folder, act)


def test_a_folder_that_is_not_there_at_the_start_is_noticed_when_it_comes(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching_module, "LOOK_SECONDS", 0.2)
    data = tmp_path / "data"

    async def first(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))

    async def second(engine: Engine) -> None:
        engine.resume()
        await becomes(engine, {"llamas.txt": "offline"})
        shutil.move(tmp_path / "away", folder)
        (folder / "new.txt").write_text("Written while nobody looked.")
        await becomes(engine, {"llamas.txt": "ready", "new.txt": "ready"})

    with_engine(data, first)
    shutil.move(folder, tmp_path / "away")
    with_engine(data, second)


def test_what_changes_between_the_first_look_and_the_watches_is_not_lost(
    tmp_path: Path, folder: Path
) -> None:
    async def scene(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))
        (folder / "between.txt").write_text("Written before anybody watched.")
        watching = asyncio.get_running_loop().create_task(engine.call(calls.WATCH, calls.InLibrary()))
        try:
            await becomes(engine, {"llamas.txt": "ready", "between.txt": "ready"})
        finally:
            watching.cancel()
            await asyncio.wait([watching])

    with_engine(tmp_path / "data", scene)


def test_the_command_line_watches_and_reports_a_line_for_each_change(tmp_path: Path, folder: Path) -> None:
    command = Command(tmp_path / "data")
    with command.start("index", str(folder), "--watch", "--json") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert first["documents"]["indexed"] == 1
        time.sleep(1)
        (folder / "tides.md").write_text("# Tides\n\nThe Moon pulls the water twice a day.\n")
        second = json.loads(process.stdout.readline())
        assert second["documents"]["indexed"] == 1
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
