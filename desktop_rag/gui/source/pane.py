"""The source: the document behind a result or a citation, opened at the passage."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PagePicture, Rect, SourceView
from desktop_rag.engine.calls import OpenSource
from desktop_rag.gui.looks.controls import Banner
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.tokens import PADDING_SOURCE
from desktop_rag.gui.source.bar import SourceBar
from desktop_rag.gui.source.find_bar import FindBar
from desktop_rag.gui.source.found import Found, find
from desktop_rag.gui.source.geometry import zoomed
from desktop_rag.gui.source.header import SourceHeader
from desktop_rag.gui.source.navigation import Standing, standing_of
from desktop_rag.gui.source.opening import SourceOpening
from desktop_rag.gui.source.outside import file_url, folder_url
from desktop_rag.gui.source.stage import SourceStage
from desktop_rag.gui.source.tour import Spot, Tour, tour_of
from desktop_rag.gui.source.wording import condition_words
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller


class SourcePane(QWidget):
    """`closed` asks the window to hide the pane. `open_url` shows a URL outside; tests replace it."""

    closed = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl
        self._opening = SourceOpening(engine, tasks, self)
        self._tour: Tour | None = None
        self._asked: OpenSource | None = None
        self._standing: Standing | None = None
        self._found: Found | None = None
        self._rects: dict[Span, tuple[Rect, ...]] = {}
        self._reveal = False
        # What was asked to be drawn last and how wide, and what the page that is on shows.
        self._drawing: tuple[SourceView, int] | None = None
        self._on_page: SourceView | None = None
        self._build()
        self._connect()
        self.clear()

    # ---- what the window asks of it

    def show_place(self, place: Spot, places: Sequence[Spot] = ()) -> None:
        """Opens a document at a passage: a `Place` or an `Evidence`; `places` are others of the same
        document that can be walked through, those of other documents are left out. A place without
        extent opens the document there and marks nothing."""
        self._tour = tour_of(place, places)
        self.bar.show_tour(self._tour if self._tour.walked else None)
        self.header.show_document(place)
        self._found = None
        self.find_bar.hide()
        if self._standing is not None and self._is_shown(self._standing.view, place):
            self._opening.stay()
            self.stage.wait_no_more()
            self._name(self._standing)
            self._mark(reveal=True)
            return
        self._open(OpenSource(place.document, place.start, place.end))

    def clear(self) -> None:
        """Back to the invitation, for instance when the document or its library has gone."""
        self._opening.stop()
        self._tour = self._standing = self._asked = self._found = None
        self.header.show_document(None)
        self.bar.show_tour(None)
        self.bar.show_unit(None)
        self.bar.show_zoom(1.0, picture=False)
        self.find_bar.hide()
        self._told.hide()
        self.stage.show_empty()

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
        if self._standing is not None:
            asked = self._standing.after() if by > 0 else self._standing.before()
            if asked is not None:
                self._open(asked)

    def find_words(self) -> None:
        """Opens the line in which words are looked for in what is shown."""
        if self._standing is not None:
            self.find_bar.open()
            self._look_for(self.find_bar.box.text())

    # ---- how it is built

    def _build(self) -> None:
        self.setProperty("ground", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Source"))
        self.header, self.bar, self.find_bar = SourceHeader(), SourceBar(), FindBar()
        self.banner = Banner("info", "")
        self.stage = SourceStage()
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(PADDING_SOURCE, 0, PADDING_SOURCE + 8, 8)
        told.addWidget(self.banner)
        sheet = QHBoxLayout()
        sheet.setContentsMargins(PADDING_SOURCE, 0, 0, 0)
        sheet.addWidget(self.stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.bar, self.find_bar, self._told):
            column.addWidget(part)
        column.addLayout(sheet, 1)

    def _connect(self) -> None:
        self.stage.again_pressed.connect(self.open_again)
        self.header.closed.connect(self.closed)
        self.header.open_pressed.connect(lambda: self._open_outside(file_url))
        self.header.folder_pressed.connect(lambda: self._open_outside(folder_url))
        self.bar.unit_moved.connect(self.move_unit)
        self.bar.passage_moved.connect(self.move_passage)
        self.bar.zoomed.connect(self._zoom)
        self.bar.find_pressed.connect(self.find_words)
        self.find_bar.asked.connect(self._look_for)
        self.find_bar.moved.connect(self._move_find)
        self.find_bar.closed.connect(self._end_find)
        self.stage.page.width_wanted.connect(self._redraw)
        self.stage.page.zoom_changed.connect(lambda zoom: self.bar.show_zoom(zoom, picture=True))
        self.stage.page.menu_wanted.connect(self._show_menu)
        look = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        look.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        look.activated.connect(self.find_words)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.stage.page)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.copy_passage)
        self._opening.opened.connect(self._take_view)
        self._opening.failed.connect(self._take_failure)
        self._opening.drawn.connect(self._take_picture)
        self._opening.undrawable.connect(self._take_no_picture)
        self._opening.marked.connect(self._take_marks)
        self._opening.unmarkable.connect(
            lambda why: self._tell(self.tr("The passage cannot be marked on this page"), why)
        )

    # ---- opening

    def open_again(self) -> None:
        """Asks for the document once more, for instance when the engine is back."""
        if self._asked is not None:
            self._open(self._asked)

    def _is_shown(self, view: SourceView, place: Spot) -> bool:
        unit, wanted = view.unit.place, place.unit
        inside = view.clip_start <= place.start < view.clip_start + max(1, len(view.text))
        same = view.document == place.document and (unit.kind, unit.number) == (wanted.kind, wanted.number)
        return same and inside and self.stage.showing != "nothing"

    def _open(self, asked: OpenSource) -> None:
        self._asked = asked
        self.stage.wait()
        self._opening.open(asked)

    def _name(self, standing: Standing) -> None:
        view = standing.view
        self.bar.show_unit(standing)
        self.header.allow(view.kind, view.path, there=view.condition != "missing")

    def _take_view(self, view: SourceView, asked: OpenSource) -> None:
        self._standing = standing_of(view, asked)
        self._rects = {}
        self._name(self._standing)
        self._tell(*condition_words(view))
        if view.picture and view.condition == "same":
            self._draw(view, self.stage.device_width(), fresh=True)
        else:
            self._show_text(view)

    def _take_failure(self, failure: Failure) -> None:
        self._standing = None
        self.bar.show_unit(None)
        self.find_bar.hide()
        self._told.hide()
        self.stage.show_problem(failure)

    def _tell(self, title: str, sentence: str = "") -> None:
        self.banner.set_words("info", title, sentence)
        self._told.setVisible(bool(title))

    def _show_text(self, view: SourceView) -> None:
        by_offset = self._asked is not None and self._asked.unit is None
        self.bar.show_zoom(1.0, picture=False)
        self.stage.show_text(view, self._asked.start if self._asked and by_offset else None)
        self._settle()

    # ---- pages

    def _draw(self, view: SourceView, width: int, fresh: bool) -> None:
        self._drawing = (view, width)
        self._opening.draw(view, width, fresh)

    def _take_picture(self, image: QImage, picture: PagePicture, fresh: bool) -> None:
        self.stage.show_picture(image, picture, fresh)
        self.bar.show_zoom(self.stage.page.zoom, picture=True)
        self._on_page = self._drawing[0] if self._drawing else None
        if fresh:
            self._settle()

    def _take_no_picture(self, why: str) -> None:
        if self._standing is not None:
            self._tell(self.tr("This page cannot be drawn, so you see its text as it was indexed"), why)
            self._show_text(self._standing.view)

    def _redraw(self, width: int) -> None:
        if self._standing is None or self.stage.showing != "page":
            return
        view = self._standing.view
        if self._drawing != (view, width):
            self._draw(view, width, fresh=self._on_page is not view)

    def _zoom(self, steps: int) -> None:
        page = self.stage.page
        page.set_zoom(zoomed(page.zoom, steps) if steps else 1.0)

    # ---- marks: of the passages, or of what is looked for

    def _wanted(self, view: SourceView) -> list[tuple[Span, bool]]:
        if self._found is not None:
            return self._found.marks()
        return self._tour.on(view.unit.place) if self._tour else []

    def _settle(self) -> None:
        """Marks what has just come into view: the finds while something is looked for."""
        if self._found is not None:
            self._look_for(self.find_bar.box.text())
        else:
            self._mark(reveal=True)

    def _mark(self, reveal: bool) -> None:
        if self._standing is None:
            return
        view = self._standing.view
        wanted = self._wanted(view)
        if self.stage.showing == "text":
            self.stage.text.show_marks(wanted, reveal)
            return
        unknown = [span for span, _ in wanted if span not in self._rects]
        self._reveal = reveal
        if unknown:
            self._opening.mark(view, unknown)
        else:
            self._paint_marks(view)

    def _take_marks(self, view: SourceView, rects: dict[Span, tuple[Rect, ...]]) -> None:
        if self._standing is not None and view is self._standing.view:
            self._rects.update(rects)
            self._paint_marks(view)

    def _paint_marks(self, view: SourceView) -> None:
        marks = [(self._rects.get(span, ()), now) for span, now in self._wanted(view)]
        self.stage.page.show_marks(marks, self._reveal)

    def _look_for(self, query: str) -> None:
        if self._standing is not None and self.find_bar.isVisibleTo(self):
            view = self._standing.view
            self._found = find(query, view.text, view.clip_start) if query.strip() else None
            self.find_bar.show_found(self._found or Found())
            self._mark(reveal=True)

    def _move_find(self, by: int) -> None:
        if self._found is not None:
            self._found = self._found.moved(by)
            self.find_bar.show_found(self._found)
            self._mark(reveal=True)

    def _end_find(self) -> None:
        self._found = None
        self.find_bar.hide()
        self._mark(reveal=False)
        self.stage.take_keyboard()

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
