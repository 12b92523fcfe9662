"""Menus of one opening. They are opened, never run: a nested loop would hold up everything else."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

GAP = 4


def passing_menu(owner: QWidget) -> QMenu:
    """An empty menu that deletes itself when it closes."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def below(widget: QWidget) -> QPoint:
    """Where the menu of a button opens, on the screen."""
    return widget.mapToGlobal(QPoint(0, widget.height() + GAP))
