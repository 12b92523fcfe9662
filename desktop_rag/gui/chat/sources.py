"""The sources of an answer: pills while it is being written, cards when it is done."""

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_rag.domain.answers import Evidence
from desktop_rag.gui.chat.link import Link
from desktop_rag.gui.chat.snippet import paint_snippet
from desktop_rag.gui.chat.wording import counted, file_name, place_words, tr
from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.controls import plain_tooltip
from desktop_rag.gui.looks.painted import elide_name
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import RADIUS_BADGE, RADIUS_CARD, RADIUS_CONTROL, Role

STACK_UNDER = 560
CARD_PADDING = 15
PILLS = 2


def _paint_number(painter: QPainter, area: QRectF, number: int, filled: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("accent" if filled else "accent_soft"))
    painter.drawRoundedRect(area, RADIUS_BADGE, RADIUS_BADGE)
    painter.setFont(fonts.font("badge"))
    painter.setPen(theme().colour("on_accent" if filled else "accent_text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number))


class Source(QAbstractButton):
    """A passage that can be opened; it can be dragged out as text, or as the file it comes from."""

    def __init__(self, evidence: Evidence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence = evidence
        self.name = file_name(evidence)
        self.place = place_words(evidence.unit)
        self.chosen = False
        self._pressed_at = QPoint()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        said = ", ".join(part for part in (self.name, self.place) if part)
        self.setAccessibleName(tr("Source {number}: {name}").format(number=evidence.number, name=said))
        self.setToolTip(plain_tooltip(evidence.shown))
        theme().changed.connect(self.update)

    def set_chosen(self, chosen: bool) -> None:
        self.chosen = chosen
        self.setAccessibleDescription(tr("open") if chosen else "")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if event.buttons() & Qt.MouseButton.LeftButton and far >= QApplication.startDragDistance():
            self.setDown(False)
            drag = QDrag(self)
            drag.setMimeData(self.carried())
            drag.exec(Qt.DropAction.CopyAction)
            return
        super().mouseMoveEvent(event)

    def carried(self) -> QMimeData:
        """What a drag carries: the passage with where it stands, and the file."""
        carried = QMimeData()
        carried.setText(f"{self.evidence.text}\n({', '.join(p for p in (self.name, self.place) if p)})")
        carried.setUrls([QUrl.fromLocalFile(os.fsdecode(self.evidence.path))])
        return carried

    def _ground(self, painter: QPainter, radius: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge: Role = "accent" if self.chosen else "control" if self.underMouse() else "line"
        width = 2 if self.chosen else 1
        painter.setPen(QPen(QColor(theme().colour(edge)), width))
        painter.setBrush(theme().colour("raised"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)


class SourceCard(Source):
    """Number, name and place over three lines of the passage; 100 px high in every state."""

    def __init__(self, evidence: Evidence, parent: QWidget | None = None) -> None:
        super().__init__(evidence, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(52 + 3 * fonts.line("small"))

    def sizeHint(self) -> QSize:
        return QSize(280, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._ground(painter, RADIUS_CARD)
        inside = QRectF(self.rect()).adjusted(CARD_PADDING, 0, -CARD_PADDING, 0)
        _paint_number(painter, QRectF(inside.left(), 13, 18, 18), self.evidence.number, False)
        small = fonts.font("small")
        room = QFontMetrics(small).horizontalAdvance(self.place)
        head = QRectF(inside.left() + 26, 10, inside.width() - 26, 24)
        painter.setFont(small)
        painter.setPen(theme().colour("text3"))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.place)
        _paint_name(
            painter,
            head.adjusted(0, 0, -room - 8, 0),
            self.name,
            fonts.font("body_medium"),
            theme().colour("text"),
        )
        text = self.evidence.snippet or self.evidence.text
        marks = self.evidence.marks if self.evidence.snippet else ()
        top = 38
        paint_snippet(painter, QRectF(inside.left(), top, inside.width(), self.height() - top), text, marks)


def _paint_name(painter: QPainter, area: QRectF, name: str, letters: QFont, colour: QColor) -> None:
    painter.setFont(letters)
    painter.setPen(colour)
    words = elide_name(name, QFontMetrics(letters), int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


class SourcePill(Source):
    """Number, name and place on one line of 28 px."""

    LONGEST = 250

    def __init__(self, evidence: Evidence, parent: QWidget | None = None) -> None:
        super().__init__(evidence, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)

    def sizeHint(self) -> QSize:
        name = QFontMetrics(fonts.font("small_medium")).horizontalAdvance(self.name)
        return QSize(min(name + self._place_room() + 44, self.LONGEST), 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 28)

    def _place_room(self) -> int:
        width = QFontMetrics(fonts.font("small")).horizontalAdvance(self.place)
        return width + 6 if width else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._ground(painter, RADIUS_CONTROL)
        _paint_number(painter, QRectF(6, 5, 18, 18), self.evidence.number, False)
        area = QRectF(31, 0, self.width() - 31 - 10, self.height())
        painter.setFont(fonts.font("small"))
        painter.setPen(theme().colour("text3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.place)
        _paint_name(
            painter, area.adjusted(0, 0, -self._place_room(), 0), self.name,
            fonts.font("small_medium"), theme().colour("text"),
        )  # fmt: skip


class SourceList(QWidget):
    """The sources of one answer. The cited ones come first; the rest stand behind "3 more"."""

    activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: tuple[Evidence, ...] = ()
        self._rest: tuple[Evidence, ...] = ()
        self._cards = False
        self._open = False
        self._chosen: frozenset[int] = frozenset()
        self._stacked = False
        self._shown: list[Source] = []
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_sources(self, evidence: Sequence[Evidence], cited: Sequence[Evidence], cards: bool) -> None:
        """Cards show the cited ones (all, when none is cited); pills the first two."""
        first = tuple(cited) or tuple(evidence)[:PILLS] if cards else tuple(evidence)[:PILLS]
        numbers = {item.number for item in first}
        rest = tuple(item for item in evidence if item.number not in numbers)
        if (first, rest, cards) == (self._first, self._rest, self._cards):
            return
        self._first, self._rest, self._cards = first, rest, cards
        self._build()

    def set_chosen(self, numbers: frozenset[int]) -> None:
        self._chosen = numbers
        for source in self._shown:
            source.set_chosen(source.evidence.number in numbers)

    def shown(self) -> list[Source]:
        return list(self._shown)

    def _build(self) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._shown = []
        self._body = QWidget(self)
        wanted = self._first + (self._rest if self._open else ())
        if self._cards:
            self._lay_cards(self._body, wanted)
        else:
            self._lay_pills(self._body, wanted)
        self._column.addWidget(self._body)
        self.set_chosen(self._chosen)
        self.setVisible(bool(wanted))

    def _lay_cards(self, body: QWidget, wanted: tuple[Evidence, ...]) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setSpacing(12)
        across = 1 if self._stacked else 2
        for index in range(across):
            grid.setColumnStretch(index, 1)
        for index, item in enumerate(wanted):
            grid.addWidget(self._made(SourceCard, item, body), index // across, index % across)
        column.addLayout(grid)
        if (more := self._more(body)) is not None:
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _lay_pills(self, body: QWidget, wanted: tuple[Evidence, ...]) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        more = self._more(body)
        for start in range(0, len(wanted), PILLS):
            row = QHBoxLayout()
            row.setSpacing(8)
            for item in wanted[start : start + PILLS]:
                row.addWidget(self._made(SourcePill, item, body))
            if more is not None and start + PILLS >= len(wanted):
                row.addSpacing(4)
                row.addWidget(more)
            row.addStretch(1)
            column.addLayout(row)

    def _made(self, kind: Callable[[Evidence, QWidget], Source], item: Evidence, body: QWidget) -> Source:
        source = kind(item, body)
        source.clicked.connect(lambda: self.activated.emit(item))
        self._shown.append(source)
        return source

    def _more(self, body: QWidget) -> Link | None:
        if not self._rest:
            return None
        words = tr("Show fewer") if self._open else counted(len(self._rest), "{n} more", "{n} more")
        more = Link(words, body)
        more.clicked.connect(self._toggle)
        return more

    def _toggle(self) -> None:
        self._open = not self._open
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle(self.width())

    def settle(self, width: int) -> None:
        """Arranges the cards for a width."""
        stacked = width < STACK_UNDER
        if stacked != self._stacked:
            self._stacked = stacked
            if self._cards and self._first:
                self._build()
