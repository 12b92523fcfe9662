"""The whole window on an engine of sample data, for a test's fixture, and its beginning."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.settings import WindowSettings
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until


@contextmanager
def shown(engine: FakeEngine, kept: WindowSettings, loop: AppLoop) -> Iterator[MainWindow]:
    """The window with what it kept, until the test is over."""
    made = MainWindow(engine, kept)
    made.show()
    yield made
    asyncio.events._set_running_loop(None)
    loop.run_until_complete(made.tasks.close())
    made.hide()
    made.deleteLater()
    asyncio.events._set_running_loop(loop)


async def begun(window: MainWindow) -> None:
    """Waits until documents and models are shown."""
    window.begin()
    await until(lambda: len(window.library.model) and window.status.finding.text())
