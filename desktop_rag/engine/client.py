"""The window's side of the engine: starts it, calls it, and starts it again when it has died."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

from desktop_rag.domain.errors import ChildLost, DesktopRagError, EngineLost
from desktop_rag.processes.calls import Call, ignore
from desktop_rag.processes.parent import Child

log = logging.getLogger(__name__)

A = TypeVar("A")
E = TypeVar("E")
R = TypeVar("R")

EngineState = Literal["starting", "up", "lost", "stopped", "refused", "closed"]

# Five deaths within two minutes are no accident: the person decides whether to try again.
DEATHS = 5
WITHIN_SECONDS = 120.0
PAUSE_SECONDS = 0.2


class EngineClient:
    """A `Caller` whose engine is a child process.

    `on_state` hears every change: "lost" is followed by a new start, "stopped" and "refused" (the engine
    said why it cannot start: `refusal`) wait for `start`. Calls made meanwhile wait until it is up; calls
    in flight when it dies fail with `EngineLost`.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        on_state: Callable[[EngineState], None] = lambda state: None,
    ) -> None:
        self.on_state = on_state
        self.refusal: DesktopRagError | None = None
        self._command = command
        self._environment = environment
        self._state: EngineState = "closed"
        self._child: Child | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._deaths: deque[float] = deque(maxlen=DEATHS)

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Begins to start the engine and keeps it up from now on; does nothing while that goes on."""
        if self._keeper is not None and not self._keeper.done():
            return
        self.refusal = None
        self._deaths.clear()
        self._become("starting")
        self._keeper = asyncio.get_running_loop().create_task(self._keep_up(), name="keep the engine up")

    async def call(self, call: Call[A, E, R], argument: A, report: Callable[[E], None] = ignore) -> R:
        """Raises what the engine raised, or `EngineLost` when it ended before it answered."""
        child = await self._up()
        try:
            return await child.call(call, argument, report)
        except ChildLost:
            if child.alive:  # it was one of the engine's own children
                raise
            raise EngineLost from None

    async def close(self) -> None:
        """Ends the engine: it finishes what it has in hand, and has 5 s for that."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._become("closed")
        if self._child is not None:
            await self._child.close()

    @property
    def _just_died(self) -> bool:
        return self._state == "up" and self._child is not None and not self._child.alive

    async def _up(self) -> Child:
        while self._state in ("starting", "lost") or self._just_died:
            await self._changed.wait()
        if self._state != "up" or self._child is None:
            raise self.refusal or EngineLost()
        return self._child

    def _become(self, state: EngineState) -> None:
        if state == self._state:
            return
        self._state = state
        # Who waits looks at the state when it wakes: an event for each change.
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        self.on_state(state)

    async def _keep_up(self) -> None:
        while True:
            try:
                await self._one_life()
            except ChildLost:
                pass
            except DesktopRagError as refusal:
                self.refusal = refusal
                self._become("refused")
                return
            if self._too_many_deaths():
                log.error("the engine died %d times within two minutes", DEATHS)
                self._become("stopped")
                return
            self._become("lost")
            await asyncio.sleep(PAUSE_SECONDS * len(self._deaths))

    async def _one_life(self) -> None:
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def on_end(status: int) -> None:
            if not ended.done():
                ended.set_result(status)

        self._child = Child("engine", self._command, self._environment, on_end)
        await self._child.start()
        self._become("up")
        log.warning("the engine ended with %d", await ended)

    def _too_many_deaths(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._deaths.append(now)
        return len(self._deaths) == DEATHS and now - self._deaths[0] < WITHIN_SECONDS
