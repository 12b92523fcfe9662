"""The indexed text of a unit, readable and selectable, with its passages marked."""

from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.source.marking import Marking, Tone
from desktop_rag.gui.source.page_paint import REST
from desktop_rag.gui.source.text_layout import TextLayout
from desktop_rag.gui.source.tick_bar import TickBar

MARGIN = 24
ABOVE = 3


class TextView(QTextBrowser):
    """Shows text that a document holds; it loads nothing and follows nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[int, str, tuple[Block, ...], int] = (0, "", (), 0)
        self._shown_marking: tuple[Marking, int] = (Marking(), 0)
        self._painted: list[tuple[Tone, list[tuple[int, int]]]] = []
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

    def show_text(self, start: int, text: str, blocks: tuple[Block, ...], near: int = 0) -> None:
        """Text that begins at the document offset `start`; blocks in document offsets. Around
        the offset `near` rows are set as a table."""
        self._shown = (start, text, blocks, near)
        self._shown_marking, self._painted = (Marking(), 0), []
        self._layout = TextLayout(self.document(), *self._shown)
        self.document().setDocumentMargin(MARGIN)
        self.verticalScrollBar().setValue(0)

    def show_marks(self, marking: Marking, unit: int, reveal: bool) -> None:
        """The marks of the unit with this index; `reveal` scrolls to the passage shown."""
        self._shown_marking = (marking, unit)
        marks = marking.by_unit.get(unit, ())
        self._painted = [(mark.tone, self._layout.stretches(mark.span)) for mark in marks]
        self.setExtraSelections(
            [self._selection(tone, *part) for tone, parts in self._painted for part in parts]
        )
        self._show_ticks()
        shown = marking.shown
        if reveal and shown is not None and shown.unit == unit:
            self._reveal(shown.span)

    def painted(self) -> list[tuple[Tone, list[tuple[int, int]]]]:
        """What is marked: the tone of each mark, and from which to which position it is painted."""
        return self._painted

    def _selection(self, tone: Tone, first: int, last: int) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        extra.cursor = QTextCursor(self.document())
        extra.cursor.setPosition(first)
        extra.cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        shape = extra.format
        if tone == "word":
            shape.setFontUnderline(True)
        else:
            ground = theme().colour("mark_now" if tone == "now" else "mark")
            ground.setAlphaF(REST if tone == "rest" else 1.0)
            shape.setBackground(ground)
            # A soft mark lets the ground through, and the text on it stays what it is.
            shape.setForeground(theme().colour("text" if tone == "rest" else "mark_text"))
        extra.format = shape
        return extra

    def ticks(self) -> tuple[tuple[float, bool], ...]:
        """Where marks stand on the scroll bar: fractions of its height, and which is the passage shown."""
        return self._ticks.ticks

    def scroll_to(self, offset: int) -> None:
        """Brings a character of the document into the upper third of the view."""
        self.verticalScrollBar().setValue(round(self._top(offset) - self.viewport().height() / ABOVE))

    def _top(self, offset: int) -> float:
        """How far down the document a character stands, in pixels."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._layout.position(offset))
        return self.cursorRect(cursor).top() + self.verticalScrollBar().value()

    def _reveal(self, span: Span) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._top(span.start), self._top(span.end)
        if not bar.value() <= top <= bottom <= bar.value() + height - MARGIN:
            bar.setValue(round(top - height / ABOVE))

    def _show_ticks(self) -> None:
        # A short text does not fill the bar: its ticks stand beside it.
        height = max(self.document().size().height(), float(self.viewport().height()))
        marking, unit = self._shown_marking
        if height > 0:
            ticks = [(self._top(at.span.start) / height, at.now) for at in marking.ticks if at.unit == unit]
            self._ticks.set_ticks(ticks)

    def _paint_ground(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme().colour("surface"))
        self.setPalette(palette)
        # The style sheet makes text views transparent; this one is a sheet of paper on the desk.
        ground, ink = theme().css("surface"), theme().css("text")
        self.setStyleSheet(f"QTextBrowser {{ background: {ground}; color: {ink}; border: none; }}")

    def _again(self) -> None:
        at, marking = self.verticalScrollBar().value(), self._shown_marking
        self._paint_ground()
        self.show_text(*self._shown)
        self.show_marks(*marking, reveal=False)
        self.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_ticks()
