"""The page about documents that need attention: what happened, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import words_for
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.wording import count, name_of
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Card, Elided, EmptyState, Label, Separator, Tile
from desktop_rag.gui.looks.tokens import PADDING_CENTRE, Role

# A page of more rows than this helps nobody; the list at the left shows them all.
MOST = 100

Section = tuple[str, Role, str]
SCANS: Section = ("scan-text", "attention", "Scans without text")
LOCKED: Section = ("lock", "attention", "Locked with a password")
FAILED: Section = ("circle-alert", "problem", "Could not be read")
PARTLY: Section = ("triangle-alert", "attention", "Read, but not completely")


def section_of(document: Document) -> Section:
    if document.state != "failed":
        return PARTLY
    code = document.error.code if document.error else ""
    return {"needs-ocr": SCANS, "password": LOCKED}.get(code, FAILED)


def can_be_unlocked(document: Document) -> bool:
    """A PDF asks for its password; other kinds cannot be opened with one yet."""
    locked = document.error is not None and document.error.code == "password"
    return document.state == "failed" and locked and document.kind == "pdf"


def reason(document: Document) -> str:
    """What happened and what to do next, in two sentences."""
    words = words_for(document.error or document.warning or Failure("internal"))
    remedy = "Unlock it with its password." if can_be_unlocked(document) else words.remedy
    return f"{words.explanation} {remedy}"


class AttentionPage(QWidget):
    """Groups by reason. It is made anew only when which documents need attention has changed."""

    retry_wanted = Signal(list)
    unlock_wanted = Signal(list)
    remove_wanted = Signal(list)
    show_in_folder_wanted = Signal(object)
    document_chosen = Signal(object)

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: list[Document] | None = None
        self.setAccessibleName(self.tr("Needs attention"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area)
        model.counted.connect(self._settle)

    def showEvent(self, event: object) -> None:
        self._settle()

    def _settle(self) -> None:
        if not self.isVisible():
            return
        needing = self._model.needing_attention()
        if needing == self._shown:
            return
        self._shown = needing
        place = self._area.verticalScrollBar().value()
        self._area.setWidget(self._page(needing))
        self._area.verticalScrollBar().setValue(place)

    def _page(self, needing: list[Document]) -> QWidget:
        page = QWidget()
        page.setProperty("ground", "surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 24)
        column.setSpacing(0)
        if not needing:
            column.addWidget(
                EmptyState(
                    "circle-check",
                    self.tr("Nothing needs attention"),
                    self.tr("All documents can be searched."),
                )
            )
            return page
        column.addWidget(Label(self._summary(needing), "body", "text2", wrap=True))
        for section in (SCANS, LOCKED, FAILED, PARTLY):
            members = [document for document in needing if section_of(document) == section]
            if members:
                column.addSpacing(22)
                column.addLayout(self._head(section, members))
                column.addSpacing(8)
                column.addWidget(self._card(members))
        column.addStretch(1)
        return page

    def _summary(self, needing: list[Document]) -> str:
        failed = sum(document.state == "failed" for document in needing)
        if not failed:
            return self.tr("All documents were read, some of them not completely.")
        return self.tr(
            "{failed} of {all} could not be read. Everything else can be searched and asked as usual."
        ).format(failed=f"{failed:,}", all=count(len(self._model), "document", "documents"))

    def _head(self, section: Section, members: Sequence[Document]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Picture(section[0], section[1], 16))
        row.addWidget(Label(section[2], "title"))
        row.addWidget(Label(count(len(members), "document", "documents"), "small", "text2"))
        row.addStretch(1)
        if len(members) > 1:
            locked = [document for document in members if can_be_unlocked(document)]
            if locked:
                every = Button(self.tr("Unlock all…"), "normal", "key-round", small=True)
                every.clicked.connect(lambda: self.unlock_wanted.emit(locked))
            else:
                every = Button(self.tr("Retry all"), "flat", "rotate-cw", small=True)
                every.clicked.connect(lambda: self.retry_wanted.emit(list(members)))
            row.addWidget(every)
        return row

    def _card(self, members: Sequence[Document]) -> Card:
        card = Card(0)
        card.body.setSpacing(0)
        for number, document in enumerate(members[:MOST]):
            if number:
                card.body.addWidget(Separator())
            card.body.addWidget(self._row(document))
        if len(members) > MOST:
            more = Label(
                self.tr("and {count} more in the list at the left").format(count=len(members) - MOST),
                "small",
                "text2",
            )
            more.setContentsMargins(60, 8, 12, 8)
            card.body.addWidget(Separator())
            card.body.addWidget(more)
        return card

    def _row(self, document: Document) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(14, 12, 12, 12)
        across.setSpacing(12)
        across.addWidget(Tile(document.kind), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Elided(name_of(document), "body_medium", tooltip=document.shown))
        why = Label(reason(document), "small", "text2", wrap=True)
        why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(why)
        across.addLayout(words, 1)
        for button in self._buttons(document):
            across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _buttons(self, document: Document) -> list[Button]:
        name = name_of(document)
        retry = Button(self.tr("Retry"), small=True)
        retry.setAccessibleName(self.tr("Retry {name}").format(name=name))
        retry.clicked.connect(lambda: self.retry_wanted.emit([document]))
        folder = Button(self.tr("Show in folder"), "flat", small=True)
        folder.setAccessibleName(self.tr("Show {name} in its folder").format(name=name))
        folder.clicked.connect(lambda: self.show_in_folder_wanted.emit(document))
        remove = Button(self.tr("Remove"), "flat", small=True)
        remove.setAccessibleName(self.tr("Remove {name} from the library").format(name=name))
        remove.clicked.connect(lambda: self.remove_wanted.emit([document]))
        if not can_be_unlocked(document):
            return [folder, remove, retry]
        unlock = Button(self.tr("Unlock…"), small=True)
        unlock.setAccessibleName(self.tr("Unlock {name}").format(name=name))
        unlock.clicked.connect(lambda: self.unlock_wanted.emit([document]))
        return [folder, remove, unlock]
