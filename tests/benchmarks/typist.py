"""A person at the window's keyboard: types queries, and notes when each key's results were painted."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest

from desktop_rag.domain.events import SearchEvent
from desktop_rag.domain.passages import SearchResult
from desktop_rag.engine import calls
from desktop_rag.gui.looks.cards import EmptyState
from desktop_rag.gui.main_window import MainWindow
from tests.benchmarks.painting import WARM, Job, Key, Sent
from tests.benchmarks.probe import Gaps

# A person reads what was found before the next query is typed.
READ_SECONDS = 2.0
UP_SECONDS = 4.0
OVER = QEvent.Type(QEvent.registerEventType())


class Typist(MainWindow):
    """Types when all is up, and closes when it has done so. `job` is set in a class of its own."""

    job: Job
    tell: Callable[..., None]

    def begin(self) -> None:
        super().begin()
        self.keys: list[Key] = []
        self.results: dict[int, tuple[SearchResult, Sent]] = {}
        self.engine_call = self._engine.call
        self.tasks.start(self.drive(), name="measure")

    # ---- what is looked at

    def watch(self) -> None:
        pane = self.search
        setattr(self._engine, "call", self.call)  # noqa: B010 - a method, as a type checker sees it
        show = pane._show

        def shown(result: SearchResult, *arguments: Any, **named: Any) -> None:
            show(result, *arguments, **named)
            if id(result) in self.results:
                self.results[id(result)][1].shown = time.perf_counter()

        setattr(pane, "_show", shown)  # noqa: B010
        self.places = (pane.list.viewport(), pane.findChild(EmptyState))
        for place in self.places:
            place.installEventFilter(self)

    async def call(self, call: Any, argument: Any, heard: Any = lambda event: None) -> Any:
        if call is not calls.SEARCH:
            return await self.engine_call(call, argument, heard)
        sent = Sent(len(self.keys) - 1, time.perf_counter())

        def words(event: SearchEvent) -> None:
            # Its own moments: of the first hits, of words alone, of both.
            self.take(event.result, msgspec.structs.replace(sent))
            heard(event)

        result = await self.engine_call(call, argument, words)
        self.take(result, msgspec.structs.replace(sent, ended=True))
        return result

    def take(self, result: SearchResult, sent: Sent) -> None:
        sent.came, sent.took = time.perf_counter(), result.seconds
        self.results[id(result)] = (result, sent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self.places:
            # Delivered when this paint, with all that is in the window, is over.
            QCoreApplication.postEvent(self, QEvent(OVER), Qt.EventPriority.HighEventPriority.value)
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() != OVER:
            return super().event(event)
        result = self.search.model.result
        if result is not None and id(result) in self.results:
            self.painted(self.results[id(result)][1])
        return True

    def painted(self, call: Sent) -> None:
        now = time.perf_counter()
        for key in reversed(self.keys[: call.key + 1]):
            if key.whole is not None:
                break
            if key.painted is None:
                key.painted, key.call = now, call
            if call.ended:
                key.whole = now

    # ---- what is done

    async def drive(self) -> None:
        gaps = Gaps(self)
        await asyncio.sleep(UP_SECONDS)
        self._go("search")
        self.watch()
        for query in self.job.queries[:WARM]:
            await self.type_query(query, time.perf_counter())
        self.keys.clear()
        begun, searchable = time.perf_counter(), self.library.model.counts()[1]
        if self.job.texts:
            self.add_paths([self.job.texts])
            await asyncio.sleep(1.0)
        gaps.start()
        used = self.used()
        due = time.perf_counter()
        for query in self.job.queries[WARM:]:
            due = await self.type_query(query, due)
            if self.job.texts and not self.indexing():
                break
        using = [now - before for now, before in zip(self.used(), used, strict=True)]
        keys = [msgspec.to_builtins(key) for key in self.keys]
        seconds, read = time.perf_counter() - begun, self.library.model.counts()[1] - searchable
        self.tell(keys=keys, stalls=gaps.stalls, used=using, seconds=seconds, read=read)
        self.close()

    def indexing(self) -> bool:
        progress = self.library.model.progress
        return progress is None or progress.running

    def used(self) -> tuple[float, float, float]:
        """Seconds of the processor: this window's thread, its process, the engine with its children."""
        import psutil

        engine = psutil.Process(self._engine.pid)  # type: ignore[attr-defined]
        times = [one.cpu_times() for one in (engine, *engine.children(recursive=True))]
        return time.thread_time(), time.process_time(), sum(one.user + one.system for one in times)

    async def type_query(self, query: str, due: float) -> float:
        """Returns when the next query is due."""
        self.search.focus_search()
        for number, letter in enumerate(query):
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            key = Key(not number, due, time.perf_counter())
            self.keys.append(key)
            QTest.keyClick(self.search.box, letter)
            key.handled = time.perf_counter()
            due += self.job.every / 1000
        due += READ_SECONDS
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return due
