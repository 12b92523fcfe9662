"""What stands below an empty search box: the recent searches, and what can be typed to be more exact."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.domain.wording_queries import EXAMPLES
from desktop_rag.gui.looks.controls import Button, Label, plain_label
from desktop_rag.gui.looks.escape import kept_escape
from desktop_rag.gui.query_help import tr as tr_help
from desktop_rag.gui.search.result_delegate import INSET
from desktop_rag.gui.search.wording import shortened

SHOWN = 6
LONGEST = 56


class StartPage(QScrollArea):
    """`wanted` carries a recent search, `example` an `Example`; `left` gives the keyboard back to the box.

    Up and Down walk through all that can be pressed.
    """

    wanted = Signal(str)
    example = Signal(object)
    forgotten = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent: list[Button] = []
        self.examples: list[Button] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(INSET, 0, INSET, 16)
        column.setSpacing(0)
        words = self.tr(
            "Type a few words or a question. Passages appear while you type; no language model is needed."
        )
        column.addWidget(Label(words, "small", "text2", wrap=True))
        column.addSpacing(16)
        column.addWidget(self._build_recent())
        column.addWidget(Label(self.tr("To be more exact"), "body_medium"))
        column.addSpacing(6)
        column.addLayout(self._build_examples())
        column.addSpacing(12)
        column.addWidget(Label(self.tr("All of this can be typed in Ask, too."), "small", "text2", wrap=True))
        column.addStretch(1)
        self.setWidget(inside)
        # A style sheet makes neither transparent.
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.show_recent(())

    def _build_recent(self) -> QWidget:
        self._recent = QWidget()
        self.forget = Button(self.tr("Clear"), "flat", small=True)
        self.forget.setToolTip(self.tr("Forget the recent searches of this library"))
        self.forget.clicked.connect(self.forgotten)
        self.forget.installEventFilter(self)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Recent searches"), "body_medium"))
        head.addStretch(1)
        head.addWidget(self.forget)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self._recent)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._rows)
        return self._recent

    def _build_examples(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, example in enumerate(EXAMPLES):
            button = Button(example.typed, "link")
            button.setAccessibleName(f"{example.typed}: {tr_help(example.means)}")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(partial(self.example.emit, example))
            button.installEventFilter(self)
            self.examples.append(button)
            grid.addWidget(button, row, 0)
            grid.addWidget(Label(tr_help(example.means), "small", "text2", wrap=True), row, 1)
        return grid

    def show_recent(self, queries: Sequence[str]) -> None:
        """The newest of these searches, newest first."""
        for old in self.recent:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.recent = [self._recent_row(query) for query in queries[:SHOWN]]
        self._recent.setVisible(bool(self.recent))

    def _recent_row(self, query: str) -> Button:
        row = Button(plain_label(shortened(query, LONGEST)), "row", "history")
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setAccessibleName(self.tr("Search for {}").format(query))
        row.clicked.connect(partial(self.wanted.emit, query))
        row.installEventFilter(self)
        self._rows.addWidget(row)
        return row

    # ---- the keyboard

    def _stops(self) -> list[Button]:
        return [*self.recent, *((self.forget,) if self.recent else ()), *self.examples]

    def focus_first(self) -> None:
        """Moves the keyboard to the newest search, or to the first example."""
        self._focus(self._stops()[0])

    def _focus(self, stop: Button) -> None:
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(stop)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if kept_escape(event):
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            stops = self._stops()
            at = next((number for number, stop in enumerate(stops) if stop is watched), None)
            if at is not None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape):
                to = at + 1 if event.key() == Qt.Key.Key_Down else at - 1
                if to < 0 or event.key() == Qt.Key.Key_Escape:
                    self.left.emit()
                elif to < len(stops):
                    self._focus(stops[to])
                return True
            if at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                stops[at].click()
                return True
        return super().eventFilter(watched, event)
