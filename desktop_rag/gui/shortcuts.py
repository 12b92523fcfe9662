"""The page of keyboard shortcuts, made from the table of commands."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.gui.commands import COMMANDS, Commands, keys_of
from desktop_rag.gui.looks.controls import Button, Label


class ShortcutsPage(QDialog):
    """Opened, never run; it closes with Esc."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(Label(self.tr("Keyboard shortcuts"), "heading"))
        table = QGridLayout()
        table.setHorizontalSpacing(32)
        table.setVerticalSpacing(8)
        for row, command in enumerate(COMMANDS):
            table.addWidget(Label(commands.words(command.id).rstrip("…"), "body"), row, 0)
            table.addWidget(Label(keys_of(command.id), "body", "text2"), row, 1)
        column.addLayout(table)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
