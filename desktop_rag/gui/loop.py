"""The window's event loop: qasync's, with its defects removed. Each has a test in tests/gui/test_loop.py.

- timers are exact and can be killed: a cancelled timeout leaves no live Qt timer, and none fires early;
- a nested Qt loop inside a coroutine does not strand the other tasks;
- `app.quit()` before the main coroutine has returned neither raises nor hangs;
- async generators that were left by `break` are closed by the loop;
- a late worker cannot raise in a closed loop, and the default executor cannot hang the exit.
"""

import asyncio
import sys
from asyncio.tasks import _enter_task, _leave_task  # the only way to set a current task aside
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QObject, Qt, QTimerEvent, Signal, Slot
from PySide6.QtWidgets import QApplication

T = TypeVar("T")

WORKERS = 4


def _swap(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any] | None) -> asyncio.Task[Any] | None:
    """Makes `task` the loop's current one and returns the one before."""
    current = asyncio.current_task(loop)
    if current is not None:
        _leave_task(loop, current)
    if task is not None:
        _enter_task(loop, task)
    return current


class _TimerHandle(asyncio.TimerHandle):
    """A timer handle that knows its Qt timer, so that cancelling kills it."""

    __slots__ = ("qt_timer",)
    _loop: "AppLoop"
    qt_timer: int

    def cancel(self) -> None:
        if not self.cancelled() and self._loop is not None and not self._loop.is_closed():
            self._loop.timers.drop(self)
        super().cancel()


class _Timers(QObject):
    """Qt timers by handle. `add_callback`, `stop` and `set_debug` are names that qasync calls."""

    def __init__(self) -> None:
        super().__init__()
        self.handles: dict[int, asyncio.Handle] = {}

    def add(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        milliseconds = max(0, -int(-delay * 1000 // 1))  # rounded up: never early
        timer = self.startTimer(milliseconds, Qt.TimerType.PreciseTimer)
        self.handles[timer] = handle
        if isinstance(handle, _TimerHandle):
            handle.qt_timer = timer
        return handle

    add_callback = add

    def drop(self, handle: _TimerHandle) -> None:
        timer = handle.qt_timer
        if self.handles.get(timer) is handle:
            del self.handles[timer]
            self.killTimer(timer)

    def timerEvent(self, event: QTimerEvent) -> None:
        timer = event.timerId()
        self.killTimer(timer)
        handle = self.handles.pop(timer, None)
        if handle is not None and not handle.cancelled():
            handle._loop.run_handle(handle)  # type: ignore[attr-defined]

    def stop(self) -> None:
        for timer in self.handles:
            self.killTimer(timer)
        self.handles.clear()

    def set_debug(self, on: bool) -> None:
        """qasync asks for it."""


class _FromThread(QObject):
    """Carries handles from other threads into the loop's."""

    came = Signal(object)

    def __init__(self, loop: "AppLoop") -> None:
        super().__init__()
        self._loop = loop
        self.came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _take(self, handle: asyncio.Handle) -> None:
        if not handle.cancelled() and not self._loop.is_closed():
            self._loop.run_handle(handle)


class AppLoop(qasync.QEventLoop):  # type: ignore[misc]
    """The asyncio loop of the window. Start it with `asyncio.Runner(loop_factory=…)`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.timers = self._timer = _Timers()
        self._from_thread = _FromThread(self)
        # qasync's own executor starts ten threads and hangs when a job raises SystemExit.
        self.set_default_executor(ThreadPoolExecutor(WORKERS, thread_name_prefix="window"))

    # The standard ones: shutdown_default_executor() then waits without freezing the window.
    set_default_executor = asyncio.BaseEventLoop.set_default_executor
    run_in_executor = asyncio.BaseEventLoop.run_in_executor

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._from_thread.came.emit(handle)
        return handle

    def run_handle(self, handle: asyncio.Handle) -> None:
        current = _swap(self, None)  # there is one only inside a nested Qt loop
        try:
            handle._run()
        finally:
            _swap(self, current)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        self._check_closed()
        handle = _TimerHandle(self.time() + delay, callback, args, self, context)
        self.timers.add(handle, delay)
        return handle

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_later(max(0, when - self.time()), callback, *args, context=context)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        return self.call_later(0, callback, *args, context=context)

    def _process_event(self, key: Any, mask: int) -> None:
        current = _swap(self, None)
        try:
            super()._process_event(key, mask)
        finally:
            _swap(self, current)

    def run_forever(self) -> Any:
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(
            firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook
        )
        try:
            return super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*before)

    def run_until_complete(self, future: Any) -> Any:
        """Runs until `future` is done; `quit()` and `exit()` only turn the Qt loop once more."""
        task = future if isinstance(future, asyncio.Future) else self.create_task(future)
        task.add_done_callback(self._stop_when_done)
        try:
            while not task.done():
                self.run_forever()
        finally:
            task.remove_done_callback(self._stop_when_done)
        return task.result()

    def _stop_when_done(self, task: asyncio.Future[Any]) -> None:
        self.stop()
