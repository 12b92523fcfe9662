"""The child's side: take the pipe, answer calls until it ends.

`serve` is for children that do several things at once (the engine); `serve_blocking` for those
whose libraries hold the interpreter anyway (the vector index, the readers).
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, BinaryIO

import msgspec

from desktop_rag.domain.errors import BadRequest, failure_of
from desktop_rag.processes.calls import CallTable, Reporter
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
    read_frame,
)

log = logging.getLogger(__name__)

Handler = Callable[[Any, Reporter], Awaitable[Any]]
BlockingHandler = Callable[[Any, Callable[[Any], None]], Any]

# A pipe holds 64 KiB; past this much unsent, a child that reports a lot waits for its reader.
FULL = 1 << 20


def take_pipe() -> tuple[BinaryIO, BinaryIO]:
    """The real stdin and stdout for frames; from now on prints go to stderr and reads find nothing.

    Native libraries print as they like: one stray byte among the frames would end the child.
    """
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, sink


def refuse(sink: BinaryIO, error: BaseException) -> None:
    """Tells the parent why this child cannot start."""
    with contextlib.suppress(OSError):
        sink.write(encode(Exit(failure_of(error))))
        sink.flush()


def _answer(call_id: int, result: Any) -> Frame:
    return Returned(call_id, raw(result))


def _failed(call_id: int, error: BaseException) -> Frame:
    failure = failure_of(error)
    if failure.code == "internal":
        # The trace names files and lines of ours, never the text of the exception: it may quote a document.
        log.error("a call failed: %s", failure.arguments, exc_info=_without_text(error))
    return Failed(call_id, failure)


def _without_text(error: BaseException) -> tuple[type[BaseException], BaseException, Any]:
    return type(error), Exception(type(error).__name__), error.__traceback__


def serve_blocking(
    calls: CallTable, handlers: Mapping[str, BlockingHandler], source: BinaryIO, sink: BinaryIO
) -> None:
    """Answers one call after the other until the pipe ends or `Exit` comes. Cancels are not heard."""

    def send(frame: Frame) -> None:
        sink.write(encode(frame))
        sink.flush()

    with contextlib.suppress(BrokenPipeError):
        send(Ready())
        while (frame := read_frame(source)) is not None and not isinstance(frame, Exit):
            if isinstance(frame, Asked):
                send(_blocking_answer(calls, handlers, frame, send))


def _blocking_answer(
    calls: CallTable, handlers: Mapping[str, BlockingHandler], asked: Asked, send: Callable[[Frame], None]
) -> Frame:
    def report(event: Any) -> None:
        send(Happened(asked.id, raw(event)))

    try:
        argument = msgspec.msgpack.decode(asked.argument, type=calls[asked.name].argument)
        answer = _answer(asked.id, handlers[asked.name](argument, report))
        encode(answer)
    except (BrokenPipeError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a Rust panic in a parser is a BaseException
        return _failed(asked.id, error)
    return answer


class _Reports:
    """The reporter that the asynchronous child hands to a call."""

    def __init__(self, server: "_Server", call_id: int) -> None:
        self._server = server
        self._id = call_id

    def __call__(self, event: Any, /) -> None:
        self._server.send(Happened(self._id, raw(event)))

    async def room(self) -> None:
        await self._server.room()


class _Server:
    def __init__(
        self, calls: CallTable, handlers: Mapping[str, Handler], writer: asyncio.StreamWriter
    ) -> None:
        self._calls = calls
        self._handlers = handlers
        self._writer = writer
        self._running: dict[int, asyncio.Task[None]] = {}

    def send(self, frame: Frame) -> None:
        if not self._writer.is_closing():
            self._writer.write(encode(frame))

    async def room(self) -> None:
        if self._writer.transport.get_write_buffer_size() > FULL:
            with contextlib.suppress(ConnectionError):
                await self._writer.drain()

    async def _run(self, asked: Asked) -> None:
        try:
            if asked.name not in self._handlers:
                raise BadRequest(what=asked.name[:60])
            argument = msgspec.msgpack.decode(asked.argument, type=self._calls[asked.name].argument)
            result = await self._handlers[asked.name](argument, _Reports(self, asked.id))
            self.send(_answer(asked.id, result))
        except asyncio.CancelledError:
            self.send(Cancelled(asked.id))
            raise
        except Exception as error:
            self.send(_failed(asked.id, error))
        finally:
            self._running.pop(asked.id, None)

    def take(self, frame: Frame) -> None:
        if isinstance(frame, Asked):
            task = asyncio.get_running_loop().create_task(self._run(frame), name=frame.name)
            self._running[frame.id] = task
        elif isinstance(frame, Cancelled) and (task_of := self._running.get(frame.id)):
            task_of.cancel()

    async def stop(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=4)


async def serve(calls: CallTable, handlers: Mapping[str, Handler], source: BinaryIO, sink: BinaryIO) -> None:
    """Answers calls side by side until the pipe ends or `Exit` comes, then cancels what still runs."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LIMIT + HEADER.size)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, sink)
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    transport.set_write_buffer_limits(high=FULL)
    server = _Server(calls, handlers, writer)
    server.send(Ready())
    try:
        while True:
            frame = decode(await reader.readexactly(length(await reader.readexactly(HEADER.size))))
            if isinstance(frame, Exit):
                return
            server.take(frame)
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    except FrameError:
        log.error("the parent sent what is no frame")
        return
    finally:
        await server.stop()
        writer.close()
