"""The pages of a document as sheets of paper on a desk, one below the other, marked and zoomed."""

from collections.abc import Mapping, Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop_rag.domain.reading import PageSize, Rect
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.source.marking import Tone
from desktop_rag.gui.source.page_paint import (
    multiply,
    paint_marks,
    paint_paper,
    paint_words,
)
from desktop_rag.gui.source.page_pictures import Drawn, PagePictures
from desktop_rag.gui.source.sheets import Sheets, zoomed
from desktop_rag.gui.source.tick_bar import TickBar

# A pane is dragged wider pixel by pixel, and a scroll passes pages by: drawn is what the hand rests on.
REDRAW_MS = 60
STEP = 40

PageMarks = Sequence[tuple[Tone, Sequence[Rect]]]


class PageScroll(QAbstractScrollArea):
    """Pages count by their index from 0 here. `wanted` asks for pages, (index, device width) each, the
    ones in view first; `page_changed` tells the page that is read now."""

    wanted = Signal(object)
    page_changed = Signal(int)
    zoom_changed = Signal(float)
    menu_wanted = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets = Sheets((), 1)
        self._pictures = PagePictures()
        self._marks: dict[int, PageMarks] = {}
        self._failed: dict[int, str] = {}
        self._now = 0
        self.zoom = 1.0
        self._ask = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._ask.timeout.connect(self._want)
        self._ticks = TickBar(self)
        self.setVerticalScrollBar(self._ticks)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Pages of the document"))
        corner = QWidget()
        corner.setProperty("ground", "desk")
        self.setCornerWidget(corner)
        theme().changed.connect(self.viewport().update)

    # ---- what it shows

    def show_pages(self, sizes: Sequence[PageSize], index: int) -> None:
        """Sheets of these sizes, blank until pictures come, from the top of one of them."""
        self._pictures.clear()
        self._marks, self._failed = {}, {}
        self._ticks.set_ticks(())
        self._sheets = Sheets(sizes, self.viewport().width(), self.zoom)
        self._now = index
        self._bars()
        self.go_to(index)
        self._want()

    def show_picture(self, index: int, image: QImage, size: PageSize, width: int) -> None:
        """A drawn page and the width that it was asked for with; its size may be another than was told."""
        if not 0 <= index < len(self._sheets):
            return
        known = self._sheets.sizes[index]
        if abs(known.width - size.width) > 1 or abs(known.height - size.height) > 1:
            sizes = list(self._sheets.sizes)
            sizes[index] = size
            self._lay(sizes)
        seen = self.seen()
        self._pictures.put(index, Drawn(image, width), seen)
        self.viewport().update()

    def show_failure(self, index: int, words: str) -> None:
        """Says on a page that it cannot be drawn; it is not asked for again."""
        self._failed[index] = words
        self.viewport().update()

    def show_marks(self, marks: Mapping[int, PageMarks], ticks: Sequence[tuple[int, float, bool]]) -> None:
        """Lines by page and tone, in points; ticks are (page, points from its top, whether shown now)."""
        self._marks = dict(marks)
        high = max(1.0, self._sheets.height, float(self.viewport().height()))
        self._ticks.set_ticks(
            [
                ((self._sheets.page(page).top() + down * self._sheets.scale(page)) / high, now)
                for page, down, now in ticks
                if page < len(self._sheets)
            ]
        )
        self.viewport().update()

    def marks(self, index: int) -> PageMarks:
        """What is marked of a page: the tone of each mark, and the places that are painted, in points."""
        return self._marks.get(index, ())

    def ticks(self) -> tuple[tuple[float, bool], ...]:
        """Where marks stand on the scroll bar: fractions of its height, and which is the passage shown."""
        return self._ticks.ticks

    def seen(self) -> range:
        """The pages that are in view."""
        top = self._ticks.value()
        return self._sheets.between(top, top + self.viewport().height())

    def drawn(self, index: int) -> int:
        """The width in device pixels that a page was drawn with, or 0."""
        return self._pictures.width(index)

    @property
    def now(self) -> int:
        """The page that is read: the one under the upper third of the view."""
        return self._now

    def go_to(self, index: int) -> None:
        """The top of a page to the top of the view."""
        if 0 <= index < len(self._sheets):
            self._ticks.setValue(ceil(self._sheets.page(index).top()))

    def reveal(self, index: int, rects: Sequence[Rect]) -> None:
        """Scrolls so that the lines of a page begin in the upper third, if they are not in view whole."""
        area = QRectF()
        for rect in rects:
            area = area.united(self._sheets.place(index, rect))
        if area.isEmpty():
            return
        top, height = self._ticks.value(), self.viewport().height()
        if not (top <= area.top() and area.bottom() <= top + height):
            self._ticks.setValue(round(area.top() - height / 3))
        across = self.horizontalScrollBar()
        if not (across.value() <= area.left() <= across.value() + self.viewport().width()):
            across.setValue(round(area.left() - 24))

    def place(self, index: int, rect: Rect) -> QRectF:
        """Where lines of a page stand in the viewport now."""
        return self._sheets.place(index, rect).translated(-self._offset())

    # ---- zoom

    def set_zoom(self, zoom: float) -> None:
        """Keeps what is in the middle of the view there."""
        self.zoom = zoom
        self._lay(self._sheets.sizes)
        self._ask.start()
        self.zoom_changed.emit(zoom)

    def fit_page(self) -> None:
        """The whole of the page that is read, with its top at the top."""
        if len(self._sheets):
            self.set_zoom(self._sheets.page_zoom(self._now, self.viewport().height()))
            self.go_to(self._now)

    # ---- how it lies

    def _lay(self, sizes: Sequence[PageSize]) -> None:
        """Lays the pages anew; what is in the middle of the view stays there."""
        middle = self._ticks.value() + self.viewport().height() / 2
        across = self.horizontalScrollBar()
        share = (across.value() + across.pageStep() / 2) / max(1.0, self._sheets.width)
        index = self._sheets.at(middle)
        into = (middle - self._sheets.page(index).top()) / self._sheets.scale(index) if sizes else 0.0
        self._sheets = Sheets(sizes, self.viewport().width(), self.zoom)
        self._bars()
        if sizes:
            middle = self._sheets.page(index).top() + into * self._sheets.scale(index)
            self._ticks.setValue(round(middle - self.viewport().height() / 2))
            across.setValue(round(share * self._sheets.width - across.pageStep() / 2))
        self.viewport().update()

    def _bars(self) -> None:
        view = self.viewport().size()
        for bar, extent, step in (
            (self.horizontalScrollBar(), self._sheets.width, view.width()),
            (self.verticalScrollBar(), self._sheets.height, view.height()),
        ):
            bar.setPageStep(step)
            bar.setSingleStep(STEP)
            bar.setRange(0, max(0, round(extent) - step))

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self._ticks.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay(self._sheets.sizes)
        else:
            self._bars()
        self._ask.start()

    def sizeHint(self) -> QSize:
        return QSize(416, 588)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        now = self._sheets.at(self._ticks.value() + self.viewport().height() / 3)
        last = len(self._sheets) - 1
        if (
            self._ticks.value() >= self._ticks.maximum() > 0
            and self._sheets.page(last).top() >= self._ticks.value()
        ):
            # The last page may be too short for its top to come up to the upper third.
            now = last
        if now != self._now:
            self._now = now
            self.page_changed.emit(now)
        self._ask.start()

    def _want(self) -> None:
        """Asks for the pages in view, then for the next and the one before."""
        seen = self.seen()
        if not seen or self.isHidden():
            return
        order = [*seen, seen[-1] + 1, seen[0] - 1]
        ratio = self.devicePixelRatioF()
        self.wanted.emit(
            [
                (index, self._sheets.device_width(index, ratio))
                for index in order
                if 0 <= index < len(self._sheets) and index not in self._failed
            ]
        )

    # ---- how it is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().colour("desk"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(-self._offset())
        for index in self.seen():
            self._paint_page(painter, index)
        painter.end()

    def _paint_page(self, painter: QPainter, index: int) -> None:
        page, drawn = self._sheets.page(index), self._pictures.get(index)
        if drawn is None:
            paint_paper(painter, page)
            if index in self._failed:
                paint_words(painter, page, self._failed[index])
            return
        painter.drawImage(page, drawn.image)
        multiply(painter, page)
        places: dict[Tone, list[QRectF]] = {}
        for tone, rects in self.marks(index):
            places.setdefault(tone, []).extend(self._sheets.place(index, rect) for rect in rects)
        paint_marks(painter, places)

    # ---- what the hand does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, high = self._ticks, self.viewport().height()
        ways = {
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_PageDown: bar.value() + high - STEP,
            Qt.Key.Key_PageUp: bar.value() - high + STEP,
            Qt.Key.Key_Space: bar.value() + high - STEP,
        }
        to = ways.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(to)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(zoomed(self.zoom, 1 if event.angleDelta().y() > 0 else -1))
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(QPointF(event.globalPos()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._ask.start()
        return super().event(event)
