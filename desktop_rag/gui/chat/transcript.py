"""The turns below one another, filled from the composer upwards, scrolled only while the reader follows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_rag.domain.answers import Evidence
from desktop_rag.gui.chat.conversation import ConversationModel
from desktop_rag.gui.chat.wording import tr
from desktop_rag.gui.looks.controls import EmptyState
from desktop_rag.gui.looks.tokens import PADDING_CENTRE, READING_COLUMN

if TYPE_CHECKING:
    from desktop_rag.gui.chat.turn_view import TurnView

NEAR = 24
BETWEEN = 20
AT_ONCE = 6
BEFORE_TURNS = 2
"""Items of the column above the first turn: the stretch, and the empty state."""


class Transcript(QScrollArea):
    """Shows a `ConversationModel`. It follows growing text while its end is in sight, and only then."""

    source_activated = Signal(object, object)
    ask_again = Signal(int)
    link_activated = Signal(str)

    def __init__(self, model: ConversationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._views: list[TurnView] = []
        self._open: Evidence | None = None
        self._following = True
        self._restoring = False
        self._anchor: tuple[TurnView, int] | None = None
        self._first = 0
        self._earlier = QTimer(self)
        self._earlier.setInterval(0)
        self._earlier.timeout.connect(self._insert_earlier)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Conversation"))
        self._lay_out()
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)
        bar.setSingleStep(24)
        model.was_reset.connect(self._rebuild)
        model.turn_added.connect(self._add)
        model.turn_changed.connect(self._change)
        model.text_arrived.connect(self._grow)

    def _lay_out(self) -> None:
        self._column = QWidget()
        self._column.setMaximumWidth(READING_COLUMN)
        self._turns = QVBoxLayout(self._column)
        self._turns.setContentsMargins(0, 16, 0, 12)
        self._turns.setSpacing(BETWEEN)
        self._empty = EmptyState(
            "messages-square",
            tr("Ask about your documents"),
            tr(
                "Answers are written from passages of your documents, and each one points to where it stands."
            ),
        )
        self._turns.addStretch(1)
        body = QWidget()
        row = self._row = QHBoxLayout(body)
        row.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 0)
        row.addStretch(1)
        row.addWidget(self._column, 1_000)
        row.addStretch(1)
        self._body = body
        self._turns.addWidget(self._empty, 1_000)
        self.setWidget(body)
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def views(self) -> "list[TurnView]":
        return list(self._views)

    def set_open(self, evidence: Evidence | None) -> None:
        """Marks the badges and cards of the passage that is open."""
        self._open = evidence
        for view in self._views:
            self._mark_open(view)

    def _mark_open(self, view: "TurnView") -> None:
        opened = self._open
        mine = opened is not None and opened in view.turn.evidence
        view.set_chosen(frozenset((opened.number,)) if opened is not None and mine else frozenset())

    def follow_again(self) -> None:
        """Goes to the end and stays there."""
        self._following = True
        self._follow()

    def _rebuild(self) -> None:
        for view in self._views:
            self._turns.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views, self._anchor = [], None
        self._first = max(0, len(self._model.turns) - AT_ONCE)
        for index in range(self._first, len(self._model.turns)):
            self._insert(index)
        self._empty.setVisible(not self._views)
        self.follow_again()
        self._wish_for_earlier()

    def _insert(self, index: int, above: bool = False) -> None:
        # Markdown and all that a turn is made of cost 35 ms, which no empty conversation needs.
        from desktop_rag.gui.chat.turn_view import TurnView

        turn = self._model.turns[index]
        view = TurnView(turn)
        view.source_activated.connect(lambda evidence: self._activate(view, evidence))
        view.ask_again.connect(lambda: self.ask_again.emit(index))
        view.answer_chosen.connect(lambda number: self._model.show_answer(index, number))
        view.link_activated.connect(self.link_activated)
        self._mark_open(view)
        view.settle(self._column.width())
        if above:
            self._views.insert(0, view)
            self._turns.insertWidget(BEFORE_TURNS, view)
        else:
            self._views.append(view)
            self._turns.addWidget(view)
        # By itself a layout shows it some events later, and until then it would count for nothing.
        view.show()

    def _wish_for_earlier(self) -> None:
        bar = self.verticalScrollBar()
        if self._first and bar.value() <= bar.pageStep() and not self._earlier.isActive():
            self._earlier.start()

    def _insert_earlier(self) -> None:
        """Long conversations: the end is there at once, the turns above come when the reader nears them."""
        bar = self.verticalScrollBar()
        if self._first == 0 or bar.value() > bar.pageStep():
            self._earlier.stop()
            return
        self._first -= 1
        self._insert(self._first, above=True)

    def _activate(self, view: "TurnView", evidence: Evidence) -> None:
        answer = view.turn.answer
        cited = list(answer.citations) if answer is not None else []
        among = cited if evidence in cited else list(view.turn.evidence)
        self.source_activated.emit(evidence, among)

    def _add(self, index: int) -> None:
        self._empty.hide()
        self._insert(index)
        self.follow_again()

    def _change(self, index: int) -> None:
        if index >= self._first:
            self._views[index - self._first].show_turn()

    def _grow(self, index: int) -> None:
        if index >= self._first:
            self._views[index - self._first].grow()

    def _range_changed(self, low: int, high: int) -> None:
        # The scroll bar stands in the padding, so that the column keeps its edge when it comes.
        taken = self.verticalScrollBar().sizeHint().width() if high > low else 0
        self._row.setContentsMargins(PADDING_CENTRE, 0, max(0, PADDING_CENTRE - taken), 0)
        if self._following:
            self._follow()
        elif self._anchor is not None:
            # A turn may have come above what is being read: that stays where it is.
            view, below = self._anchor
            self._restoring = True
            self.verticalScrollBar().setValue(self._top_of(view) - below)
            self._restoring = False

    def _top_of(self, view: "TurnView") -> int:
        return view.mapTo(self._body, QPoint(0, 0)).y()

    def _follow(self) -> None:
        if self._following:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _scrolled(self, value: int) -> None:
        if not self._restoring:
            self._following = value >= self.verticalScrollBar().maximum() - NEAR
            first = next((view for view in self._views if self._top_of(view) + view.height() > value), None)
            self._anchor = None if first is None else (first, self._top_of(first) - value)
        self._wish_for_earlier()
