"""Where in a window a note may stand: what can be pressed or typed in, rows and text must not be covered."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

# So far it keeps from a button, and from a field, which stands in a frame.
FROM_BUTTON, FROM_FIELD, FROM_TEXT = 6, 16, 4
# Rows are looked for at this distance in pixels: none is lower.
ROWS = 8


def taken(window: QWidget, but: QWidget) -> list[QRect]:
    """What can be seen of buttons, fields, rows, answers and labels, without what is inside `but`, in the
    coordinates of the window."""
    found: list[QRect] = []
    # findChildren takes no tuple of kinds.
    for kind, away in (
        (QAbstractButton, FROM_BUTTON),
        (QLineEdit, FROM_FIELD),
        (QPlainTextEdit, FROM_FIELD),
        (QTextEdit, FROM_TEXT),
        (QLabel, FROM_TEXT),
        (QAbstractItemView, 0),
    ):
        for widget in window.findChildren(kind):
            if not but.isAncestorOf(widget) and (seen := _seen(widget, window)):
                found.append(seen.adjusted(-away, -away, away, away))
    return found


def lowest(room: QRect, size: QRect, obstacles: list[QRect]) -> QRect | None:
    """`size` in the middle of the lower half of `room`, as low as nothing is covered; None where that is
    nowhere."""
    stands = QRect(size)
    stands.moveCenter(room.center())
    stands.moveBottom(room.bottom())
    while under := [one for one in obstacles if one.intersects(stands)]:
        stands.moveBottom(min(one.top() for one in under) - 1)
    return stands if stands.top() >= room.center().y() else None


def _seen(widget: QWidget, window: QWidget) -> QRect | None:
    """The part of a widget that can be seen, of a list its rows; None for nothing."""
    if not widget.isVisibleTo(window) or (isinstance(widget, QLabel) and not widget.text()):
        return None
    rect = _rows(widget) if isinstance(widget, QAbstractItemView) else widget.rect()
    for part in _up(widget, window):
        rect = rect.intersected(part.rect())
        if part is not window:
            rect.translate(part.pos())
    return rect if rect.isValid() else None


def _up(widget: QWidget, window: QWidget) -> Iterator[QWidget]:
    part: QWidget | None = widget
    while part is not None and part is not window:
        yield part
        part = part.parentWidget()
    yield window


def _rows(view: QAbstractItemView) -> QRect:
    """From the top of the view down to the last row that is in sight."""
    port = view.viewport()
    low = next(
        (
            y
            for y in range(port.height() - 1, 0, -ROWS)
            if view.indexAt(QPoint(port.width() // 2, y)).isValid()
        ),
        0,
    )
    return QRect(port.pos(), port.size()).intersected(QRect(0, 0, view.width(), port.y() + low))
