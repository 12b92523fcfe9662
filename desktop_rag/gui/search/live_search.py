"""Searching while the person types: every keystroke is a search, and the newest alone counts."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.events import FirstFound, SearchEvent
from desktop_rag.domain.passages import Hit, Place, SearchMode, SearchResult
from desktop_rag.domain.queries import Filters
from desktop_rag.engine.calls import MY_LIBRARY, SEARCH, SIMILAR, Search, Similar
from desktop_rag.gui.search.wording import MOST_HITS
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, ignore

GROUP = "search"
# A timer of no time fires behind all keys that wait already: those that come as one are one search.
REST_MS = 0
# On a busy machine a search takes longer than a person from letter to letter. Were each cancelled by the next
# letter, nothing would be seen until the typing stops: for seconds, measured. So many seconds after a letter
# that nothing was shown for, the search under way may still bring its first hits; but not when it is older.
PATIENCE, OLDEST = 0.08, 1.0

Work = Callable[[], Coroutine[Any, Any, SearchResult]]


class LiveSearch(QObject):
    """`first_found`, `words_found`, `finished` and `narrowed` carry a `SearchResult`, `failed` a `Failure`;
    `emptied` has nothing. `liked` is what is like something, `narrowed` what the same brings within
    filters."""

    first_found = Signal(object)
    words_found = Signal(object)
    finished = Signal(object)
    narrowed = Signal(object)
    liked = Signal(object)
    failed = Signal(object)
    emptied = Signal()

    def __init__(
        self,
        engine: Caller,
        tasks: TaskRunner,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._engine, self._tasks, self._clock = engine, tasks, clock
        self.library = MY_LIBRARY
        self.mode: SearchMode = "hybrid"
        self._query = ""
        # What others were looked for that are like it, since the last search.
        self._like: Hit | Place | None = None
        self._typing_word = True
        self._prefix = False
        self._number = 0
        # Since when something is typed that nothing was shown for, and when the search under way began.
        self._waiting: float | None = None
        self._began = 0.0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        # Runs while the newest letters wait for the first hits of a search under way.
        self._after = QTimer(self, singleShot=True)
        for timer in (self._rest, self._after):
            timer.timeout.connect(lambda: self._start(prefix=self._typing_word))

    def type_query(self, query: str) -> None:
        """The text of the box as it is now; searches with the next turn of the loop, or when a search that
        was waited for has shown something."""
        self._query = query.strip()
        # A word with a blank behind it is no longer being typed.
        self._typing_word = not query.endswith(" ")
        waiting, left = self._waiting, self._time_left()
        if self._query and left > 0:
            self._after.start(round(left * 1000))
            return
        self.stop()
        if not self._query:
            self.emptied.emit()
            return
        self._waiting = self._clock() if waiting is None else waiting
        self._rest.start()

    def _time_left(self) -> float:
        """Seconds that the search under way may still take before the newest begins."""
        now = self._clock()
        if self._waiting is None or not self._tasks.running(GROUP) or now - self._waiting < PATIENCE:
            return 0.0
        return self._began + OLDEST - now

    def search_now(self) -> None:
        """Searches at once, the last word taken as complete."""
        if self._query:
            self._start(prefix=False)

    def renew(self) -> bool:
        """Searches for the same once more, without showing the words first; False when a search that
        may see all of it is under way."""
        if self._rest.isActive() or self._after.isActive() or self._tasks.running(GROUP):
            return False
        if self._query:
            self._begin(lambda: self._search(self._prefix, ()), self.finished)
        return True

    def find_like(self, like: Hit | Place) -> None:
        """Finds what says the like of a passage, or of the document of a place."""
        self._like = like
        self._begin(lambda: self._find_like(like, ()), self.liked)

    def narrow(self, filters: Filters) -> None:
        """Searches for the same within filters, or looks for what is like the same."""
        like = self._like
        if self._after.isActive():
            return  # of what is typed since then more is told soon
        if like is not None:
            self._begin(lambda: self._find_like(like, filters), self.narrowed)
        elif self._query:
            self._begin(lambda: self._search(self._prefix, filters), self.narrowed)

    def stop(self) -> None:
        """Forgets a search under way: nothing of it is reported any more."""
        self._forget()
        self._tasks.cancel(GROUP)

    def _forget(self) -> None:
        self._rest.stop()
        self._after.stop()
        self._waiting = None
        self._number += 1

    def _start(self, prefix: bool) -> None:
        self._prefix, self._like = prefix, None
        waiting, number = self._waiting, self._number + 1

        def heard(event: SearchEvent) -> None:
            first = isinstance(event, FirstFound)
            self._answer(number, self.first_found if first else self.words_found, event.result)

        self._begin(lambda: self._search(prefix, (), heard), self.finished)
        self._waiting = waiting

    async def _search(
        self, prefix: bool, filters: Filters, report: Callable[[SearchEvent], None] = ignore
    ) -> SearchResult:
        wanted = Search(self._query, self.library, MOST_HITS, self.mode, prefix=prefix, filters=filters)
        return await self._engine.call(SEARCH, wanted, report)

    async def _find_like(self, like: Hit | Place, filters: Filters) -> SearchResult:
        passage = like.passage if isinstance(like, Hit) else None
        document = like.document if isinstance(like, Place) else None
        wanted = Similar(passage, document, self.library, MOST_HITS, filters)
        return await self._engine.call(SIMILAR, wanted)

    def _begin(self, work: Work, done: SignalInstance) -> None:
        self._forget()
        self._began = self._clock()
        self._tasks.start(self._run(work, self._number, done), group=GROUP)

    async def _run(self, work: Work, number: int, done: SignalInstance) -> None:
        try:
            result = await work()
        except DesktopRagError as error:
            self._answer(number, self.failed, error.failure)
            return
        self._answer(number, done, result)

    def _answer(self, number: int, signal: SignalInstance, value: object) -> None:
        """Tells of the search with this number, unless it was forgotten; then what waits for it may begin."""
        if number == self._number:
            signal.emit(value)
        if number == self._number:  # nobody who heard of it began another
            self._waiting = None
            if self._after.isActive():
                self._waiting = self._clock()
                self._after.start(0)
