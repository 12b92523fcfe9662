"""What is measured inside a window's process: gaps of its event loop, and its first paint."""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

EVERY_MS = 5
LATE_SECONDS = 0.04


class Gaps(QObject):
    """A precise timer of 5 ms; what it comes late is a stall. In milliseconds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.stalls: list[float] = []
        self.in_tasks: list[float] = []
        self.last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begins anew."""
        self.stalls, self.in_tasks = [], []
        self.last = time.perf_counter()
        self._timer.start(EVERY_MS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.stalls.append(max(0.0, (now - self.last) * 1000 - EVERY_MS))
        self.last = now

    async def follow_tasks(self) -> None:
        """The same of the asyncio loop, until it is cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(EVERY_MS / 1000)
            self.in_tasks.append(max(0.0, (time.perf_counter() - before) * 1000 - EVERY_MS))


class Watch(threading.Thread):
    """Writes where the window's thread stands while its loop is late; it costs a little itself."""

    def __init__(self, gaps: Gaps) -> None:
        super().__init__(name="watch", daemon=True)
        self._gaps = gaps
        self._main = threading.get_ident()

    def run(self) -> None:
        while True:
            time.sleep(0.01)
            late = time.perf_counter() - self._gaps.last
            if late > LATE_SECONDS:
                frame = sys._current_frames().get(self._main)
                where = "".join(traceback.format_stack(frame)[-7:]) if frame else ""
                print(f"late by {late * 1000:.0f} ms:\n{where}", file=sys.stderr)


class FirstPaint(QObject):
    """Calls back once, when the first paint of a window, with all that is in it, is over."""

    _Done = QEvent.Type(QEvent.registerEventType())

    def __init__(self, window: QObject, painted: Callable[[], None]) -> None:
        super().__init__()
        self._painted = painted
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            # Delivered as soon as Qt's loop turns again: the paint of a window and its parts is one turn.
            QCoreApplication.postEvent(self, QEvent(self._Done), Qt.EventPriority.HighEventPriority.value)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == self._Done:
            self._painted()
            return True
        return super().event(event)
