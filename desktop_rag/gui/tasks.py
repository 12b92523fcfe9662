"""Where the window's tasks are born: named, kept, grouped, and cancelled when it closes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

CLOSE_SECONDS = 3.0


class TaskRunner:
    """Keeps every task until it has ended. In a group the newest cancels the older ones.

    What a task raises goes to `on_error` with the name of its group (or its own); cancelling is no error.
    """

    def __init__(self, on_error: Callable[[str, BaseException], None]) -> None:
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._groups: dict[str, asyncio.Task[Any]] = {}
        self._closed = False

    def start(
        self, work: Coroutine[Any, Any, Any], group: str | None = None, name: str | None = None
    ) -> asyncio.Task[Any]:
        """Starts `work`; a running task of the same group is cancelled first."""
        task = asyncio.get_running_loop().create_task(work, name=name or group)
        if self._closed:  # the window is going: whatever still wants to begin ends at once
            task.cancel()
        if group is not None:
            self.cancel(group)
            self._groups[group] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(done, group))
        return task

    def cancel(self, group: str) -> None:
        """Cancels the group's task, if one is running."""
        task = self._groups.pop(group, None)
        if task is not None:
            task.cancel()

    def running(self, group: str) -> bool:
        task = self._groups.get(group)
        return task is not None and not task.done()

    def _ended(self, task: asyncio.Task[Any], group: str | None) -> None:
        self._tasks.discard(task)
        if group is not None and self._groups.get(group) is task:
            del self._groups[group]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not self._closed:
            self._on_error(group or task.get_name(), error)

    async def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Cancels everything and waits for it, but no longer than `seconds`."""
        self._closed = True
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
