"""Where the rows of a list of documents stand, and which of them are selected."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.row_places import RowPlaces


class PlacedRows(QAbstractItemView):
    """What a view of the library's rows knows of their places; what is seen of them is its heir's."""

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._places, self._places_of = RowPlaces(()), -1

    def picked_ranges(self) -> list[tuple[int, int]]:
        """First and last of each stretch of selected rows, top to bottom."""
        selection = self.selectionModel().selection()
        return sorted((selection.at(at).top(), selection.at(at).bottom()) for at in range(selection.size()))

    def picked_count(self) -> int:
        """How many rows are selected, those of heads between them included."""
        return sum(last - first + 1 for first, last in self.picked_ranges())

    def row_rect(self, row: int) -> QRect:
        """Where a row stands in the viewport."""
        places = self.places()
        top = places.top(row) - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), places.size(row))

    def row_at(self, y: int) -> int | None:
        return self.places().row_at(y + self.verticalScrollBar().value())

    def places(self) -> RowPlaces:
        if self._places_of != self._model.version:
            self._places, self._places_of = RowPlaces(self._model.groups()), self._model.version
        return self._places
