"""The list of documents: scrolls by pixels, keeps its place, answers keyboard, clicks and the menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHoverEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.held_place import HeldPlace
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.listed_rows import NOWHERE, Index
from desktop_rag.gui.library.ordering import tag
from desktop_rag.gui.library.placed_rows import PlacedRows
from desktop_rag.gui.library.row_delegate import RowDelegate
from desktop_rag.gui.looks.bars import keep_bar
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import ROW

Action = QAbstractItemView.CursorAction
Flag = QItemSelectionModel.SelectionFlag
PIXELS_A_STEP = 24
GAP_TO_BAR = 2


class DocumentList(PlacedRows):
    """A view of its own: Qt's keep a size for every row, and a change among 50,000 would be felt."""

    chosen = Signal(object)
    menu_wanted = Signal(list, QPoint)
    folder_menu_wanted = Signal(object, QPoint)
    remove_wanted = Signal(list)
    typed = Signal(str)

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._hovered = -1
        self._delegate = RowDelegate(self)
        self.setAccessibleName(self.tr("Documents"))
        self._set_up_view()
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._held = HeldPlace(self, model)
        self.clicked.connect(self._open)
        self.doubleClicked.connect(self._open_head)
        theme().changed.connect(self.viewport().update)

    def _set_up_view(self) -> None:
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Beside the rows: none of them moves when the list grows past the pane.
        keep_bar(self)
        self.setViewportMargins(0, 0, GAP_TO_BAR, 0)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    # ---- what is asked of it

    def picked(self) -> list[Document]:
        """The documents that are selected, top to bottom."""
        found = (self._model.document(int(tag)) for tag in self.picked_tags())
        return [document for document in found if document is not None]

    def picked_tags(self) -> list[str]:
        """The tags of the documents that are selected, top to bottom."""
        return list(self._model.tags_of(self.picked_ranges()))

    def show_document(self, number: int) -> None:
        """Selects a document and scrolls to it, or does so as soon as it is to be seen again."""
        row = self._model.row_of(number)
        if row is None:
            self._held.select({tag(number)})
        else:
            self.setCurrentIndex(self._model.index(row))

    def walk_in(self) -> None:
        """The keyboard comes from the filter: to what is selected, or to the first document."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.picked_count():
            first = next((row for row in range(min(self.places().rows, 2)) if self._is_document(row)), None)
            if first is not None:
                self.setCurrentIndex(self._model.index(first))

    def _is_document(self, row: int) -> bool:
        return isinstance(self._model.at(row), Document)

    # ---- what Qt asks of a view

    def visualRect(self, index: Index) -> QRect:
        return self.row_rect(index.row()) if self._has(index) else QRect()

    def _has(self, index: Index) -> bool:
        return index.isValid() and index.row() < self.places().rows

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.row_at(point.y())
        return self._model.index(row) if row is not None else NOWHERE

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint | None = None) -> None:
        if not self._has(index):
            return
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        high = self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + rect.top())
        elif hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - high // 2)
        elif rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > high:
            bar.setValue(bar.value() + rect.bottom() - high + 1)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows = self.places().rows
        if not rows:
            return NOWHERE
        current = self.currentIndex().row() if self._has(self.currentIndex()) else -1
        page = max(1, self.viewport().height() // ROW - 1)
        steps = {
            Action.MoveUp: -1,
            Action.MovePrevious: -1,
            Action.MoveDown: 1,
            Action.MoveNext: 1,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -rows,
            Action.MoveEnd: rows,
        }
        wanted = current + steps.get(action, 0)
        return self._model.index(min(max(wanted, 0), rows - 1))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        places, rows = self.places(), QItemSelection()
        area = rect.normalized().translated(0, self.verticalOffset())
        if places.rows and area.bottom() >= 0 and area.top() < places.height:
            first = places.row_at(max(area.top(), 0))
            last = places.row_at(min(area.bottom(), places.height - 1))
            if first is not None and last is not None:
                rows.select(self._model.index(first), self._model.index(last))
        self.selectionModel().select(rows, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # A click on a head opens or closes its group; what is selected stays so.
        by_pointer = event is not None and event.type() in (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonRelease,
        )
        if by_pointer and index.isValid() and isinstance(self._model.at(index.row()), Group):
            return Flag.NoUpdate
        return super().selectionCommand(index, event)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # Qt would ask for the place of every row between the two.
        self.viewport().update()

    def updateGeometries(self) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(PIXELS_A_STEP)
        bar.setPageStep(high)
        bar.setRange(0, max(0, self.places().height - high))
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places, top = self.places(), self.verticalOffset()
        row = places.row_at(max(event.rect().top() + top, 0))
        bottom = event.rect().bottom() + top
        while row is not None and row < places.rows and places.top(row) <= bottom:
            index = self._model.index(row)
            self._delegate.paint(painter, self._option(index), index)
            row += 1

    def _option(self, index: QModelIndex) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        state = QStyle.StateFlag.State_Enabled
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if index.row() == self._hovered:
            state |= QStyle.StateFlag.State_MouseOver
        if index == self.currentIndex() and self.hasFocus():
            state |= QStyle.StateFlag.State_HasFocus
            if self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
                state |= QStyle.StateFlag.State_KeyboardFocusChange
        option.state = state
        option.rect = self.visualRect(index)
        return option

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverMove) and isinstance(event, QHoverEvent):
            self._hover(self.row_at(event.position().toPoint().y()))
        elif event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, row: int | None) -> None:
        hovered = -1 if row is None else row
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    # ---- what the person does

    def _open(self, index: QModelIndex) -> None:
        found = self._model.at(index.row())
        if isinstance(found, Group):
            self._model.toggle(found.root)
        elif isinstance(found, Document) and self.picked_count() == 1:
            self.chosen.emit(found)

    def _open_head(self, index: QModelIndex) -> None:
        # The second click of a double click: Qt sends no `clicked` for it.
        if isinstance(self._model.at(index.row()), Group):
            self._open(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the pointer at its place, of the menu key below the current row."""
        where, index = event.globalPos(), self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            rect = self.visualRect(index).intersected(self.viewport().rect())
            where = self.viewport().mapToGlobal(rect.bottomLeft())
        found = self._model.at(index.row()) if self._has(index) else None
        documents = self.picked()
        if isinstance(found, Group):
            self.folder_menu_wanted.emit(found, where)
        elif documents:
            self.menu_wanted.emit(documents, where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Delete: self._remove_picked,
            Qt.Key.Key_Return: self._open_current,
            Qt.Key.Key_Enter: self._open_current,
            Qt.Key.Key_Left: lambda: self._fold(False),
            Qt.Key.Key_Right: lambda: self._fold(True),
        }
        do = keys.get(event.key())
        if do is not None:
            do()
        else:
            super().keyPressEvent(event)

    def _remove_picked(self) -> None:
        documents = self.picked()
        if documents:
            self.remove_wanted.emit(documents)

    def _open_current(self) -> None:
        found = self._model.at(self.currentIndex().row()) if self._has(self.currentIndex()) else None
        if isinstance(found, Group):
            self._model.toggle(found.root)
        elif found is not None:
            self.chosen.emit(found)

    def _fold(self, open_it: bool) -> None:
        """Left closes the group of the current row and goes to its head, Right opens it."""
        if not self._has(self.currentIndex()):
            return
        row = self.currentIndex().row()
        head = next((one for one in reversed(self._model.heads()) if one <= row), None)
        group = self._model.at(head) if head is not None else None
        if head is None or not isinstance(group, Group) or group.open == open_it:
            return
        self.selectionModel().setCurrentIndex(self._model.index(head), Flag.NoUpdate)
        self._model.toggle(group.root)

    def keyboardSearch(self, search: str) -> None:
        """Letters go to the filter: Qt would ask 50,000 rows for their names."""
        self.typed.emit(search)
