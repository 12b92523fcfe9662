"""A pane that is made when it is first asked for or shown: the first paint waits for what it shows alone."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_rag.gui.dropping import leave_drops_to_the_window

W = TypeVar("W", bound=QWidget)


class LaterPane(QWidget, Generic[W]):
    """Where a pane stands. It takes its place in the order of the Tab key whenever it is made."""

    def __init__(self, make: Callable[[], W], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._pane: W | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def made(self) -> W | None:
        """The pane, if there is one yet."""
        return self._pane

    @property
    def pane(self) -> W:
        return self._pane if self._pane is not None else self.make()

    def make(self) -> W:
        """Makes the pane, if it is not there yet."""
        if self._pane is not None:
            return self._pane
        self._pane = made = self._make()
        leave_drops_to_the_window(made)
        order = _in_order(made)
        self._column.addWidget(made)
        # Shown at once, not with a later turn of Qt's loop: no paint goes without it.
        made.show()
        self._set_in(order)
        return made

    def _set_in(self, order: list[QWidget]) -> None:
        """Sets the pane's parts where it stands into the order of Tab: Qt adds them at the window's end."""
        if self.parentWidget() is None:
            return
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt orders only what can have the focus
        before: QWidget = self
        for part in order:
            QWidget.setTabOrder(before, part)
            before = part
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.make()


def _in_order(pane: QWidget) -> list[QWidget]:
    """What of a pane the Tab key comes to, in its order."""
    found: list[QWidget] = []
    part: QWidget | None = pane
    while part is not None:
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(part)
        following = part.nextInFocusChain()
        part = following if following is not pane else None
    return found
