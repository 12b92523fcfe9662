"""The first start: what may be dropped here, a sample to look around in, and three promises."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.gui.looks.bars import keep_bar
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Card, Label
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import PADDING_CENTRE
from desktop_rag.gui.setup.drop_field import DropField

WIDTH = 800
FIELD = 348
# Lower than this the picture and some of the air are left out, so that all words are to be seen.
LOW = 490
BAR = 10
STACK_UNDER = 620
SIGN = 64


class _Sign(QWidget):
    """The picture of the drop field: a folder with a plus on a soft ground."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIGN, SIGN)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 16, 16)
        painter.drawPixmap(18, 18, pixmap("folder-plus", "accent_text", 28, self.devicePixelRatioF()))


class Welcome(QScrollArea):
    """Stands in the centre while the library is empty. What is wished for goes out as a signal."""

    folder_requested = Signal()
    files_requested = Signal()
    sample_requested = Signal()
    paths_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # In the padding at the right, so that nothing is narrower where it is needed.
        keep_bar(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("First steps"))
        self.folder = Button(self.tr("Add a folder…"), "primary", icon="folder-plus")
        self.files = Button(self.tr("Add files…"), icon="file-plus")
        self.sample = Button(self.tr("Try the sample library"))
        self.folder.clicked.connect(self.folder_requested)
        self.files.clicked.connect(self.files_requested)
        self.sample.clicked.connect(self.sample_requested)
        self._promises = QGridLayout()
        self._cells = [
            _promise("shield-check", self.tr("Private"),
                     self.tr("Nothing leaves this computer, and no account is needed.")),
            _promise("file-search", self.tr("Search first"),
                     self.tr("Results as you type, by word and by meaning.")),
            _promise("quote", self.tr("Answers with sources"),
                     self.tr("Each answer points to the pages it comes from.")),
        ]  # fmt: skip
        self._stacked: bool | None = None
        self._sign, self._above_words = _Sign(), QWidget()
        self._lay_out()
        self._lay_promises(stacked=False)

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout()
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self._field(), 1000)
        column.addWidget(self._sample_card())
        self._promises.setHorizontalSpacing(24)
        self._promises.setVerticalSpacing(16)
        column.addLayout(self._promises)
        column.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        inner.setLayout(column)
        self._set_low(False)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE - BAR, 0)
        row.addStretch(1)
        row.addWidget(inner, 1_000)
        row.addStretch(1)
        self.setWidget(body)
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def _field(self) -> DropField:
        field = DropField()
        field.setMaximumHeight(FIELD)
        field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        field.setAccessibleName(self.tr("Drop files or folders here"))
        field.paths_dropped.connect(self.paths_dropped)
        column = QVBoxLayout(field)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(0)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(self._sign, 0, centre)
        self._above_words.setFixedHeight(18)
        column.addWidget(self._above_words)
        column.addWidget(Label(self.tr("Drop files or folders here"), "welcome"), 0, centre)
        column.addSpacing(8)
        for words in (
            self.tr("PDF, Word, PowerPoint, Excel, e-books, e-mail, web pages, source code and plain text."),
            self.tr("Your files stay where they are and are never changed."),
        ):
            line = Label(words, "reading", "text2", wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(22)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.folder)
        buttons.addWidget(self.files)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(14)
        keys = Label(self.tr("Ctrl+Shift+O adds a folder, Ctrl+O adds files"), "small", "text3")
        column.addWidget(keys, 0, centre)
        column.addStretch(1)
        return field

    def _sample_card(self) -> Card:
        card = Card(16)
        card.body.setContentsMargins(17, 14, 14, 14)
        row = QHBoxLayout()
        row.setSpacing(15)
        row.addWidget(Picture("book-open", "text2", 20))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self.tr("Only want to look around?"), "body_medium"))
        words.addWidget(
            Label(
                self.tr("The sample library: 12 short texts, ready in seconds, removed with one click."),
                "small",
                "text2",
                wrap=True,
            )
        )
        row.addLayout(words, 1)
        row.addWidget(self.sample)
        card.body.addLayout(row)
        return card

    def _lay_promises(self, stacked: bool) -> None:
        self._stacked = stacked
        for index, cell in enumerate(self._cells):
            self._promises.removeWidget(cell)
            self._promises.addWidget(cell, index if stacked else 0, 0 if stacked else index)
        for column in range(3):
            self._promises.setColumnStretch(column, 0 if stacked and column else 1)

    def _set_low(self, low: bool) -> None:
        air = 8 if low else 16
        self._column.setContentsMargins(0, air, 0, air)
        self._column.setSpacing(air)
        self._promises.setContentsMargins(16, air, 16, air)
        for part in (self._sign, self._above_words):
            part.setVisible(not low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_low(self.height() < LOW)
        stacked = self.width() < STACK_UNDER
        if stacked != self._stacked:
            self._lay_promises(stacked)


def _promise(sign: str, title: str, sentence: str) -> QWidget:
    cell = QWidget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(Picture(sign, "accent", 18), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Label(title, "body_medium"))
    words.addWidget(Label(sentence, "small", "text2", wrap=True))
    words.addStretch(1)
    row.addLayout(words, 1)
    return cell
