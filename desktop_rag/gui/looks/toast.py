"""The passing note: a sentence for five seconds, with one way back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop_rag.gui.looks.free_spot import lowest, taken
from desktop_rag.gui.looks.painted import Label
from desktop_rag.gui.looks.pressed import Button

TOAST_MS = 5000
# What is below it may change while it stands: pages turn, buttons appear.
LOOK_MS = 100
EDGE = 12
LEAST = 80


class Toast(QFrame):
    """Stands at the bottom of `place`, in its middle, and covers nothing that can be pressed, typed in or
    read. Where that is nowhere, it stands in `strip`, an empty widget that is made as high as needed."""

    def __init__(self, window: QWidget, place: QWidget | None = None, strip: QWidget | None = None) -> None:
        super().__init__(window)
        self.setProperty("control", "toast")
        self._window, self._place, self._strip = window, place or window, strip
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
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._stand)
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
        self._give_back()
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(ms)
        self._looking.start()

    def words(self) -> str:
        return self._words.text()

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    # ---- where it stands

    def _settle(self) -> None:
        self._fit(self._room().width() - 2 * EDGE)
        self._stand()

    def _stand(self) -> None:
        room = self._room()
        size = QRect(QPoint(0, 0), self.size())
        inside = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        stands = None
        if self._strip is None or not self._strip.height():
            stands = lowest(inside, size, taken(self._window, self))
        if stands is None:
            if self._strip is not None and self._strip.isVisibleTo(self._window):
                self._strip.setFixedHeight(size.height() + 2 * EDGE)
            stands = size
            stands.moveCenter(room.center())
            stands.moveBottom(inside.bottom())
        self.move(stands.topLeft())

    def _give_back(self) -> None:
        if self._strip is not None:
            self._strip.setFixedHeight(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looking.stop()
        self._give_back()

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False
