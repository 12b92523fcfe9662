"""What the catalog says of its own state, and what is remembered until that changes."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.remembered import HELD, Remembered


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Connections]:
    connections = Connections(folder / "catalog.db")
    await connections.open()
    try:
        yield connections
    finally:
        await connections.close()


def rename(name: str, db: sqlite3.Connection) -> None:
    db.execute("UPDATE libraries SET name = ?", (name,))


def name_of(db: sqlite3.Connection) -> str:
    return str(db.execute("SELECT name FROM libraries").fetchone()[0])


class Looks:
    """How often the file was asked."""

    def __init__(self, connections: Connections) -> None:
        self.count = 0
        self.remembered: Remembered[int, str] = Remembered(connections)

    async def name(self, key: int = 0) -> str:
        def work(db: sqlite3.Connection) -> str:
            self.count += 1
            return name_of(db)

        return await self.remembered.get(key, work)


def test_the_state_is_another_after_every_commit_and_no_other_moment(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:
            states = [connections.state(), connections.state()]
            assert states[0] == states[1]
            await connections.look(name_of)
            assert connections.state() == states[0]
            for name in ("first", "second"):
                await connections.write(lambda db, name=name: rename(name, db))  # type: ignore[misc]
                states.append(connections.state())
            assert len(set(states)) == 3

    asyncio.run(run())


def test_while_a_transaction_is_written_the_state_is_as_before(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:
            before, begun, go_on = connections.state(), threading.Event(), threading.Event()

            def slow(db: sqlite3.Connection) -> None:
                rename("new", db)
                begun.set()
                assert go_on.wait(10)

            async with asyncio.TaskGroup() as group:
                group.create_task(connections.write(slow))
                await asyncio.to_thread(begun.wait, 10)
                assert connections.state() == before
                assert await connections.look(name_of) != "new"
                go_on.set()
            assert connections.state() != before
            assert await connections.look(name_of) == "new"

    asyncio.run(run())


def test_while_a_commit_is_under_way_no_state_is_like_another(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:
            seen: list[int] = []

            def work(db: sqlite3.Connection) -> None:
                rename("new", db)
                # SQLite calls this from within the commit.
                db.set_trace_callback(
                    lambda sql: seen.append(connections.state()) if sql == "COMMIT" else None
                )

            await connections.write(work)
            assert len(seen) == 1
            assert seen[0] < 0
            assert connections.state() >= 0

    asyncio.run(run())


def test_a_transaction_that_fails_leaves_a_state_that_can_be_compared(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:

            def broken(db: sqlite3.Connection) -> None:
                raise KeyError

            with pytest.raises(KeyError):
                await connections.write(broken)
            assert connections.state() == connections.state() >= 0

    asyncio.run(run())


def test_what_is_remembered_is_read_again_after_a_change_alone(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:
            looks = Looks(connections)
            first = await looks.name()
            assert await looks.name() == first
            assert looks.count == 1
            await connections.write(lambda db: rename("new", db))
            assert await looks.name() == await looks.name() == "new"
            assert looks.count == 2

    asyncio.run(run())


def test_it_does_not_grow_without_end(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as connections:
            looks = Looks(connections)
            for key in range(3 * HELD):
                await looks.name(key)
            assert looks.count == 3 * HELD
            assert len(looks.remembered._known) <= HELD

    asyncio.run(run())
