"""Where the pages of a document lie, one below the other: points of a page against pixels of the screen."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from PySide6.QtCore import QPointF, QRectF

from desktop_rag.domain.reading import PageSize, Rect

A4 = PageSize(595.0, 842.0)
BETWEEN = 12.0
SMALLEST_ZOOM, LARGEST_ZOOM, ZOOM_STEP = 0.25, 4.0, 1.25
MOST_PIXELS_WIDE = 4000


class Sheets:
    """Pages in a view `room` pixels wide; at zoom 1 a usual page fills the width, and a wider one as well."""

    def __init__(self, sizes: Sequence[PageSize], room: int, zoom: float = 1.0) -> None:
        self.sizes = [size if size.width > 0 and size.height > 0 else A4 for size in sizes]
        self.room, self.zoom = max(1, room), zoom
        wide = self.room * zoom
        usual = median(size.width for size in self.sizes) if self.sizes else A4.width
        self._scales = [wide / max(size.width, usual) for size in self.sizes]
        self._tops: list[float] = []
        top = 0.0
        for size, scale in zip(self.sizes, self._scales, strict=True):
            self._tops.append(top)
            top += size.height * scale + BETWEEN
        self.height = max(0.0, top - BETWEEN)
        self.width = wide

    def __len__(self) -> int:
        return len(self.sizes)

    def scale(self, index: int) -> float:
        """Logical pixels a point on the page with this index from 0."""
        return self._scales[index]

    def page(self, index: int) -> QRectF:
        """The page in logical pixels, before scrolling; in the middle where it is narrower than the view."""
        size, scale = self.sizes[index], self._scales[index]
        wide = size.width * scale
        left = max(0.0, (max(self.room, self.width) - wide) / 2)
        return QRectF(left, self._tops[index], wide, size.height * scale)

    def place(self, index: int, rect: Rect) -> QRectF:
        """A rectangle of a page in logical pixels, kept inside the page."""
        page, scale = self.page(index), self._scales[index]
        found = QRectF(
            page.x() + rect.x0 * scale,
            page.y() + rect.y0 * scale,
            (rect.x1 - rect.x0) * scale,
            (rect.y1 - rect.y0) * scale,
        )
        return found.intersected(page)

    def point(self, index: int, at: QPointF) -> tuple[float, float]:
        """A point of the view, before scrolling, in points of a page."""
        page, scale = self.page(index), self._scales[index]
        return (at.x() - page.x()) / scale, (at.y() - page.y()) / scale

    def at(self, y: float) -> int:
        """The index of the page at a height; the gap below a page belongs to it."""
        return max(0, min(bisect_right(self._tops, y) - 1, len(self) - 1))

    def between(self, top: float, bottom: float) -> range:
        """The pages that can be seen from one height to another."""
        return range(self.at(top), self.at(bottom) + 1) if self.sizes else range(0)

    def device_width(self, index: int, ratio: float) -> int:
        """How many pixels wide a page must be drawn for a screen with this pixel ratio."""
        return max(1, min(MOST_PIXELS_WIDE, round(self.sizes[index].width * self._scales[index] * ratio)))

    def page_zoom(self, index: int, high: int) -> float:
        """The zoom at which a page is seen whole in a view `high` pixels high."""
        size, at_one = self.sizes[index], self._scales[index] / self.zoom
        return bounded(min(1.0, high / (size.height * at_one)))


def bounded(zoom: float) -> float:
    return max(SMALLEST_ZOOM, min(LARGEST_ZOOM, zoom))


def zoomed(zoom: float, steps: int) -> float:
    """The zoom some steps further in (or out), within its bounds."""
    return bounded(zoom * ZOOM_STEP**steps)
