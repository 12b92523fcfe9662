"""The window's client: a real child that dies, refuses, and comes back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.domain.errors import EngineLost, FolderInUse
from desktop_rag.engine import calls, client
from desktop_rag.engine.client import EngineClient
from desktop_rag.processes.calls import Caller

CHILD = Path(__file__).with_name("lively_child.py")
SECONDS = 30
STATUS = calls.InLibrary()


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, SECONDS))


@asynccontextmanager
async def engine(manner: str, states: list[str] | None = None) -> AsyncIterator[EngineClient]:
    def heard(state: str) -> None:
        if states is not None:
            states.append(state)

    made = EngineClient([sys.executable, str(CHILD), manner], on_state=heard)
    made.start()
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture(autouse=True)
def no_pause_between_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE_SECONDS", 0.0)


def test_a_call_waits_until_the_engine_is_up() -> None:
    async def story() -> None:
        async with engine("lives") as made:
            caller: Caller = made
            status = await caller.call(calls.STATUS, STATUS)
            assert status.data == str(made.pid) and made.state == "up"
        assert made.state == "closed"

    run(story())


def test_calls_in_flight_fail_when_the_engine_dies_and_the_next_call_finds_a_new_one() -> None:
    states: list[str] = []

    async def story() -> None:
        async with engine("lives", states) as made:
            before = (await made.call(calls.STATUS, STATUS)).data
            following = asyncio.get_running_loop().create_task(made.call(calls.FOLLOW, STATUS))
            await asyncio.sleep(0)
            with pytest.raises(EngineLost):
                await made.call(calls.PAUSE, calls.Pause(True))
            with pytest.raises(EngineLost):
                await following
            assert (await made.call(calls.STATUS, STATUS)).data != before

    run(story())
    assert states == ["starting", "up", "lost", "up", "closed"]


def test_five_deaths_in_two_minutes_stop_it_until_it_is_asked_to_start_again() -> None:
    states: list[str] = []

    async def story() -> None:
        async with engine("dies", states) as made:
            with pytest.raises(EngineLost):
                await made.call(calls.STATUS, STATUS)
            assert made.state == "stopped" and len(made._deaths) == client.DEATHS
            with pytest.raises(EngineLost):
                await made.call(calls.STATUS, STATUS)
            made._command = [sys.executable, str(CHILD), "lives"]
            made.start()
            assert (await made.call(calls.STATUS, STATUS)).version == "1"

    run(story())
    assert states.count("stopped") == 1


def test_an_engine_that_refuses_says_why_and_is_not_started_again() -> None:
    async def story() -> None:
        async with engine("refuses") as made:
            with pytest.raises(FolderInUse):
                await made.call(calls.STATUS, STATUS)
            assert made.state == "refused"

    run(story())


def test_closing_ends_a_call_that_waits_for_the_engine() -> None:
    async def story() -> None:
        async with engine("lives") as made:
            waiting = asyncio.get_running_loop().create_task(made.call(calls.STATUS, STATUS))
            await asyncio.sleep(0)
            await made.close()
            with pytest.raises(EngineLost):
                await waiting

    run(story())
