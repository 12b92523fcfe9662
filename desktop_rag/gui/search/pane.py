"""Search: a box, and the passages it finds while it is typed in, grouped by document."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Hit, Place, SearchResult
from desktop_rag.domain.words import words_for
from desktop_rag.gui.looks.controls import Banner, Button, Chip, EmptyState, plain_tooltip
from desktop_rag.gui.looks.tokens import PADDING_CENTRE
from desktop_rag.gui.search.counts_row import CountsRow
from desktop_rag.gui.search.filter_chips import FilterChips
from desktop_rag.gui.search.live_search import LiveSearch
from desktop_rag.gui.search.narrowing import Filter
from desktop_rag.gui.search.notes_row import NotesRow
from desktop_rag.gui.search.query_box import QueryBox
from desktop_rag.gui.search.recent import RecentSearches
from desktop_rag.gui.search.result_delegate import INSET
from desktop_rag.gui.search.result_list import ResultList
from desktop_rag.gui.search.result_model import ResultModel
from desktop_rag.gui.search.rows import divided
from desktop_rag.gui.search.said_row import SaidRow
from desktop_rag.gui.search.start_page import StartPage
from desktop_rag.gui.search.telling import near_only, nothing_found, nothing_like
from desktop_rag.gui.search.wording import about_words, like_words, shortened
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

# So soon after the words' hits nobody has read them yet: what meaning adds may still move them.
JOIN_SECONDS = 0.3
# While documents become searchable one after the other, so often are they searched at most.
RENEW_MS = 1500
# How much of a file's name is said of what others are like.
LONGEST = 40


class SearchPane(QWidget):
    """`source_requested(place, places)`: the `Place` of a hit, and a tuple of the places of all hits of
    its document in the order of its text, that place among them; `source_entered` that the keyboard goes
    there too. `ask_wanted(documents, words)`: a tuple of their ids, and how they are named.
    `folder_wanted(path)`: a file that is to be shown in its folder; `outside_wanted(place)`: in the
    system's viewer.

    `clock` gives seconds and is handed in by tests.
    """

    source_requested = Signal(object, object)
    source_entered = Signal()
    ask_wanted = Signal(object, str)
    folder_wanted = Signal(object)
    outside_wanted = Signal(object)

    def __init__(
        self,
        engine: Caller,
        tasks: TaskRunner,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._words_at = 0.0
        self._held: SearchResult | None = None
        # What was found without the filter of the chips: they count it.
        self._base: SearchResult | None = None
        self._is_narrowed = False
        self._live = LiveSearch(engine, tasks, self)
        self.model = ResultModel(self)
        self.recent = RecentSearches(self)
        self.renewal = QTimer(self, singleShot=True, interval=RENEW_MS)
        self.renewal.timeout.connect(self._renew)
        self._build()
        self._connect()
        self._show_hint()

    # ---- what the window asks of it

    def set_library(self, name: str) -> None:
        """Searches another library from now on, and what is in the box again."""
        if name != self._live.library:
            self._live.library = name
            self.show_recent()
            self._base = None
            self.model.apply(None)
            # The folders of another library are none of this one's.
            self.chips.clear_filter()
            self._live.type_query(self.box.text())

    def focus_search(self) -> None:
        """Puts the keyboard into the box, what is in it selected."""
        self.box.take_keyboard()
        self.box.selectAll()

    def note_searchable(self, count: int) -> None:
        """So many documents can be searched now: what was found among fewer is found anew, soon."""
        result = self.model.result
        if result is not None and count > result.coverage.indexed and not self.renewal.isActive():
            self.renewal.start()

    def search_again(self) -> None:
        """Searches for what is in the box, for instance when the engine is back."""
        self._live.search_now()

    def show_recent(self) -> None:
        """The recent searches of the library are shown while the box is empty."""
        self.start.show_recent(self.recent.of(self._live.library))

    def clear(self) -> None:
        """Empties box and results."""
        self.box.clear()

    # ---- how it is built

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Search"))
        self.box = QueryBox()
        self.said = SaidRow()
        self.like = Chip("", icon="layers", on=True, removable=True)
        self.chips = FilterChips()
        self.list = ResultList(self.model)
        self.counts = CountsRow()
        self._notes = NotesRow()
        self.join = self._notes.button
        self.problem = Banner("problem", "")
        self.start = StartPage()
        self.clear_filter = Button(self.tr("Clear filters"), small=True)
        self._nothing = EmptyState("file-search", "", button=self.clear_filter)
        self._stack = QStackedWidget()
        for page in (self.list, self.start, self._nothing):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 4)
        top.setSpacing(12)
        for part in (self.box, self.said, self.like, self.chips, self.problem, self.counts, self._notes):
            top.addWidget(part)
        top.setAlignment(self.like, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(top)
        # The selected row reaches beyond the column of text; the bar stands beside it.
        rows = QHBoxLayout()
        rows.setContentsMargins(PADDING_CENTRE - INSET, 8, 2, 0)
        rows.addWidget(self._stack)
        column.addLayout(rows, 1)

    def _connect(self) -> None:
        self.box.textChanged.connect(self._live.type_query)
        self.box.returnPressed.connect(self._live.search_now)
        self.box.returnPressed.connect(self._remember)
        self.box.down.connect(self._go_down)
        self.start.example.connect(self.box.put_in)
        self.start.wanted.connect(self._search_for)
        self.start.left.connect(self.box.take_keyboard)
        self.start.forgotten.connect(lambda: self.recent.forget(self._live.library))
        self.recent.changed.connect(self.show_recent)
        self.list.opened.connect(self._open)
        self.list.entered.connect(self._enter)
        self.list.escaped.connect(self._go_back)
        self.list.like_wanted.connect(self.show_like)
        self.list.ask_wanted.connect(self._ask_about)
        self.list.folder_wanted.connect(self.folder_wanted)
        self.list.outside_wanted.connect(self.outside_wanted)
        self.counts.ask_wanted.connect(lambda: self._ask_about(self.model.documents()))
        self.like.clicked.connect(self._leave_like)
        self.like.removed.connect(self._leave_like)
        self.model.widened.connect(self._count_hits)
        self.list.left.connect(self.box.take_keyboard)
        self.said.wanted.connect(self._search_for)
        self.chips.filter_changed.connect(self._narrow)
        self.chips.mode_changed.connect(self._change_mode)
        self.clear_filter.clicked.connect(self.chips.clear_filter)
        self._notes.pressed.connect(self._join_held)
        self._live.words_found.connect(self._take_words)
        self._live.finished.connect(self._take_result)
        self._live.narrowed.connect(self._take_narrowed)
        self._live.liked.connect(self._take_like)
        self._live.failed.connect(self._take_failure)
        self._live.emptied.connect(self._begin_anew)

    # ---- what a search brings

    def _take_words(self, result: SearchResult) -> None:
        self.like.hide()
        self._words_at = self._clock()
        self._base = None
        # The words' hits come first and alone: that meaning is missing is said only when it stays away.
        self._show(result, words_only="")

    def _take_result(self, result: SearchResult) -> None:
        self.like.hide()
        self._base = result
        if self._may_show(result):
            self._show(result, result.words_only)
            self._search_within()

    def _take_narrowed(self, result: SearchResult) -> None:
        if self._may_show(result):
            self._show(result, result.words_only, narrowed=True)

    def _take_like(self, result: SearchResult) -> None:
        self.model.apply(None)
        self._base = result
        self.like.show()
        self._show(result, words_only="")
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _may_show(self, result: SearchResult) -> bool:
        """Whether the result may take the place of what is shown; otherwise it waits for the person."""
        same_query = self.model.result is not None and self.model.result.query == result.query
        late = self._clock() - self._words_at > JOIN_SECONDS
        moved = [hit.passage for hit in result.hits] != [hit.passage for hit in self.model.all_hits]
        if same_query and late and moved and self.list.chosen_by_person:
            self._held = result
            self._notes.say(self.tr("More passages were found by meaning."), self.tr("Show them"))
            return False
        return True

    def _join_held(self) -> None:
        if self._held is None:
            self.list.chosen_by_person = False
            self.search_again()
        else:
            self._show(self._held, self._held.words_only, narrowed=self._held is not self._base)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew(self) -> None:
        if self.model.result is None or not self.like.isHidden() or self._held is not None:
            return
        if self.list.chosen_by_person:
            # Nothing moves under a row that was chosen; the person says when.
            self._notes.say(self.tr("More documents can be searched now."), self.tr("Search again"))
        elif not self._live.renew():
            self.renewal.start()

    def _search_within(self) -> None:
        """Asks for more within the filter, where the result without it holds but the best of all."""
        base, wanted = self._base, self.chips.filter
        if base is not None and wanted and self.like.isHidden() and base.total > len(base.hits):
            self._live.narrow(wanted.told())

    def _show(self, result: SearchResult, words_only: str, narrowed: bool = False) -> None:
        self._held = None
        self._is_narrowed = narrowed
        again = self.model.result is not None and self.model.result.query == result.query
        kept = self.model.hit(self.list.currentIndex()) if again else None
        scrolled = self.list.verticalScrollBar().value() if again else 0
        self.list.chosen_by_person = self.list.chosen_by_person and again
        self.problem.hide()
        self.model.apply(result)
        if kept is not None:
            self.list.choose(kept.passage)
        self.list.scroll_to(scrolled)
        self._count_hits()
        self.said.show_said(result)
        self._say_why_words_only(words_only)

    def _count_hits(self) -> None:
        """Tells what is shown now, in the chips, above the hits, and where there are none."""
        result = self.model.result
        if result is None:
            return
        if self._is_narrowed and self._base is not None:
            self.chips.show_hits(divided(self._base.hits)[0], self.model.hits)
        else:
            self.chips.show_hits(self.model.candidates)
        self.counts.show_result(result, self.model.hits)
        self.counts.show()
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.list)
        else:
            self._show_nothing(result)

    def _say_why_words_only(self, code: str) -> None:
        if not code or self.chips.mode == "keyword":
            typed = self.like.isHidden()
            self._notes.say(near_only(self.model.all_hits, self.chips.mode, self.tr) if typed else "")
            return
        words = words_for(Failure(code))
        self._notes.say(
            self.tr("Found by words only. {}").format(words.explanation),
            explained=f"{words.title}. {words.remedy}",
        )

    def _show_nothing(self, result: SearchResult) -> None:
        filtered = bool(self.chips.filter)
        self.clear_filter.setVisible(filtered)
        if self.like.isHidden():
            self._nothing.set_words(*nothing_found(result, filtered, self.tr))
        else:
            self._nothing.set_words(*nothing_like(result, self.tr))
        self._stack.setCurrentWidget(self._nothing)

    def _take_failure(self, failure: Failure) -> None:
        if self.model.result is not None and self.model.result.query != self.box.text().strip():
            # Hits of another query beside this one would read as its answer.
            self._show_hint()
        words = words_for(failure)
        self.problem.set_words("problem", words.title, f"{words.explanation} {words.remedy}".strip())
        again = Button(self.tr("Search again"), small=True)
        again.clicked.connect(self.search_again)
        self.problem.set_actions([again])
        self.problem.show()

    def _begin_anew(self) -> None:
        self.chips.clear_filter()
        self._show_hint()

    def _show_hint(self) -> None:
        self._held = self._base = None
        self.list.chosen_by_person = self._is_narrowed = False
        self.model.apply(None)
        self.chips.show_hits(())
        self.problem.hide()
        self.counts.hide()
        self.said.show_said(None)
        self.like.hide()
        self._notes.say("")
        self._stack.setCurrentWidget(self.start)

    # ---- what the person does

    def _search_for(self, query: str) -> None:
        """Puts a query into the box and searches for it at once."""
        self.box.setText(query)
        self.box.take_keyboard()
        self._live.search_now()

    def _remember(self) -> None:
        """A search that was meant: Enter was pressed, or a hit was opened."""
        self.recent.remember(self._live.library, self.box.text())

    def _narrow(self, wanted: Filter) -> None:
        """Shows at once what the filter leaves of the hits that are there, then what is found within it."""
        self.list.chosen_by_person = False
        if self._is_narrowed and self._base is not None:
            self._is_narrowed = False
            self.model.apply(self._base)
        self.model.narrow(wanted)
        self._count_hits()
        self._search_within()

    def _change_mode(self, _mode: str) -> None:
        self._live.mode = self.chips.mode
        self._live.search_now()

    def words(self) -> str:
        """The words of the query that is shown, without its filters: what a source is marked with."""
        return self.model.result.plain if self.model.result is not None else ""

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.hit(index)
        if hit is not None:
            self._remember()
            self.source_requested.emit(hit.place, self.model.places(hit.place.document))

    def _enter(self, index: QModelIndex) -> None:
        self._open(index)
        self.source_entered.emit()

    def _go_back(self) -> None:
        """Esc among the hits: from what is like something to the search before it, then to the box."""
        if not self.like.isHidden():
            self._leave_like()
        else:
            self.box.take_keyboard()

    def _ask_about(self, places: Sequence[Place]) -> None:
        self._remember()
        self.ask_wanted.emit(tuple(place.document for place in places), about_words(places))

    def show_like(self, like: Hit | Place) -> None:
        """Shows what says the like of a passage, or of a document, in place of the hits."""
        self.like.set_text(self.tr("Like {}").format(shortened(like_words(like), LONGEST)))
        self.like.setToolTip(plain_tooltip(self.tr("Back to the search")))
        self._live.find_like(like)

    def _leave_like(self) -> None:
        self.like.hide()
        if self.box.text().strip():
            self._live.search_now()
        else:
            self._show_hint()
        self.box.take_keyboard()

    def _go_down(self) -> None:
        """From the box into what stands below it."""
        if self._stack.currentWidget() is self.start:
            self.start.focus_first()
        elif self._stack.currentWidget() is self.list:
            self.list.choose_first()
