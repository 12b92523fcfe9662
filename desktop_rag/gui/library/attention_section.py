"""Documents that need attention for the same reason: what happened, and one thing that helps first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import Recognizing
from desktop_rag.gui.library.actions import (
    DETAILS,
    READ_TEXT,
    REMOVE,
    RETRY,
    SKIP,
    STOP_TEXT,
    UNLOCK,
    Action,
    can_be_unlocked,
    fitting,
    folder_words,
    others,
    reason,
    remedy,
)
from desktop_rag.gui.library.wording import (
    PICTURES_SECTION,
    Section,
    count,
    is_recognised,
    name_of,
    page_words,
)
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import (
    Button,
    Card,
    Elided,
    IconButton,
    Label,
    ProgressLine,
    Separator,
    Tile,
)
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import below, passing_menu

# So many rows of one reason are shown at first, and so many more each time that they are wished for:
# with 50 of them every row that comes or goes would hold up the window for 30 ms.
MOST, MORE = 8, 20
# More pictures than these are one row.
FEW = 3


class Why(Label):
    """A sentence that breaks its own lines. A layout that had to ask for its height would ask for that of
    every other on the page too, at every level: 50 ms for each four rows that come."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "small", "text2", wrap=True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = self.sizePolicy()
        policy.setHeightForWidth(False)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A label asks for no less than its least height: it would keep that of its narrowest moment.
        self.setMinimumHeight(0)
        self.setFixedHeight(self.heightForWidth(self.width()))


class AttentionRow(QWidget):
    """A document: its name and folder, what happened, the first remedy and the others in a menu."""

    wanted = Signal(str, list)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.line = Separator()
        self._page = self._build_page()
        across = QHBoxLayout()
        across.setContentsMargins(14, 12, 12, 12)
        across.setSpacing(12)
        across.addWidget(Tile(document.kind), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(self._words(), 1)
        across.addWidget(self._first(remedy(document)), 0, Qt.AlignmentFlag.AlignTop)
        self.more = IconButton("ellipsis", self.tr("More for {name}").format(name=name_of(document)), 16, 28)
        self.more.clicked.connect(self._open_menu)
        across.setSpacing(8)
        across.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addLayout(across)

    def _words(self) -> QVBoxLayout:
        document = self.document
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Elided(name_of(document), "body_medium", tooltip=document.shown))
        head.addWidget(Elided(folder_words(document), "small", "text3", tooltip=document.shown))
        head.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(4, 0, 12, 0)
        words.setSpacing(4)
        words.addLayout(head)
        words.addWidget(Why(reason(document)))
        words.addWidget(self._page)
        return words

    def _build_page(self) -> QWidget:
        """How far the text of a scan is read; to be seen from its first page on."""
        self._line, self._at = ProgressLine(0.0), Label("", "small", "text2")
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._line, 1)
        row.addWidget(self._at)
        page.hide()
        return page

    def show_recognizing(self, now: Recognizing) -> None:
        """Takes note of it where it is about this document."""
        mine = now.document == self.document.id and now.page > 0
        self._page.setVisible(mine)
        if mine:
            self._line.set_fraction((now.page - 1) / max(now.pages, 1))
            self._at.setText(page_words(now))

    def _first(self, action: Action) -> Button:
        words = self.tr("Stop") if action == STOP_TEXT else self.tr(action.words)
        button = Button(words, small=True)
        button.setAccessibleName(f"{button.text().rstrip('…')} {name_of(self.document)}")
        button.clicked.connect(lambda: self.wanted.emit(action.key, [self.document]))
        return button

    def menu(self) -> QMenu:
        menu = passing_menu(self)
        for action in others(self.document):
            made = menu.addAction(icon(action.icon), self.tr(action.words))
            made.triggered.connect(lambda on=False, key=action.key: self.wanted.emit(key, [self.document]))
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(below(self.more))


