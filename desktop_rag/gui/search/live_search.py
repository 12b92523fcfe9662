"""Searching while the person types: every keystroke is a search, and the newest alone counts."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.events import SearchEvent
from desktop_rag.domain.passages import Hit, Place, SearchMode, SearchResult
from desktop_rag.domain.queries import Filters
from desktop_rag.engine.calls import MY_LIBRARY, SEARCH, SIMILAR, Search, Similar
from desktop_rag.gui.search.wording import MOST_HITS
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, ignore

GROUP = "search"
# A timer of no time fires behind all keys that wait already: those that come as one are one search.
REST_MS = 0

Work = Callable[[], Coroutine[Any, Any, SearchResult]]


class LiveSearch(QObject):
    """`words_found`, `finished` and `narrowed` carry a `SearchResult`, `failed` a `Failure`; `emptied` has
    nothing. `liked` is what is like something, `narrowed` what the same brings within filters."""

    words_found = Signal(object)
    finished = Signal(object)
    narrowed = Signal(object)
    liked = Signal(object)
    failed = Signal(object)
    emptied = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self.library = MY_LIBRARY
        self.mode: SearchMode = "hybrid"
        self._query = ""
        # What others were looked for that are like it, since the last search.
        self._like: Hit | Place | None = None
        self._typing_word = True
        self._prefix = False
        self._number = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(lambda: self._start(prefix=self._typing_word))

    def type_query(self, query: str) -> None:
        """The text of the box as it is now; searches with the next turn of the loop."""
        self.stop()
        self._query = query.strip()
        # A word with a blank behind it is no longer being typed.
        self._typing_word = not query.endswith(" ")
        if not self._query:
            self.emptied.emit()
            return
        self._rest.start()

    def search_now(self) -> None:
        """Searches at once, the last word taken as complete."""
        if self._query:
            self._start(prefix=False)

    def renew(self) -> bool:
        """Searches for the same once more, without showing the words first; False when a search that
        may see all of it is under way."""
        if self._rest.isActive() or self._tasks.running(GROUP):
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
        if like is not None:
            self._begin(lambda: self._find_like(like, filters), self.narrowed)
        elif self._query:
            self._begin(lambda: self._search(self._prefix, filters), self.narrowed)

    def stop(self) -> None:
        """Forgets a search under way: nothing of it is reported any more."""
        self._rest.stop()
        self._number += 1
        self._tasks.cancel(GROUP)

    def _start(self, prefix: bool) -> None:
        self._prefix, self._like = prefix, None
        number = self._number + 1

        def words(event: SearchEvent) -> None:
            if number == self._number:
                self.words_found.emit(event.result)

        self._begin(lambda: self._search(prefix, (), words), self.finished)

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
        self._rest.stop()
        self._number += 1
        self._tasks.start(self._run(work, self._number, done), group=GROUP)

    async def _run(self, work: Work, number: int, done: SignalInstance) -> None:
        try:
            result = await work()
        except DesktopRagError as error:
            if number == self._number:
                self.failed.emit(error.failure)
            return
        if number == self._number:
            done.emit(result)
