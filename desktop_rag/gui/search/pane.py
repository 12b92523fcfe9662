"""Search: a box, and the passages it finds while it is typed in, grouped by document."""

import time
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Hit, Place, SearchResult
from desktop_rag.gui.looks.controls import plain_tooltip
from desktop_rag.gui.search.face import SearchFace
from desktop_rag.gui.search.live_search import LiveSearch
from desktop_rag.gui.search.narrowing import Filter
from desktop_rag.gui.search.recent import RecentSearches
from desktop_rag.gui.search.rows import divided
from desktop_rag.gui.search.wording import about_words, best_only, like_words, shortened
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

# So soon after the words' hits nobody has read them yet: what meaning adds may still move them.
JOIN_SECONDS = 0.3
# While documents become searchable one after the other, so often are they searched at most.
RENEW_MS = 1500
# How much of a file's name is said of what others are like.
LONGEST = 40


class SearchPane(SearchFace):
    """`source_requested(place, places)`: the `Place` of a hit, and a tuple of the places of all hits of
    its document in the order of its text, that place among them; `source_entered` that the keyboard goes
    there too. `ask_wanted(documents, words)`: a tuple of their ids, and how they are named.
    `folder_wanted(path)`: a file that is to be shown in its folder; `outside_wanted(place)`: in the
    system's viewer. `adding_wanted`: a folder, since there is nothing to search.

    `clock` gives seconds and is handed in by tests.
    """

    source_requested = Signal(object, object)
    source_entered = Signal()
    ask_wanted = Signal(object, str)
    folder_wanted = Signal(object)
    outside_wanted = Signal(object)
    adding_wanted = Signal()

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
        self._live = LiveSearch(engine, tasks, self, clock)
        self.recent = RecentSearches(self)
        self.renewal = QTimer(self, singleShot=True, interval=RENEW_MS)
        self.renewal.timeout.connect(self._renew)
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
        self.chips.kinds_changed()
        result = self.model.result
        if result is not None and count > result.coverage.indexed and not self.renewal.isActive():
            self.renewal.start()

    def forget(self, documents: Collection[int]) -> None:
        """Documents have gone from the library: so do their hits, or where rows must not move they stay as
        gone. What comes after them is searched for soon."""
        if self.model.forget(documents, stay=self.list.in_use):
            if self.model.rowCount() or self.is_like:
                self._count_hits()
                self.renewal.start()
            else:
                self._renew()

    def search_again(self) -> None:
        """Searches for what is in the box, for instance when the engine is back."""
        self._live.search_now()

    def show_recent(self) -> None:
        """The recent searches of the library are shown while the box is empty."""
        self.start.show_recent(self.recent.of(self._live.library))

    def clear(self) -> None:
        """Empties box and results."""
        self.box.clear()

    def _connect(self) -> None:
        self.box.textChanged.connect(self._live.type_query)
        self.box.returnPressed.connect(self._live.search_now)
        self.box.returnPressed.connect(self._remember)
        self.box.down.connect(self.go_down)
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
        self.add_folder.clicked.connect(self.adding_wanted)
        self.notes.pressed.connect(self._join_held)
        self._live.first_found.connect(self._take_first)
        self._live.words_found.connect(self._take_words)
        self._live.finished.connect(self._take_result)
        self._live.narrowed.connect(self._take_narrowed)
        self._live.liked.connect(self._take_like)
        self._live.failed.connect(self._take_failure)
        self._live.emptied.connect(self._begin_anew)

    # ---- what a search brings

    def _take_first(self, result: SearchResult) -> None:
        """All hits follow in a moment, and with them the counts: nothing below the box is to flicker."""
        before = self.model.result
        if self.chips.filter or self.is_like or (before is not None and before.query == result.query):
            return
        self._words_at = self._clock()
        self._base = None
        self._show(result, words_only="", counted=before is None)

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
        self._search_within()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _may_show(self, result: SearchResult) -> bool:
        """Whether the result may take the place of what is shown; otherwise it waits for the person."""
        same_query = self.model.result is not None and self.model.result.query == result.query
        late = self._clock() - self._words_at > JOIN_SECONDS
        moved = [hit.passage for hit in result.hits] != [hit.passage for hit in self.model.all_hits]
        if same_query and late and moved and self.list.chosen_by_person:
            self._held = result
            self.notes.say(self.tr("More passages were found by meaning."), self.tr("Show them"))
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
        if self.model.result is None or self.is_like or self._held is not None:
            return
        # Nothing moves under the pointer, and nothing under a row that was chosen until the person says so.
        if self.list.underMouse():
            self.renewal.start()
        elif self.list.chosen_by_person:
            gone = self.tr("Some documents of these are no longer in this library.")
            more = self.tr("More documents can be searched now.")
            self.notes.say(gone if self.model.greyed else more, self.tr("Search again"))
        elif not self._live.renew():
            self.renewal.start()

    def _search_within(self) -> None:
        """Asks for more within the filter, where the result without it holds but the best of all."""
        if self._more_within():
            self._live.narrow(self.chips.filter.told())

    def _more_within(self) -> bool:
        """Whether what is shown was chosen among the best, and a search within the filter may find more."""
        base = self._base
        return (
            bool(self.chips.filter)
            and not self._is_narrowed
            and base is not None
            and base.total > len(base.hits)
        )

    def _show(
        self, result: SearchResult, words_only: str, narrowed: bool = False, counted: bool = True
    ) -> None:
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
        if counted:
            self._count_hits()
        else:
            self.show_list()
        self.said.show_said(result)
        self.say_why_words_only(words_only)

    def _count_hits(self) -> None:
        """Tells what is shown now, in the chips, above the hits, and where there are none."""
        result = self.model.result
        if result is None:
            return
        if self._is_narrowed and self._base is not None:
            every = self.model.still_there(divided(self._base.hits)[0])
            self.chips.show_hits(every, self.model.hits, best_only(self._base))
        else:
            self.chips.show_hits(self.model.candidates, best_only=best_only(result))
        unfiltered = self._is_narrowed or not self.chips.filter
        self.counts.show_result(result, self.model.hits, unfiltered)
        self.counts.show()
        # Whether there are none is known when all that the filter takes was searched for.
        if self.model.rowCount() or self._more_within():
            self.show_list()
        else:
            self.show_nothing(result)

    def _take_failure(self, failure: Failure) -> None:
        if self.model.result is not None and self.model.result.query != self.box.text().strip():
            # Hits of another query beside this one would read as its answer.
            self._show_hint()
        self.show_problem(failure).clicked.connect(self.search_again)

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
        self.notes.say("")
        self.show_start()

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
        if self.is_like:
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
