"""The page about documents that need attention: what happened, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import Recognizing
from desktop_rag.gui.library.attention_section import AttentionSection
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.wording import Section, count, is_picture, section_of
from desktop_rag.gui.looks.bars import keep_bar
from desktop_rag.gui.looks.controls import EmptyState, Label
from desktop_rag.gui.looks.tokens import PADDING_CENTRE

# While documents fail one after the other the page follows at this pace.
SETTLE_MS = 400
# Rows that are made before the event loop gets its turn: about 2 ms each.
ROWS_A_TURN = 2
ROWS_AT_FIRST = 4
BAR = 10


class AttentionPage(QWidget):
    """Groups by reason. `wanted` carries the key of an action and the documents it is wished for."""

    wanted = Signal(str, list)

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._sections: dict[Section, AttentionSection] = {}
        self.setAccessibleName(self.tr("Needs attention"))
        self._summary = Label("", "body", "text2", wrap=True)
        self._nothing = EmptyState(
            "circle-check", self.tr("Nothing needs attention"), self.tr("All documents can be searched.")
        )
        self._lay_out()
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._settle)
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build)
        model.counted.connect(self._wake)
        model.progressed.connect(lambda progress: self._show_recognizing())

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("ground", "surface")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(PADDING_CENTRE, 4, PADDING_CENTRE - BAR, 24)
        self._column.setSpacing(0)
        self._column.addWidget(self._summary)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Sentences must not break anew when the page grows.
        keep_bar(self._area)
        self._area.setWidget(page)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def sections(self) -> list[AttentionSection]:
        """What is to be seen, top to bottom."""
        return [self._sections[section] for section in sorted(self._sections)]

    def _wake(self) -> None:
        if self.isVisible() and not self._settling.isActive():
            self._settling.start()

    def _settle(self) -> None:
        needing, recognised = self._model.needing_attention(), self._model.being_recognised()
        by_reason: dict[Section, list[Document]] = {}
        # Who has asked for the text of a scan sees there what comes of it.
        for document in (*recognised, *needing):
            by_reason.setdefault(section_of(document), []).append(document)
        for section in self._sections.keys() - by_reason.keys():
            view = self._sections.pop(section)
            view.hide()
            view.deleteLater()
        for place, section in enumerate(sorted(by_reason), 1):
            known = self._sections.get(section)
            if known is None:
                known = self._sections[section] = AttentionSection(section)
                known.wanted.connect(self.wanted)
                self._column.insertWidget(place, known)
            known.show_documents(by_reason[section])
        self._summary.setText(self._summed(needing))
        self._stack.setCurrentWidget(self._area if by_reason else self._nothing)
        self._build(ROWS_AT_FIRST)

    def _build(self, most: int = ROWS_A_TURN) -> None:
        for view in self.sections():
            most -= view.build(most)
            if most <= 0:
                self._building.start()
                break
        self._show_recognizing()

    def _show_recognizing(self) -> None:
        progress = self._model.progress
        if self.isVisible() and progress is not None:
            for view in self._sections.values():
                view.show_recognizing(progress.recognizing or Recognizing())

    def _summed(self, needing: Sequence[Document]) -> str:
        if not needing:
            return self.tr("Text is being read. Nothing else needs attention.")
        failed = sum(document.state == "failed" and not is_picture(document) for document in needing)
        if not failed and any(map(is_picture, needing)):
            return self.tr("Pictures can be searched when their text was read.")
        if not failed:
            return self.tr("All documents were read, some of them not completely.")
        return self.tr(
            "{failed} of {all} could not be read. Everything else can be searched and asked as usual."
        ).format(failed=f"{failed:,}", all=count(len(self._model), "document", "documents"))
