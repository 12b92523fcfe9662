"""When a window has been painted for the first time: what it does without until then is made now."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QWidget

# A window that begins as an icon is not painted, and needs its parts all the same.
LONGEST_MS = 500


class FirstPaint(QObject):
    """Calls back once, after the first paint of a window and of all that is in it; never when it has gone."""

    _Over = QEvent.Type(QEvent.registerEventType())

    def __init__(self, window: QWidget, over: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._over: Callable[[], object] | None = over
        window.installEventFilter(self)
        self._timer = self.startTimer(LONGEST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            # The window and its parts are painted in one turn of Qt's loop: this comes with the next.
            QCoreApplication.postEvent(self, QEvent(self._Over), Qt.EventPriority.LowEventPriority.value)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == self._Over:
            self._call()
            return True
        return super().event(event)

    def timerEvent(self, event: QTimerEvent) -> None:
        self._call()

    def _call(self) -> None:
        self.killTimer(self._timer)
        over, self._over = self._over, None
        if over is not None and self._window.isVisible():
            over()
