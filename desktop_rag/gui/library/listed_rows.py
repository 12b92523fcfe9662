"""The rows that a listing tells of, as Qt asks for them."""

from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import RootShown
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.holding import Holding
from desktop_rag.gui.library.listing import Listing
from desktop_rag.gui.library.ordering import Wanted
from desktop_rag.gui.library.wording import group_status, name_of, status_line
from desktop_rag.gui.looks.painted import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Role(IntEnum):
    """What the delegate and the view ask for."""

    DOCUMENT = Qt.ItemDataRole.UserRole
    GROUP = Qt.ItemDataRole.UserRole + 1


class ListedRows(QAbstractListModel):
    """Heads of groups and documents. What makes them come, go and stand anew is its heir's.

    `leaving` (row, count) comes before rows go.
    """

    leaving = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._holding = Holding()
        self._closed: set[int] = set()
        # Another one says that rows have come or gone.
        self.version = 0
        # Asked for by Qt for every selected stretch of rows, after every row that comes or goes.
        self._rows = self._coming = 0
        self._show(self._fresh(Wanted()))

    # ---- what Qt asks of it

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

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
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        head = isinstance(self.at(index.row()), Group)
        return flags if head else flags | Qt.ItemFlag.ItemIsSelectable

    # ---- what a view of it asks

    def at(self, row: int) -> Group | Document | None:
        return self._listing.at(row)

    def groups(self) -> Sequence[Group]:
        """The groups that have rows, top to bottom."""
        return self._listing.groups

    def document(self, number: int) -> Document | None:
        return self._holding.documents.get(number)

    def root(self, number: int) -> RootShown | None:
        """A path that the person added."""
        return self._holding.roots.get(number)

    def tags(self, first: int, last: int) -> list[str]:
        """The tags of the documents in these rows, both ends included: their ids as texts."""
        return self._listing.tags(first, last)

    def tags_of(self, ranges: Sequence[tuple[int, int]]) -> Iterator[str]:
        """The tags of the documents in these rows, as these rows are now, whenever they are asked for."""
        return self._listing.tags_of(ranges)

    def runs(self, tags: Collection[str]) -> list[tuple[int, int]]:
        """The rows of these documents, as the first and last of each stretch."""
        return self._listing.runs(tags)

    @property
    def wanted(self) -> Wanted:
        """The order and the filter that the rows have now."""
        return self._listing.wanted

    def row_of(self, number: int) -> int | None:
        """The row of a document, or None while it is not to be seen."""
        return self._listing.row_of(number)

    def heads(self) -> list[int]:
        """The rows that are heads of groups."""
        found, first = [], 0
        for group in self._listing.groups:
            if group.headed:
                found.append(first)
            first += group.rows
        return found

    def toggle(self, root: int) -> None:
        """Opens or closes a group."""
        for group in self._listing.groups:
            if group.root == root and group.headed:
                self._listing.toggle(group)
                first = self.index(self._listing.first_of(group))
                self.dataChanged.emit(first, first)

    # ---- as the listing tells of them

    def _fresh(self, wanted: Wanted) -> Listing:
        """A listing of what is held, without rows yet."""
        return Listing(self._holding, wanted, self._closed)

    def _show(self, listing: Listing) -> None:
        """These are the rows now; Qt is told by the heir."""
        listing.tell(self)
        self._listing = listing
        self._rows = listing.count()
        self.version += 1

    def rows_come(self, first: int, count: int) -> None:
        self._coming = count
        self.beginInsertRows(NOWHERE, first, first + count - 1)

    def rows_came(self) -> None:
        self._rows += self._coming
        self.version += 1
        self.endInsertRows()

    def rows_go(self, first: int, count: int) -> None:
        self.leaving.emit(first, count)
        self._coming = -count
        self.beginRemoveRows(NOWHERE, first, first + count - 1)

    def rows_went(self) -> None:
        self._rows += self._coming
        self.version += 1
        self.endRemoveRows()

    def _repaint(self, rows: Sequence[int]) -> None:
        """Tells of rows that stay where they are and look different now."""
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))


def _of_group(group: Group, role: int) -> object:
    if role == Role.GROUP:
        return group
    if role == Qt.ItemDataRole.DisplayRole:
        return group.title
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tooltip(" — ".join(part for part in (group.title, group_status(group).whole) if part))
    if role == Qt.ItemDataRole.AccessibleTextRole:
        said = (group.title, group_status(group).words, f"{len(group.keys):,}")
        return ", ".join(part for part in said if part)
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
