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
        (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
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
