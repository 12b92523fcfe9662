"""The line below the search box: what was searched for otherwise than it was typed, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import SearchResult
from desktop_rag.domain.words import words_for
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Label, plain_label, plain_tooltip
from desktop_rag.gui.search.wording import shortened

CORRECTED = "query-corrected"


class SaidRow(QWidget):
    """`wanted` is the other spelling that was clicked. Hidden while there is nothing to say."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestion = ""
        self._said = Label("", "small", "text2", wrap=True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._before = Label("", "small", "text2")
        self.link = Button("", "link", small=True)
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.clicked.connect(lambda: self.wanted.emit(self._suggestion))
        self._lines = (QWidget(), QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for line, icon, parts in (
            (self._lines[0], "info", (self._said,)),
            (self._lines[1], "spell-check", (self._before, self.link)),
        ):
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
            row.addWidget(Picture(icon, "text2", 14))
            row.addSpacing(2)
            for part in parts:
                row.addWidget(part, part is self._said)
            if self._said not in parts:
                row.addStretch(1)
            column.addWidget(line)
        self.show_said(None)

    def show_said(self, result: SearchResult | None) -> None:
        """What the search says of its query; None takes it away."""
        self._show_words(result.said if result else ())
        self._show_suggestion(result)
        self.setVisible(any(not line.isHidden() for line in self._lines))

    def _show_words(self, said: Sequence[Failure]) -> None:
        # That another spelling was searched for is said beside the spelling.
        words = [words_for(failure) for failure in said if failure.code != CORRECTED]
        self._said.setText(" ".join(one.explanation for one in words))
        self._said.setToolTip(plain_tooltip(" ".join(one.remedy for one in words)))
        self._lines[0].setVisible(bool(words))

    def _show_suggestion(self, result: SearchResult | None) -> None:
        self._suggestion = result.suggestion if result else ""
        self._lines[1].setVisible(bool(self._suggestion))
        if result is None or not self._suggestion:
            return
        corrected = [words_for(failure) for failure in result.said if failure.code == CORRECTED]
        before = self.tr("Not found as it is typed. Searched for") if corrected else self.tr("Did you mean")
        self._before.setText(before)
        self._before.setToolTip(plain_tooltip(" ".join(one.remedy for one in corrected)))
        shown = shortened(self._suggestion)
        self.link.setText(plain_label(shown) + ("" if corrected else "?"))
        self.link.setToolTip(plain_tooltip(self.tr("Search for {}").format(self._suggestion)))
        self.link.setAccessibleName(self.tr("Search for {}").format(self._suggestion))
