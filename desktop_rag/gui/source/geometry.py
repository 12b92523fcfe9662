"""Where a page and its marks lie in the view: points of the page against pixels of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from desktop_rag.domain.reading import Rect

SMALLEST_ZOOM, LARGEST_ZOOM, ZOOM_STEP = 0.5, 4.0, 1.25
MOST_PIXELS_WIDE = 4096
BESIDE = 1.0
LEADING = 0.67


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """A page of `width` x `height` points in a view `room` pixels wide; at zoom 1 it fills the width."""

    width: float
    height: float
    room: int
    zoom: float = 1.0

    @property
    def scale(self) -> float:
        """Logical pixels a point."""
        return self.room * self.zoom / self.width

    @property
    def page(self) -> QRectF:
        """The page in logical pixels, before scrolling; in the middle where it is narrower than the view."""
        wide = self.room * self.zoom
        return QRectF(max(0.0, (self.room - wide) / 2), 0.0, wide, self.height * self.scale)

    def place(self, rect: Rect) -> QRectF:
        """A rectangle of the page in logical pixels, kept inside the page."""
        origin, scale = self.page.topLeft(), self.scale
        found = QRectF(
            origin.x() + min(rect.x0, rect.x1) * scale,
            origin.y() + min(rect.y0, rect.y1) * scale,
            abs(rect.x1 - rect.x0) * scale,
            abs(rect.y1 - rect.y0) * scale,
        )
        return found.intersected(self.page)

    def device_width(self, ratio: float) -> int:
        """How many pixels wide the page must be drawn for a screen with this pixel ratio."""
        return max(1, min(MOST_PIXELS_WIDE, round(self.room * self.zoom * ratio)))


def marked_lines(rects: Sequence[Rect]) -> list[Rect]:
    """The rectangles of a passage a little wider than its letters, and without gaps between its lines."""
    lines = []
    for number, rect in enumerate(rects):
        below = rects[number + 1] if number + 1 < len(rects) else None
        gap = below.y0 - rect.y1 if below is not None else 0.0
        # Letters alone are framed by the page's text; leading of up to two thirds belongs to the passage.
        bottom = rect.y1 + gap if 0 < gap < (rect.y1 - rect.y0) * LEADING else rect.y1
        lines.append(Rect(rect.x0 - BESIDE, rect.y0, rect.x1 + BESIDE, bottom))
    return lines


def zoomed(zoom: float, steps: int) -> float:
    """The zoom some steps further in (or out), within its bounds."""
    return max(SMALLEST_ZOOM, min(LARGEST_ZOOM, zoom * ZOOM_STEP**steps))
