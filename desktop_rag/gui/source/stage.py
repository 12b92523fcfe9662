"""What the source pane shows below its bars: an invitation, a page, a text, waiting, or what went wrong."""

from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import SourceView
from desktop_rag.domain.words import words_for
from desktop_rag.gui.looks.controls import Button, EmptyState, Label, Ring
from desktop_rag.gui.source.navigation import document_blocks
from desktop_rag.gui.source.selectable_pages import SelectablePages
from desktop_rag.gui.source.text_view import TextView

# A document that opens faster than this is not announced: the words would only flash.
LOADING_MS = 150

Showing = Literal["page", "text", "nothing"]


class SourceStage(QStackedWidget):
    """One of its pages is on; `again_pressed` asks for what could not be opened once more."""

    again_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.text = SelectablePages(), TextView()
        self.empty = EmptyState(
            "book-open",
            self.tr("No document is open"),
            self.tr("Choose a result or a citation to see it in its document."),
        )
        self.gone = EmptyState(
            "file-x",
            self.tr("No longer in the library"),
            self.tr("The document that was open here has been removed from it."),
        )
        again = Button(self.tr("Try again"))
        again.clicked.connect(self.again_pressed)
        self.problem = EmptyState("circle-alert", "", button=again)
        self.loading = self._loading_page()
        self._soon = QTimer(self, singleShot=True, interval=LOADING_MS)
        self._soon.timeout.connect(lambda: self.setCurrentWidget(self.loading))
        for page in (self.empty, self.gone, self.page, self.text, self.problem, self.loading):
            self.addWidget(page)

    def _loading_page(self) -> QWidget:
        loading = QWidget()
        row = QHBoxLayout(loading)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Ring())
        row.addWidget(Label(self.tr("Opening the document…"), "body", "text2"))
        row.addStretch(1)
        return loading

    @property
    def showing(self) -> Showing:
        """Which of the two ways of showing a document is on."""
        now = self.currentWidget()
        return "page" if now is self.page else "text" if now is self.text else "nothing"

    def minimumSizeHint(self) -> QSize:
        # The pane's width is the person's: nothing that happens to be said here may push it.
        return QSize(0, 0)

    def take_keyboard(self) -> None:
        """The keyboard scrolls what is on."""
        if (now := self.currentWidget()) is not None:
            now.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_empty(self) -> None:
        self._turn_to(self.empty)

    def show_gone(self) -> None:
        """What was open is not there any more."""
        self._turn_to(self.gone)

    def wait(self) -> None:
        """Says that a document is being opened, unless something else is shown soon."""
        self._soon.start()

    def wait_no_more(self) -> None:
        """What is on stays on."""
        self._soon.stop()

    def show_problem(self, failure: Failure) -> None:
        words = words_for(failure)
        self.problem.set_words(words.title, f"{words.explanation} {words.remedy}".strip())
        self._turn_to(self.problem)

    def show_text(self, view: SourceView, at: int | None) -> None:
        """The indexed text; `at` is a document offset that it is scrolled to."""
        self.text.show_text(view.clip_start, view.text, document_blocks(view.unit), at or 0)
        self._turn_to(self.text)
        if at is not None:
            self.text.scroll_to(at)

    def show_pages(self) -> None:
        """The sheets; blank ones until they are drawn."""
        self._turn_to(self.page)

    def _turn_to(self, page: QWidget) -> None:
        self._soon.stop()
        self.setCurrentWidget(page)
