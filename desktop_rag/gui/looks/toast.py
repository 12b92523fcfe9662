"""The passing note: a sentence for five seconds, with one way back."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop_rag.gui.looks.painted import Label
from desktop_rag.gui.looks.pressed import Button

TOAST_MS = 5000
EDGE = 12
# So far it keeps from a button, and from a field, which stands in a frame.
FROM_BUTTON, FROM_FIELD = 6, 16
LEAST = 80


class Toast(QFrame):
    """Stands at the bottom of `place`, in its middle, and covers nothing that can be pressed or typed in."""

    def __init__(self, window: QWidget, place: QWidget | None = None) -> None:
        super().__init__(window)
        self.setProperty("control", "toast")
        self._window, self._place = window, place or window
        row = self._row = QHBoxLayout(self)
        row.setSpacing(8)
        self._words = Label("", "body", "surface")
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._button = Button("", "flat", small=True)
        self._button.clicked.connect(self._act)
        self._action: Callable[[], object] | None = None
        row.addWidget(self._words)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def show_words(
        self, words: str, action: str = "", do: Callable[[], object] | None = None, ms: int = TOAST_MS
    ) -> None:
        """Shows `words`, and with `action` a button that calls `do`; a later toast replaces it."""
        self._words.setText(words)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._row.setContentsMargins(16, 6, 8 if action else 16, 6)
        self._action = do
        self.setAccessibleName(words)
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(ms)

    def words(self) -> str:
        return self._words.text()

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    # ---- where it stands

    def _settle(self) -> None:
        room = self._room()
        self._fit(room.width() - 2 * EDGE)
        stands = QRect(QPoint(0, 0), self.size())
        stands.moveCenter(room.center())
        stands.moveBottom(room.bottom() - EDGE)
        lowest = stands.bottom()
        taken = list(self._taken())
        while under := [one for one in taken if one.intersects(stands)]:
            stands.moveBottom(min(one.top() for one in under) - 1)
        if stands.top() < room.top():
            stands.moveBottom(lowest)
        self.move(stands.topLeft())

    def _room(self) -> QRect:
        """Its place in the coordinates of the window; in a narrow window the place may be hidden."""
        if not self._place.isVisibleTo(self._window) or self._place is self._window:
            return self._window.rect()
        return QRect(self._place.mapTo(self._window, QPoint(0, 0)), self._place.size())

    def _fit(self, widest: int) -> None:
        self._words.setWordWrap(False)
        self._words.setMinimumWidth(0)
        self._row.activate()
        if self.sizeHint().width() > widest:
            beside = self.sizeHint().width() - self._words.sizeHint().width()
            self._words.setWordWrap(True)
            self._words.setFixedWidth(max(widest - beside, LEAST))
        else:
            self._words.setMaximumWidth(16_777_215)
        self.adjustSize()

    def _taken(self) -> Iterator[QRect]:
        """What must not be covered."""
        # findChildren takes no tuple of kinds.
        for kind, away in (
            (QAbstractButton, FROM_BUTTON),
            (QLineEdit, FROM_FIELD),
            (QPlainTextEdit, FROM_FIELD),
        ):
            for widget in self._window.findChildren(kind):
                if widget.isVisibleTo(self._window) and not self.isAncestorOf(widget):
                    spot = QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())
                    yield spot.adjusted(-away, -away, away, away)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False
