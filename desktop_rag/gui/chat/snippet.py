"""A few lines of a passage with its matched words marked, ending after whole lines."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.offsets import Offsets


def flattened(text: str) -> str:
    """The text on one line; every character keeps its offset, so marks stay right."""
    return "".join(" " if character.isspace() else character for character in text)


def ended(text: str, letters: QFont, width: int) -> str:
    """The text on one line of this width; where it is longer, it ends with a whole word and "…"."""
    cut = QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, width)
    if cut == text:
        return text
    kept = cut.removesuffix("…")
    if not text[len(kept) : len(kept) + 1].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return f"{kept.rstrip()}…"


def _laid_out(text: str, letters: QFont, width: float, leading: int) -> QTextLayout:
    layout = QTextLayout(text, letters)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += leading
    layout.endLayout()
    return layout


def paint_snippet(painter: QPainter, area: QRectF, text: str, marks: Sequence[Span], lines: int = 3) -> None:
    """Paints the text into `area`, at most `lines` lines of small type, the last one elided."""
    letters = fonts.font("small")
    leading = fonts.line("small")
    flat = flattened(text)
    layout = _laid_out(flat, letters, area.width(), leading)
    if layout.lineCount() > lines:
        start = layout.lineAt(lines - 1).textStart()
        flat = flat[:start] + ended(flat[start : start + 400], letters, int(area.width()) - 2)
        layout = _laid_out(flat, letters, area.width(), leading)
    offsets = Offsets(flat)
    marked = [_mark(offsets, mark, len(flat)) for mark in marks if mark.start < len(flat)]
    painter.setPen(theme().colour("text2"))
    layout.draw(painter, area.topLeft(), marked)


def _mark(offsets: Offsets, mark: Span, length: int) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    start, end = offsets.to_qt(mark.start), offsets.to_qt(min(mark.end, length))
    found.start, found.length = start, end - start
    ink = QTextCharFormat()
    ink.setBackground(theme().colour("mark"))
    ink.setForeground(theme().colour("mark_text"))
    found.format = ink
    return found
