"""What nobody caught: into the window's log, without the text of the exception, and to the window.

An exception surfaces in five places of a Qt program: slots, threads, tasks, destructors, and Qt's own
messages. Its text may quote a document, so types and lines are all that is kept.
"""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger("desktop_rag.crash")

Heard = Callable[[BaseException], None]

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
LONGEST = 160


class CrashLog:
    """Hooks itself in; `on_crash` is called on the thread where the exception surfaced."""

    def __init__(self) -> None:
        self.on_crash: Heard = lambda error: None
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        sys.excepthook = self._uncaught
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(from_qt)

    def uninstall(self) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)

    def in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler."""
        error = context.get("exception")
        if error is not None:
            self._report("task", error)
        else:
            log.error("loop: %s", str(context.get("message", ""))[:LONGEST])

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
        else:
            self._report("exception", error)

    def _in_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and told.exc_type is not SystemExit:
            self._report("thread", told.exc_value)

    def _unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        if told.exc_value is not None:
            log.error("unraisable\n%s", without_text(told.exc_value))

    def _report(self, where: str, error: BaseException) -> None:
        log.critical("%s\n%s", where, without_text(error))
        self.on_crash(error)


def without_text(error: BaseException) -> str:
    """Type and trace of an exception, and of those that led to it."""
    told = [f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(told) < 5:
        told.append(f"after {type(cause).__name__}\n{''.join(traceback.format_tb(cause.__traceback__))}")
        cause = cause.__cause__ or cause.__context__
    return "".join(told)


def from_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's messages go to the log; what they quote is cut off."""
    category = context.category or "default"
    logging.getLogger(f"qt.{category}").log(
        _LEVELS.get(kind, logging.WARNING), "%s", message.split('"', 1)[0][:LONGEST]
    )
