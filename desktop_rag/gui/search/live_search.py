"""Searching while the person types: a short rest between keystrokes, and the newest search alone counts."""

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.events import SearchEvent
from desktop_rag.domain.passages import SearchMode
from desktop_rag.domain.queries import Filters
from desktop_rag.engine.calls import MY_LIBRARY, SEARCH, Search
from desktop_rag.gui.search.wording import MOST_HITS
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

REST_MS = 80


class LiveSearch(QObject):
    """`words_found`, `finished` and `narrowed` carry a `SearchResult`, `failed` a `Failure`; `emptied` has
    nothing. `narrowed` is what the same query finds within filters."""

    words_found = Signal(object)
    finished = Signal(object)
    narrowed = Signal(object)
    failed = Signal(object)
    emptied = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self.library = MY_LIBRARY
        self.mode: SearchMode = "hybrid"
        self._query = ""
        self._typing_word = True
        self._prefix = False
        self._number = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(lambda: self._start(prefix=self._typing_word))

    def type_query(self, query: str) -> None:
        """The text of the box as it is now; searches when the fingers rest."""
        self._query = query.strip()
        # A word with a blank behind it is no longer being typed.
        self._typing_word = not query.endswith(" ")
        if not self._query:
            self.stop()
            self.emptied.emit()
            return
        self._rest.start()

    def search_now(self) -> None:
        """Searches at once, the last word taken as complete."""
        if self._query:
            self._start(prefix=False)

    def narrow(self, filters: Filters) -> None:
        """Searches for the same within filters."""
        if self._query:
            wanted = Search(
                self._query, self.library, MOST_HITS, self.mode, prefix=self._prefix, filters=filters
            )
            self._begin(wanted, self.narrowed)

    def stop(self) -> None:
        """Forgets a search under way: nothing of it is reported any more."""
        self._rest.stop()
        self._number += 1

    def _start(self, prefix: bool) -> None:
        self._prefix = prefix
        wanted = Search(self._query, self.library, top=MOST_HITS, mode=self.mode, prefix=prefix)
        self._begin(wanted, self.finished)

    def _begin(self, wanted: Search, done: SignalInstance) -> None:
        self._rest.stop()
        self._number += 1
        self._tasks.start(self._run(wanted, self._number, done), group="search")

    async def _run(self, wanted: Search, number: int, done: SignalInstance) -> None:
        def words(event: SearchEvent) -> None:
            if number == self._number and not wanted.filters:
                self.words_found.emit(event.result)

        try:
            result = await self._engine.call(SEARCH, wanted, words)
        except DesktopRagError as error:
            if number == self._number:
                self.failed.emit(error.failure)
            return
        if number == self._number:
            done.emit(result)
