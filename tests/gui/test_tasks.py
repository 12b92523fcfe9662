"""Tasks of the window: kept, grouped, reported, cancelled."""

import asyncio

from desktop_rag.domain.errors import EngineLost
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes import sample
from tests.fakes.engine import FakeEngine

Problems = list[tuple[str, BaseException]]


async def test_the_newest_task_of_a_group_cancels_the_older_one(tasks: TaskRunner) -> None:
    first = tasks.start(asyncio.Event().wait(), group="search")
    second = tasks.start(asyncio.sleep(0, "found"), group="search")
    assert await second == "found"
    assert first.cancelled()
    await asyncio.sleep(0)
    assert not tasks.running("search")


async def test_what_a_task_raises_is_a_problem_with_its_name(tasks: TaskRunner, problems: Problems) -> None:
    async def fail() -> None:
        raise EngineLost

    tasks.start(fail(), group="answer")
    await asyncio.sleep(0.01)
    assert [(name, type(error)) for name, error in problems] == [("answer", EngineLost)]


async def test_closing_cancels_everything_and_lets_nothing_begin(problems: Problems) -> None:
    runner = TaskRunner(lambda name, error: problems.append((name, error)))
    running = runner.start(asyncio.Event().wait())
    await asyncio.sleep(0)
    await runner.close()
    late = runner.start(asyncio.Event().wait())
    await asyncio.sleep(0.01)
    assert running.cancelled() and late.cancelled() and not problems


async def test_a_group_can_be_cancelled_by_its_name(tasks: TaskRunner) -> None:
    running = tasks.start(asyncio.Event().wait(), group="answer")
    assert tasks.running("answer")
    tasks.cancel("answer")
    await asyncio.wait([running])
    assert running.cancelled()


async def test_the_fake_engine_returns_what_its_calls_promise() -> None:
    from desktop_rag.engine import calls

    heard: list[object] = []
    engine = FakeEngine()
    answer = await engine.call(calls.ASK, calls.Ask("What?"), heard.append)
    picture = await engine.call(calls.PAGE, calls.DrawPage(1, 14, 700), heard.append)
    assert answer.text.startswith("The test") and picture.width == 700 and len(heard) > 10
    assert sample.RESULT.hits[0].marks
