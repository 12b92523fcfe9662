"""Words that are looked for in the open document: asked for as they are typed, and walked through."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.passages import Span
from desktop_rag.engine.calls import WordsInDocument
from desktop_rag.gui.source.find_bar import FindBar
from desktop_rag.gui.source.found import Found
from desktop_rag.gui.source.navigation import Standing, holds
from desktop_rag.gui.source.opening import SourceOpening
from desktop_rag.gui.source.stage import SourceStage


class Finding(QObject):
    """`changed(reveal)`: other finds are to be marked, or none. `elsewhere(span)`: the current one stands in
    a part of the text that must be opened first. `left`: the line was closed."""

    changed = Signal(bool)
    elsewhere = Signal(object)
    left = Signal()

    def __init__(
        self,
        bar: FindBar,
        opening: SourceOpening,
        stage: SourceStage,
        standing: Callable[[], Standing | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar, self._opening, self._stage, self._standing = bar, opening, stage, standing
        self.found: Found | None = None
        bar.asked.connect(self._look_for)
        bar.moved.connect(self._move)
        bar.closed.connect(self._close)
        opening.found.connect(self._take)

    def begin(self) -> None:
        """Opens the line, if there is a document to look in."""
        if self._standing() is not None:
            self._bar.open()
            self._look_for(self._bar.box.text())

    def end(self) -> None:
        self._opening.find_no_more()
        self.found = None
        self._bar.hide()

    def _close(self) -> None:
        self.end()
        self.changed.emit(False)
        self.left.emit()

    def _look_for(self, query: str) -> None:
        standing = self._standing()
        if standing is None or self._bar.isHidden():
            return
        if query.strip():
            self._opening.find(standing.view.document, query)
            return
        self._opening.find_no_more()
        self.found = None
        self._bar.show_found(Found(known=False))
        self.changed.emit(False)

    def _take(self, query: str, answer: WordsInDocument) -> None:
        standing = self._standing()
        if standing is None or query != self._bar.box.text():
            return
        here = self._stage.page.now if self._stage.showing == "page" else standing.index
        self.found = Found(answer.spans, answer.units, more=answer.more).near(here)
        self._show(standing)

    def _move(self, by: int) -> None:
        standing = self._standing()
        if self.found is not None and standing is not None:
            self.found = self.found.moved(by)
            self._show(standing)

    def _show(self, standing: Standing) -> None:
        if self.found is None:
            return
        self._bar.show_found(self.found)
        now = self.found.now
        if self._stage.showing == "text" and now is not None:
            span: Span = now[0]
            if not holds(standing.view, span.start, span.end):
                self.elsewhere.emit(span)
                return
        self.changed.emit(True)
