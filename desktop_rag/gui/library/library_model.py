"""The documents of a library as a Qt list model with one entrance: `apply(event)`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.events import (
    IndexingProgress,
    LibraryChanged,
    LibraryEvent,
    RootShown,
    SnapshotPage,
)
from desktop_rag.gui.library.listed_rows import ListedRows
from desktop_rag.gui.library.listing import SLICE, Listing
from desktop_rag.gui.library.ordering import Order, Wanted, wanted_words

# So long the rows may be arranged anew before the event loop gets its turn.
TURN_SECONDS = 0.004
# A list of so many documents is arranged at once.
AT_ONCE = 2 * SLICE
# More new and gone documents than this in one change are arranged anew, instead of row by row.
MANY = 600
# Documents that change before the event loop gets its turn: 2 to 7 ms.
A_TURN = 150


class LibraryModel(ListedRows):
    """Rows are heads of groups and documents. A change of state touches its own row and moves nothing.

    `changing` comes before documents come, go or move, and `counted` after it all: the number of documents,
    or of those that need attention, may be another. `removed` carries the ids of documents that have gone.
    Another order or filter is worked out aside, in short steps, while the old rows stay; then `modelReset`
    shows the new ones.
    """

    changing = Signal()
    counted = Signal()
    progressed = Signal(object)
    library_told = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted()
        # Fewer where each change costs more, as in a selection of many stretches.
        self.a_turn = A_TURN
        # Changes that wait for their turn: documents as they are now, None for one that is gone.
        self._waiting: dict[int, Document | None] = {}
        self._arranging: tuple[Listing, Iterator[None]] | None = None
        # What has changed while the rows are arranged anew.
        self._since: dict[int, Document | None] = {}
        self._seen: set[int] | None = None
        self._loading = False
        self._turns, self._changes = QTimer(self), QTimer(self)
        for timer, do in ((self._turns, self._arrange_on), (self._changes, self._change_some)):
            timer.setInterval(0)
            timer.timeout.connect(do)
        self.library: Library | None = None
        self.progress: IndexingProgress | None = None

    # ---- what is asked of it

    def documents(self) -> Iterable[Document]:
        return self._holding.documents.values()

    def needing_attention(self) -> list[Document]:
        return self._named(self._holding.attention)

    def being_recognised(self) -> list[Document]:
        """Whose text is being recognised, or waits for that."""
        return self._named(self._holding.recognised)

    def _named(self, wanted: set[int]) -> list[Document]:
        numbers = sorted(wanted, key=self._holding.names.__getitem__)
        return [self._holding.documents[number] for number in numbers]

    def counts(self) -> tuple[int, int, int]:
        """How many documents there are, can be searched, and need attention; all pictures count as one."""
        held = self._holding
        needing = len(held.attention) - max(0, len(held.pictures) - 1)
        return len(held.documents), len(held.searchable), needing

    @property
    def unread(self) -> int:
        """How many documents are still to be read."""
        return len(self._holding.unread)

    @property
    def arranging(self) -> bool:
        """Whether rows are on their way that are not to be seen yet."""
        return self._arranging is not None or bool(self._waiting)

    def __len__(self) -> int:
        return len(self._holding.documents)

    # ---- what changes it

    def apply(self, event: LibraryEvent) -> None:
        """Takes a page of a snapshot or a numbered change."""
        if isinstance(event, SnapshotPage):
            self._take_page(event)
        else:
            self._take_change(event)

    def clear(self) -> None:
        """Forgets everything, for another library."""
        self._stop_arranging()
        self._waiting.clear()
        self.beginResetModel()
        self._holding.clear()
        self._closed.clear()
        self._show(self._fresh(self._wanted))
        self._seen = None
        self.library = self.progress = None
        self.endResetModel()
        self.counted.emit()

    def set_filter(self, words: str = "", attention_only: bool = False) -> None:
        """Shows documents whose path holds all words, and with `attention_only` those that need it."""
        self._want(self._wanted._replace(words=wanted_words(words), attention_only=attention_only))

    def set_order(self, order: Order) -> None:
        self._want(self._wanted._replace(order=order))

    def _want(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._arrange()

    # ---- events

    def _take_page(self, page: SnapshotPage) -> None:
        """The first page of an empty library is shown at once; the others wait for the last."""
        self._hear_of(page.library, page.roots)
        self._flush()
        first = self._seen is None
        if self._seen is None:
            self._seen = set()
            self._loading = not self._holding.documents
        self._seen.update(document.id for document in page.documents)
        known = self._holding.documents
        changed = [document for document in page.documents if known.get(document.id) != document]
        gone: list[int] = []
        if page.last:
            if not self._loading:
                gone = [number for number in known if number not in self._seen]
            self._seen = None
        if self._loading and not first:
            for document in changed:
                self._holding.remember(document)
            if page.last:
                self._arrange()
            self.counted.emit()
        elif changed or gone or page.last:
            self._change(changed, gone)

    def _take_change(self, event: LibraryChanged) -> None:
        if event.library is not None or event.roots is not None:
            self._hear_of(event.library or self.library, event.roots)
        if event.changed or event.gone:
            self._change(event.changed, event.gone)
        if event.progress is not None:
            self.progress = event.progress
            self.progressed.emit(event.progress)

    def _hear_of(self, library: Library | None, roots: tuple[RootShown, ...] | None) -> None:
        if library is not None and library != self.library:
            self.library = library
            self.library_told.emit(library)
        if roots is not None:
            told = {root.id: root for root in roots}
            if told != self._holding.roots:
                self._holding.roots = told
                if self._holding.documents:
                    self._arrange()

    def _change(self, changed: Sequence[Document], gone: Iterable[int]) -> None:
        known = self._holding.documents
        gone = [number for number in gone if number in known or number in self._waiting]
        if gone:
            self.removed.emit(frozenset(gone))
        if sum(document.id not in known for document in changed) + len(gone) > MANY:
            self._flush()
            self.changing.emit()
            self._change_anew(changed, gone)
            self.counted.emit()
            return
        self._waiting |= dict.fromkeys(gone)
        self._waiting |= {document.id: document for document in changed}
        self._change_some()

    def _change_some(self) -> None:
        """The first of the changes that wait; the others have a turn of their own."""
        self.changing.emit()
        part = list(islice(self._waiting.items(), self.a_turn))
        for number, _ in part:
            del self._waiting[number]
        self._change_rows(part)
        self.counted.emit()
        if not self._waiting:
            self._changes.stop()
        elif not self._changes.isActive():
            self._changes.start()

    def _flush(self) -> None:
        while self._waiting:
            self._change_some()

    def _change_anew(self, changed: Sequence[Document], gone: Sequence[int]) -> None:
        if gone:
            self.beginResetModel()
            self._listing.drop_all(gone)
            self._show(self._listing)
            self._holding.forget(gone)
            self.endResetModel()
        for document in changed:
            self._holding.remember(document)
        self._arrange()

    def _change_rows(self, part: Sequence[tuple[int, Document | None]]) -> None:
        if self._arranging is not None:
            self._since.update(part)
        before = {group.root: group.looks for group in self._listing.groups}
        stayed = []
        for number, document in part:
            if document is None:
                self._listing.drop(number)
                self._holding.forget([number])
                continue
            self._holding.remember(document)
            if self._listing.put(document):
                stayed.append(self._listing.row_of(number))
        self._repaint([row for row in stayed if row is not None])
        self._repaint(
            [
                self._listing.first_of(group)
                for group in self._listing.groups
                if group.headed and before.get(group.root, group.looks) != group.looks
            ]
        )

    # ---- arranging anew

    def _arrange(self) -> None:
        """Begins to work the rows out anew, beside those that are to be seen."""
        self._stop_arranging()
        fresh = self._fresh(self._wanted)
        self._arranging = (fresh, fresh.fill())
        if len(self._holding.documents) <= AT_ONCE:
            self._arrange_on(float("inf"))
        else:
            self._turns.start()

    def _arrange_on(self, seconds: float = TURN_SECONDS) -> None:
        assert self._arranging is not None
        fresh, steps = self._arranging
        end = perf_counter() + seconds
        for _ in steps:
            if perf_counter() > end:
                return
        since = self._since
        self._stop_arranging()
        for number, document in since.items():
            if document is None:
                fresh.drop(number)
            else:
                fresh.put(document)
        for group in fresh.groups:
            group.open = group.root not in self._closed
        self.beginResetModel()
        self._show(fresh)
        self.endResetModel()
        self.counted.emit()

    def _stop_arranging(self) -> None:
        self._turns.stop()
        self._arranging = None
        self._since = {}
