"""The processes that are measured: `python -m tests.benchmarks.measured VERB …`.

One line of JSON is the result.

`paint-ours DATA` and `paint-bare` print when the first paint was over (nanoseconds of the monotonic clock)
and the processor time that the process had used by then (seconds);
`loop-ours DATA FOLDER` indexes a folder in the real window; `loop-bare DATA FOLDER` runs
`desktop-rag index` beside a window that is empty; `type DATA` types as the job on standard input says, into
the real window. WATCH=1 also writes where the loop was late.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_rag.cli.parse import Options
    from desktop_rag.gui.main_window import MainWindow
    from tests.benchmarks.painting import Job

UP_SECONDS = 1.0
NOBODY = "http://127.0.0.1:9"


def _report(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


def _run(data: str, measured: "Callable[[], type[MainWindow]]") -> int:
    """`desktop-rag` itself, with a window that measures in the place of the window."""
    from desktop_rag import bootstrap

    window = bootstrap.window

    def measured_window(options: "Options") -> int:
        gc.disable()  # as the window does before it imports anything
        from desktop_rag.gui import app

        setattr(app, "MainWindow", measured())  # noqa: B010 - it is no export of that module
        return window(options)

    bootstrap.window = measured_window
    return bootstrap.run(["--data", data, "--ollama", NOBODY])


def paint_bare() -> int:
    """The window that every PySide6 program could have."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.benchmarks.probe import FirstPaint

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1440, 900)

    def painted() -> None:
        _report(painted=time.monotonic_ns(), used=time.process_time())
        app.quit()

    probe = FirstPaint(window, painted)
    window.show()
    app.exec()
    probe.deleteLater()
    return 0


def paint_ours(data: str) -> int:
    """Our window, as far as the first paint."""
    return _run(data, _paints)


def _paints() -> "type[MainWindow]":
    from desktop_rag.gui.main_window import MainWindow
    from tests.benchmarks.probe import FirstPaint

    class Measured(MainWindow):
        """Says when it is there, and closes."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.probe = FirstPaint(self, self.painted)

        def painted(self) -> None:
            _report(painted=time.monotonic_ns(), used=time.process_time())
            self.close()

    return Measured


def loop_bare(data: str, folder: str) -> int:
    """An empty window, and the same work in a process beside it."""
    from PySide6.QtCore import QProcess, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.benchmarks.probe import Gaps

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1440, 900)
    gaps = Gaps(app)
    work = QProcess()
    work.setStandardOutputFile(QProcess.nullDevice())

    def begin() -> None:
        gaps.start()
        arguments = ["-m", "desktop_rag", "index", folder, "--data", data, "--ollama", NOBODY, "--json"]
        work.start(sys.executable, arguments)

    work.finished.connect(app.quit)
    window.show()
    begun = time.perf_counter()
    QTimer.singleShot(int(UP_SECONDS * 1000), begin)
    app.exec()
    _report(stalls=gaps.stalls, tasks=[], seconds=time.perf_counter() - begun - UP_SECONDS)
    return work.exitCode()


def loop_ours(data: str, folder: str) -> int:
    """The real window, with its engine and what that starts; from the drop to the last document."""
    return _run(data, lambda: _indexes(folder))


def _indexes(folder: str) -> "type[MainWindow]":
    import asyncio

    from desktop_rag.gui.main_window import MainWindow
    from tests.benchmarks.probe import Gaps, Watch

    wanted = sum(path.is_file() for path in Path(folder).rglob("*"))

    class Measured(MainWindow):
        """Adds the folder when all is up, and closes when every document is searchable."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.gaps = Gaps(self)

        def begin(self) -> None:
            super().begin()
            self.tasks.start(self.drive(), name="measure")

        def done(self) -> bool:
            progress = self.library.model.progress
            at_rest = progress is not None and not progress.running
            return at_rest and self.library.model.counts()[1] >= wanted

        async def until(self, true: Callable[[], bool]) -> None:
            while not true():  # noqa: ASYNC110 - the model tells of single changes, not of the last
                await asyncio.sleep(0.05)

        async def drive(self) -> None:
            self.gaps.start()
            if os.environ.get("WATCH"):
                Watch(self.gaps).start()
            await asyncio.sleep(UP_SECONDS)
            starting = self.gaps.stalls
            await self.until(lambda: self.library.model.library is not None)
            self.gaps.start()
            begun = time.perf_counter()
            self.tasks.start(self.gaps.follow_tasks(), name="gaps of the tasks")
            self.add_paths([folder])
            await self.until(self.done)
            _report(
                stalls=self.gaps.stalls,
                tasks=self.gaps.in_tasks,
                seconds=time.perf_counter() - begun,
                starting=starting,
            )
            self.close()

    return Measured


def types(data: str) -> int:
    """The real window, with a person at its keyboard; see `painting`."""
    import msgspec

    from tests.benchmarks.painting import Job

    return _run(data, lambda: _typist(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))


def _typist(given: "Job") -> "type[MainWindow]":
    from tests.benchmarks.typist import Typist

    class Measured(Typist):
        """Types what it is given to type."""

        job, tell = given, staticmethod(_report)

    return Measured


VERBS: dict[str, Callable[..., int]] = {
    "paint-bare": paint_bare,
    "paint-ours": paint_ours,
    "loop-bare": loop_bare,
    "loop-ours": loop_ours,
    "type": types,
}

if __name__ == "__main__":
    sys.exit(VERBS[sys.argv[1]](*sys.argv[2:]))
