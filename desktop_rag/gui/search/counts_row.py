"""The line above the hits: how many there are, how long it took, and what is not searched yet."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_rag.domain.passages import Hit, SearchResult
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Label, plain_tooltip
from desktop_rag.gui.search.wording import counts_line, coverage_line, coverage_short

BETWEEN = 16


class CountsRow(QWidget):
    """One line in every width: where there is little room, coverage is said shorter, and asking has its
    sign alone."""

    ask_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Label("", "small_medium")
        self._rest = Label("", "small", "text2")
        self._icon = Picture("circle-dashed", "text2", 14)
        self._coverage = Label("", "small", "text2")
        self._words = ("", "")
        for label in (self._count, self._rest, self._coverage):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ask = Button("", "link", "messages-square", small=True)
        self.ask.clicked.connect(self.ask_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._count)
        row.addWidget(self._rest)
        row.addSpacing(8)
        row.addWidget(self.ask)
        row.addStretch(1)
        row.addWidget(self._icon)
        row.addSpacing(6)
        row.addWidget(self._coverage)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_result(self, result: SearchResult, hits: Sequence[Hit], unfiltered: bool = True) -> None:
        """`hits` are those of the result that are shown, `unfiltered` whether no filter chose among them."""
        count, rest = counts_line(result, hits, unfiltered) if result.hits else ("", "")
        self._count.setText(count)
        self._rest.setText(rest)
        words, explained = coverage_line(result.coverage)
        self._words = (words, coverage_short(result.coverage))
        self._coverage.setToolTip(plain_tooltip(f"{words}. {explained}" if words else ""))
        self._icon.setVisible(bool(words))
        self.ask.setVisible(bool(hits))
        self._fit()

    def _fit(self) -> None:
        metrics = self._coverage.fontMetrics()
        taken = self._count.sizeHint().width() + self._rest.sizeHint().width() + 28 + BETWEEN
        whole, short = self._words
        words = self.tr("Ask about these")
        self.ask.setAccessibleName(words)
        self.ask.setToolTip(plain_tooltip(self.tr("Ask about the documents of these passages")))
        self.ask.setText(words)
        with_words = self.ask.sizeHint().width()
        free = self.width() - taken - with_words
        if free < metrics.horizontalAdvance(short):
            self.ask.setText("")
            free += with_words - self.ask.sizeHint().width()
        self.ask.set_icon("messages-square")  # its gap goes with its words
        self._coverage.setText(whole if metrics.horizontalAdvance(whole) <= free else short)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
