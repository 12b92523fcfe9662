"""Paints the rows of the result list: heads of documents, hits, and the lines that unfold more."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_rag.domain.passages import Hit
from desktop_rag.gui.looks.fonts import font, line
from desktop_rag.gui.looks.painted import TILE_SIZE, elide_name, paint_tile
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import GROUP_HEAD, RADIUS_CONTROL, Role
from desktop_rag.gui.search.hit_text import HitText, lay_out
from desktop_rag.gui.search.result_model import ROW, ResultModel
from desktop_rag.gui.search.rows import GONE, WEAK, HeadRow, HitRow, MoreRow, Row
from desktop_rag.gui.search.wording import beside, counted, date_of, name_of, where

INSET = 12
WHERE = 46
GAP = 10
SCORE = 44
BAR = 3
HIT_PADDING = 9
GROUP_GAP = 12
MORE = 26
KEPT_LAYOUTS = 256
NEARLY = 8
# So many letters of a narrow text take as much room as a line is high; of most texts fewer than three.
LETTERS_HIGH = 3.5
SEPARATOR = " › "

Index = QModelIndex | QPersistentModelIndex


class ResultDelegate(QStyledItemDelegate):
    """No widget a row: everything is painted, and layouts of snippets are kept while they are in use."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layouts: OrderedDict[tuple[str, tuple[object, ...], int], HitText] = OrderedDict()
        theme().changed.connect(self._layouts.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW)
        if isinstance(row, HeadRow):
            return QSize(0, GROUP_HEAD if row.first else GROUP_HEAD + GROUP_GAP)
        if isinstance(row, MoreRow):
            return QSize(0, MORE + GROUP_GAP if row.document == WEAK else MORE)
        lines = 2 * line("body")
        if isinstance(row, HitRow) and row.heading and not self._on_one_line(option, row.hit):
            lines += line("small")
        return QSize(0, lines + 2 * HIT_PADDING)

    def _on_one_line(self, option: QStyleOptionViewItem, hit: Hit) -> bool:
        """Whether the text leaves the second line free for a heading: told by its length, since to lay out
        every hit that nobody sees yet takes 10 ms. What is nearly as long as a line may need two."""
        view = option.widget
        if not isinstance(view, QAbstractScrollArea):
            return False
        room = view.viewport().width() - 2 * INSET - WHERE - SCORE - 2 * GAP
        # To measure the long ones, which are nearly all, took 2 ms of each letter's results.
        if len(hit.snippet) * line("body") / LETTERS_HIGH > room:
            return False
        return QFontMetrics(font("body")).horizontalAdvance(hit.snippet) < room - NEARLY

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        area = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, HeadRow):
            self._paint_head(painter, area, row, self._has_gone(index, row))
        elif isinstance(row, HitRow):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            gone = self._has_gone(index, row)
            under = bool(state & QStyle.StateFlag.State_MouseOver) and not gone
            self._paint_ground(painter, area, chosen, under)
            self._paint_why(painter, area, index, row.hit)
            if row.heading:
                self._paint_heading(painter, area, row.heading, gone)
            self._paint_hit(painter, area, row, chosen, gone)
        elif isinstance(row, MoreRow) and not self._has_gone(index, row):
            self._paint_more(painter, area, index, row, bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _has_gone(self, index: Index, row: Row) -> bool:
        return _model(index).has_gone(row)

    def _paint_ground(self, painter: QPainter, area: QRectF, chosen: bool, under: bool) -> None:
        if chosen or under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(area, RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_head(self, painter: QPainter, area: QRectF, row: HeadRow, gone: bool) -> None:
        head = QRectF(area.left() + INSET, area.bottom() - GROUP_HEAD, area.width() - 2 * INSET, GROUP_HEAD)
        tile = QRectF(
            head.left(), head.center().y() - TILE_SIZE.height() / 2, TILE_SIZE.width(), TILE_SIZE.height()
        )
        paint_tile(painter, tile, row.place.kind)
        count = "" if gone else counted(row.count, "passage")
        small, medium = QFontMetrics(font("small")), QFontMetrics(font("body_medium"))
        right = head.right() - small.horizontalAdvance(count)
        _text(painter, head, right, count, "small", "text2")
        left = head.left() + WHERE + GAP
        name = elide_name(name_of(row.place), medium, max(40, int(right - left - 12)))
        _text(painter, head, left, name, "body_medium", "text3" if gone else "text")
        left += medium.horizontalAdvance(name) + 10
        also = f"also in {len(row.also_in)} more" if row.also_in else ""
        around = " · ".join(filter(None, (beside(row.place), date_of(row.place), also)))
        around = GONE[1] if gone else around
        if right - left > 60:
            cut = small.elidedText(around, Qt.TextElideMode.ElideRight, int(right - left - 12))
            _text(painter, head, left, cut, "small", "text2")

    def _paint_heading(self, painter: QPainter, area: QRectF, heading: Sequence[str], gone: bool) -> None:
        left = area.left() + INSET + WHERE + GAP
        at = QRectF(left, area.top() + HIT_PADDING, area.right() - INSET - SCORE - GAP - left, line("body"))
        words = path_within(heading, QFontMetrics(font("small")), int(at.width()))
        _text(painter, at, left, words, "small", "text3" if gone else "text2")

    def _paint_hit(self, painter: QPainter, area: QRectF, row: HitRow, chosen: bool, gone: bool) -> None:
        hit = row.hit
        left, right = area.left() + INSET, area.right() - INSET
        height = line("body")
        first = QRectF(left, area.top() + HIT_PADDING, WHERE, height)
        place = QFontMetrics(font("small_medium")).elidedText(
            where(hit.place.unit), Qt.TextElideMode.ElideRight, WHERE + 4
        )
        _text(
            painter, first, left, place, "small_medium" if chosen else "small",
            "accent_text" if chosen else "text3" if gone else "text2",
        )  # fmt: skip
        text_left = left + WHERE + GAP
        laid = self._laid_out(hit, int(right - SCORE - GAP - text_left), gone)
        if not gone:
            self._paint_score(painter, QRectF(right - SCORE, first.top(), SCORE, height), hit.score)
        painter.translate(text_left, first.top() + (line("small") if row.heading else 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("mark"))
        for ground in laid.grounds:
            painter.drawRoundedRect(ground.adjusted(0, 0.5, 0, -0.5), 3, 3)
        painter.setPen(theme().colour("text3" if gone else "text"))
        laid.layout.draw(painter, QPointF(0, 0))

    def _paint_why(self, painter: QPainter, area: QRectF, index: Index, hit: Hit) -> None:
        height = line("body")
        # Below the place, or where the place would be.
        top = area.top() + HIT_PADDING + (height if where(hit.place.unit) else 0)
        at = QRectF(area.left() + INSET, top, WHERE, height)
        _text(painter, at, at.left(), _model(index).why(hit)[0], "small", "text3")

    def _paint_score(self, painter: QPainter, area: QRectF, score: float) -> None:
        words = f"{score:.2f}"
        metrics = QFontMetrics(font("small"))
        _text(painter, area, area.right() - metrics.horizontalAdvance(words), words, "small", "text2")
        bar = QRectF(area.left(), area.bottom() + 3, area.width(), BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("line"))
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        bar.setWidth(max(float(BAR), area.width() * max(0.0, min(1.0, score))))
        painter.setBrush(theme().colour("accent"))
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)

    def _paint_more(self, painter: QPainter, area: QRectF, index: Index, row: MoreRow, chosen: bool) -> None:
        words = _model(index).more_text(row)
        area = QRectF(area.left(), area.bottom() - MORE, area.width(), MORE)
        left = area.left() + INSET + WHERE + GAP
        if chosen:
            width = QFontMetrics(font("small_medium")).horizontalAdvance(words) + 16
            ground = QRectF(left - 8, area.top() + 1, width, area.height() - 2)
            self._paint_ground(painter, ground, chosen=True, under=False)
        _text(painter, area, left, words, "small_medium", "accent_text")

    def _laid_out(self, hit: Hit, width: int, gone: bool) -> HitText:
        marks = () if gone else hit.marks
        key = (hit.snippet, marks, width)
        found = self._layouts.get(key)
        if found is None:
            ink = QTextCharFormat()
            ink.setForeground(theme().colour("mark_text"))
            found = lay_out(hit.snippet, marks, font("body"), line("body"), width, ink)
            self._layouts[key] = found
            if len(self._layouts) > KEPT_LAYOUTS:
                self._layouts.popitem(last=False)
        else:
            self._layouts.move_to_end(key)
        return found


def path_within(heading: Sequence[str], metrics: QFontMetrics, width: int) -> str:
    """Headings on one line. The innermost say most: those after the first are left out one after the
    other, then the first, then what is left is cut."""
    shorter = [tuple(heading)]
    for left_out in range(1, len(heading) - 1):
        shorter.append((heading[0], "…", *heading[left_out + 1 :]))
    if len(heading) > 1:
        shorter.append(("…", heading[-1]))
    for path in shorter:
        words = SEPARATOR.join(path)
        if metrics.horizontalAdvance(words) <= width:
            return words
    return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, width)


def _model(index: Index) -> ResultModel:
    model = index.model()
    assert isinstance(model, ResultModel)
    return model


def _text(painter: QPainter, area: QRectF, left: float, words: str, kind: str, role: Role) -> None:
    """One line of words, in the middle of the area's height."""
    face = font(kind)  # type: ignore[arg-type]
    metrics = QFontMetrics(face)
    painter.setFont(face)
    painter.setPen(theme().colour(role))
    baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(left, baseline), words)
