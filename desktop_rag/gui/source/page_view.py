"""A drawn page with its passages marked, scrolled and zoomed like a sheet of paper on a desk."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop_rag.domain.reading import Rect
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import COLOURS
from desktop_rag.gui.source.geometry import PageGeometry, marked_lines, zoomed
from desktop_rag.gui.source.tick_bar import TickBar

# A pane is dragged wider pixel by pixel: the page is drawn anew when the hand rests.
REDRAW_MS = 150
A4 = (595.0, 842.0)

Marks = Sequence[tuple[tuple[Rect, ...], bool]]


class PageView(QAbstractScrollArea):
    """Shows one page; asks by `width_wanted` (device pixels) for a picture that fits it now."""

    width_wanted = Signal(int)
    menu_wanted = Signal(QPointF)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._points = A4
        self._marks: tuple[tuple[tuple[Rect, ...], bool], ...] = ()
        self.zoom = 1.0
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._redraw.timeout.connect(lambda: self.width_wanted.emit(self.device_width()))
        self._ticks = TickBar(self)
        self.setVerticalScrollBar(self._ticks)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Page"))
        corner = QWidget()
        corner.setProperty("ground", "desk")
        self.setCornerWidget(corner)
        theme().changed.connect(self.viewport().update)

    # ---- what it shows

    def show_page(self, image: QImage, width: float, height: float) -> None:
        """A page `width` x `height` points large; marks stay until others are shown."""
        self._image = image
        self._points = (width, height)
        self._fit()

    def show_marks(self, marks: Marks, reveal: bool) -> None:
        """Rectangles a passage, each with whether it is the one shown; `reveal` scrolls to that one."""
        self._marks = tuple((tuple(marked_lines(rects)), now) for rects, now in marks)
        self._fit()
        if reveal:
            self.reveal()

    def ticks(self) -> tuple[tuple[float, bool], ...]:
        """Where marks stand on the scroll bar: fractions of its height, and which is the passage shown."""
        return self._ticks.ticks

    def to_top(self) -> None:
        self._ticks.setValue(0)

    @property
    def geometry_now(self) -> PageGeometry:
        return PageGeometry(*self._points, max(1, self.viewport().width()), self.zoom)

    def device_width(self) -> int:
        """The width, in device pixels, that the page should be drawn with."""
        return self.geometry_now.device_width(self.devicePixelRatioF())

    def set_zoom(self, zoom: float) -> None:
        """Keeps what is in the middle of the view there."""
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        ratio = zoom / self.zoom
        middles = [(bar.value() + bar.pageStep() / 2) * ratio for bar in bars]
        self.zoom = zoom
        self._fit()
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle - bar.pageStep() / 2))
        self._redraw.start()
        self.zoom_changed.emit(zoom)

    def reveal(self) -> None:
        """Scrolls so that the passage shown begins in the upper third, if it is not in view whole."""
        here = self._now()
        if here.isEmpty():
            return
        top, height = self._ticks.value(), self.viewport().height()
        if not (top <= here.top() and here.bottom() <= top + height):
            self._ticks.setValue(round(here.top() - height / 3))
        across = self.horizontalScrollBar()
        if not (across.value() <= here.left() <= across.value() + self.viewport().width()):
            across.setValue(round(here.left() - 24))

    def _now(self) -> QRectF:
        area = QRectF()
        for rects, now in self._marks:
            for rect in rects if now else ():
                area = area.united(self.geometry_now.place(rect))
        return area

    # ---- how it lies

    def _fit(self) -> None:
        page, view = self.geometry_now.page, self.viewport().size()
        for bar, extent, step in (
            (self.horizontalScrollBar(), page.width(), view.width()),
            (self.verticalScrollBar(), page.height(), view.height()),
        ):
            bar.setPageStep(step)
            bar.setSingleStep(40)
            bar.setRange(0, max(0, round(extent) - step))
        tops = []
        for rects, now in self._marks:
            if rects and page.height() > 0:
                middle = self.geometry_now.place(rects[0]).center().y()
                tops.append((middle / page.height(), now))
        self._ticks.set_ticks(tops)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        share = self._ticks.value() / max(1, self._ticks.maximum())
        super().resizeEvent(event)
        self._fit()
        if event.size().width() != event.oldSize().width():
            self._ticks.setValue(round(share * self._ticks.maximum()))
            self._redraw.start()

    def sizeHint(self) -> QSize:
        return QSize(416, 588)

    # ---- how it is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().colour("desk"))
        if not self._image.isNull():
            painter.translate(-self.horizontalScrollBar().value(), -self._ticks.value())
            self._paint_page(painter)
        painter.end()

    def _paint_page(self, painter: QPainter) -> None:
        geometry = self.geometry_now
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(geometry.page, self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(geometry.page, theme().colour("paper"))
        # Paper is light in both themes, and so are the marks on it: dark ones would hide dark text.
        other, current = QColor(COLOURS["mark"][0]), QColor(COLOURS["mark_now"][0])
        # The passage shown comes last and alone where it overlaps another: two yellows make a brown.
        now = [geometry.place(rect) for rects, shown in self._marks if shown for rect in rects]
        for rects, shown in self._marks:
            for area in () if shown else map(geometry.place, rects):
                if not any(area.intersects(covered) for covered in now):
                    painter.fillRect(area, other)
        for area in now:
            painter.fillRect(area, current)

    # ---- what the hand does

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = 1 if event.angleDelta().y() > 0 else -1
            self.set_zoom(zoomed(self.zoom, steps))
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(QPointF(event.globalPos()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw.start()
        return super().event(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
