"""`python -m tests.end_to_end.window.driven`: the real window, its real engine, and a journey through it."""

import argparse
import asyncio
import importlib
import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop_rag.bootstrap import ENGINE, child_command
from desktop_rag.gui import app
from desktop_rag.gui.main_window import MainWindow
from desktop_rag.paths import DataFolder
from tests.end_to_end.window.journey import Journey


class Driver:
    """Walks one journey as a task on the window's loop and closes the window at its end."""

    def __init__(self, walk: Callable[[Journey], Awaitable[None]], given: dict[str, Any], out: Path) -> None:
        self._walk, self._given, self._out = walk, given, out
        self._task: asyncio.Task[None] | None = None
        self.arrived = False

    def begin(self, window: MainWindow) -> None:
        journey = Journey(window, self._given, self._out)
        self._task = asyncio.get_running_loop().create_task(self._go(journey), name="journey")

    async def _go(self, journey: Journey) -> None:
        try:
            await self._walk(journey)
            self.arrived = True
        except BaseException:
            traceback.print_exc()
            journey.window.grab().save(str(self._out / "failed.png"))
        finally:
            journey.window.close()


def with_font(family: str, points: float) -> None:
    """Pictures are made in the font of the drawings, whatever this system would give."""
    make = app.application

    def application(arguments: list[str]) -> QApplication:
        made = make(arguments)
        font = QFont(family)
        font.setPointSizeF(points)
        made.setFont(font)
        return made

    app.application = application  # type: ignore[assignment]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.window.driven")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--journey", required=True, help="module:name of a coroutine that takes a Journey")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--given", type=json.loads, default={}, help="JSON for the journey")
    parser.add_argument("--font", default="")
    options = parser.parse_args()
    if options.font:
        with_font(options.font, 10.0)
    module, _, name = options.journey.partition(":")
    driver = Driver(getattr(importlib.import_module(module), name), options.given, options.out)
    folder = DataFolder(options.data)
    folder.make()
    code = app.run_window(child_command(ENGINE, str(folder.root)), folder, [], driver.begin)
    return code if driver.arrived else 1


if __name__ == "__main__":
    sys.exit(main())
