"""Asks the engine for a document, the pictures of its pages, and where their letters stand."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageSize, Tile
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import (
    EMPHASIS,
    FIND,
    LETTERS,
    PAGE,
    PAGES,
    SOURCE,
    DrawPage,
    FindEmphasis,
    FindWords,
    OfDocument,
    OnPage,
    OpenSource,
)
from desktop_rag.gui.source.tiles import BadPicture, put_together
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

GROUPS = ("source", "page", "find", "emphasis")


class Job(NamedTuple):
    """What is wanted of a page, by its index from 0: its picture `width` device pixels wide, or letters."""

    what: Literal["picture", "letters"]
    page: int
    width: int = 0


class SourceOpening(QObject):
    """The newest request of a kind cancels the older ones; pages are asked for one after the other.

    `opened(view, asked, sizes of its pages)` · `failed(failure)` · `drawn(index, image, picture, width)` ·
    `undrawable(index, why)` · `lettered(index, letters)` · `unlettered(index, why)` ·
    `emphasized(emphasis by span)` · `found(query, words in the document)`
    """

    opened = Signal(object, object, object)
    failed = Signal(object)
    drawn = Signal(int, object, object, int)
    undrawable = Signal(int, str)
    lettered = Signal(int, object)
    unlettered = Signal(int, str)
    emphasized = Signal(object)
    found = Signal(str, object)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._jobs: list[Job] = []
        self._job: Job | None = None

    def open(self, asked: OpenSource) -> None:
        self.turn_away()
        self._tasks.start(self._open(asked), group="source")

    def stay(self) -> None:
        """Forgets a document that is being opened: the one that is shown stays."""
        self._tasks.cancel("source")

    def stop(self) -> None:
        for group in GROUPS:
            self._tasks.cancel(group)

    def want(self, document: int, jobs: Sequence[Job]) -> None:
        """These instead of what is still waiting; what is under way is finished, since a page takes some
        hundredths of a second and a scroll passes many."""
        if self._tasks.running("page"):
            self._jobs = [job for job in jobs if job != self._job]
        elif jobs:
            self._jobs = list(jobs)
            self._tasks.start(self._work(document), group="page")

    def turn_away(self) -> None:
        """No page is wanted any more."""
        self._jobs, self._job = [], None
        self._tasks.cancel("page")

    def emphasize(self, document: int, spans: Sequence[Span], query: str, near: str) -> None:
        wanted = FindEmphasis(document, tuple(spans), query, near)
        self._tasks.start(self._emphasize(wanted), group="emphasis")

    def find(self, document: int, query: str) -> None:
        self._tasks.start(self._find(FindWords(document, query)), group="find")

    def find_no_more(self) -> None:
        self._tasks.cancel("find")

    async def _open(self, asked: OpenSource) -> None:
        try:
            view = await self._engine.call(SOURCE, asked)
            sizes: tuple[PageSize, ...] = ()
            if view.picture and view.condition == "same":
                sizes = (await self._engine.call(PAGES, OfDocument(view.document))).sizes
        except DesktopRagError as error:
            self.failed.emit(error.failure)
            return
        self.opened.emit(view, asked, sizes)

    async def _work(self, document: int) -> None:
        while self._jobs:
            self._job = job = self._jobs.pop(0)
            await (self._draw(document, job) if job.what == "picture" else self._letters(document, job))
            self._job = None

    async def _draw(self, document: int, job: Job) -> None:
        tiles: list[Tile] = []
        try:
            picture = await self._engine.call(PAGE, DrawPage(document, job.page + 1, job.width), tiles.append)
            image = put_together(picture, tiles)
        except (DesktopRagError, BadPicture) as error:
            self.undrawable.emit(job.page, _why(error))
            return
        self.drawn.emit(job.page, image, picture, job.width)

    async def _letters(self, document: int, job: Job) -> None:
        try:
            letters = await self._engine.call(LETTERS, OnPage(document, job.page + 1))
        except DesktopRagError as error:
            self.unlettered.emit(job.page, _why(error))
            return
        self.lettered.emit(job.page, letters)

    async def _emphasize(self, wanted: FindEmphasis) -> None:
        try:
            found = (await self._engine.call(EMPHASIS, wanted)).found
        except DesktopRagError:
            # The passages are marked without it; why is told when they are opened.
            return
        self.emphasized.emit(dict(zip(wanted.spans, found, strict=False)))

    async def _find(self, wanted: FindWords) -> None:
        try:
            found = await self._engine.call(FIND, wanted)
        except DesktopRagError as error:
            self.failed.emit(error.failure)
            return
        self.found.emit(wanted.query, found)


def _why(error: Exception) -> str:
    return words_for(error.failure).title if isinstance(error, DesktopRagError) else ""
