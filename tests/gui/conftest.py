"""Coroutine tests on the application's own loop: `async def test_…(qtbot)` simply works.

A lost task, an exception that nobody handled and a task that ignores cancellation fail the test.
"""

import asyncio
import gc
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop_rag.gui.looks import theme as looks_theme
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine

SECONDS = 30


@pytest.fixture(scope="session", autouse=True)
def looks(qapp: QApplication) -> looks_theme.Theme:
    """The application's looks, light, once for all tests."""
    return looks_theme.apply(qapp, "light")


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[AppLoop]:
    """The loop, marked as running, so that a plain test may click and wait as well."""
    qapp.setQuitOnLastWindowClosed(False)
    made = AppLoop(qapp)
    asyncio.set_event_loop(made)
    errors: list[dict[str, Any]] = []
    made.set_exception_handler(lambda loop, context: errors.append(context))
    asyncio.events._set_running_loop(made)
    left: list[asyncio.Task[Any]] = []
    try:
        yield made
        gc.collect()  # lost tasks now report what was never retrieved
        left = [task for task in asyncio.all_tasks(made) if not task.done()]
        for task in left:
            task.cancel()
        asyncio.events._set_running_loop(None)
        if left:
            made.run_until_complete(asyncio.wait(left, timeout=2))
        made.run_until_complete(made.shutdown_asyncgens())
        made.run_until_complete(made.shutdown_default_executor())
    finally:
        asyncio.events._set_running_loop(None)
        made.close()
        asyncio.set_event_loop(None)
    assert not errors, [context.get("exception") or context["message"] for context in errors]
    assert all(task.done() for task in left), "a task ignores cancellation"


@pytest.fixture
def engine() -> FakeEngine:
    """What a pane asks, without anything behind it."""
    return FakeEngine()


@pytest.fixture
def problems() -> list[tuple[str, BaseException]]:
    """What the tasks of `tasks` raised."""
    return []


@pytest.fixture
def tasks(loop: AppLoop, problems: list[tuple[str, BaseException]]) -> Iterator[TaskRunner]:
    """A task runner that is closed at the end; its errors land in `problems`."""
    runner = TaskRunner(lambda name, error: problems.append((name, error)))
    yield runner
    asyncio.events._set_running_loop(None)
    try:
        loop.run_until_complete(runner.close())
    finally:
        asyncio.events._set_running_loop(loop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Each test ends with a collection: without this one it takes 40 to 100 ms instead of 1.
    gc.collect()
    gc.freeze()
    for item in items:
        if "tests/gui/" not in item.nodeid.replace("\\", "/"):
            continue
        if (
            isinstance(item, pytest.Function)
            and inspect.iscoroutinefunction(item.obj)
            and "loop" not in item.fixturenames
        ):
            item.fixturenames.insert(0, "loop")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    function = pyfuncitem.obj
    if not inspect.iscoroutinefunction(function):
        return None
    loop: AppLoop = pyfuncitem._request.getfixturevalue("loop")
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.events._set_running_loop(None)
    try:
        loop.run_until_complete(asyncio.wait_for(function(**arguments), SECONDS))
    finally:
        asyncio.events._set_running_loop(loop)
    return True
