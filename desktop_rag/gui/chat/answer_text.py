"""The text of one answer: written block by block while it arrives, with its citations painted as badges."""

import math
import time
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSizeF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFragment,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip, QWidget

from desktop_rag.gui.chat import ink
from desktop_rag.gui.chat.copying import text_of
from desktop_rag.gui.chat.markdown import closed_until, is_safe_link
from desktop_rag.gui.chat.sentences import find_sentence
from desktop_rag.gui.chat.writing import Writer
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_BADGE

SHORTEST = 33
"""Milliseconds between two updates while text arrives; a slow update makes the next one wait longer."""


class AnswerText(QTextBrowser):
    """Shows Markdown without opening anything by itself: no files, no network, no images.

    While text arrives, all but the last block is written once; only the last is written again.
    """

    citation_activated = Signal(int)
    link_activated = Signal(str)
    grew = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(20)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._activate)
        self._known: frozenset[int] = frozenset()
        self._chosen: frozenset[int] = frozenset()
        self._unsupported: tuple[str, ...] = ()
        self._whole = ""
        self._closed = 0
        self._closed_at = 0
        self._fresh = True
        self._streaming = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._flush)
        theme().changed.connect(self._repaint_all)
        self._repaint_all()

    # ---- what is shown

    @property
    def streaming(self) -> bool:
        return self._streaming

    def set_known(self, numbers: frozenset[int]) -> None:
        """The numbers of the passages: a citation of another number stays plain text."""
        self._known = numbers

    def set_chosen(self, numbers: frozenset[int]) -> None:
        """Fills the badges whose source is open."""
        if numbers != self._chosen:
            self._chosen = numbers
            self._repaint_all()

    def set_unsupported(self, sentences: tuple[str, ...]) -> None:
        """Marks sentences that stand in no passage shown."""
        if sentences != self._unsupported:
            self._unsupported = sentences
            self._repaint_all()

    def set_text(self, text: str) -> None:
        """Shows a whole text that is complete."""
        self._timer.stop()
        if text == self._whole and not self._streaming:
            return
        self._streaming, self._whole = False, text
        self._repaint_all()

    def stream(self, text: str) -> None:
        """Shows the text so far, soon: calls between two updates cost nothing."""
        if not self._streaming or not text.startswith(self._whole[: self._closed]):
            self._streaming = True
            self._begin_anew()
        self._whole = text
        if not self._timer.isActive():
            self._timer.start(SHORTEST)

    # ---- writing

    def _begin_anew(self) -> None:
        self.clear()
        self._closed, self._closed_at, self._fresh = 0, 0, True

    def _flush(self) -> None:
        started = time.perf_counter()
        tail = self._whole[self._closed :]
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(self._closed_at)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        closed = closed_until(tail)
        if closed:
            self._fresh = self._write(cursor, tail[:closed], self._fresh)
            self._closed += closed
            cursor.movePosition(QTextCursor.MoveOperation.End)
            self._closed_at = cursor.position()
        self._write(cursor, tail[closed:], self._fresh)
        cursor.endEditBlock()
        self.viewport().update()
        self.grew.emit()
        spent = (time.perf_counter() - started) * 1000
        if len(self._whole) > self._closed + len(tail) - closed:
            self._timer.start(max(SHORTEST, round(4 * spent)))

    def _write(self, cursor: QTextCursor, text: str, fresh: bool) -> bool:
        writer = Writer(cursor, self._known, self._chosen, fresh)
        writer.write(text)
        return writer.fresh

    def _repaint_all(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme().colour("text"))
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)
        self._begin_anew()
        if self._streaming:
            self._flush()
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._write(cursor, self._whole, True)
        cursor.endEditBlock()
        self._mark_unsupported()

    def _mark_unsupported(self) -> None:
        letters = QTextCharFormat()
        letters.setProperty(ink.Mark.UNSUPPORTED.value, True)
        letters.setToolTip(self.tr("Not found in the passages shown. Check it before you rely on it."))
        for sentence in self._unsupported:
            found = find_sentence(self.document(), sentence)
            if found is not None:
                found.mergeCharFormat(letters)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        block = self._first_at(event.rect().top())
        while block.isValid() and self._area(block).top() <= event.rect().bottom() + ink.CODE_PADDING:
            if block.layout().lineCount():
                self._paint_sign(painter, block)
                self._paint_ground(painter, block)
                self._paint_marks(painter, block)
            block = block.next()
        painter.end()
        super().paintEvent(event)
        if self._streaming:
            self._paint_caret()

    def _first_at(self, y: int) -> QTextBlock:
        """Where painting begins: painting all of 20,000 words took 100 ms for every few that arrived."""
        place = self.document().documentLayout().hitTest(QPointF(0, y), Qt.HitTestAccuracy.FuzzyHit)
        block = self.document().findBlock(max(0, place)).previous()
        while self._is_code(block) and self._is_code(block.previous()):
            block = block.previous()
        return block if block.isValid() else self.document().begin()

    def _area(self, block: QTextBlock) -> QRectF:
        return self.document().documentLayout().blockBoundingRect(block)

    def _paint_sign(self, painter: QPainter, block: QTextBlock) -> None:
        sign = block.blockFormat().property(ink.Mark.ITEM.value)
        if sign is None:
            return
        line = block.layout().lineAt(0)
        at = self._area(block).topLeft()
        base = at.y() + line.y() + line.ascent()
        # `at` stands where the text begins or at the block's edge, as the line's own x decides.
        edge = at.x() + line.x()
        if sign == ink.BULLET:
            painter.setBrush(theme().colour("text3"))
            painter.drawEllipse(QPointF(edge - 12, base - 4.5), 2.25, 2.25)
            return
        painter.setFont(font("reading"))
        painter.setPen(theme().colour("text2"))
        area = QRectF(edge - 60, base - 20, 54, 24)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, sign)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_ground(self, painter: QPainter, block: QTextBlock) -> None:
        kind = block.blockFormat().property(ink.Mark.BLOCK.value)
        if kind is None:
            return
        area = self._area(block)
        left = block.blockFormat().indent() * self.document().indentWidth()
        width = self.viewport().width()
        if kind == ink.QUOTE:
            painter.setBrush(theme().colour("control"))
            painter.drawRoundedRect(QRectF(left, area.top() + 5, 3, area.height() - 5), 1.5, 1.5)
        elif kind == ink.RULE:
            painter.setBrush(theme().colour("line"))
            painter.drawRect(QRectF(left, area.center().y(), width - left, 1))
        elif not self._is_code(block.previous()):
            last = block
            while self._is_code(last.next()):
                last = last.next()
            bottom = self._area(last).bottom()
            ground = QRectF(
                left,
                area.top() - ink.CODE_PADDING + 4,
                width - left,
                bottom - area.top() + 2 * ink.CODE_PADDING,
            )
            painter.setBrush(theme().colour("sunken"))
            painter.drawRoundedRect(ground, 8, 8)

    @staticmethod
    def _is_code(block: QTextBlock) -> bool:
        return block.isValid() and block.blockFormat().property(ink.Mark.BLOCK.value) == ink.CODE

    def _paint_marks(self, painter: QPainter, block: QTextBlock) -> None:
        walk = block.begin()
        while not walk.atEnd():
            fragment = walk.fragment()
            letters = fragment.charFormat()
            if letters.hasProperty(ink.Mark.CITATION.value):
                self._paint_badge(painter, block, fragment)
            elif letters.hasProperty(ink.Mark.UNSUPPORTED.value):
                self._paint_unsupported(painter, block, fragment)
            walk += 1

    def _stretches(self, block: QTextBlock, fragment: QTextFragment) -> list[tuple[QTextLine, float, float]]:
        """The lines that a fragment lies on, with where it begins and ends on each, in pixels."""
        start = fragment.position() - block.position()
        end = start + fragment.length()
        layout = block.layout()
        found = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < last:
                found.append((line, _x(line, first), _x(line, last)))
        return found

    def _paint_badge(self, painter: QPainter, block: QTextBlock, fragment: QTextFragment) -> None:
        number = fragment.charFormat().property(ink.Mark.CITATION.value)
        painter.setBrush(theme().colour("accent" if number in self._chosen else "accent_soft"))
        at = self._area(block).topLeft()
        for line, left, right in self._stretches(block, fragment):
            base = at.y() + line.y() + line.ascent()
            area = QRectF(at.x() + left, base - 12.5, right - left, 16)
            painter.drawRoundedRect(area, RADIUS_BADGE, RADIUS_BADGE)

    def _paint_unsupported(self, painter: QPainter, block: QTextBlock, fragment: QTextFragment) -> None:
        at = self._area(block).topLeft()
        pen = QPen(theme().colour("attention"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        for line, left, right in self._stretches(block, fragment):
            base = at.y() + line.y() + line.ascent()
            area = QRectF(at.x() + left - 2, base - 14, right - left + 4, 19)
            painter.setBrush(theme().colour("attention_soft"))
            painter.drawRoundedRect(area, 3, 3)
            painter.setPen(pen)
            painter.drawLine(QRectF(area).bottomLeft(), area.bottomRight())
            painter.setPen(Qt.PenStyle.NoPen)

    def _paint_caret(self) -> None:
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        place = self.cursorRect(end)
        painter = QPainter(self.viewport())
        painter.fillRect(
            QRectF(place.right() + 1, place.center().y() - 8, 2, 17), theme().colour("accent_text")
        )
        painter.end()

    # ---- manners

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing is ever loaded: an answer may name files and addresses, it may not fetch them."""
        return

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copies the words with their citations in brackets, and nothing of our formats."""
        carried = QMimeData()
        carried.setText(text_of(self.textCursor()))
        return carried

    def plain_text(self) -> str:
        """The whole answer as it is copied."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        return text_of(cursor)

    def _activate(self, address: QUrl) -> None:
        if address.scheme() == "cite":
            self.citation_activated.emit(int(address.path()))
        elif is_safe_link(address.toString()):
            self.link_activated.emit(address.toString())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.cursorForPosition(event.pos()).charFormat().toolTip()
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def settle(self, width: int) -> None:
        """Takes the height for a width at once; by itself it would some events after it is shown."""
        self.document().setTextWidth(width)
        self._fit(self.document().size())

    def _fit(self, size: QSizeF) -> None:
        height = max(math.ceil(size.height()), ink.line_height())
        if height != self.height():
            self.setFixedHeight(height + 2)


def _x(line: QTextLine, position: int) -> float:
    """Where a character begins on its line; the binding returns (x, cursor position)."""
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)
