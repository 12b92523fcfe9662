"""What is painted behind the letters of an answer: signs, grounds, badges, and what has no support."""

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextBlock, QTextDocument, QTextFragment, QTextLine

from desktop_rag.gui.chat import ink
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_BADGE


def paint_behind(
    painter: QPainter, document: QTextDocument, seen: QRect, width: int, chosen: frozenset[int]
) -> None:
    """Paints for the lines that are seen, on a page of this width; badges of `chosen` numbers are filled."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    block = _first_at(document, seen.top())
    while block.isValid() and _area(block).top() <= seen.bottom() + ink.CODE_PADDING:
        if block.layout().lineCount():
            _paint_sign(painter, block)
            _paint_ground(painter, block, width)
            _paint_marks(painter, block, chosen)
        block = block.next()


def _first_at(document: QTextDocument, y: int) -> QTextBlock:
    """Where painting begins: painting all of 20,000 words took 100 ms for every few that arrived."""
    place = document.documentLayout().hitTest(QPointF(0, y), Qt.HitTestAccuracy.FuzzyHit)
    block = document.findBlock(max(0, place)).previous()
    while _is_code(block) and _is_code(block.previous()):
        block = block.previous()
    return block if block.isValid() else document.begin()


def _area(block: QTextBlock) -> QRectF:
    return block.document().documentLayout().blockBoundingRect(block)


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().property(ink.Mark.BLOCK.value) == ink.CODE


def _paint_sign(painter: QPainter, block: QTextBlock) -> None:
    sign = block.blockFormat().property(ink.Mark.ITEM.value)
    if sign is None:
        return
    line = block.layout().lineAt(0)
    at = _area(block).topLeft()
    base = at.y() + line.y() + line.ascent()
    # `at` stands where the text begins or at the block's edge, as the line's own x decides.
    edge = at.x() + line.x()
    if sign == ink.BULLET:
        painter.setBrush(theme().colour("text3"))
        painter.drawEllipse(QPointF(edge - 12, base - 4.5), 2.25, 2.25)
        return
    painter.setFont(font("reading"))
    painter.setPen(theme().colour("text2"))
    area = QRectF(edge - 60, base - 20, 54, 24)
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, sign)
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_ground(painter: QPainter, block: QTextBlock, width: int) -> None:
    kind = block.blockFormat().property(ink.Mark.BLOCK.value)
    if kind is None:
        return
    area = _area(block)
    left = block.blockFormat().indent() * block.document().indentWidth()
    if kind == ink.QUOTE:
        painter.setBrush(theme().colour("control"))
        painter.drawRoundedRect(QRectF(left, area.top() + 5, 3, area.height() - 5), 1.5, 1.5)
    elif kind == ink.RULE:
        painter.setBrush(theme().colour("line"))
        painter.drawRect(QRectF(left, area.center().y(), width - left, 1))
    elif not _is_code(block.previous()):
        last = block
        while _is_code(last.next()):
            last = last.next()
        bottom = _area(last).bottom()
        ground = QRectF(
            left,
            area.top() - ink.CODE_PADDING + 4,
            width - left,
            bottom - area.top() + 2 * ink.CODE_PADDING,
        )
        painter.setBrush(theme().colour("sunken"))
        painter.drawRoundedRect(ground, 8, 8)


def _paint_marks(painter: QPainter, block: QTextBlock, chosen: frozenset[int]) -> None:
    walk = block.begin()
    while not walk.atEnd():
        fragment = walk.fragment()
        letters = fragment.charFormat()
        if letters.hasProperty(ink.Mark.CITATION.value):
            _paint_badge(painter, block, fragment, chosen)
        elif letters.hasProperty(ink.Mark.UNSUPPORTED.value):
            _paint_unsupported(painter, block, fragment)
        walk += 1


def _stretches(block: QTextBlock, fragment: QTextFragment) -> list[tuple[QTextLine, float, float]]:
    """The lines that a fragment lies on, with where it begins and ends on each, in pixels."""
    start = fragment.position() - block.position()
    end = start + fragment.length()
    layout = block.layout()
    found = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            found.append((line, _x(line, first), _x(line, last)))
    return found


def _paint_badge(
    painter: QPainter, block: QTextBlock, fragment: QTextFragment, chosen: frozenset[int]
) -> None:
    number = fragment.charFormat().property(ink.Mark.CITATION.value)
    painter.setBrush(theme().colour("accent" if number in chosen else "accent_soft"))
    at = _area(block).topLeft()
    for line, left, right in _stretches(block, fragment):
        base = at.y() + line.y() + line.ascent()
        area = QRectF(at.x() + left, base - 12.5, right - left, 16)
        painter.drawRoundedRect(area, RADIUS_BADGE, RADIUS_BADGE)


def _paint_unsupported(painter: QPainter, block: QTextBlock, fragment: QTextFragment) -> None:
    at = _area(block).topLeft()
    pen = QPen(theme().colour("attention"), 1.5, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([3, 2])
    for line, left, right in _stretches(block, fragment):
        base = at.y() + line.y() + line.ascent()
        area = QRectF(at.x() + left - 2, base - 14, right - left + 4, 19)
        painter.setBrush(theme().colour("attention_soft"))
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(pen)
        painter.drawLine(QRectF(area).bottomLeft(), area.bottomRight())
        painter.setPen(Qt.PenStyle.NoPen)


def _x(line: QTextLine, position: int) -> float:
    """Where a character begins on its line; the binding returns (x, cursor position)."""
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)
