"""The source: the document behind a result or a citation, opened at the passage."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Emphasis, PageSize, SourceView
from desktop_rag.engine.calls import OpenSource
from desktop_rag.gui.looks.controls import Banner
from desktop_rag.gui.looks.tokens import PADDING_SOURCE
from desktop_rag.gui.page_viewer import PageViewer
from desktop_rag.gui.source.bar import SourceBar
from desktop_rag.gui.source.find_bar import FindBar
from desktop_rag.gui.source.finding import Finding
from desktop_rag.gui.source.header import SourceHeader
from desktop_rag.gui.source.marking import Marking, found_marking, tour_marking
from desktop_rag.gui.source.navigation import Standing, holds, standing_of
from desktop_rag.gui.source.opening import SourceOpening
from desktop_rag.gui.source.outside import file_url, folder_url
from desktop_rag.gui.source.pages import Pages
from desktop_rag.gui.source.sheets import zoomed
from desktop_rag.gui.source.stage import SourceStage
from desktop_rag.gui.source.taking import Taking
from desktop_rag.gui.source.tour import Spot, Tour, tour_of
from desktop_rag.gui.source.wording import condition_words, unit_words
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller


class SourcePane(QWidget):
    """`closed` asks the window to hide the pane. `open_url` shows a URL outside; tests replace it."""

    closed = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl
        self._opening = SourceOpening(engine, tasks, self)
        self._viewer = PageViewer(self)
        self._tour: Tour | None = None
        self._asked: OpenSource | None = None
        self._standing: Standing | None = None
        self._emphasis: dict[Span, Emphasis] = {}
        self._words: tuple[int, str, str] = (0, "", "")
        self._build()
        self._pages = Pages(self.stage.page, self._opening, self)
        self.finding = Finding(self.find_bar, self._opening, self.stage, lambda: self._standing, self)
        self.taking = Taking(self.stage, self._pages, lambda: self._standing, lambda: self._tour, self)
        self._connect()
        self.clear()

    # ---- what the window asks of it

    def show_place(self, place: Spot, places: Sequence[Spot] = (), words: str = "", near: str = "") -> None:
        """Opens a document at a passage: a `Place` or an `Evidence`; `places` are others of the same
        document that can be walked through, those of other documents are left out. A place without
        extent opens the document there and marks nothing. `words` are those that were asked for, and
        `near` a sentence that the passage supports: they choose what of it is marked strongly."""
        self._tour = tour_of(place, places)
        self.bar.show_tour(self._tour if self._tour.walked else None)
        self.header.show_document(place)
        self.finding.end()
        self._emphasize(place, words, near)
        if self._standing is not None and self._is_shown(self._standing.view, place):
            self._opening.stay()
            self.stage.wait_no_more()
            self._name_outside(self._standing.view)
            self._mark(reveal=True)
            return
        self._open(OpenSource(place.document, place.start, place.end))

    def clear(self) -> None:
        """Back to the invitation, for instance when the document or its library has gone."""
        self._opening.stop()
        self._tour = self._standing = self._asked = None
        self._pages.close()
        self.header.show_document(None)
        self.bar.show_tour(None)
        self.bar.show_unit(None)
        self.bar.show_zoom(1.0, picture=False)
        self.finding.end()
        self._tell("")
        self.stage.show_empty()

    def forget(self, documents: Collection[int]) -> None:
        """These have gone: nothing of them is shown any more, and where one was open a sentence says so."""
        if self.document() in documents:
            self.clear()
            self.stage.show_gone()

    def document(self) -> int | None:
        """The id of the document that is shown or being opened."""
        return self._tour.now.document if self._tour else None

    def move_passage(self, by: int) -> None:
        """To the next passage (1) or the one before (-1), if there is one."""
        moved = self._tour.moved(by) if self._tour else None
        if moved is not None:
            self.show_place(moved.now, moved.spots, *self._words[1:])

    def move_unit(self, by: int) -> None:
        """To the next page or part (1), or the one before (-1), if there is one."""
        if self._standing is None:
            return
        if self.stage.showing == "page":
            self.stage.page.go_to(self.stage.page.now + by)
        elif (asked := self._standing.after() if by > 0 else self._standing.before()) is not None:
            self._open(asked)

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
        self.header.open_pressed.connect(self._open_viewer)
        self.header.folder_pressed.connect(self._open_folder)
        self.bar.unit_moved.connect(self.move_unit)
        self.bar.passage_moved.connect(self.move_passage)
        self.bar.zoomed.connect(self._zoom)
        self.bar.find_pressed.connect(self.finding.begin)
        self.finding.changed.connect(self._mark)
        self.finding.elsewhere.connect(self._open_span)
        self.finding.left.connect(self.stage.take_keyboard)
        self.stage.page.zoom_changed.connect(lambda zoom: self.bar.show_zoom(zoom, picture=True))
        self.stage.page.menu_wanted.connect(self.taking.show_menu)
        self._pages.turned.connect(self._take_turn)
        self._pages.undrawable.connect(self._take_no_picture)
        self._pages.unmarkable.connect(
            lambda why: self._tell(self.tr("The passage cannot be marked on this page"), why)
        )
        self._opening.opened.connect(self._take_view)
        self._opening.failed.connect(self._take_failure)
        self._opening.emphasized.connect(self._take_emphasis)
        self._connect_keys()

    def _connect_keys(self) -> None:
        page = self.stage.page
        self._key(QKeySequence.StandardKey.Find, self, self.finding.begin)
        self._key(QKeySequence.StandardKey.Copy, page, self.taking.copy)
        self._key(QKeySequence.StandardKey.ZoomIn, page, lambda: self._zoom(1))
        self._key(QKeySequence.StandardKey.ZoomOut, page, lambda: self._zoom(-1))
        self._key("Ctrl+0", page, lambda: page.set_zoom(1.0))

    def _key(self, keys: QKeySequence.StandardKey | str, on: QWidget, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), on)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # ---- opening

    def open_again(self) -> None:
        """Asks for the document once more, for instance when the engine is back."""
        if self._asked is not None:
            self._open(self._asked)

    def _is_shown(self, view: SourceView, place: Spot) -> bool:
        if view.document != place.document or self.stage.showing == "nothing":
            return False
        if self.stage.showing == "page":
            return True
        unit, wanted = view.unit.place, place.unit
        return (unit.kind, unit.number) == (wanted.kind, wanted.number) and holds(
            view, place.start, place.end
        )

    def _open(self, asked: OpenSource) -> None:
        self._asked = asked
        self.stage.wait()
        self._opening.open(asked)

    def _name_outside(self, view: SourceView) -> None:
        self.header.allow(view.kind, view.path, there=view.condition != "missing")

    def _take_view(self, view: SourceView, asked: OpenSource, sizes: tuple[PageSize, ...]) -> None:
        self._standing = standing_of(view, asked)
        self._name_outside(view)
        self._tell(*condition_words(view))
        if not sizes:
            self._show_text(view)
            return
        self.stage.show_pages()
        self._pages.show(view, sizes, self._standing.index)
        self.bar.show_zoom(self.stage.page.zoom, picture=True)
        self._take_turn(self.stage.page.now)
        self._mark(reveal=True)

    def _take_failure(self, failure: Failure) -> None:
        self._standing = None
        self._pages.close()
        self.bar.show_unit(None)
        self.find_bar.hide()
        self._tell("")
        self.stage.show_problem(failure)

    def _tell(self, title: str, sentence: str = "") -> None:
        self.banner.set_words("info", title, sentence)
        self._told.setVisible(bool(title))

    def _show_text(self, view: SourceView) -> None:
        self._pages.close()
        by_offset = self._asked is not None and self._asked.unit is None
        self.bar.show_zoom(1.0, picture=False)
        if (standing := self._standing) is not None:
            self.bar.show_unit(standing.words, standing.before() is not None, standing.after() is not None)
        self.stage.show_text(view, self._asked.start if self._asked and by_offset else None)
        self._mark(reveal=True)

    # ---- pages

    def _take_turn(self, index: int) -> None:
        """Another page is read now, or what it is has become known."""
        view = self._pages.view
        if view is None:
            return
        place = view.unit.place
        self.bar.show_unit(unit_words(place.kind, index + 1, view.units), index > 0, index + 1 < view.units)
        if self._pages.recognized(index):
            self._tell(
                self.tr("This page is a picture: its text was recognised"),
                self.tr("Some words may have been misread."),
            )
        elif self.stage.showing == "page":
            self._tell("")

    def _take_no_picture(self, why: str) -> None:
        if self._standing is not None:
            self._tell(self.tr("This page cannot be drawn, so you see its text as it was indexed"), why)
            self._show_text(self._standing.view)

    def _zoom(self, steps: int) -> None:
        page = self.stage.page
        if steps:
            page.set_zoom(zoomed(page.zoom, steps))
        elif page.zoom == 1.0:
            page.fit_page()
        else:
            page.set_zoom(1.0)

    # ---- marks: of the passages, or of what is looked for

    def _emphasize(self, place: Spot, words: str, near: str) -> None:
        if (place.document, words, near) != self._words:
            self._emphasis = {}
        self._words = (place.document, words, near)
        spots = self._tour.spots if self._tour else ()
        spans = [Span(spot.start, spot.end) for spot in spots if spot.end > spot.start]
        if (words.strip() or near.strip()) and any(span not in self._emphasis for span in spans):
            self._opening.emphasize(place.document, spans, words, near)

    def _take_emphasis(self, emphasis: dict[Span, Emphasis]) -> None:
        self._emphasis = emphasis
        if self.finding.found is None:
            self._mark(reveal=True)

    def _marking(self) -> Marking:
        if self.finding.found is not None:
            return found_marking(self.finding.found)
        return tour_marking(self._tour, self._emphasis)

    def _mark(self, reveal: bool) -> None:
        if self._standing is None:
            return
        if self.stage.showing == "text":
            self.stage.text.show_marks(self._marking(), self._standing.index, reveal)
        elif self.stage.showing == "page":
            self._pages.mark(self._marking(), reveal)

    def _open_span(self, span: Span) -> None:
        if self._standing is not None:
            self._open(OpenSource(self._standing.view.document, span.start, span.end))

    # ---- outside

    def _open_viewer(self) -> None:
        """A PDF at the page that is read, where the viewer can be told."""
        view = self._standing.view if self._standing is not None else None
        if view is None:
            return
        if self.stage.showing == "page" and view.path.lower().endswith(b".pdf"):
            page = self.stage.page.now + 1
            self._viewer.open(view.path, page, lambda: self._open_outside(file_url(view.path)))
        else:
            self._open_outside(file_url(view.path))

    def _open_folder(self) -> None:
        if self._standing is not None:
            self._open_outside(folder_url(self._standing.view.path))

    def _open_outside(self, url: QUrl) -> None:
        if not self.open_url(url):
            self._tell(self.tr("The system has no program that shows this file"))
