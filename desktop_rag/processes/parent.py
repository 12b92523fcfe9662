"""The parent's side: start a child, call it, know when it is gone."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from desktop_rag.domain.errors import ChildLost, DesktopRagError, error_from
from desktop_rag.processes.calls import Call, ignore
from desktop_rag.processes.frames import (
    HEADER,
    LIMIT,
    Asked,
    Cancelled,
    Exit,
    Failed,
    Frame,
    FrameError,
    Happened,
    Ready,
    Returned,
    decode,
    encode,
    length,
    raw,
)

log = logging.getLogger(__name__)

A = TypeVar("A")
E = TypeVar("E")
R = TypeVar("R")

START_SECONDS = 60.0
END_SECONDS = 5.0


class _InFlight:
    """A call that waits for its result: the types to decode with, and who listens."""

    def __init__(self, call: Call[Any, Any, Any], report: Callable[[Any], None]) -> None:
        self.call = call
        self.report = report
        self.result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def take(self, frame: Frame) -> None:
        if self.result.done():
            return
        try:
            if isinstance(frame, Happened):
                self.report(msgspec.msgpack.decode(frame.value, type=self.call.event))
            elif isinstance(frame, Returned):
                self.result.set_result(msgspec.msgpack.decode(frame.value, type=self.call.result))
            elif isinstance(frame, Failed):
                self.result.set_exception(error_from(frame.failure))
            elif isinstance(frame, Cancelled):
                self.result.cancel()
        except msgspec.MsgspecError as error:
            raise FrameError(f"{self.call.name}: {type(error).__name__}") from error

    def lose(self, error: DesktopRagError) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Child:
    """A child process that answers calls. It is started once; when it has ended, make another.

    `on_end` is called once, when the process is gone, with its exit status.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        on_end: Callable[[int], None] = lambda status: None,
        stderr: int | None = None,
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._on_end = on_end
        self._stderr = stderr
        self._process: asyncio.subprocess.Process | None = None
        self._in_flight: dict[int, _InFlight] = {}
        self._last = 0
        self._ready: asyncio.Future[None] | None = None
        self._pump_task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        return (
            self._process is not None
            and self._process.returncode is None
            and self._pump_task is not None
            and not self._pump_task.done()
        )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Starts the process and waits until it is ready. Raises what the child says, or `ChildLost`."""
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._stderr,
            env={**os.environ, **self._environment} if self._environment else None,
            limit=LIMIT + HEADER.size,
            start_new_session=True,
        )
        self._pump_task = loop.create_task(self._pump(), name=f"pipe of {self.name}")
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._ready
        except TimeoutError:
            await self.kill()
            raise ChildLost(child=self.name, status="timeout") from None
        except asyncio.CancelledError:
            await self.kill()
            raise

    async def call(self, call: Call[A, E, R], argument: A, report: Callable[[E], None] = ignore) -> R:
        """Raises the child's typed error, or `ChildLost` when it ended before it answered."""
        if not self.alive:
            raise ChildLost(child=self.name, status="gone")
        self._last += 1
        number = self._last
        flight = _InFlight(call, report)
        self._in_flight[number] = flight
        try:
            self._send(Asked(number, call.name, raw(argument)))
            result: R = await flight.result
            return result
        except asyncio.CancelledError:
            self._send(Cancelled(number))
            raise
        finally:
            self._in_flight.pop(number, None)

    def _send(self, frame: Frame) -> None:
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(encode(frame))

    async def _pump(self) -> None:
        process = self._process
        assert process is not None and process.stdout is not None
        reason = "gone"
        try:
            while True:
                header = await process.stdout.readexactly(HEADER.size)
                self._take(decode(await process.stdout.readexactly(length(header))))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except FrameError as error:
            log.error("%s sent what is no frame: %s", self.name, error)
            reason = "no frame"
        except DesktopRagError as refusal:  # the child said why it cannot start
            if self._ready is not None and not self._ready.done():
                self._ready.set_exception(refusal)
        if reason == "no frame" and process.returncode is None:
            process.kill()
        status = await self._reap()
        self._lose(ChildLost(child=self.name, status=str(status)))
        self._on_end(status)

    def _take(self, frame: Frame) -> None:
        if isinstance(frame, Ready):
            if self._ready is not None and not self._ready.done():
                self._ready.set_result(None)
        elif isinstance(frame, Exit):
            raise error_from(frame.failure) if frame.failure else ChildLost(child=self.name, status="exit")
        elif isinstance(frame, Happened | Returned | Failed | Cancelled) and (
            flight := self._in_flight.get(frame.id)
        ):
            flight.take(frame)

    def _lose(self, error: ChildLost) -> None:
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(error)
        for flight in list(self._in_flight.values()):
            flight.lose(error)

    async def _reap(self) -> int:
        assert self._process is not None
        try:
            async with asyncio.timeout(END_SECONDS):
                return await self._process.wait()
        except TimeoutError:  # its pipe is closed and it lives on: nobody can talk to it any more
            self._process.kill()
            return await self._process.wait()

    async def close(self) -> None:
        """Asks the child to end, and ends it when it has not after 5 s."""
        if self._process is None or self._pump_task is None:
            return
        self._send(Exit())
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await asyncio.shield(self._pump_task)
        except TimeoutError:
            await self.kill()

    def stop(self, stopped: bool) -> None:
        """Stops the process, and those that it has started, where they are; or lets them go on."""
        name = "SIGSTOP" if stopped else "SIGCONT"
        self._signal(getattr(signal, name, 0))

    def _signal(self, number: int) -> None:
        """To the process and all that it has started: it leads a group of its own."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform != "win32":
                os.killpg(self._process.pid, number)
            elif number == getattr(signal, "SIGKILL", 0):
                self._process.kill()

    async def kill(self) -> None:
        """Ends the process and what it has started at once, and waits until it is gone."""
        if self._process is not None and self._process.returncode is None:
            self._signal(getattr(signal, "SIGKILL", 0))
        if self._pump_task is not None:
            await asyncio.shield(self._pump_task)
        elif self._process is not None:
            await self._process.wait()
