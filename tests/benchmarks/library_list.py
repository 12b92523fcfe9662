"""The library pane in the whole window with 50,000 documents: what each change costs, turn by turn.

`python -m tests.benchmarks.library_list [--documents 50000] [--rounds 3]`

A turn is what the event loop does in one go; while it lasts the window answers nobody.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, SnapshotPage
from tests.benchmarks.figures import load, median, table
from tests.fakes import sample

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_rag.gui.main_window import MainWindow

PAGE = 500
FOLDERS = 97
SCATTER = 7919  # so that the order of ids is not that of names


class Turns:
    """Times every turn of the loop, with the work that begins the first."""

    def __init__(self, app: "QApplication", window: "MainWindow") -> None:
        self._app, self._window = app, window
        self.named: dict[str, list[tuple[float, float, float]]] = {}

    def settle(self) -> None:
        while self._window.library.model.arranging:
            self._app.processEvents()

    def take(self, name: str, *steps: Callable[[], object]) -> None:
        """Each step begins a turn of its own; then the loop turns until the rows are settled."""
        model, whole, longest, own = self._window.library.model, 0.0, 0.0, 0.0
        work = list(steps)
        while True:
            begun, worked = time.perf_counter(), time.thread_time()
            if work:
                work.pop(0)()
            self._app.processEvents()
            spent = time.perf_counter() - begun
            whole += spent
            longest, own = max(longest, spent), max(own, time.thread_time() - worked)
            if not work and not model.arranging:
                break
        self.named.setdefault(name, []).append((whole * 1000, longest * 1000, own * 1000))


def documents(count: int) -> list[Document]:
    return [
        msgspec.structs.replace(
            sample.document(
                number, f"year {number % FOLDERS}/paper {number * SCATTER % count}.pdf", 1 + number % 2
            ),
            size=number * 31 % 1_000_003,
            modified_ns=1_700_000_000_000_000_000 + number * 7 % 10_007,
        )
        for number in range(1, count + 1)
    ]


def in_state(some: list[Document], state: str) -> LibraryChanged:
    error = Failure("timeout") if state == "failed" else None
    changed = tuple(msgspec.structs.replace(one, state=state, error=error) for one in some)
    progress = IndexingProgress(True, done=7, total=50_000, current="paper 7.pdf", rate=900.0, left=60.0)
    return LibraryChanged(1, changed=changed, progress=progress)


def walk(turns: Turns, window: "MainWindow", many: list[Document]) -> None:
    """A snapshot, and then all that can happen to a list."""
    from desktop_rag.gui.library.ordering import SORTINGS, Order

    model, view, box = window.library.model, window.library.list, window.library.filter
    turns.take("all taken away", model.clear)
    pages = [tuple(many[at : at + PAGE]) for at in range(0, len(many), PAGE)]
    snapshot = [SnapshotPage(sample.LIBRARY, sample.ROOTS, page, page is pages[-1]) for page in pages]
    turns.take(f"snapshot, {PAGE} a page", *(partial(model.apply, page) for page in snapshot))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    some = many[1000 : 1000 + PAGE]
    turns.take("500 change their state", lambda: model.apply(in_state(some, "reading")))
    fresh = tuple(
        sample.document(len(many) + at, f"new {at * SCATTER % PAGE}.pdf") for at in range(1, PAGE + 1)
    )
    turns.take("500 are new", lambda: model.apply(LibraryChanged(2, changed=fresh)))
    gone = tuple(one.id for one in fresh)
    turns.take("500 are gone", lambda: model.apply(LibraryChanged(3, gone=gone)))
    for typed in ("p", "pa", "paper 12", "paper 123"):
        turns.take(f'filter "{typed}"', partial(box.setText, typed))
    turns.take("filter taken away", box.clear)
    for sorting in (*SORTINGS[1:], SORTINGS[0]):
        turns.take(f"sort by {sorting}", partial(model.set_order, Order(sorting)))
    model.set_order(Order("state"))
    turns.settle()
    turns.take("500 change their state and move", lambda: model.apply(in_state(some, "failed")))
    view.selectAll()
    turns.take("all selected, sort by date", lambda: model.set_order(Order("date")))
    turns.take("all selected, 500 are new", lambda: model.apply(LibraryChanged(2, changed=fresh)))
    turns.take("all selected, 500 are gone", lambda: model.apply(LibraryChanged(3, gone=gone)))
    turns.take("all selected, 500 change", lambda: model.apply(in_state(some, "ready")))
    turns.take("all in one list", lambda: model.set_order(Order("date", grouped=False)))
    turns.take("needs attention, 500 fail", lambda: window.show_attention(True),
               lambda: model.apply(in_state(some, "failed")))  # fmt: skip
    turns.take("back to all", lambda: window.show_attention(False))
    view.clearSelection()
    model.set_order(Order())
    turns.settle()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from desktop_rag.gui.garbage import WindowGarbage, imports_done
    from desktop_rag.gui.looks import theme
    from desktop_rag.gui.main_window import MainWindow
    from desktop_rag.settings import WindowSettings
    from tests.fakes.engine import FakeEngine

    app = QApplication([])
    theme.apply(app, "light")
    garbage = WindowGarbage(app)
    imports_done()
    window = MainWindow(FakeEngine(), WindowSettings(library=sample.LIBRARY.name))
    window.show()
    app.processEvents()
    asyncio.run(window.complete())
    turns = Turns(app, window)
    many = documents(chosen.documents)
    for _ in range(chosen.rounds):
        walk(turns, window, many)
    garbage.stop()
    rows = [
        (
            name,
            f"{median([one[0] for one in found]):.1f}",
            *(f"{max(one[at] for one in found):.1f}" for at in (1, 2)),
        )
        for name, found in turns.named.items()
    ]
    print(f"The library with {chosen.documents:,} documents, milliseconds, {chosen.rounds} rounds; {load()}")
    print(table(("", "until it is shown, median", "longest turn", "of the window's own time"), rows))
    every = [one for found in turns.named.values() for one in found]
    longest, own = (max(one[at] for one in every) for at in (1, 2))
    print(
        f"longest of all turns {longest:.1f} ms, of its own time {own:.1f} ms (wanted: under 20)\n",
        flush=True,
    )


if __name__ == "__main__":
    main()
