"""Indexing waits for the person, for answers and a moment for searches, and goes on when they are done."""

import asyncio

import pytest

from desktop_rag.engine import gate as module
from desktop_rag.engine.gate import PauseGate


async def _open(gate: PauseGate) -> bool:
    try:
        async with asyncio.timeout(0.01):
            await gate.wait()
    except TimeoutError:
        return False
    return True


def test_the_gate_is_closed_by_a_pause_and_by_answers_and_opens_when_all_are_over() -> None:
    async def scene() -> None:
        gate = PauseGate()
        assert await _open(gate)
        with gate.answering():
            assert not await _open(gate)
            assert not gate.closed
            with gate.answering():
                gate.pause(True)
            assert gate.closed
        assert not await _open(gate)
        gate.pause(False)
        assert await _open(gate)

    asyncio.run(scene())


def test_a_search_holds_indexing_for_a_moment_and_pauses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD", 0.05)

    async def scene() -> None:
        gate = PauseGate()
        gate.searching()
        assert gate.shut and not gate.closed
        gate.pause(True)
        gate.pause(False)
        assert gate.shut
        await asyncio.wait_for(gate.wait(), 10)
        assert not gate.shut
        gate.searching()
        assert gate.shut

    asyncio.run(scene())


def test_searches_without_end_let_indexing_go_on_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD", 0.05)
    monkeypatch.setattr(module, "STRETCH", 0.1)

    async def scene() -> None:
        gate = PauseGate()
        waiting = asyncio.get_running_loop().create_task(gate.wait())
        gate.searching()
        async with asyncio.timeout(10):
            while gate.shut:
                gate.searching()
                await asyncio.sleep(0.005)
        gate.searching()
        assert not gate.shut
        await waiting

    asyncio.run(scene())


def test_a_few_documents_that_come_while_somebody_searches_are_held_only_when_they_take_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "HOLD", 60.0)

    async def scene() -> None:
        gate = PauseGate()
        gate.searching()
        assert not await _open(gate)
        gate.begin(module.FEW)
        assert await _open(gate), "it has only begun"
        with gate.answering():
            assert not await _open(gate), "an answer comes first all the same"
        monkeypatch.setattr(module, "FIRST", -1.0)
        assert not await _open(gate), "it goes on"

    asyncio.run(scene())


def test_many_documents_wait_for_a_search_from_the_first_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD", 60.0)

    async def scene() -> None:
        gate = PauseGate()
        gate.searching()
        gate.begin(module.FEW)
        gate.begin(module.FEW + 1)
        assert not await _open(gate)

    asyncio.run(scene())


def test_an_answer_that_fails_lets_indexing_go_on() -> None:
    async def scene() -> None:
        gate = PauseGate()
        try:
            with gate.answering():
                raise ValueError
        except ValueError:
            pass
        assert await _open(gate)

    asyncio.run(scene())


def test_it_is_told_what_indexing_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD", 0.05)

    async def scene() -> None:
        told: list[str] = []
        gate = PauseGate(lambda: told.append(gate.waits_for))
        gate.begin(module.FEW + 1)
        gate.searching()
        gate.searching()
        with gate.answering():
            pass
        await gate.wait()
        assert told == ["search", "answer", "search", ""]

    asyncio.run(scene())


def test_a_few_documents_wait_for_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD", 60.0)

    async def scene() -> None:
        gate = PauseGate()
        gate.searching()
        gate.begin(module.FEW)
        assert gate.waits_for == ""
        monkeypatch.setattr(module, "FIRST", -1.0)
        assert gate.waits_for == "search"

    asyncio.run(scene())
