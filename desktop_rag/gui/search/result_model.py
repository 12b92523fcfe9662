"""The list of hits as Qt sees it: one entrance for results, one for what is shown of them."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_rag.domain.passages import Hit, Place, SearchResult
from desktop_rag.gui.looks.painted import plain_tooltip
from desktop_rag.gui.search.narrowing import Filter
from desktop_rag.gui.search.rows import (
    GONE,
    WEAK,
    HeadRow,
    HitRow,
    MoreRow,
    Row,
    by_document,
    divided,
    document_of,
    hit_rows,
    places_in_order,
    rows_of,
)
from desktop_rag.gui.search.wording import WHY, counted, name_of, reference, where_long

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


class ResultModel(QAbstractListModel):
    """Rows of the newest result; a row's own value comes with the role `ROW`.

    `widened` says that weak hits have come in, or gone.
    """

    widened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: SearchResult | None = None
        self.filter = Filter()
        self._rows: list[Row] = []
        self._unfolded: set[int] = set()
        self._strong: tuple[Hit, ...] = ()
        self._weak: tuple[Hit, ...] = ()
        # Ids are never given twice: what has gone once is in no later result either.
        self._gone: set[int] = set()

    # ---- what changes it

    def apply(self, result: SearchResult | None) -> None:
        """Shows a result, or nothing. Unfolded documents stay unfolded while the query is the same."""
        if result is None or self.result is None or result.query != self.result.query:
            self._unfolded.clear()
        self.result = result
        self._strong, self._weak = divided(self.all_hits)
        self._reset()

    def narrow(self, wanted: Filter) -> None:
        """Shows only the hits that the filter takes."""
        if wanted != self.filter:
            self.filter = wanted
            self._reset()

    def forget(self, documents: Collection[int], stay: bool) -> bool:
        """Documents have gone from the library: their rows go, or with `stay` keep their place, and nothing
        can be done with them. False when there was no row of theirs."""
        self._gone.update(documents)
        rows = [number for number, row in enumerate(self._rows) if document_of(row) in documents]
        if rows and stay:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
        elif rows:
            self._reset()
        return bool(rows)

    def unfold(self, row: int) -> None:
        """Shows the hits of a document that a `MoreRow` stands for, or folds them away again."""
        more = self._rows[row]
        if not isinstance(more, MoreRow) or self.has_gone(more):
            return
        if more.document == WEAK:
            self._unfolded ^= {WEAK}
            self._reset()
            self.widened.emit()
        elif more.hidden:
            self._unfolded.add(more.document)
            group = [hit for hit in self.hits if hit.place.document == more.document]
            added: list[Row] = list(hit_rows(group)[-more.hidden :])
            self.beginInsertRows(QModelIndex(), row, row + len(added) - 1)
            self._rows[row:row] = added
            self.endInsertRows()
            last = self.index(row + len(added))
            self._rows[last.row()] = MoreRow(more.document, 0)
            self.dataChanged.emit(last, last)
        else:
            self._unfolded.discard(more.document)
            self._reset()

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = rows_of(self.hits, self._unfolded)
        weak = sum(self.filter.takes(hit) for hit in self.still_there(self._weak))
        if weak:
            self._rows.append(MoreRow(WEAK, 0 if WEAK in self._unfolded else weak))
        self.endResetModel()

    # ---- what it holds

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits that the filter takes, best first."""
        return tuple(hit for hit in self.candidates if self.filter.takes(hit))

    @property
    def candidates(self) -> tuple[Hit, ...]:
        """The hits that a filter chooses from: the weak ones only when they were asked for."""
        return self.still_there(self._strong + self._weak if WEAK in self._unfolded else self._strong)

    def still_there(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Those of hits whose documents have not gone meanwhile."""
        return tuple(hit for hit in hits if hit.place.document not in self._gone)

    def has_gone(self, row: Row | None) -> bool:
        """Whether a row stands for what is no longer in the library."""
        return row is not None and document_of(row) in self._gone

    @property
    def greyed(self) -> bool:
        """Whether rows of documents that have gone are still shown."""
        return any(map(self.has_gone, self._rows))

    @property
    def all_hits(self) -> tuple[Hit, ...]:
        return self.result.hits if self.result else ()

    def row(self, index: Index) -> Row | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def hit(self, index: Index) -> Hit | None:
        """The hit of a row that can be used; None for other rows."""
        row = self.row(index)
        return row.hit if isinstance(row, HitRow) and not self.has_gone(row) else None

    def can_be_chosen(self, index: Index) -> bool:
        row = self.row(index)
        return isinstance(row, HitRow | MoreRow) and not self.has_gone(row)

    def index_of(self, passage: int) -> QModelIndex:
        """Where a passage's hit stands; invalid when it is not shown."""
        for number, row in enumerate(self._rows):
            if isinstance(row, HitRow) and row.hit.passage == passage:
                return self.index(number)
        return QModelIndex()

    def documents(self) -> tuple[Place, ...]:
        """A place in each document of the hits that are shown, the best of each, best first."""
        return tuple(group[0].place for group in by_document(self.hits).values())

    def places(self, document: int) -> tuple[Place, ...]:
        """The places of a document's hits, folded and filtered ones too, in the order of its text."""
        return places_in_order(self.candidates, document)

    # ---- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        if isinstance(row, HeadRow) or self.has_gone(row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(row)
        return None

    def _spoken(self, row: Row) -> str:
        if self.has_gone(row) and isinstance(row, HeadRow):
            return f"{name_of(row.place)}, {GONE[1]}"
        if isinstance(row, HeadRow):
            return f"{name_of(row.place)}, {counted(row.count, self.tr('passage'))}"
        if isinstance(row, MoreRow):
            return GONE[1] if self.has_gone(row) else self.more_text(row)
        told = filter(None, (where_long(row.hit.place), f"{row.hit.score:.2f}", self.why(row.hit)[1]))
        return f"{', '.join(told)}: {row.hit.snippet}"

    def why(self, hit: Hit) -> tuple[str, str]:
        """Whether its words, its meaning or both brought a hit, shortly and in full; empty where there was
        but one way. Of what has gone, that."""
        if hit.place.document in self._gone:
            return GONE
        hybrid = self.result is not None and self.result.mode == "hybrid" and not self.result.words_only
        return WHY.get(hit.matched, ("", "")) if hybrid else ("", "")

    def _tooltip(self, row: Row) -> str | None:
        if isinstance(row, HeadRow):
            if self.has_gone(row):
                return plain_tooltip(self.tr("{} is no longer in this library").format(name_of(row.place)))
            lines = [row.place.shown, *(self.tr("Also in {}").format(other) for other in row.also_in)]
            return plain_tooltip("\n".join(lines)).replace("\n", "<br>")
        if not isinstance(row, HitRow):
            return None
        lines = [where_long(row.hit.place), *filter(None, self.why(row.hit)[1:])]
        return plain_tooltip("\n".join(lines)).replace("\n", "<br>")

    def more_text(self, row: MoreRow) -> str:
        if row.document == WEAK:
            if not row.hidden:
                return self.tr("Hide the weaker passages")
            return self.tr("{}, found by meaning alone").format(counted(row.hidden, "weaker passage"))
        if not row.hidden:
            return self.tr("Show fewer")
        return self.tr("{} more in this document").format(row.hidden)

    def copied(self, index: Index, with_reference: bool) -> str:
        """The passage's text for the clipboard; empty for a row that is no hit."""
        hit = self.hit(index)
        if hit is None:
            return ""
        return reference(hit) if with_reference else hit.text
