"""The list of results: walked with the keyboard, opened with Enter or a click, used by its menu."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop_rag.domain.documents import held_in
from desktop_rag.domain.passages import Place
from desktop_rag.gui.commands import keys_of
from desktop_rag.gui.looks.bars import keep_bar
from desktop_rag.gui.looks.escape import kept_escape
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import passing_menu
from desktop_rag.gui.outside import may_open
from desktop_rag.gui.search.result_delegate import ResultDelegate
from desktop_rag.gui.search.result_model import ResultModel
from desktop_rag.gui.search.rows import HeadRow, HitRow, MoreRow
from desktop_rag.gui.search.wording import about_words


class ResultList(QListView):
    """What is asked for: `opened` a hit, `entered` one that the keyboard follows into the source. `left`
    says that the keyboard goes back to the search box, `escaped` that it was Esc.

    `like_wanted` carries a `Hit`, or the `Place` of a document as a whole; `ask_wanted` the places of
    documents; `folder_wanted` the path of a file, `outside_wanted` the place that is to be shown there.
    """

    opened = Signal(QModelIndex)
    entered = Signal(QModelIndex)
    left = Signal()
    escaped = Signal()
    like_wanted = Signal(object)
    ask_wanted = Signal(object)
    folder_wanted = Signal(object)
    outside_wanted = Signal(object)

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
        """Moves the keyboard to the row that was left, or to the first hit; False when there is none."""
        now = self.currentIndex()
        return self._choose(now.row() if now.isValid() and self.chosen_by_person else 0, 1)

    def choose(self, passage: int) -> None:
        """Makes a passage's hit the current one, without scrolling; nothing when it is not there."""
        index = self._results.index_of(passage)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)

    def scroll_to(self, value: int) -> None:
        """Scrolls to where the list stood before its rows were replaced."""
        self.doItemsLayout()
        self.verticalScrollBar().setValue(value)

    def _choose(self, start: int, step: int) -> bool:
        row = start
        while 0 <= row < self._results.rowCount():
            index = self._results.index(row)
            if self._results.can_be_chosen(index):
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
        if self._results.has_gone(row):
            return
        if isinstance(row, HitRow):
            self.opened.emit(index)
        elif isinstance(row, MoreRow):
            number = index.row()
            self._results.unfold(number)
            self._choose(min(number, self._results.rowCount() - 1), 1 if row.hidden else -1)

    def _clicked(self, index: QModelIndex) -> None:
        self.chosen_by_person = self.chosen_by_person or self._results.can_be_chosen(index)
        self._open(index)

    @property
    def in_use(self) -> bool:
        """Whether rows must stay where they are: one was chosen, or the pointer is on them."""
        return self.chosen_by_person or self.underMouse()

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
        elif key == Qt.Key.Key_Right and self._results.hit(now) is not None:
            self.entered.emit(now)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif QKeySequence(event.keyCombination()) == QKeySequence(
            keys_of("copy-reference"), QKeySequence.SequenceFormat.NativeText
        ):
            self._copy(now, with_reference=True)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(now, with_reference=False)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        return kept_escape(event) or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._results.can_be_chosen(self.indexAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    # ---- copying, and the menu

    def _copy(self, index: QModelIndex, with_reference: bool) -> None:
        text = self._results.copied(index, with_reference)
        if text:
            QGuiApplication.clipboard().setText(text)

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a hit, or with the document of a head; None for other rows."""
        row = self._results.row(index)
        if not isinstance(row, HeadRow | HitRow) or self._results.has_gone(row):
            return None
        menu = passing_menu(self)
        place = row.place if isinstance(row, HeadRow) else row.hit.place
        if isinstance(row, HitRow):
            menu.addAction(icon("book-open"), self.tr("Open in the document"), lambda: self._open(index))
        self._offer_file(menu, place)
        menu.addSeparator()
        if isinstance(row, HitRow):
            self._offer_copying(menu, index)
            menu.addSeparator()
            menu.addAction(
                icon("layers"), self.tr("More like this passage"), partial(self.like_wanted.emit, row.hit)
            )
        words = self.tr("More like this document")
        menu.addAction(icon("files"), words, partial(self.like_wanted.emit, place))
        menu.addSeparator()
        self._offer_asking(menu, place)
        return menu

    def _offer_file(self, menu: QMenu, place: Place) -> None:
        """What could run when it is opened is shown in its folder only."""
        if may_open(place.kind, place.path):
            held = held_in(place.path, place.shown)
            words = self.tr("Open its mail outside") if held else self.tr("Open in the system's viewer")
            menu.addAction(icon("external-link"), words, partial(self.outside_wanted.emit, place))
        menu.addAction(
            icon("folder-open"), self.tr("Show in folder"), partial(self.folder_wanted.emit, place.path)
        )

    def _offer_copying(self, menu: QMenu, index: QModelIndex) -> None:
        # The list hears these keys itself: as shortcuts they would be there twice.
        plain = QKeySequence(QKeySequence.StandardKey.Copy).toString(QKeySequence.SequenceFormat.NativeText)
        for name, words, keys, with_reference in (
            ("copy", self.tr("Copy passage"), plain, False),
            ("quote", self.tr("Copy with its reference"), keys_of("copy-reference"), True),
        ):
            menu.addAction(icon(name), f"{words}\t{keys}", partial(self._copy, index, with_reference))

    def _offer_asking(self, menu: QMenu, place: Place) -> None:
        """About one document, or about all whose hits are shown."""
        places = self._results.documents()
        sign = icon("messages-square")
        menu.addAction(sign, self.tr("Ask about this document"), partial(self.ask_wanted.emit, (place,)))
        if len(places) > 1:
            words = self.tr("Ask about these {}").format(about_words(places))
            menu.addAction(sign, words, partial(self.ask_wanted.emit, places))

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu_for(self.indexAt(at))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(at))
