"""From the start of the process to its end: application, loop, window, engine, in this order."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop_rag import logs, settings
from desktop_rag.engine.client import EngineClient, EngineState
from desktop_rag.gui.crash import CrashLog
from desktop_rag.gui.first_paint import FirstPaint
from desktop_rag.gui.garbage import WindowGarbage, imports_done
from desktop_rag.gui.looks import theme
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.gui.single import SingleInstance
from desktop_rag.paths import DataFolder, resources

# With Python's 5 ms a busy worker thread takes the window from 59 frames a second to 36.
SWITCH_SECONDS = 0.0005


def run_window(
    command: Sequence[str],
    folder: DataFolder,
    arguments: list[str],
    shown: Callable[[MainWindow], object] = lambda window: None,
) -> int:
    """Shows the window until it is closed and returns the exit code.

    `command` starts the engine as a child; `arguments` are paths to add; `shown` is called once, on the
    loop, with the window that has begun. A second start hands its paths to the window that is open and
    ends. A display must be there: without one, Qt ends the process.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    logs.start(folder.logs, "window")
    app = application(sys.argv[:1])
    instance = SingleInstance(folder)
    if not instance.acquire([os.path.abspath(path) for path in arguments]):
        return 0
    crash = CrashLog()
    crash.install()
    kept = settings.load(folder.window)
    theme.apply(app, kept.theme)
    garbage = WindowGarbage(app)
    try:
        with asyncio.Runner(loop_factory=lambda: AppLoop(app)) as runner:
            runner.run(_live(command, folder, arguments, instance, crash, kept, shown))
    finally:
        garbage.stop()
        crash.uninstall()
        instance.release()
    return 0


def application(arguments: Sequence[str]) -> QApplication:
    app = QApplication(list(arguments))
    app.setApplicationName("desktop-rag")
    app.setApplicationDisplayName("Desktop RAG")
    app.setDesktopFileName("desktop-rag")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(QIcon(str(resources() / "icon.svg")))
    return app


async def _live(
    command: Sequence[str],
    folder: DataFolder,
    arguments: list[str],
    instance: SingleInstance,
    crash: CrashLog,
    kept: settings.WindowSettings,
    shown: Callable[[MainWindow], object],
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(crash.in_loop)
    stop = asyncio.Event()
    client = EngineClient(command)
    with theme.theme().undressed():
        window = MainWindow(client, kept)

    def crashed(error: BaseException) -> None:
        loop.call_soon_threadsafe(window.problems, "window", error)

    def engine_changed(state: EngineState) -> None:
        window.reachable.engine_changed(state, client.refusal)

    client.on_state = engine_changed
    crash.on_crash = crashed
    window.problems.set_remedy("engine-lost", window.tr("Start again"), client.start)
    instance.handed_over.connect(window.add_paths)
    window.closed.connect(stop.set)
    window.keep_wanted.connect(lambda: settings.save(folder.window, window.settings()))
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, window.close)
    FirstPaint(window, lambda: loop.call_soon(_begin, window, client, instance, arguments, shown))
    window.show()
    await stop.wait()
    client.on_state = lambda state: None
    settings.save(folder.window, window.settings())
    await client.close()
    window.deleteLater()


def _begin(
    window: MainWindow,
    client: EngineClient,
    instance: SingleInstance,
    arguments: list[str],
    shown: Callable[[MainWindow], object],
) -> None:
    """Starts what the first paint did without; a turn of the loop each, so that no key waits long."""
    client.start()
    window.begin()
    window.tasks.start(_complete(window), name="make the other panes")
    soon = asyncio.get_running_loop().call_soon
    soon(instance.listen)
    if arguments:
        soon(window.add_paths, arguments)
    soon(shown, window)


async def _complete(window: MainWindow) -> None:
    await window.complete()
    imports_done()
