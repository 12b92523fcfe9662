"""Pages whose text can be selected by hand, as soon as their letters are there."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from desktop_rag.domain.reading import PageSize
from desktop_rag.gui.source.letters import Letters
from desktop_rag.gui.source.page_paint import marked_lines, paint_selection
from desktop_rag.gui.source.page_scroll import STEP, PageScroll
from desktop_rag.gui.source.selecting import Selection, Spot


class SelectablePages(PageScroll):
    """`letters` are those of the pages that have any yet, by index: whoever has them sets them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letters: Mapping[int, Letters] = {}
        self.selection: Selection | None = None
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def show_pages(self, sizes: Sequence[PageSize], index: int) -> None:
        self.selection = None
        super().show_pages(sizes, index)

    def selected_text(self) -> str:
        return self.selection.text(self.letters) if self.selection is not None else ""

    def spot(self, at: QPointF) -> Spot | None:
        """The place of a page's text that is nearest to a point of the viewport."""
        if not len(self._sheets):
            return None
        there = at + self._offset()
        index = self._sheets.at(there.y())
        letters = self.letters.get(index)
        return (index, letters.at(*self._sheets.point(index, there))) if letters is not None else None

    def _paint_page(self, painter: QPainter, index: int) -> None:
        super()._paint_page(painter, index)
        letters = self.letters.get(index)
        if self.selection is not None and letters is not None and self.drawn(index):
            lines = letters.rects(*self.selection.on(index, len(letters.text)))
            paint_selection(painter, [self._sheets.place(index, line) for line in marked_lines(lines)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        spot = self.spot(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection is not None and spot:
            self.selection = Selection(self.selection.anchor, spot)
        else:
            self.selection = Selection(spot, spot) if spot else None
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton or self.selection is None:
            return
        y, bottom = event.position().y(), self.viewport().height()
        if not 0 <= y <= bottom:
            self._ticks.setValue(self._ticks.value() + (STEP if y > bottom else -STEP))
        if (spot := self.spot(event.position())) is not None:
            self.selection = Selection(self.selection.anchor, spot)
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot(event.position())
        if spot is not None:
            first, last = self.letters[spot[0]].word(spot[1])
            self.selection = Selection((spot[0], first), (spot[0], last))
            self.viewport().update()
