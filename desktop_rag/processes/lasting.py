"""A child that is there whenever it is asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from desktop_rag.domain.errors import ChildLost
from desktop_rag.processes.parent import Child


class LastingChild:
    """Starts its child when it is first needed, and another when that has died, until it is closed.

    `greet` is awaited with each new one, before anybody else has it.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        greet: Callable[[Child], Awaitable[None]],
        stderr: int | None = None,
    ) -> None:
        self._name = name
        self._command = command
        self._greet = greet
        self._stderr = stderr
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self.closed = False

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    async def ready(self) -> Child:
        """The child that lives. Raises what it says, and `ChildLost`: always once this is closed."""
        async with self._starting:
            if self.closed:
                raise ChildLost(child=self._name, status="closed")
            if self._child is None or not self._child.alive:
                child = Child(self._name, self._command, stderr=self._stderr)
                try:
                    await child.start()
                    await self._greet(child)
                except BaseException:
                    await child.kill()
                    raise
                self._child = child
            return self._child

    async def kill(self) -> None:
        if self._child is not None and self._child.alive:
            await self._child.kill()

    async def close(self) -> None:
        self.closed = True
        if self._child is not None:
            await self._child.close()
