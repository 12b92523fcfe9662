"""Asks the engine for a document, the picture of its page and the places of its marks."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import SourceView, Tile
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import MARKS, PAGE, SOURCE, DrawPage, FindMarks, OpenSource
from desktop_rag.gui.source.tiles import BadPicture, put_together
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

GROUPS = ("source", "page", "marks")


class SourceOpening(QObject):
    """The newest request of a kind cancels the older ones.

    `opened(view, asked)` · `failed(failure)` · `drawn(image, picture, fresh)` · `undrawable(why)` ·
    `marked(view, rects by span)` · `unmarkable(why)`
    """

    opened = Signal(object, object)
    failed = Signal(object)
    drawn = Signal(object, object, bool)
    undrawable = Signal(str)
    marked = Signal(object, object)
    unmarkable = Signal(str)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks

    def open(self, asked: OpenSource) -> None:
        self.stop()
        self._tasks.start(self._open(asked), group="source")

    def stay(self) -> None:
        """Forgets a document that is being opened: the one that is shown stays."""
        self._tasks.cancel("source")

    def stop(self) -> None:
        for group in GROUPS:
            self._tasks.cancel(group)

    def draw(self, view: SourceView, width: int, fresh: bool) -> None:
        """The page `width` device pixels wide; `fresh` False when it is there and only its size changes."""
        self._tasks.start(self._draw(view, width, fresh), group="page")

    def mark(self, view: SourceView, spans: Sequence[Span]) -> None:
        self._tasks.start(self._mark(view, tuple(spans)), group="marks")

    async def _open(self, asked: OpenSource) -> None:
        try:
            view = await self._engine.call(SOURCE, asked)
        except DesktopRagError as error:
            self.failed.emit(error.failure)
            return
        self.opened.emit(view, asked)

    async def _draw(self, view: SourceView, width: int, fresh: bool) -> None:
        tiles: list[Tile] = []
        wanted = DrawPage(view.document, view.unit.place.number, width)
        try:
            picture = await self._engine.call(PAGE, wanted, tiles.append)
            image = put_together(picture, tiles)
        except (DesktopRagError, BadPicture) as error:
            # A picture that is there already only stays as sharp as it was.
            if fresh:
                self.undrawable.emit(_why(error))
            return
        self.drawn.emit(image, picture, fresh)

    async def _mark(self, view: SourceView, spans: tuple[Span, ...]) -> None:
        wanted = FindMarks(view.document, view.unit.place.number, spans)
        try:
            found = await self._engine.call(MARKS, wanted)
        except DesktopRagError as error:
            self.unmarkable.emit(_why(error))
            return
        # Fewer answers than questions leave the rest without a mark, and asked for once only.
        answers = found.rects + ((),) * (len(spans) - len(found.rects))
        self.marked.emit(view, dict(zip(spans, answers, strict=False)))


def _why(error: Exception) -> str:
    return words_for(error.failure).title if isinstance(error, DesktopRagError) else ""
