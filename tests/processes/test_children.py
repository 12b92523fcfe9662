"""A child answers, reports, fails, is cancelled, dies: and the parent always learns of it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from desktop_rag.domain.errors import ChildLost, FolderInUse, InternalError, ModelMissing
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.parent import Child
from tests.processes.echo_calls import CANCELS, DIE, ECHO, FAIL, SLEEP, WRONG, Heard, Seen, Word


@asynccontextmanager
async def child(kind: str) -> AsyncIterator[Child]:
    one = Child("echo", [sys.executable, "-m", "tests.processes.echo_child", kind])
    await one.start()
    try:
        yield one
    finally:
        await one.close()


@pytest.mark.parametrize("kind", ["async", "blocking"])
def test_a_call_reports_its_events_in_order_and_returns(kind: str) -> None:
    async def scene() -> None:
        async with child(kind) as one:
            events: list[Heard | Seen] = []
            assert await one.call(ECHO, Word("llama"), events.append) == Word("llama")
            assert events == [Heard("llama"), Seen(5)]

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["async", "blocking"])
def test_a_typed_error_comes_back_as_itself_and_a_defect_without_its_text(kind: str) -> None:
    async def scene() -> None:
        async with child(kind) as one:
            with pytest.raises(ModelMissing) as typed:
                await one.call(FAIL, Word("typed"))
            assert typed.value.arguments == {"model": "qwen3:4b"}
            with pytest.raises(InternalError) as defect:
                await one.call(FAIL, Word("words of a document"))
            assert defect.value.arguments == {"kind": "ValueError"}
            assert await one.call(ECHO, Word("still here")) == Word("still here")

    asyncio.run(scene())


def test_calls_run_side_by_side_and_one_that_is_cancelled_is_cancelled_in_the_child() -> None:
    async def scene() -> None:
        async with child("async") as one:
            long = asyncio.get_running_loop().create_task(one.call(SLEEP, Word("60")))
            assert await one.call(SLEEP, Word("0.01")) == Word("0.01")
            long.cancel()
            with pytest.raises(asyncio.CancelledError):
                await long
            assert await one.call(CANCELS, Nothing()) == Word("60")

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["async", "blocking"])
def test_a_death_fails_the_calls_in_flight_and_tells_the_owner_once(kind: str) -> None:
    async def scene() -> None:
        ended: list[int] = []
        one = Child("echo", [sys.executable, "-m", "tests.processes.echo_child", kind], on_end=ended.append)
        await one.start()
        with pytest.raises(ChildLost):
            await one.call(DIE, Word(""))
        assert ended == [7]
        assert not one.alive
        with pytest.raises(ChildLost):
            await one.call(ECHO, Word("nobody there"))

    asyncio.run(scene())


def test_a_kill_from_outside_is_noticed() -> None:
    async def scene() -> None:
        async with child("async") as one:
            waiting = asyncio.get_running_loop().create_task(one.call(SLEEP, Word("60")))
            await asyncio.sleep(0.05)
            assert one.pid is not None
            os.kill(one.pid, signal.SIGKILL)
            with pytest.raises(ChildLost):
                await waiting

    asyncio.run(scene())


def test_a_child_that_cannot_start_says_why() -> None:
    async def scene() -> None:
        one = Child("echo", [sys.executable, "-m", "tests.processes.echo_child", "refuse"])
        with pytest.raises(FolderInUse):
            await one.start()
        await one.close()

    asyncio.run(scene())


def test_a_result_of_another_type_is_not_believed() -> None:
    async def scene() -> None:
        async with child("blocking") as one:
            with pytest.raises(ChildLost):
                await one.call(WRONG, Word("x"))
            assert not one.alive

    asyncio.run(scene())


def test_the_child_ends_when_its_pipe_does() -> None:
    async def scene() -> None:
        async with child("async") as one:
            pid = one.pid
            assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    asyncio.run(scene())
