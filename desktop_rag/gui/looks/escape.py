"""Esc for what has the keyboard: the window has a shortcut on it, which would take the key."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def kept_escape(event: QEvent) -> bool:
    """Whether Esc was about to go to the window's shortcut: now it comes as a pressed key instead."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True
