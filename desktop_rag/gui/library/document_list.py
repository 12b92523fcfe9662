"""The list of documents: scrolls by pixels, keeps its place, answers keyboard, clicks and the menu."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.library_model import LibraryModel, Role
from desktop_rag.gui.library.row_delegate import RowDelegate
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import GROUP_HEAD, ROW


class DocumentList(QTableView):
    """A table of one column: its header keeps two row heights in C++, where a list view would ask
    Python for the height of every one of 50,000 rows after each change."""

    chosen = Signal(object)
    menu_wanted = Signal(list, QPoint)
    remove_wanted = Signal(list)

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._anchor: tuple[int, int] | None = None
        self._selected: list[int] = []
        self.setAccessibleName(self.tr("Documents"))
        self.setItemDelegate(RowDelegate(self))
        self.setModel(model)
        self._set_up_view()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle_heads)
        self.clicked.connect(self._open)
        self.customContextMenuRequested.connect(self._menu)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._restore_place)
        model.heads_moved.connect(self._settling.start)
        model.changing.connect(self._before_change)
        model.counted.connect(self._after_change)
        theme().changed.connect(self.viewport().update)
        self._settle_heads()

    def _set_up_view(self) -> None:
        self.setProperty("control", "documents")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heights = self.verticalHeader()
        heights.hide()
        heights.setMinimumSectionSize(GROUP_HEAD)
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setDefaultSectionSize(ROW)

    def picked(self) -> list[Document]:
        """The documents that are selected, top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        found = [index.data(Role.DOCUMENT) for index in rows]
        return [document for document in found if isinstance(document, Document)]

    def show_document(self, number: int) -> None:
        """Selects a document and scrolls to it, if it is to be seen."""
        row = self._model.row_of(number)
        if row is not None:
            self.setCurrentIndex(self._model.index(row))

    def _settle_heads(self) -> None:
        """Heads are lower than documents. The header moves heights along when rows come and go."""
        for row in self._model.heads():
            self.verticalHeader().resizeSection(row, GROUP_HEAD)

    def _before_change(self) -> None:
        # At its top the list shows what comes; anywhere else, and under the pointer, it stays where it is.
        stays = self.verticalScrollBar().value() > 0 or self.viewport().underMouse()
        self._anchor = self._top_document() if stays else None

    def _after_change(self) -> None:
        self._settle_heads()
        self._return_to_anchor()

    def _return_to_anchor(self) -> None:
        anchor, self._anchor = self._anchor, None
        row = (
            self._model.row_of(anchor[0]) if anchor is not None and self._model.document(anchor[0]) else None
        )
        if anchor is None or row is None:
            return
        bar = self.verticalScrollBar()
        wanted = self.verticalHeader().sectionPosition(row) - anchor[1]
        if wanted != bar.value():
            self.updateGeometries()
            bar.setValue(wanted)

    def _remember_place(self) -> None:
        self._selected = [document.id for document in self.picked()]
        self._before_change()
        # A reset keeps the heights of the old rows: those of heads would be given to documents.
        for row in self._model.heads():
            if row < self.verticalHeader().count():
                self.verticalHeader().resizeSection(row, ROW)

    def _top_document(self) -> tuple[int, int] | None:
        """The first document in sight, and where it stands in pixels."""
        for row in range(max(self.rowAt(0), 0), self._model.rowCount()):
            found = self._model.at(row)
            if isinstance(found, Document):
                return found.id, self.rowViewportPosition(row)
        return None

    def _restore_place(self) -> None:
        self._settle_heads()
        for number in self._selected:
            row = self._model.row_of(number)
            if row is not None:
                self.selectionModel().select(
                    self._model.index(row), self.selectionModel().SelectionFlag.Select
                )
        self._return_to_anchor()

    def _open(self, index: QModelIndex) -> None:
        found = self._model.at(index.row())
        if isinstance(found, Group):
            self._model.toggle(found.root)
        elif isinstance(found, Document):
            self.chosen.emit(found)

    def _menu(self, where: QPoint) -> None:
        documents = self.picked()
        if documents:
            self.menu_wanted.emit(documents, self.viewport().mapToGlobal(where))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.picked():
            self.remove_wanted.emit(self.picked())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
