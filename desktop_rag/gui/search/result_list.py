"""The list of results: walked with the keyboard, opened with Enter or a click, copied by its menu."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop_rag.gui.looks.bars import keep_bar
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import passing_menu
from desktop_rag.gui.search.result_delegate import ResultDelegate
from desktop_rag.gui.search.result_model import ResultModel
from desktop_rag.gui.search.rows import HitRow, MoreRow


class ResultList(QListView):
    """`opened` is a hit that was asked for; `left` says that the keyboard goes back to the search box."""

    opened = Signal(QModelIndex)
    left = Signal()

    def __init__(self, model: ResultModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        # Whether the person, and not the program, has chosen the current row.
        self.chosen_by_person = False
        self.setModel(model)
        self.setItemDelegate(ResultDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Lines must not break anew when the list grows past the pane.
        keep_bar(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Results"))
        self.clicked.connect(self._clicked)

    # ---- choosing

    def choose_first(self) -> bool:
        """Moves the keyboard to the first hit; False when there is none."""
        return self._choose(0, 1)

    def choose(self, passage: int) -> None:
        """Makes a passage's hit the current one, without scrolling; nothing when it is not there."""
        index = self._results.index_of(passage)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)

    def _choose(self, start: int, step: int) -> bool:
        row = start
        while 0 <= row < self._results.rowCount():
            index = self._results.index(row)
            if isinstance(self._results.row(index), HitRow | MoreRow):
                self.chosen_by_person = True
                self.setCurrentIndex(index)
                # The head of the first hit is no row to stand on: it is shown by scrolling to the top.
                if row <= 1:
                    self.scrollToTop()
                self.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            row += step
        return False

    def _open(self, index: QModelIndex) -> None:
        row = self._results.row(index)
        if isinstance(row, HitRow):
            self.opened.emit(index)
        elif isinstance(row, MoreRow):
            number = index.row()
            self._results.unfold(number)
            self._choose(min(number, self._results.rowCount() - 1), 1 if row.hidden else -1)

    def _clicked(self, index: QModelIndex) -> None:
        self.chosen_by_person = self.chosen_by_person or self.currentIndex().isValid()
        self._open(index)

    # ---- keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, now = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and now.isValid():
            self._open(now)
        elif key == Qt.Key.Key_Down:
            self._choose(now.row() + 1 if now.isValid() else 0, 1)
        elif key == Qt.Key.Key_Up:
            if not now.isValid() or not self._choose(now.row() - 1, -1):
                self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(now, with_reference=False)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._results.row(self.indexAt(event.position().toPoint()))
        hand = isinstance(row, HitRow | MoreRow)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    # ---- copying

    def _copy(self, index: QModelIndex, with_reference: bool) -> None:
        text = self._results.copied(index, with_reference)
        if text:
            QGuiApplication.clipboard().setText(text)

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a hit; None for other rows."""
        if self._results.hit(index) is None:
            return None
        menu = passing_menu(self)
        menu.addAction(icon("book-open"), self.tr("Open in the document"), lambda: self._open(index))
        menu.addSeparator()
        menu.addAction(icon("copy"), self.tr("Copy passage"), lambda: self._copy(index, False))
        menu.addAction(icon("quote"), self.tr("Copy with reference"), lambda: self._copy(index, True))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu_for(self.indexAt(at))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(at))
