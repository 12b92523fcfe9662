"""The card below the list: how far indexing is, with Pause, and what needs attention."""

import os

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_rag.domain.events import IndexingProgress, Recognizing
from desktop_rag.gui.library.wording import (
    attention_count,
    count,
    coverage,
    only_reading,
    page_words,
    speed,
    time_left,
)
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Card, Elided, Label, ProgressLine, Separator, plain_tooltip
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.theme import theme

GAP = 4
# A flat button's words begin this far inside it: they, not its edge, align with the card's contents.
FLAT_PADDING = 9


class AttentionRow(QPushButton):
    """ "2 files need attention", which opens the page about them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self.setFont(fonts.font("small_medium"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.addStretch(1)
        self._more = Picture("chevron-right", "text2", 14)
        row.addWidget(self._more)
        self._tint()
        theme().changed.connect(self._tint)

    def show_count(self, number: int) -> None:
        self.setVisible(number > 0)
        self.setText(attention_count(number))
        self.setAccessibleName(self.text())

    def _tint(self) -> None:
        self.setIcon(icon("triangle-alert", "attention", 16, gap=GAP))
        self.setIconSize(QSize(16 + GAP, 16))


class IndexingCard(Card):
    """ "Indexing, n of m", the current file, speed and time left; at rest, "Up to date"."""

    pause_toggled = Signal(bool)
    attention_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, parent=parent)
        self.setAccessibleName(self.tr("Indexing"))
        self._paused = False
        self.body.setSpacing(0)
        self._build_busy()
        self._build_rest()
        self.show_at_rest(0)
        self.show_attention(0)

    def _build_busy(self) -> None:
        self._busy = QWidget()
        column = QVBoxLayout(self._busy)
        column.setContentsMargins(12, 10, 12 - FLAT_PADDING, 12)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = Label(self.tr("Indexing"), "body_medium")
        self._of = Label("", "small", "text2")
        self._pause = Button(self.tr("Pause"), "flat", "pause", small=True)
        self._pause.clicked.connect(lambda: self.pause_toggled.emit(not self._paused))
        head.addWidget(self._title)
        head.addWidget(self._of)
        head.addStretch(1)
        head.addWidget(self._pause)
        column.addLayout(head)
        self._line = ProgressLine(0.0)
        column.addSpacing(6)
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, FLAT_PADDING, 0)
        below.setSpacing(0)
        below.addWidget(self._line)
        below.addSpacing(8)
        self._file = Elided("", "small")
        below.addWidget(self._file)
        foot = QHBoxLayout()
        self._speed = Label("", "small", "text2")
        self._left = Label("", "small", "text2")
        foot.addWidget(self._speed)
        foot.addStretch(1)
        foot.addWidget(self._left)
        below.addLayout(foot)
        column.addLayout(below)
        self.body.addWidget(self._busy)

    def _build_rest(self) -> None:
        self._rest = QWidget()
        row = QHBoxLayout(self._rest)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(8)
        self._rest_words = Label(self.tr("Up to date"), "small_medium")
        self._rest_count = Label("", "small", "text2")
        self._rest_done, self._rest_waits = Picture("circle-check", "ok", 16), Picture("clock", "text2", 16)
        row.addWidget(self._rest_done)
        row.addWidget(self._rest_waits)
        row.addWidget(self._rest_words)
        row.addStretch(1)
        row.addWidget(self._rest_count)
        self._hairline = Separator()
        self._attention = AttentionRow()
        self._attention.clicked.connect(self.attention_requested)
        for part in (self._rest, self._hairline, self._attention):
            self.body.addWidget(part)

    def show_progress(self, progress: IndexingProgress) -> None:
        reading = only_reading(progress)
        self._show_busy(progress.paused, self.tr("Reading") if reading else self.tr("Indexing"))
        so_far = progress.read if reading else progress.done
        self._of.setText(f"{so_far:,} of {progress.total:,}")
        all_of_it = max(progress.total, 1)
        self._line.set_fraction(progress.done / all_of_it, progress.read / all_of_it)
        if progress.read < progress.total:
            self._file.set_text(os.path.basename(progress.current) or " ", progress.current)
        else:
            self._file.set_text(self.tr("All can be found by words already"))
        self.setToolTip(plain_tooltip(coverage(progress)))
        self._speed.setText(speed(progress))
        self._speed.show()
        self._left.show()
        standing = progress.paused or progress.waits_for
        self._left.setText("" if standing else time_left(progress.left))

    def show_recognizing(self, progress: IndexingProgress) -> None:
        """Nothing else is under way, and the text of a scan is being read."""
        now = progress.recognizing or Recognizing()
        self._show_busy(progress.paused, self.tr("Reading text"))
        self._of.setText(page_words(now) if now.page else "")
        self._line.set_fraction((now.page - 1) / now.pages if now.pages else 0.0)
        self._file.set_text(os.path.basename(now.shown) or " ", now.shown)
        self.setToolTip("")
        waiting = count(now.left, "document waits", "documents wait")
        self._speed.setText(waiting)
        self._speed.setVisible(now.left > 0)
        self._left.hide()

    def _show_busy(self, paused: bool, working: str) -> None:
        """Something is under way; it is called `working` unless it is paused."""
        self._busy.show()
        self._rest.hide()
        self._paused = paused
        self._title.setText(self.tr("Paused") if paused else working)
        self._pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self._pause.set_icon("play" if paused else "pause")

    def show_at_rest(self, documents: int, unread: int = 0) -> None:
        """Nothing is under way: all is up to date, or what is unread waits for the next beginning."""
        self._busy.hide()
        self._rest.show()
        self._rest_done.setVisible(not unread)
        self._rest_waits.setVisible(unread > 0)
        self._rest_words.setText(self.tr("Waiting") if unread else self.tr("Up to date"))
        left = self.tr("{n} of {m} to be read").format(n=f"{unread:,}", m=f"{documents:,}")
        self._rest_count.setText(left if unread else count(documents, "document", "documents"))

    def show_attention(self, number: int) -> None:
        self._attention.show_count(number)
        self._hairline.setVisible(number > 0)
