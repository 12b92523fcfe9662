"""Indexing waits for the person and for answers, and goes on when both are done."""

import asyncio

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
