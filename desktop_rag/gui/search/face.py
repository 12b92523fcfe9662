"""The parts of the search pane: how they lie, and what they say of a result as a whole."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import SearchResult
from desktop_rag.domain.words import words_for
from desktop_rag.gui.looks.controls import Banner, Button, Chip, EmptyState
from desktop_rag.gui.looks.tokens import PADDING_CENTRE
from desktop_rag.gui.search.counts_row import CountsRow
from desktop_rag.gui.search.filter_chips import FilterChips
from desktop_rag.gui.search.notes_row import NotesRow
from desktop_rag.gui.search.query_box import QueryBox
from desktop_rag.gui.search.result_delegate import INSET
from desktop_rag.gui.search.result_list import ResultList
from desktop_rag.gui.search.result_model import ResultModel
from desktop_rag.gui.search.said_row import SaidRow
from desktop_rag.gui.search.start_page import StartPage
from desktop_rag.gui.search.telling import near_only, nothing_found, nothing_like


class SearchFace(QWidget):
    """Box, chips, notes, and below them one of three pages: the hits, the start page, or why there are
    none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Search"))
        self.model = ResultModel(self)
        self.box = QueryBox()
        self.said = SaidRow()
        self.like = Chip("", icon="layers", on=True, removable=True)
        self.chips = FilterChips()
        self.list = ResultList(self.model)
        self.counts = CountsRow()
        self.notes = NotesRow()
        self.join = self.notes.button
        self.problem = Banner("problem", "")
        self.start = StartPage()
        self.clear_filter = Button(self.tr("Clear filters"), small=True)
        self.add_folder = Button(self.tr("Add a folder…"), icon="folder-plus", small=True)
        self._nothing = EmptyState("file-search", "", button=_one_of(self.clear_filter, self.add_folder))
        self._stack = QStackedWidget()
        for page in (self.list, self.start, self._nothing):
            self._stack.addWidget(page)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 4)
        top.setSpacing(12)
        for part in (self.box, self.said, self.like, self.chips, self.problem, self.counts, self.notes):
            top.addWidget(part)
        top.setAlignment(self.like, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(top)
        # The selected row reaches beyond the column of text; the bar stands beside it.
        rows = QHBoxLayout()
        rows.setContentsMargins(PADDING_CENTRE - INSET, 8, 2, 0)
        rows.addWidget(self._stack)
        column.addLayout(rows, 1)

    @property
    def is_like(self) -> bool:
        """Whether what is like something is shown, and not what was searched for."""
        return not self.like.isHidden()

    def show_list(self) -> None:
        self._stack.setCurrentWidget(self.list)

    def show_start(self) -> None:
        self._stack.setCurrentWidget(self.start)

    def show_nothing(self, result: SearchResult) -> None:
        """Says why there are no hits."""
        filtered = bool(self.chips.filter)
        self.clear_filter.setVisible(filtered and result.coverage.indexed > 0)
        self.add_folder.setVisible(result.coverage.documents == 0)
        if self.is_like:
            self._nothing.set_words(*nothing_like(result, filtered, self.tr))
        else:
            self._nothing.set_words(*nothing_found(result, filtered, self.tr))
        self._stack.setCurrentWidget(self._nothing)

    def go_down(self) -> None:
        """From the box into what stands below it."""
        if self._stack.currentWidget() is self.start:
            self.start.focus_first()
        elif self._stack.currentWidget() is self.list:
            self.list.choose_first()

    def say_why_words_only(self, code: str) -> None:
        """`code` is that of a failure, or "" when meaning took part."""
        if not code or self.chips.mode == "keyword":
            self.notes.say("" if self.is_like else near_only(self.model.all_hits, self.chips.mode, self.tr))
            return
        words = words_for(Failure(code))
        self.notes.say(
            self.tr("Found by words only. {}").format(words.explanation),
            explained=f"{words.title}. {words.remedy}",
        )

    def show_problem(self, failure: Failure) -> Button:
        """Tells what went wrong; returns the button beside it that searches again."""
        words = words_for(failure)
        self.problem.set_words("problem", words.title, f"{words.explanation} {words.remedy}".strip())
        again = Button(self.tr("Search again"), small=True)
        self.problem.set_actions([again])
        self.problem.show()
        return again


def _one_of(*buttons: Button) -> QWidget:
    """Buttons of which one is shown at a time."""
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    for button in buttons:
        button.hide()
        row.addWidget(button)
    return place
