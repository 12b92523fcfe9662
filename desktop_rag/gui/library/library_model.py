"""The documents of a library as a Qt list model with one entrance: `apply(event)`."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, LibraryEvent, SnapshotPage
from desktop_rag.gui.library.groups import FILES, FILES_TITLE, Group, Key, key_of
from desktop_rag.gui.library.wording import at_home, file_of, name_of, needs_attention, status_line
from desktop_rag.gui.looks.painted import plain_tooltip

# More new rows than this at once are shown by one reset, after which the view scrolls back.
MANY = 64
SEARCHABLE = ("searchable", "ready")
UNREAD = ("waiting", "reading")

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Role(IntEnum):
    """What the delegate and the view ask for."""

    DOCUMENT = Qt.ItemDataRole.UserRole
    GROUP = Qt.ItemDataRole.UserRole + 1


class LibraryModel(QAbstractListModel):
    """Rows are heads of groups and documents. A change of state touches its own row and moves nothing.

    `changing` comes before documents come, go or move, and `counted` after it: the number of documents,
    or of those that need attention, may be another.
    """

    changing = Signal()
    counted = Signal()
    progressed = Signal(object)
    library_told = Signal(object)
    heads_moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: dict[int, Document] = {}
        self._keys: dict[int, Key] = {}
        self._roots: dict[int, str] = {}
        self._groups: list[Group] = []
        self._closed: set[int] = set()
        self._words = ""
        self._attention_only = False
        self._staged: dict[int, Document] | None = None
        # Kept up by every change: counting 50,000 documents ten times a second is felt in the window.
        self._attention: set[int] = set()
        self._searchable: set[int] = set()
        self._unread: set[int] = set()
        self.library: Library | None = None
        self.progress: IndexingProgress | None = None

    # ---- what is asked of it

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else sum(group.rows for group in self._groups)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self.at(index.row())
        if isinstance(found, Group):
            return _of_group(found, role)
        return _of_document(found, role) if found is not None else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def at(self, row: int) -> Group | Document | None:
        for group in self._groups:
            if row < group.rows:
                return group if row == 0 else self._documents[group.ids[row - 1]]
            row -= group.rows
        return None

    def document(self, number: int) -> Document | None:
        return self._documents.get(number)

    def documents(self) -> Iterable[Document]:
        return self._documents.values()

    def needing_attention(self) -> list[Document]:
        numbers = sorted(self._attention, key=self._keys.__getitem__)
        return [self._documents[number] for number in numbers]

    def counts(self) -> tuple[int, int, int]:
        """How many documents there are, can be searched, and need attention."""
        return len(self._documents), len(self._searchable), len(self._attention)

    @property
    def unread(self) -> int:
        """How many documents are still to be read."""
        return len(self._unread)

    def __len__(self) -> int:
        return len(self._documents)

    def row_of(self, number: int) -> int | None:
        """The row of a document, or None while it is not to be seen."""
        first = 0
        home = self._home(number)
        for group in self._groups:
            if group.root == home:
                at = group.place(self._keys[number])
                seen = group.open and at < len(group.ids) and group.ids[at] == number
                return first + 1 + at if seen else None
            first += group.rows
        return None

    def heads(self) -> list[int]:
        """The rows that are heads of groups."""
        found, first = [], 0
        for group in self._groups:
            found.append(first)
            first += group.rows
        return found

    # ---- what changes it

    def apply(self, event: LibraryEvent) -> None:
        """Takes a page of a snapshot or a numbered change."""
        if isinstance(event, SnapshotPage):
            self._take_page(event)
        else:
            self._take_change(event)

    def clear(self) -> None:
        """Forgets everything, for another library."""
        self.beginResetModel()
        self._documents.clear()
        self._keys.clear()
        self._attention.clear()
        self._searchable.clear()
        self._unread.clear()
        self._groups.clear()
        self._roots.clear()
        self._staged = None
        self.library = self.progress = None
        self.endResetModel()
        self.counted.emit()

    def set_filter(self, words: str = "", attention_only: bool = False) -> None:
        """Shows documents whose path holds all words, and with `attention_only` those that need it."""
        if (words.casefold(), attention_only) == (self._words, self._attention_only):
            return
        self._words, self._attention_only = words.casefold(), attention_only
        self._refill()

    def toggle(self, root: int) -> None:
        """Opens or closes a group."""
        first = 0
        for group in self._groups:
            if group.root == root:
                break
            first += group.rows
        else:
            return
        size = len(group.ids)
        if group.open:
            self._closed.add(root)
            if size:
                self.beginRemoveRows(NOWHERE, first + 1, first + size)
            group.open = False
            if size:
                self.endRemoveRows()
        else:
            self._closed.discard(root)
            if size:
                self.beginInsertRows(NOWHERE, first + 1, first + size)
            group.open = True
            if size:
                self.endInsertRows()
        self.heads_moved.emit()
        self.dataChanged.emit(self.index(first), self.index(first))

    def _take_page(self, page: SnapshotPage) -> None:
        """The first page of an empty library is shown at once; the others wait for the last."""
        self._hear_of(page.library, page.roots)
        if self._staged is None:
            self._staged = {}
            if not self._documents:
                self._change(page.documents, ())
        self._staged.update((document.id, document) for document in page.documents)
        if page.last:
            staged, self._staged = self._staged, None
            gone = [number for number in self._documents if number not in staged]
            self._change([new for new in staged.values() if self._documents.get(new.id) != new], gone)

    def _take_change(self, event: LibraryChanged) -> None:
        if event.library is not None or event.roots is not None:
            self._hear_of(event.library or self.library, event.roots)
        if event.changed or event.gone:
            self._change(event.changed, event.gone)
        if event.progress is not None:
            self.progress = event.progress
            self.progressed.emit(event.progress)

    def _hear_of(self, library: Library | None, roots: tuple[tuple[int, str], ...] | None) -> None:
        if library is not None and library != self.library:
            self.library = library
            self.library_told.emit(library)
        if roots is not None and dict(roots) != self._roots:
            self._roots = dict(roots)
            if self._documents:
                self._refill()

    def _change(self, changed: Sequence[Document], gone: Iterable[int]) -> None:
        self.changing.emit()
        fresh = sum(document.id not in self._documents for document in changed)
        gone = [number for number in gone if number in self._documents]
        if fresh + len(gone) > MANY:
            self._change_by_reset(changed, gone)
        else:
            for number in gone:
                self._take_out(number)
            for document in changed:
                self._put(document)
        self.counted.emit()

    def _change_by_reset(self, changed: Sequence[Document], gone: Iterable[int]) -> None:
        for number in gone:
            self._forget(number)
        for document in changed:
            self._remember(document)
        self._refill()

    def _remember(self, document: Document) -> None:
        known = self._documents.get(document.id)
        if known is None or known.shown != document.shown:
            self._keys[document.id] = key_of(document)
        self._documents[document.id] = document
        _keep(self._attention, document.id, needs_attention(document))
        _keep(self._searchable, document.id, document.state in SEARCHABLE)
        _keep(self._unread, document.id, document.state in UNREAD)

    def _forget(self, number: int) -> None:
        del self._documents[number], self._keys[number]
        self._attention.discard(number)
        self._searchable.discard(number)
        self._unread.discard(number)

    def _visible(self, document: Document) -> bool:
        if self._attention_only and not needs_attention(document):
            return False
        shown = document.shown.casefold()
        return all(word in shown for word in self._words.split())

    def _home(self, number: int) -> int:
        document = self._documents[number]
        # A root that is a file of its own has no folder to stand under.
        return FILES if self._roots.get(document.root) in (None, file_of(document)) else document.root

    def _refill(self) -> None:
        self.beginResetModel()
        homes: dict[int, list[tuple[Key, int]]] = {}
        totals: dict[int, int] = {}
        for document in self._documents.values():
            home = self._home(document.id)
            totals[home] = totals.get(home, 0) + 1
            rows = homes.setdefault(home, [])
            if self._visible(document):
                rows.append((self._keys[document.id], document.id))
        self._groups = []
        for home in sorted(homes, key=self._place_of_group):
            if not homes[home] and (self._words or self._attention_only):
                continue
            group = self._new_group(home)
            group.total = totals[home]
            group.fill(homes[home])
            self._groups.append(group)
        self.endResetModel()

    def _place_of_group(self, home: int) -> tuple[bool, int]:
        return (home == FILES, home)

    def _new_group(self, home: int) -> Group:
        group = Group(home, FILES_TITLE if home == FILES else at_home(self._roots[home]))
        group.open = home not in self._closed
        return group

    def _find(self, home: int) -> tuple[Group | None, int]:
        """The group and the row of its head; without a group, the row where its head would stand."""
        first = 0
        for group in self._groups:
            if group.root == home:
                return group, first
            if self._place_of_group(group.root) > self._place_of_group(home):
                break
            first += group.rows
        return None, first

    def _put(self, document: Document) -> None:
        """Inserts, moves, shows, hides or repaints one document."""
        known = self._documents.get(document.id)
        if known is not None:
            stays = known.shown == document.shown and known.root == document.root
            if stays and self._visible(known) == self._visible(document):
                self._remember(document)
                row = self.row_of(document.id)
                if row is not None:
                    self.dataChanged.emit(self.index(row), self.index(row))
                return
            self._take_out(document.id)
        self._remember(document)
        self._put_in(document)

    def _put_in(self, document: Document) -> None:
        home = self._home(document.id)
        group, first = self._find(home)
        if not self._visible(document):
            if group is not None:
                group.total += 1
            return
        if group is None:
            group = self._new_group(home)
            self.beginInsertRows(NOWHERE, first, first)
            self._groups.append(group)
            self._groups.sort(key=lambda one: self._place_of_group(one.root))
            self.endInsertRows()
        group.total += 1
        key = self._keys[document.id]
        at = group.place(key)
        if group.open:
            self.beginInsertRows(NOWHERE, first + 1 + at, first + 1 + at)
        group.insert(at, key, document.id)
        if group.open:
            self.endInsertRows()
        self.heads_moved.emit()
        self.dataChanged.emit(self.index(first), self.index(first))

    def _take_out(self, number: int) -> None:
        group, first = self._find(self._home(number))
        key = self._keys[number]
        if group is not None:
            group.total -= 1
            at = group.place(key)
            if at < len(group.ids) and group.ids[at] == number:
                self._drop_row(group, first, at)
        self._forget(number)

    def _drop_row(self, group: Group, first: int, at: int) -> None:
        if group.open:
            self.beginRemoveRows(NOWHERE, first + 1 + at, first + 1 + at)
        group.drop(at)
        if group.open:
            self.endRemoveRows()
        if not group.ids:
            self.beginRemoveRows(NOWHERE, first, first)
            self._groups.remove(group)
            self.endRemoveRows()
        self.heads_moved.emit()


def _keep(numbers: set[int], number: int, inside: bool) -> None:
    if inside:
        numbers.add(number)
    else:
        numbers.discard(number)


def _of_group(group: Group, role: int) -> object:
    if role == Role.GROUP:
        return group
    if role == Qt.ItemDataRole.DisplayRole:
        return group.title
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tooltip(group.title)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{group.title}, {group.total:,}"
    return None


def _of_document(document: Document, role: int) -> object:
    if role == Role.DOCUMENT:
        return document
    if role == Qt.ItemDataRole.DisplayRole:
        return name_of(document)
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tooltip(document.shown)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{name_of(document)}, {status_line(document)}"
    return None
