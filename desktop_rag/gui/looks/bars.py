"""Scroll bars that are always there, so that nothing beside them moves or breaks its lines anew."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea


def keep_bar(area: QAbstractScrollArea) -> None:
    """Where nothing is to be scrolled the bar has no handle: the style would draw one as long as the area."""
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bar = area.verticalScrollBar()
    bar.rangeChanged.connect(lambda lowest, highest: bar.setEnabled(highest > 0))
    bar.setEnabled(bar.maximum() > 0)