class AttentionSection(QWidget):
    """Its rows are made a few at a time, those that are there stay: a run can fail by the hundred."""

    wanted = Signal(str, list)

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self.documents: Sequence[Document] = ()
        self._rows: dict[int, AttentionRow] = {}
        self._count = Label("", "small", "text2")
        self.every = Button("", small=True)
        self.not_these = Button(self.tr("Not these"), "flat", small=True)
        self.more = IconButton("ellipsis", self.tr("More for all of them"), 16, 28)
        self._card = Card(0)
        self._card.body.setSpacing(0)
        self._most = MOST
        self._folded = section == PICTURES_SECTION
        self._line = Separator()
        self.rest = Button("", "flat", "chevron-down", small=True)
        self._lay_out()
        self.every.clicked.connect(self._do_for_all)
        self.not_these.clicked.connect(lambda: self._do(SKIP))
        self.more.clicked.connect(self._open_menu)
        self.rest.clicked.connect(self._show_more)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Picture(self.section.icon, self.section.role, 16))
        head.addWidget(Label(self.section.title, "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.not_these)
        head.addWidget(self.every)
        head.addWidget(self.more)
        head.setContentsMargins(0, 0, 13, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._card)
        self._below = QWidget()
        rest = QHBoxLayout(self._below)
        rest.setContentsMargins(54, 4, 12, 4)
        words = self.tr("Most hold no words; those are left out when they were read.")
        self._sentence = Label(words, "small", "text2")
        rest.addWidget(self._sentence)
        rest.addWidget(self.rest)
        rest.addStretch(1)
        for part in (self._line, self._below):
            self._card.body.addWidget(part)

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Those that are gone leave at once, new ones come with `build`."""
        self.documents = documents
        names = ("picture", "pictures") if self.section == PICTURES_SECTION else ("document", "documents")
        self._count.setText(count(len(documents), *names))
        several = len(documents) > 1
        action = self.action_for_all()
        number = len(fitting(action, documents)) if action is not None else 0
        self.every.setVisible(number > 1)
        self.more.setVisible(several)
        if action is not None and number > 1:
            self.every.setText(self.tr(action.for_all(number)))
            self.every.set_icon(action.icon)
        left = len(documents) - self._limit
        words = self.tr("{count} more") if self._limit else self.tr("Show them")
        self.rest.setText(words.format(count=f"{left:,}"))
        self._below.setVisible(left > 0)
        self._line.setVisible(left > 0 and self._limit > 0)
        self._sentence.setVisible(not self._limit)
        self.not_these.setVisible(several and self.section == PICTURES_SECTION)
        there = {document.id: document for document in documents[: self._limit]}
        for number, row in list(self._rows.items()):
            if there.get(number) != row.document:
                self._rows.pop(number).hide()
                row.deleteLater()

    def show_recognizing(self, now: Recognizing) -> None:
        for row in self._rows.values():
            row.show_recognizing(now)

    def build(self, most: int) -> int:
        """Makes up to so many of the rows that are missing; returns how many it made."""
        made = 0
        for place, document in enumerate(self.documents[: self._limit]):
            row = self._rows.get(document.id)
            if row is None:
                if made == most:
                    break
                made += 1
                row = self._rows[document.id] = AttentionRow(document)
                row.wanted.connect(self.wanted)
                self._card.body.insertWidget(place, row)
            row.line.setVisible(place > 0)
        return made

    @property
    def _limit(self) -> int:
        """How many rows are shown, as far as there are so many."""
        return 0 if self._folded and len(self.documents) > FEW else self._most

    def _show_more(self) -> None:
        if self._limit:
            self._most += MORE
        self._folded = False
        self.show_documents(self.documents)
        self.build(MORE)

    def action_for_all(self) -> Action | None:
        """What helps with more than one of them, if anything does."""
        # Of one reason, what helps differs in this alone.
        differing = {(can_be_unlocked(one), is_recognised(one)): one for one in self.documents}
        firsts = {remedy(document) for document in differing.values()}
        return next((action for action in (UNLOCK, READ_TEXT, RETRY, REMOVE) if action in firsts), None)

    def menu(self) -> QMenu:
        menu = passing_menu(self)
        for action in (SKIP, RETRY, DETAILS, REMOVE):
            fit = fitting(action, self.documents)
            if fit and action != self.action_for_all():
                many = len(fit) > 1
                words = self.tr(action.for_all(len(fit)) if many else action.words)
                made = menu.addAction(icon(action.icon), words)
                made.triggered.connect(lambda on=False, wanted=action: self._do(wanted))
        return menu

    def _do_for_all(self) -> None:
        action = self.action_for_all()
        if action is not None:
            self._do(action)

    def _do(self, action: Action) -> None:
        self.wanted.emit(action.key, fitting(action, self.documents))

    def _open_menu(self) -> None:
        self.menu().popup(below(self.more))
