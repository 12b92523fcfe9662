"""Where errors become words: a banner with the remedy as a button, or a passing toast."""

import logging
import traceback
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_rag.domain.errors import EngineLost, Failure, failure_of
from desktop_rag.domain.words import words_for
from desktop_rag.gui.looks.controls import Banner, Button, IconButton, Toast
from desktop_rag.gui.looks.tokens import PADDING_CENTRE

log = logging.getLogger(__name__)

# Passing by: the person has done nothing wrong and need do nothing.
PASSING = ("bad-request", "document-unknown", "conversation-unknown", "nothing-found", "ollama-busy")


class Remedy(NamedTuple):
    """A button's words and what it does."""

    words: str
    do: Callable[[], object]


class Problems(QObject):
    """Takes what tasks raise. `place` holds at most one banner; a newer problem replaces it."""

    def __init__(self, place: QWidget, toast: Toast) -> None:
        super().__init__(place)
        self.toast = toast
        self._place = place
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 12)
        self._banner: Banner | None = None
        self._code = ""
        self._remedies: dict[str, Remedy] = {}
        self._details: list[str] = []
        place.hide()

    def set_remedy(self, code: str, words: str, do: Callable[[], object]) -> None:
        """The button that a failure of this code shows."""
        self._remedies[code] = Remedy(words, do)

    def __call__(self, work: str, error: BaseException) -> None:
        """Shows what `work` raised. A lost engine is told by its own note, which knows more."""
        failure = failure_of(error)
        if failure.code == "internal":
            trace = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s\n%s", work, type(error).__name__, trace)
            self._details.append(f"{work}: {type(error).__name__}\n{trace}")
        else:
            log.info("%s: %s", work, failure.code)
        if isinstance(error, EngineLost):
            return
        self.show(failure)

    def show(self, failure: Failure) -> None:
        words = words_for(failure)
        if failure.code in PASSING:
            self.toast.show_words(f"{words.title}. {words.remedy}")
            return
        remedy = self._remedies.get(failure.code)
        if failure.code == "internal":
            remedy = Remedy(self.tr("Copy details"), self.copy_details)
        sentence = f"{words.explanation} {words.remedy}"
        self._show_banner(failure.code, words.title, sentence, remedy)

    def tell(self, code: str, title: str, sentence: str, remedy: Remedy | None = None) -> None:
        """A banner that is no error of a task, such as an engine that stays away."""
        self._show_banner(code, title, sentence, remedy)

    def clear(self, *codes: str) -> None:
        """Takes the banner away; with codes, only one of these."""
        if self._banner is None or (codes and self._code not in codes):
            return
        self._banner.hide()
        self._banner.deleteLater()
        self._banner = None
        self._code = ""
        self._place.hide()

    def shown(self) -> str:
        """The code of the problem that is on show, or nothing."""
        return self._code

    def copy_details(self) -> None:
        """Puts the traces on the clipboard: files and lines of ours, never a document's text."""
        QGuiApplication.clipboard().setText("\n".join(self._details[-5:]))
        self.toast.show_words(self.tr("Details copied"))

    def _act(self, remedy: Remedy) -> None:
        self.clear()
        remedy.do()

    def _show_banner(self, code: str, title: str, sentence: str, remedy: Remedy | None) -> None:
        self.clear()
        buttons: list[QWidget] = []
        if remedy is not None:
            button = Button(remedy.words)
            button.clicked.connect(lambda: self._act(remedy))
            buttons.append(button)
        close = IconButton("x", self.tr("Close"), 16, 28)
        close.clicked.connect(lambda: self.clear())
        buttons.append(close)
        self._banner = Banner("problem", title, sentence, buttons)
        self._code = code
        self._column.addWidget(self._banner)
        self._place.show()
