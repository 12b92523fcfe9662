"""A child that is started when it is needed, and again when it has died."""

import asyncio
import sys
from collections.abc import Sequence

import pytest

from desktop_rag.domain.errors import ChildLost, FolderInUse
from desktop_rag.processes.lasting import LastingChild
from desktop_rag.processes.parent import Child
from tests.processes.echo_calls import DIE, ECHO, Word

ECHOING = (sys.executable, "-m", "tests.processes.echo_child", "blocking")
REFUSING = (sys.executable, "-m", "tests.processes.echo_child", "refuse")


class Greeted:
    """A lasting child, and those that were greeted."""

    def __init__(self, command: Sequence[str] = ECHOING, deaths: int = 0) -> None:
        self.children: list[Child] = []
        self.deaths = deaths
        self.lasting = LastingChild("echo", command, self._greet)

    async def _greet(self, child: Child) -> None:
        self.children.append(child)
        if len(self.children) <= self.deaths:
            await child.call(DIE, Word(""))


def test_nothing_is_started_before_it_is_needed_and_then_one_for_all() -> None:
    async def run() -> None:
        greeted = Greeted()
        lasting = greeted.lasting
        assert lasting.pid is None and not lasting.alive
        try:
            first, second = await asyncio.gather(lasting.ready(), lasting.ready())
            assert first is second
            assert greeted.children == [first]
            assert lasting.alive and lasting.pid == first.pid
            assert (await first.call(ECHO, Word("there"))).text == "there"
        finally:
            await lasting.close()

    asyncio.run(run())


def test_another_takes_the_place_of_one_that_died() -> None:
    async def run() -> None:
        greeted = Greeted()
        lasting = greeted.lasting
        try:
            first = await lasting.ready()
            with pytest.raises(ChildLost):
                await first.call(DIE, Word(""))
            second = await lasting.ready()
            assert second.pid != first.pid
            assert greeted.children == [first, second]
            await lasting.kill()
            assert not lasting.alive
            assert (await (await lasting.ready()).call(ECHO, Word("again"))).text == "again"
        finally:
            await lasting.close()

    asyncio.run(run())


def test_one_that_dies_while_it_is_greeted_is_had_by_nobody() -> None:
    async def run() -> None:
        greeted = Greeted(deaths=1)
        try:
            with pytest.raises(ChildLost):
                await greeted.lasting.ready()
            assert not greeted.lasting.alive
            assert (await greeted.lasting.ready()) is greeted.children[1]
        finally:
            await greeted.lasting.close()

    asyncio.run(run())


def test_what_it_says_when_it_cannot_start_is_raised() -> None:
    async def run() -> None:
        with pytest.raises(FolderInUse):
            await Greeted(REFUSING).lasting.ready()

    asyncio.run(run())


def test_after_its_end_nothing_is_started() -> None:
    async def run() -> None:
        greeted = Greeted()
        first = await greeted.lasting.ready()
        await greeted.lasting.close()
        assert not first.alive
        with pytest.raises(ChildLost):
            await greeted.lasting.ready()
        assert len(greeted.children) == 1

    asyncio.run(run())
