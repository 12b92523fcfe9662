"""The ring around what the keyboard has reached: 2 px of accent, 2 px outside, and only for the keyboard."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget

from desktop_rag.gui.looks.tokens import RADIUS_CONTROL

OUTSIDE = 2
WIDTH = 2
MARGIN = OUTSIDE + WIDTH


class _Ring(QWidget):
    """Lies over the window and lets the mouse through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), WIDTH))
        half = WIDTH / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CONTROL + 2, RADIUS_CONTROL + 2
        )


class FocusRings(QObject):
    """Follows the focus; a text field and a list show theirs in their own way and get no ring."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._moved)

    @Slot("QWidget*", "QWidget*")
    def _moved(self, old: QWidget | None, now: QWidget | None) -> None:
        self._drop()
        if now is None or isinstance(now, QLineEdit | QAbstractScrollArea):
            return
        window = now.window()
        # Qt sets this on the window when the focus moved by Tab or a shortcut, and never takes it back.
        keyboard = window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
        if not keyboard or window is now:
            return
        self._ring = _Ring(window)
        self._ring.destroyed.connect(self._forget)
        widget: QWidget | None = now
        while widget is not None and widget is not window:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place(now)

    @Slot()
    def _forget(self) -> None:
        self._ring = None

    def _place(self, widget: QWidget) -> None:
        if self._ring is None:
            return
        corner = widget.mapTo(widget.window(), QPoint(0, 0))
        self._ring.setGeometry(QRect(corner, widget.size()).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        self._ring.setVisible(widget.isVisible())
        self._ring.raise_()

    def _drop(self) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._watched.clear()
        if self._ring is not None:
            ring, self._ring = self._ring, None
            ring.hide()
            ring.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show) and self._watched:
            self._place(self._watched[0])
        elif kind in (QEvent.Type.Hide, QEvent.Type.Destroy):
            self._drop()
        return False
