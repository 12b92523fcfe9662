"""Scroll position and selection, held through everything that the model does."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject, QTimer

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.library_model import A_TURN, LibraryModel
from desktop_rag.gui.library.ordering import tag
from desktop_rag.gui.library.placed_rows import PlacedRows

Flag = QItemSelectionModel.SelectionFlag

# So many documents are selected again before the event loop gets its turn: 2 to 4 ms.
AT_ONCE = 500
# A selection of more rows than this makes every change slower.
LARGE = 1000


class HeldPlace(QObject):
    """Rows in sight stay where they are on the screen. What is selected stays so, though it may be hidden
    in between, until the person selects something else."""

    def __init__(self, view: PlacedRows, model: LibraryModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._anchors: list[tuple[int, int]] = []
        self._wanted = model.wanted
        # Selected documents that have no row at the moment, and those whose row is still to be found.
        self._hidden: set[str] = set()
        self._later: Iterator[str] = iter(())
        self._all = False
        # Those that the change under way takes out of their row; most come back in another.
        self._taken: set[str] = set()
        self._selects = False
        self._current: int | None = None
        self._restoring = self._changing = False
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._select_more)
        model.changing.connect(self._before_change)
        model.leaving.connect(self._leave)
        model.counted.connect(self._after_change)
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)
        model.rowsRemoved.connect(self._closed)
        model.rowsInserted.connect(self._opened)
        view.selectionModel().selectionChanged.connect(self._person_selected)

    def select(self, tags: set[str]) -> None:
        """Selects these documents and no others; those without a row when they have one again."""
        self._restoring = True
        self._view.clearSelection()
        self._restoring = False
        self._forget()
        self._add(tags)

    # ---- changes, row by row

    def _before_change(self) -> None:
        self._changing = True
        # Qt looks through all selected stretches for every row that comes or goes, and splits them.
        large = self._view.picked_count() > LARGE
        self._model.a_turn = A_TURN // 10 if large else A_TURN
        self._selects = self._view.selectionModel().hasSelection() or self._view.currentIndex().isValid()
        self._remember_place()

    def _leave(self, first: int, count: int) -> None:
        if not self._changing:
            self._close(first, first + count - 1)
        elif self._selects:
            self._take(first, count)

    def _close(self, first: int, last: int) -> None:
        """The person closes a group: what is selected in it comes back when it is opened again."""
        ranges = [
            (max(start, first), min(end, last))
            for start, end in self._view.picked_ranges()
            if start <= last and end >= first
        ]
        self._hidden.update(self._model.tags_of(ranges))
        self._restoring = True

    def _closed(self) -> None:
        if not self._changing:
            self._restoring = False

    def _opened(self) -> None:
        if not self._changing:
            self._select_hidden()

    def _take(self, first: int, count: int) -> None:
        selection = self._view.selectionModel()
        for row in range(first, first + count):
            found = self._model.at(row)
            if isinstance(found, Document):
                if selection.isSelected(self._model.index(row)):
                    self._taken.add(tag(found.id))
                if row == self._view.currentIndex().row():
                    self._current = found.id

    def _after_change(self) -> None:
        self._changing = False
        if self._taken:
            self._add(self._taken)
            self._taken = set()
        self._return_to_place()

    # ---- the place

    def _remember_place(self) -> None:
        # At its top the list shows what comes; anywhere else, and under the pointer, it stays where it is.
        stays = self._view.verticalScrollBar().value() > 0 or self._view.viewport().underMouse()
        self._anchors = list(self._in_sight()) if stays else []

    def _in_sight(self) -> Iterable[tuple[int, int]]:
        """Documents that are to be seen, top to bottom, and where they stand."""
        high = self._view.viewport().height()
        row = self._view.row_at(0)
        while row is not None and row < self._view.places().rows:
            top = self._view.row_rect(row).top()
            if top >= high:
                return
            found = self._model.at(row)
            if isinstance(found, Document):
                yield found.id, top
            row += 1

    def _return_to_place(self) -> None:
        """Puts the documents that were in sight back to where they stood."""
        self._view.updateGeometries()
        anchors, self._anchors = self._anchors, []
        bar = self._view.verticalScrollBar()
        moved = []
        for number, top in anchors:
            row = self._model.row_of(number)
            if row is not None:
                moved.append(self._view.row_rect(row).top() - top)
        # Where most of them went: one that moved by itself must not take the list along.
        if moved:
            bar.setValue(bar.value() + max(moved, key=moved.count))

    # ---- the selection

    def _person_selected(self) -> None:
        if not self._restoring and not self._changing:
            self._forget()

    def _forget(self) -> None:
        self._hidden.clear()
        self._later = iter(())
        self._turns.stop()

    def _before_reset(self) -> None:
        self._restoring = True
        index = self._view.currentIndex()
        if index.isValid():
            found = self._model.at(index.row())
            self._current = found.id if isinstance(found, Document) else None
        self._all = self._view.picked_count() == self._model.rowCount() > 0
        ranges = self._view.picked_ranges()
        if ranges:
            self._later = chain(self._later, self._model.tags_of(ranges))
        if not self._anchors:
            self._remember_place()

    def _after_reset(self) -> None:
        self._restoring = False
        if not len(self._model):  # another library
            self._forget()
        before, self._wanted = self._wanted, self._model.wanted
        if self._all and self._wanted.within(before):
            self._later = iter(())
            self._restoring = True
            self._view.selectAll()
            self._restoring = False
        else:
            self._select_hidden()
        if self._wanted != before:
            self._anchors = []
            self._show_current()
        else:
            self._return_to_place()

    def _select_hidden(self) -> None:
        hidden, self._hidden = self._hidden, set()
        self._later = chain(hidden, self._later)
        self._select_more()

    def _select_more(self) -> None:
        """Part of a selection: all of 50,000 at once would hold up the window."""
        part = set(islice(self._later, AT_ONCE))
        self._add(part)
        if len(part) < AT_ONCE:
            self._turns.stop()
        elif not self._turns.isActive():
            self._turns.start()

    def _add(self, tags: set[str]) -> None:
        """Selects these documents too."""
        chosen = QItemSelection()
        shown: set[str] = set()
        for first, last in self._model.runs(tags):
            chosen.append(QItemSelectionRange(self._model.index(first), self._model.index(last)))
            shown.update(self._model.tags(first, last))
        self._restoring = True
        self._view.selectionModel().select(chosen, Flag.Select)
        row = self._model.row_of(self._current) if self._current is not None else None
        if row is not None and not self._view.currentIndex().isValid():
            self._view.selectionModel().setCurrentIndex(self._model.index(row), Flag.NoUpdate)
        self._restoring = False
        self._hidden |= tags - shown

    def _show_current(self) -> None:
        """In a new order or filter the list begins at its top, or where the current document is now."""
        self._view.updateGeometries()
        self._view.verticalScrollBar().setValue(0)
        index = self._view.currentIndex()
        if index.isValid():
            self._view.scrollTo(index)
