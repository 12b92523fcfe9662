"""Small things that are painted: labels that elide in the middle, kind tiles, rings, progress lines."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.theme import repolish, theme
from desktop_rag.gui.looks.tokens import RADIUS_TILE, Role

TILE_SIZE = QSize(36, 22)
RING = 16
TURN_MS = 40


def elide_name(text: str, metrics: QFontMetrics, width: int) -> str:
    """The text shortened in its middle to `width` pixels, its extension kept."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    stem, dot, extension = text.rpartition(".")
    if not stem or len(extension) > 8 or " " in extension:
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    tail = stem[-4:] + dot + extension
    room = width - metrics.horizontalAdvance("…" + tail)
    if room < metrics.horizontalAdvance("mm"):
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    head = stem[:-4]
    kept = metrics.elidedText(head, Qt.TextElideMode.ElideRight, room + metrics.horizontalAdvance("…"))
    return kept.rstrip("…").rstrip(" -–_.") + "…" + tail


class Label(QLabel):
    """Text of a kind and a colour role. Never rich text: Qt would guess it from a file's name."""

    def __init__(
        self,
        text: str = "",
        kind: fonts.Kind = "body",
        role: Role = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(kind))
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)

    def set_role(self, role: Role) -> None:
        if self.property("role") != role:
            self.setProperty("role", role)
            repolish(self)


class Elided(Label):
    """A file name or path on one line, shortened in its middle; the whole of it is its tooltip."""

    def __init__(
        self,
        text: str = "",
        kind: fonts.Kind = "body",
        role: Role = "text",
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", kind, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.set_text(text, tooltip)

    def whole(self) -> str:
        return self._whole

    def set_text(self, text: str, tooltip: str = "") -> None:
        """`tooltip` is the full path where `text` is only its name."""
        self._whole = text
        self.setAccessibleName(text)
        self.setToolTip(plain_tooltip(tooltip or text))
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance("mmmmmm"), self.sizeHint().width()), metrics.height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        super().setText(elide_name(self._whole, self.fontMetrics(), self.width()))


def plain_tooltip(text: str) -> str:
    """A tooltip that shows the text as it stands: Qt takes one that looks like HTML for HTML."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{safe}</qt>" if safe else ""


def plain_label(text: str) -> str:
    """The words of a button or of a menu's row as they stand: Qt reads an ampersand as the mark of a key."""
    return text.replace("&", "&&")


def paint_tile(painter: QPainter, rect: QRectF, kind: str) -> None:
    """The badge that names a document's kind, in `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().colour("line"), 1))
    painter.setBrush(theme().colour("raised"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_TILE, RADIUS_TILE)
    painter.setFont(fonts.font("tile"))
    painter.setPen(theme().colour("text2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tile_text(kind))
    painter.restore()


def tile_text(kind: str) -> str:
    return {"markdown": "MD", "text": "TXT", "plain": "TXT", "html": "HTML"}.get(
        kind.lower(), kind.upper()[:5] or "?"
    )


class Tile(QWidget):
    """The kind badge, 36 × 22."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setFixedSize(TILE_SIZE)
        self.setAccessibleName(tile_text(kind))
        theme().changed.connect(self.update)

    def set_kind(self, kind: str) -> None:
        self._kind = kind
        self.setAccessibleName(tile_text(kind))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_tile(QPainter(self), QRectF(self.rect()), self._kind)


def paint_ring(painter: QPainter, rect: QRectF, fraction: float | None, turn: int = 0) -> None:
    """A ring filled to `fraction`, or with None a quarter of it at `turn` degrees."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = rect.adjusted(2, 2, -2, -2)
    painter.setPen(QPen(theme().colour("control"), 2))
    painter.drawEllipse(inside)
    pen = QPen(theme().colour("accent"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    part = 0.3 if fraction is None else max(0.0, min(1.0, fraction))
    painter.drawArc(inside, (90 - turn) * 16, -round(part * 360 * 16))
    painter.restore()


class Ring(QWidget):
    """A progress ring of 16 px; while the fraction is unknown it turns, unless motion is reduced."""

    def __init__(self, fraction: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(RING, RING)
        self.setAccessibleName(self.tr("Progress"))
        self._fraction = fraction
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._step)
        theme().changed.connect(self.update)

    def set_fraction(self, fraction: float | None) -> None:
        self._fraction = fraction
        self._settle()
        self.update()

    def _settle(self) -> None:
        turning = self._fraction is None and self.isVisible() and motion()
        if turning != self._timer.isActive():
            self._timer.start() if turning else self._timer.stop()

    def _step(self) -> None:
        if not self.isVisible():
            self._timer.stop()
            return
        self._turn = (self._turn + 12) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._settle()
        paint_ring(QPainter(self), QRectF(self.rect()), self._fraction, self._turn)


def motion() -> bool:
    """Whether things may move: the style's answer, which follows the system."""
    from PySide6.QtWidgets import QApplication, QStyle

    return bool(QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration))


class ProgressLine(QWidget):
    """Progress as a line of 4 px, accent on line; `fraction` None shows an empty line.

    `ahead` is what a first step has done already, where a second one follows it.
    """

    def __init__(self, fraction: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction, self._ahead = fraction, 0.0
        self.setFixedHeight(4)
        self.setAccessibleName(self.tr("Progress"))
        theme().changed.connect(self.update)

    def set_fraction(self, fraction: float | None, ahead: float = 0.0) -> None:
        self._fraction, self._ahead = fraction, ahead
        self.setAccessibleDescription("" if fraction is None else f"{fraction:.0%}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(theme().colour("line"))
        painter.drawRoundedRect(whole, 2, 2)
        parts: tuple[tuple[float, Role], ...] = ((self._ahead, "control"), (self._fraction or 0.0, "accent"))
        for part, role in parts:
            if part > 0:
                wide = max(4.0, whole.width() * min(1.0, part))
                painter.setBrush(theme().colour(role))
                painter.drawRoundedRect(QRectF(0, 0, wide, whole.height()), 2, 2)


class Separator(QFrame):
    """A hairline between two things."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("control", "separator")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
