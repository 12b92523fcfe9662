"""Questions that the person must answer first: dialogs that are opened and awaited, never nested loops."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.gui.looks.controls import Button, Card, IconButton, Label

WIDTH = 460


class Question(QDialog):
    """A title, a sentence that says what follows, and the answer as a verb; the other answer is no.

    It deletes itself when it is closed, with `finished` as any dialog.
    """

    def __init__(self, parent: QWidget | None, title: str, sentence: str, yes: str, no: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(WIDTH)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 20, 24, 20)
        self.body.setSpacing(8)
        self.body.addWidget(Label(title, "title", wrap=True))
        words = Label(sentence, "body", "text2", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(words)
        self.yes = Button(yes)
        self.no = Button(no or self.tr("Cancel"), "flat" if yes else "normal")
        self.yes.setVisible(bool(yes))
        self.no.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(0, 12, 0, 0)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.body.addLayout(row)
        self.no.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        # A layout with wrapped lines asks for more height than it needs before its width is known.
        self.setFixedHeight(self.body.totalHeightForWidth(WIDTH))
        super().showEvent(event)

    def put_in(self, widget: QWidget) -> None:
        """Puts something between the sentence and the answers."""
        self.body.insertWidget(self.body.count() - 1, widget)


class Commands(QWidget):
    """Commands for a terminal, each with a button that copies it."""

    def __init__(self, commands: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for what, command in commands:
            card = Card(10)
            row = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(2)
            if what:
                words.addWidget(Label(what, "small", "text2", wrap=True))
            line = Label(command, "body", wrap=True)
            fixed.setPointSizeF(line.font().pointSizeF())
            line.setFont(fixed)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(line)
            row.addLayout(words, 1)
            row.addWidget(_copy_button(command))
            card.body.addLayout(row)
            column.addWidget(card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


def _copy_button(command: str) -> IconButton:
    button = IconButton("copy", f"Copy: {command}", size=16, side=28)
    button.clicked.connect(lambda: QGuiApplication.clipboard().setText(command))
    return button


async def agreed(parent: QWidget | None, title: str, sentence: str, yes: str) -> bool:
    """Opens a question and waits for the answer."""
    return await answered(Question(parent, title, sentence, yes))


async def answered(question: Question) -> bool:
    """Opens the question and waits for the answer; cancelling the task closes it."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(code: int) -> None:
        if not answer.done():
            answer.set_result(code == QDialog.DialogCode.Accepted.value)

    question.finished.connect(settle)
    question.open()
    try:
        return await answer
    except asyncio.CancelledError:
        question.reject()
        raise


async def typed(question: Question, field: QLineEdit) -> str:
    """What was typed into a field of the question, or "" when the person thought better of it.

    The dialog deletes itself and the field with it, so the words are noted while they are typed.
    """
    words = ""

    def note(text: str) -> None:
        nonlocal words
        words = text
        question.yes.setEnabled(bool(text.strip()))

    question.put_in(field)
    field.textChanged.connect(note)
    field.returnPressed.connect(lambda: question.accept() if words.strip() else None)
    note("")
    field.setFocus()
    return words if await answered(question) else ""
