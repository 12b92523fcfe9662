"""The text of one answer: written block by block while it arrives, with its citations painted as badges."""

import math
import time

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSizeF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip, QWidget

from desktop_rag.gui.chat import ink
from desktop_rag.gui.chat.behind import paint_behind
from desktop_rag.gui.chat.copying import text_of
from desktop_rag.gui.chat.markdown import closed_until, is_safe_link
from desktop_rag.gui.chat.sentences import find_sentence
from desktop_rag.gui.chat.writing import Writer
from desktop_rag.gui.looks.theme import theme

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
        paint_behind(painter, self.document(), event.rect(), self.viewport().width(), self._chosen)
        painter.end()
        super().paintEvent(event)
        if self._streaming:
            self._paint_caret()

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
