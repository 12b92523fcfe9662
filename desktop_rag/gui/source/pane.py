"""The source: the document behind a result or a citation, opened at the passage."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.errors import DesktopRagError, Failure
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Rect, SourceView, Tile
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import MARKS, PAGE, SOURCE, DrawPage, FindMarks, OpenSource
from desktop_rag.gui.looks.controls import Banner, Button, EmptyState, Label, Ring
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.tokens import PADDING_SOURCE
from desktop_rag.gui.source.bar import SourceBar
from desktop_rag.gui.source.geometry import zoomed
from desktop_rag.gui.source.header import SourceHeader
from desktop_rag.gui.source.navigation import Standing, document_blocks, standing_of
from desktop_rag.gui.source.outside import file_url, folder_url
from desktop_rag.gui.source.page_view import PageView
from desktop_rag.gui.source.text_view import TextView
from desktop_rag.gui.source.tiles import BadPicture, put_together
from desktop_rag.gui.source.tour import Spot, Tour, tour_of
from desktop_rag.gui.source.wording import condition_words
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

# A document that opens faster than this is not announced: the words would only flash.
LOADING_MS = 150


class SourcePane(QWidget):
    """`closed` asks the window to hide the pane. `open_url` shows a URL outside; tests replace it."""

    closed = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self.open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl
        self._tour: Tour | None = None
        self._asked: OpenSource | None = None
        self._standing: Standing | None = None
        self._rects: dict[Span, tuple[Rect, ...]] = {}
        self._as_text = False
        self._build()
        self._connect()
        self.clear()

    # ---- what the window asks of it

    def show_place(self, place: Spot, places: Sequence[Spot] = ()) -> None:
        """Opens a document at a passage: a `Place` or an `Evidence`; `places` are others of the same
        document that can be walked through, those of other documents are left out."""
        self._tour = tour_of(place, places)
        self.bar.show_tour(self._tour)
        self.header.show_document(place)
        if self._standing is not None and self._is_shown(self._standing, place):
            self._stay(self._standing)
            return
        self._open(OpenSource(place.document, place.start, place.end))

    def clear(self) -> None:
        """Back to the invitation, for instance when the document or its library has gone."""
        for group in ("source", "page", "marks"):
            self._tasks.cancel(group)
        self._loading.stop()
        self._tour = self._standing = self._asked = None
        self.header.show_document(None)
        self.bar.show_tour(None)
        self.bar.show_unit(None)
        self.bar.show_zoom(1.0, picture=False)
        self._told.hide()
        self.stack.setCurrentWidget(self.empty)

    def document(self) -> int | None:
        """The id of the document that is shown or being opened."""
        return self._tour.now.document if self._tour else None

    def move_passage(self, by: int) -> None:
        """To the next passage (1) or the one before (-1), if there is one."""
        moved = self._tour.moved(by) if self._tour else None
        if moved is not None:
            self.show_place(moved.now, moved.spots)

    def move_unit(self, by: int) -> None:
        """To the next page or part (1), or the one before (-1), if there is one."""
        if self._standing is None:
            return
        asked = self._standing.after() if by > 0 else self._standing.before()
        if asked is not None:
            self._open(asked)

    # ---- how it is built

    def _build(self) -> None:
        self.setProperty("ground", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Source"))
        self.header, self.bar = SourceHeader(), SourceBar()
        self.banner = Banner("info", "")
        self.page, self.text = PageView(), TextView()
        self.empty = EmptyState(
            "book-open", self.tr("Choose a result or a citation to see it in its document")
        )
        self.problem = EmptyState("circle-alert", "", button=self._again_button())
        self.stack = QStackedWidget()
        for page in (self.page, self.text, self.empty, self.problem, self._loading_page()):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(PADDING_SOURCE, 0, PADDING_SOURCE + 8, 8)
        told.addWidget(self.banner)
        column.addWidget(self._told)
        sheet = QHBoxLayout()
        sheet.setContentsMargins(PADDING_SOURCE, 0, 0, 0)
        sheet.addWidget(self.stack)
        column.addLayout(sheet, 1)

    def _again_button(self) -> Button:
        again = Button(self.tr("Try again"))
        again.clicked.connect(self._open_again)
        return again

    def _open_again(self) -> None:
        if self._asked is not None:
            self._open(self._asked)

    def _loading_page(self) -> QWidget:
        self.loading = QWidget()
        self._loading = QTimer(self, singleShot=True, interval=LOADING_MS)
        self._loading.timeout.connect(lambda: self.stack.setCurrentWidget(self.loading))
        row = QHBoxLayout(self.loading)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Ring())
        row.addWidget(Label(self.tr("Opening the document…"), "body", "text2"))
        row.addStretch(1)
        return self.loading

    def _connect(self) -> None:
        self.header.closed.connect(self.closed)
        self.header.open_pressed.connect(lambda: self._open_outside(file_url))
        self.header.folder_pressed.connect(lambda: self._open_outside(folder_url))
        self.bar.unit_moved.connect(self.move_unit)
        self.bar.passage_moved.connect(self.move_passage)
        self.bar.zoomed.connect(self._zoom)
        self.page.width_wanted.connect(self._redraw)
        self.page.zoom_changed.connect(lambda zoom: self.bar.show_zoom(zoom, picture=not self._as_text))
        self.page.menu_wanted.connect(self._show_menu)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.page)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.copy_passage)

    # ---- opening

    def _is_shown(self, standing: Standing, place: Spot) -> bool:
        if self.stack.currentWidget() not in (self.page, self.text):
            return False
        view = standing.view
        unit = (view.unit.place.kind, view.unit.place.number)
        inside = view.clip_start <= place.start < view.clip_start + max(1, len(view.text))
        return view.document == place.document and unit == (place.unit.kind, place.unit.number) and inside

    def _stay(self, standing: Standing) -> None:
        """Another passage of what is shown: only its marks move."""
        self._tasks.cancel("source")
        self._loading.stop()
        view = standing.view
        self.header.allow(view.kind, view.path, there=view.condition != "missing")
        self.bar.show_unit(standing)
        # A page that is still being drawn is marked when it is there.
        if not self._tasks.running("page"):
            self._mark(reveal=True)

    def _open(self, asked: OpenSource) -> None:
        self._asked = asked
        for group in ("page", "marks"):
            self._tasks.cancel(group)
        self._loading.start()
        self._tasks.start(self._load(asked), group="source")

    async def _load(self, asked: OpenSource) -> None:
        try:
            view = await self._engine.call(SOURCE, asked)
        except DesktopRagError as error:
            self._fail(error.failure)
            return
        self._standing = standing_of(view, asked)
        self._rects = {}
        self.bar.show_unit(self._standing)
        self.header.allow(view.kind, view.path, there=view.condition != "missing")
        title, sentence = condition_words(view)
        self._tell(self.tr(title) if title else "", sentence)
        if view.picture and view.condition == "same":
            self._tasks.start(self._draw(view, self.page.device_width(), fresh=True), group="page")
        else:
            self._show_text(view)

    def _fail(self, failure: Failure) -> None:
        self._loading.stop()
        self._standing = None
        self.bar.show_unit(None)
        self._told.hide()
        words = words_for(failure)
        self.problem.set_words(words.title, f"{words.explanation} {words.remedy}".strip())
        self.stack.setCurrentWidget(self.problem)

    def _tell(self, title: str, sentence: str = "") -> None:
        self.banner.set_words("info", title, sentence)
        self._told.setVisible(bool(title))

    def _show_text(self, view: SourceView) -> None:
        self._loading.stop()
        self._as_text = True
        self.bar.show_zoom(1.0, picture=False)
        self.text.show_text(view.clip_start, view.text, document_blocks(view.unit))
        self.stack.setCurrentWidget(self.text)
        self._mark(reveal=True)

    # ---- pages

    async def _draw(self, view: SourceView, width: int, fresh: bool) -> None:
        """Draws a page and marks its passages; `fresh` False only draws the same page larger or smaller."""
        tiles: list[Tile] = []
        page = view.unit.place.number
        try:
            picture = await self._engine.call(PAGE, DrawPage(view.document, page, width), tiles.append)
            image = put_together(picture, tiles)
        except (DesktopRagError, BadPicture) as error:
            if fresh:
                reason = words_for(error.failure).title if isinstance(error, DesktopRagError) else ""
                self._tell(
                    self.tr("This page cannot be drawn, so you see its text as it was indexed"), reason
                )
                self._show_text(view)
            return
        self._loading.stop()
        self._as_text = False
        if fresh:
            self.page.show_marks((), reveal=False)
        self.page.show_page(image, picture.page_width, picture.page_height)
        self.bar.show_zoom(self.page.zoom, picture=True)
        self.stack.setCurrentWidget(self.page)
        if fresh:
            self.page.to_top()
            await self._find_marks(view, reveal=True)

    def _redraw(self, width: int) -> None:
        showing = self._standing is not None and self.stack.currentWidget() is self.page
        if showing and self._standing is not None and not self._tasks.running("source"):
            self._tasks.start(self._draw(self._standing.view, width, fresh=False), group="page")

    async def _find_marks(self, view: SourceView, reveal: bool) -> None:
        """Asks where passages lie on the page, once for each, and paints them."""
        wanted = self._tour.on(view.unit.place) if self._tour else []
        unknown = tuple(span for span, _ in wanted if span not in self._rects)
        if unknown:
            asked = FindMarks(view.document, view.unit.place.number, unknown)
            try:
                found = await self._engine.call(MARKS, asked)
            except DesktopRagError as error:
                self._tell(
                    self.tr("The passage cannot be marked on this page"), words_for(error.failure).title
                )
                return
            self._rects.update(zip(unknown, found.rects, strict=False))
        wanted = self._tour.on(view.unit.place) if self._tour else []
        self.page.show_marks([(self._rects.get(span, ()), now) for span, now in wanted], reveal)

    def _mark(self, reveal: bool) -> None:
        if self._standing is None:
            return
        view = self._standing.view
        if self._as_text:
            self.text.show_marks(self._tour.on(view.unit.place) if self._tour else [], reveal)
        else:
            self._tasks.start(self._find_marks(view, reveal), group="marks")

    def _zoom(self, steps: int) -> None:
        self.page.set_zoom(zoomed(self.page.zoom, steps) if steps else 1.0)

    # ---- taking along

    def passage_text(self) -> str:
        """The passage shown, as it was indexed; empty when another page or part is shown."""
        if self._standing is None or self._tour is None:
            return ""
        view, now = self._standing.view, self._tour.now
        start, end = now.start - view.clip_start, now.end - view.clip_start
        return view.text[start:end] if 0 <= start < end else ""

    def copy_passage(self) -> None:
        if text := self.passage_text():
            QGuiApplication.clipboard().setText(text)

    def copy_unit(self) -> None:
        if self._standing is not None:
            QGuiApplication.clipboard().setText(self._standing.view.text)

    def _show_menu(self, at: QPointF) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), self.tr("Copy passage"), self.copy_passage)
        copy.setEnabled(bool(self.passage_text()))
        menu.addAction(icon("copy"), self.tr("Copy the text of this page"), self.copy_unit)
        menu.popup(at.toPoint())

    def _open_outside(self, url_of: Callable[[bytes], QUrl]) -> None:
        if self._standing is not None and not self.open_url(url_of(self._standing.view.path)):
            self._tell(self.tr("The system has no program that shows this file"))
