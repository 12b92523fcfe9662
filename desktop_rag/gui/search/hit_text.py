"""A snippet laid out on two lines, with the rounded grounds of the words that matched."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from desktop_rag.domain.passages import Span
from desktop_rag.gui.offsets import Offsets

LINES = 2
GROUND_BESIDE = 2.0
# Line ends and what Qt would take for one: each becomes a blank, so that marks stay where they are.
_BLANK = dict.fromkeys(map(ord, "\n\r\t\x0b\x0c\x85\u2028\u2029\ufdd0\ufdd1\x00"), " ")


@dataclass(frozen=True, slots=True)
class HitText:
    """A finished layout; `grounds` are where matched words lie, in its own coordinates."""

    layout: QTextLayout
    grounds: tuple[QRectF, ...]


def joined(marks: Sequence[Span], text: str) -> list[Span]:
    """Marks in order, neighbours that only blanks part made one, clipped to the text."""
    whole: list[Span] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        start, end = max(0, mark.start), min(len(text), mark.end)
        if start >= end:
            continue
        if whole and not text[whole[-1].end : start].strip():
            whole[-1] = Span(whole[-1].start, max(end, whole[-1].end))
        else:
            whole.append(Span(start, end))
    return whole


def lay_out(
    snippet: str, marks: Sequence[Span], face: QFont, line_height: float, width: float, ink: QTextCharFormat
) -> HitText:
    """The snippet in at most two lines of `line_height` pixels; `ink` is the format of matched words."""
    text = snippet.translate(_BLANK)
    spans = joined(marks, text)
    layout = _layout(text, spans, face, ink)
    fits = _fill(layout, width, line_height)
    while not fits and text:
        kept = Offsets(text).to_text(_second_line_end(layout))
        text = _shorter(text[: kept + 1])
        spans = [Span(span.start, min(span.end, len(text))) for span in spans if span.start < len(text)]
        layout = _layout(text + "…", spans, face, ink)
        fits = _fill(layout, width, line_height)
    return HitText(layout, tuple(_grounds(layout, spans, Offsets(text), line_height)))


def _shorter(text: str) -> str:
    """The text without its last word, or without its last character where there is no other."""
    words = text.rstrip().rpartition(" ")[0].rstrip(" ,;:–-(")
    return words or text[:-1]


def _layout(text: str, spans: Sequence[Span], face: QFont, ink: QTextCharFormat) -> QTextLayout:
    layout = QTextLayout(text, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    offsets, formats = Offsets(text), []
    for span in spans:
        piece = QTextLayout.FormatRange()
        piece.start = offsets.to_qt(span.start)
        piece.length = offsets.to_qt(span.end) - piece.start
        piece.format = ink
        formats.append(piece)
    layout.setFormats(formats)
    return layout


def _fill(layout: QTextLayout, width: float, line_height: float) -> bool:
    """Makes the lines; True when all of the text is on the first two."""
    layout.beginLayout()
    for number in range(LINES + 1):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, number * line_height + (line_height - line.height()) / 2))
    layout.endLayout()
    return layout.lineCount() <= LINES


def _second_line_end(layout: QTextLayout) -> int:
    line = layout.lineAt(LINES - 1)
    return line.textStart() + line.textLength()


def _grounds(
    layout: QTextLayout, spans: Sequence[Span], offsets: Offsets, line_height: float
) -> list[QRectF]:
    found = []
    for number in range(min(LINES, layout.lineCount())):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        for span in spans:
            start, end = max(first, offsets.to_qt(span.start)), min(last, offsets.to_qt(span.end))
            if start >= end:
                continue
            left, right = _x(line, start), _x(line, end)
            ground = QRectF(min(left, right), number * line_height, abs(right - left), line_height)
            found.append(ground.adjusted(-GROUND_BESIDE, 0, GROUND_BESIDE, 0))
    return found


def _x(line: object, position: int) -> float:
    # PySide answers a pair, (x, position), where its stubs say one number.
    answer = line.cursorToX(position)  # type: ignore[attr-defined]
    return float(answer[0] if isinstance(answer, tuple) else answer)
