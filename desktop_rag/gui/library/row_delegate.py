"""Rows of the library, painted: heads of groups 28 px high, documents 48."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.listed_rows import Role
from desktop_rag.gui.library.wording import file_of, group_status, name_of, sign, status_line
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.painted import elide_name, paint_ring, paint_tile
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import GROUP_HEAD, RADIUS_CONTROL, ROW

TILE_X, TILE_WIDTH, TILE_HEIGHT = 6, 36, 22
TEXT_X = TILE_X + TILE_WIDTH + 10
# What is attached is set in below its mail.
ATTACHED = 16
SLOT = 18
HEAD_TEXT_X = 23
STATUS_ICON = 13
EDGE = 6
NAME_MIDDLE, STATUS_MIDDLE = 16, 33
RING_WHILE_READING = 0.3


class RowDelegate(QStyledItemDelegate):
    """Paints what the model says; the names of files begin at the same place, whatever the row's state."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        high = GROUP_HEAD if index.data(Role.GROUP) is not None else ROW
        return QSize(200, high)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = index.data(Role.GROUP)
        if isinstance(group, Group):
            self._paint_head(painter, option, group)
        else:
            self._paint_document(painter, option, index.data(Role.DOCUMENT), is_below_its_mail(index))
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state
        rect = QRectF(option.rect)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme().colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme().colour("hover"))
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, RADIUS_CONTROL, RADIUS_CONTROL)

    def _focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        wanted = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & wanted == wanted:
            path = QPainterPath()
            inside = QRectF(option.rect).adjusted(1, 1, -1, -1)
            path.addRoundedRect(inside, RADIUS_CONTROL, RADIUS_CONTROL)
            pen = painter.pen()
            pen.setColor(theme().colour("accent"))
            pen.setWidth(2)
            painter.strokePath(path, pen)

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, group: Group) -> None:
        """Chevron, title, how the folder stands, count. The title gives way; the words never elide."""
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_MouseOver:
            self._ground(painter, option)
        ratio = painter.device().devicePixelRatioF()
        middle = rect.top() + rect.height() / 2
        chevron = pixmap("chevron-down" if group.open else "chevron-right", "text2", 14, ratio)
        painter.drawPixmap(QPointF(rect.left() + 4, middle - 7), chevron)
        painter.setFont(fonts.font("small"))
        metrics = painter.fontMetrics()
        baseline = _baseline(metrics, middle)
        number = f"{len(group.keys):,}"
        right = rect.right() - EDGE - metrics.horizontalAdvance(number)
        painter.setPen(theme().colour("text2"))
        painter.drawText(QPointF(right, baseline), number)
        status = group_status(group)
        beside = STATUS_ICON + 10 + metrics.horizontalAdvance(status.words) if status.icon else 0
        left = rect.left() + HEAD_TEXT_X
        painter.setFont(fonts.font("small_medium"))
        bold = painter.fontMetrics()
        title = bold.elidedText(group.title, Qt.TextElideMode.ElideMiddle, int(right - left - 12 - beside))
        painter.drawText(QPointF(left, baseline), title)
        if status.icon:
            left += bold.horizontalAdvance(title) + 8
            sign = pixmap(status.icon, "attention" if group.offline else "text2", STATUS_ICON, ratio)
            painter.drawPixmap(QPointF(left, middle - STATUS_ICON / 2), sign)
            painter.setFont(fonts.font("small"))
            painter.drawText(QPointF(left + STATUS_ICON + 4, baseline), status.words)
        self._focus(painter, option)

    def _paint_document(
        self, painter: QPainter, option: QStyleOptionViewItem, document: Document, below: bool
    ) -> None:
        rect: QRect = option.rect
        self._ground(painter, option)
        top = rect.top() + (rect.height() - TILE_HEIGHT) / 2
        inset = ATTACHED if below else 0
        tile = QRectF(rect.left() + inset + TILE_X, top, TILE_WIDTH, TILE_HEIGHT)
        paint_tile(painter, tile, document.kind)
        has_slot = self._paint_slot(painter, rect, document)
        left = rect.left() + inset + TEXT_X
        room = rect.right() - EDGE - left - (SLOT + 8 if has_slot else 0)
        painter.setFont(fonts.font("body_medium"))
        painter.setPen(theme().colour("text" if document.state != "offline" else "text2"))
        metrics = painter.fontMetrics()
        name = elide_name(name_of(document), metrics, room)
        painter.drawText(QPointF(left, _baseline(metrics, rect.top() + NAME_MIDDLE)), name)
        painter.setFont(fonts.font("small"))
        painter.setPen(theme().colour("text2"))
        metrics = painter.fontMetrics()
        status = metrics.elidedText(status_line(document, below), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, _baseline(metrics, rect.top() + STATUS_MIDDLE)), status)
        self._focus(painter, option)

    def _paint_slot(self, painter: QPainter, rect: QRect, document: Document) -> bool:
        place = QRectF(rect.right() - EDGE - SLOT + 1, rect.top() + (rect.height() - SLOT) / 2, SLOT, SLOT)
        if document.state == "reading":
            paint_ring(painter, place.adjusted(1, 1, -1, -1), RING_WHILE_READING)
            return True
        shown = sign(document)
        if shown is None:
            return False
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(place.topLeft() + QPointF(1, 1), pixmap(shown.icon, shown.role, 16, ratio))
        return True


def is_below_its_mail(index: QModelIndex | QPersistentModelIndex) -> bool:
    """Whether the row above is the mail that it is attached to, or is attached to the same."""
    document = index.data(Role.DOCUMENT)
    if not isinstance(document, Document) or not document.member or not index.row():
        return False
    above = index.sibling(index.row() - 1, 0).data(Role.DOCUMENT)
    return isinstance(above, Document) and file_of(above) == file_of(document)


def _baseline(metrics: QFontMetrics, middle: float) -> float:
    return middle + (metrics.ascent() - metrics.descent()) / 2
