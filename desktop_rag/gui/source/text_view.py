"""The indexed text of a unit, readable and selectable, with its passages marked."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.source.text_layout import TextLayout
from desktop_rag.gui.source.tick_bar import TickBar

MARGIN = 24
ABOVE = 3


class TextView(QTextBrowser):
    """Shows text that a document holds; it loads nothing and follows nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[int, str, tuple[Block, ...]] = (0, "", ())
        self._marks: tuple[tuple[Span, bool], ...] = ()
        self._layout = TextLayout(self.document(), *self._shown)
        self._ticks = TickBar(self)
        self.setVerticalScrollBar(self._ticks)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setAccessibleName(self.tr("Text of the document"))
        self._ticks.rangeChanged.connect(lambda: self._show_ticks())
        theme().changed.connect(self._again)
        self._paint_ground()

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        """Nothing: a document's text must not reach for files or the network."""
        return None

    def show_text(self, start: int, text: str, blocks: tuple[Block, ...]) -> None:
        """Text that begins at the document offset `start`; blocks in document offsets."""
        self._shown = (start, text, blocks)
        self._marks = ()
        self._layout = TextLayout(self.document(), *self._shown)
        self.document().setDocumentMargin(MARGIN)
        self.verticalScrollBar().setValue(0)

    def show_marks(self, marks: Sequence[tuple[Span, bool]], reveal: bool) -> None:
        """Spans of the document, each with whether it is the passage shown; `reveal` scrolls to that one."""
        self._marks = tuple(marks)
        extras = []
        for span, now in sorted(self._marks, key=lambda mark: mark[1]):
            extra = QTextEdit.ExtraSelection()
            extra.cursor = self._cursor(span)
            shape = extra.format
            shape.setBackground(theme().colour("mark_now" if now else "mark"))
            shape.setForeground(theme().colour("mark_text"))
            extra.format = shape
            extras.append(extra)
        self.setExtraSelections(extras)
        self._show_ticks()
        if reveal:
            self._reveal()

    def ticks(self) -> tuple[tuple[float, bool], ...]:
        """Where marks stand on the scroll bar: fractions of its height, and which is the passage shown."""
        return self._ticks.ticks

    def scroll_to(self, offset: int) -> None:
        """Brings a character of the document into the upper third of the view."""
        self.verticalScrollBar().setValue(round(self._top(offset) - self.viewport().height() / ABOVE))

    def _cursor(self, span: Span) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._layout.position(span.start))
        cursor.setPosition(self._layout.position(span.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _top(self, offset: int) -> float:
        """How far down the document a character stands, in pixels."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._layout.position(offset))
        return self.cursorRect(cursor).top() + self.verticalScrollBar().value()

    def _reveal(self) -> None:
        here = next((span for span, now in self._marks if now), None)
        if here is None:
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._top(here.start), self._top(here.end)
        if not bar.value() <= top <= bottom <= bar.value() + height - MARGIN:
            bar.setValue(round(top - height / ABOVE))

    def _show_ticks(self) -> None:
        height = self.document().size().height()
        if height > 0:
            self._ticks.set_ticks([(self._top(span.start) / height, now) for span, now in self._marks])

    def _paint_ground(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme().colour("surface"))
        self.setPalette(palette)
        # The style sheet makes text views transparent; this one is a sheet of paper on the desk.
        ground, ink = theme().css("surface"), theme().css("text")
        self.setStyleSheet(f"QTextBrowser {{ background: {ground}; color: {ink}; border: none; }}")

    def _again(self) -> None:
        at, marks = self.verticalScrollBar().value(), self._marks
        self._paint_ground()
        self.show_text(*self._shown)
        self.show_marks(marks, reveal=False)
        self.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_ticks()
