"""A test for each defect of qasync that the window's loop removes."""

import asyncio
import contextlib
import sys
import threading
import time
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_rag.gui.loop import AppLoop


def run(app: QApplication, work: object) -> object:
    with asyncio.Runner(loop_factory=lambda: AppLoop(app)) as runner:
        return runner.run(work)  # type: ignore[arg-type]


async def test_a_cancelled_timeout_leaves_no_timer_behind(loop: AppLoop) -> None:
    before = len(loop.timers.handles)
    async with asyncio.timeout(60):
        await asyncio.sleep(0)
    assert len(loop.timers.handles) <= before


async def test_a_timer_never_fires_early(loop: AppLoop) -> None:
    for delay in (0.0011, 0.0199, 0.05):
        begun = time.monotonic()
        await asyncio.sleep(delay)
        assert time.monotonic() - begun >= delay - 0.0005


async def test_a_nested_qt_loop_does_not_strand_other_tasks(loop: AppLoop) -> None:
    arrived: list[str] = []
    nested = QEventLoop()

    async def other() -> None:
        await asyncio.sleep(0.01)
        arrived.append("other")
        nested.quit()

    task = loop.create_task(other())
    QTimer.singleShot(5000, nested.quit)
    nested.exec()
    assert arrived == ["other"]
    await task


def test_quitting_the_application_does_not_end_the_main_coroutine(qapp: QApplication) -> None:
    async def story() -> str:
        qapp.quit()
        await asyncio.sleep(0.01)
        qapp.exit(3)
        await asyncio.sleep(0.01)
        return "ended by itself"

    assert run(qapp, story()) == "ended by itself"


def test_an_abandoned_async_generator_is_closed_by_the_loop(qapp: QApplication) -> None:
    closed: list[str] = []

    async def stream() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.append("closed")

    async def story() -> None:
        async for _ in stream():
            break
        await asyncio.sleep(0.02)

    run(qapp, story())
    assert closed == ["closed"]


def test_a_late_worker_cannot_raise_in_a_closed_loop(qapp: QApplication) -> None:
    go = threading.Event()
    raised: list[BaseException] = []
    kept: list[AppLoop] = []

    def late() -> None:
        go.wait(5)
        try:
            kept[0].call_soon_threadsafe(lambda: None)
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=late)
    thread.start()

    async def story() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, AppLoop)
        kept.append(loop)
        loop.call_soon_threadsafe(lambda: None)

    run(qapp, story())
    go.set()
    thread.join()
    qapp.processEvents()
    assert [str(error) for error in raised] == ["Event loop is closed"]


def test_a_job_that_ends_with_system_exit_does_not_hang_the_end(qapp: QApplication) -> None:
    async def story() -> str:
        with contextlib.suppress(SystemExit):
            await asyncio.get_running_loop().run_in_executor(None, sys.exit, 3)
        return "ended"

    # What matters is that this returns: with qasync's own executor it never does.
    with contextlib.suppress(SystemExit):
        assert run(qapp, story()) == "ended"


async def test_a_callback_from_a_thread_keeps_its_context(loop: AppLoop) -> None:
    from contextvars import ContextVar, copy_context

    colour: ContextVar[str] = ContextVar("colour", default="none")
    seen: list[str] = []
    done = asyncio.Event()

    def heard() -> None:
        seen.append(colour.get())
        done.set()

    colour.set("teal")
    context = copy_context()
    threading.Thread(target=lambda: loop.call_soon_threadsafe(heard, context=context)).start()
    await asyncio.wait_for(done.wait(), 5)
    assert seen == ["teal"]


async def test_a_child_process_works_on_this_loop(loop: AppLoop) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(7)", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await child.communicate()
    assert output.strip() == b"7"


async def test_the_current_task_is_right_after_a_nested_loop(loop: AppLoop) -> None:
    before = asyncio.current_task()
    nested = QEventLoop()
    QTimer.singleShot(5, nested.quit)
    nested.exec()
    assert asyncio.current_task() is before
    await asyncio.sleep(0)


@pytest.mark.parametrize("turn", range(3))
def test_one_loop_after_the_other_works_in_one_application(qapp: QApplication, turn: int) -> None:
    async def story() -> int:
        await asyncio.sleep(0)
        return turn

    assert run(qapp, story()) == turn
