"""What the engine does by itself: tasks with a name, kept until they end, cancelled when it closes."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from desktop_rag.domain.errors import DesktopRagError

log = logging.getLogger(__name__)


class Chores:
    """One chore of a name at a time; an error is logged by its code and lost to nobody else."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Starts a chore, unless one of that name is under way."""
        if name in self._tasks:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(self._run(name, work), name=name)
        self._tasks[name] = task

    async def _run(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except DesktopRagError as error:
            log.warning("%s: %s", name, error.code)
        except Exception as error:
            trace = (type(error), Exception(type(error).__name__), error.__traceback__)
            log.error("%s failed", name, exc_info=trace)
        finally:
            self._tasks.pop(name, None)

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
