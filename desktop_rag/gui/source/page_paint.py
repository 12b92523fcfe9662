"""Paints a sheet of paper: its picture, marks as a marker would leave them, underlines, and a selection."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_rag.domain.reading import Rect
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import COLOURS
from desktop_rag.gui.source.marking import Tone

BESIDE = 1.0
LEADING = 0.67
REST = 0.45
UNDERLINE = 1.0

Places = Mapping[Tone, Sequence[QRectF]]


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


def paint_paper(painter: QPainter, page: QRectF) -> None:
    """A page that is not drawn yet."""
    painter.fillRect(page, QColor("white"))
    multiply(painter, page)


def multiply(painter: QPainter, page: QRectF) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(page, theme().colour("paper"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def paint_marks(painter: QPainter, places: Places) -> None:
    """Paper is light in both themes, and so are the marks on it: dark ones would hide dark text."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    # Each tone gives way to the stronger ones: two yellows over one another make a brown.
    now, other = list(places.get("now", ())), list(places.get("other", ()))
    soft, mark = QColor(COLOURS["mark"][0]), QColor(COLOURS["mark"][0])
    soft.setAlphaF(REST)
    for tone, colour, over in (("rest", soft, now + other), ("other", mark, now)):
        for area in places.get(tone, ()):  # type: ignore[call-overload]
            for left in without(area, over):
                painter.fillRect(left, colour)
    for area in now:
        painter.fillRect(area, QColor(COLOURS["mark_now"][0]))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for area in places.get("word", ()):
        # On whole pixels: lines between them would come out now thin, now thick.
        first, bottom = round(area.left()), round(area.bottom())
        line = QRectF(first, bottom - UNDERLINE, round(area.right()) - first, UNDERLINE)
        painter.fillRect(line, QColor(COLOURS["mark_text"][0]))


def paint_selection(painter: QPainter, places: Sequence[QRectF]) -> None:
    colour = QColor(COLOURS["accent"][0])
    colour.setAlphaF(0.28)
    for area in places:
        painter.fillRect(area, colour)


def paint_words(painter: QPainter, page: QRectF, words: str) -> None:
    """What is said on a page that cannot be drawn."""
    painter.setPen(QColor(COLOURS["text2"][0]))
    painter.drawText(
        page.adjusted(24, 24, -24, -24), Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, words
    )


def without(area: QRectF, others: Sequence[QRectF]) -> list[QRectF]:
    """What is left of a line's rectangle beside and between others that lie on the same line."""
    left = [area]
    for other in others:
        kept: list[QRectF] = []
        for part in left:
            common = part.intersected(other)
            if common.isEmpty():
                kept.append(part)
                continue
            pieces = (
                QRectF(part.left(), part.top(), common.left() - part.left(), part.height()),
                QRectF(common.right(), part.top(), part.right() - common.right(), part.height()),
                QRectF(common.left(), part.top(), common.width(), common.top() - part.top()),
                QRectF(common.left(), common.bottom(), common.width(), part.bottom() - common.bottom()),
            )
            kept += [piece for piece in pieces if piece.width() > 0.01 and piece.height() > 0.01]
        left = kept
    return left
