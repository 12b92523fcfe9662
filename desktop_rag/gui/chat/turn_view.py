"""One turn of the conversation: question, what happened, answer, sources, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from desktop_rag.domain.answers import Answer, Evidence
from desktop_rag.domain.words import words_for
from desktop_rag.gui.chat.answer_text import AnswerText
from desktop_rag.gui.chat.conversation import ShownTurn
from desktop_rag.gui.chat.link import Link
from desktop_rag.gui.chat.note import Note, standing_of
from desktop_rag.gui.chat.question import Question
from desktop_rag.gui.chat.sources import SourceList
from desktop_rag.gui.chat.trace import Trace
from desktop_rag.gui.chat.wording import counted, tr
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Label
from desktop_rag.gui.looks.tokens import Role

SHOWN_AS_CARDS = ("complete", "stopped", "interrupted", "refused", "extractive")


class TurnView(QWidget):
    """Shows a `ShownTurn`; everything that it is asked to do goes out as a signal."""

    source_activated = Signal(object)
    ask_again = Signal()
    answer_chosen = Signal(int)
    link_activated = Signal(str)
    grew = Signal()

    def __init__(self, turn: ShownTurn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn = turn
        self.question = Question(turn.question)
        self.trace = Trace()
        self.pills = SourceList()
        self.above = Note()
        self.text = AnswerText()
        self.below = Note()
        self.unsupported = _Quiet("triangle-alert", "attention")
        self.invented = _Quiet("info", "text3")
        self.cards = SourceList()
        self.copy = Link(tr("Copy"), icon="copy", quiet=True)
        self.again = Link(tr("Ask again"), icon="refresh-cw", quiet=True)
        self.earlier = Link("", quiet=True)
        self.deeds = QWidget()
        self._rooms: list[tuple[QWidget, QSpacerItem, int]] = []
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self.ask_again)
        self.earlier.clicked.connect(self._turn_over)
        self.text.citation_activated.connect(self._cited)
        self.text.link_activated.connect(self.link_activated)
        self.text.grew.connect(self.grew)
        self.trace.toggled.connect(self.grew)
        for sources in (self.pills, self.cards):
            sources.activated.connect(self.source_activated)
        self.show_turn()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.deeds)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(24)
        for action in (self.copy, self.again, self.earlier):
            row.addWidget(action)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, space in (
            (self.question, 14), (self.trace, 4), (self.pills, 10), (self.above, 8), (self.text, 8),
            (self.below, 8), (self.unsupported, 4), (self.invented, 4), (self.cards, 2), (self.deeds, 0),
        ):  # fmt: skip
            room = QSpacerItem(0, space)
            column.addWidget(widget)
            column.addItem(room)
            self._rooms.append((widget, room, space))

    def show_turn(self) -> None:
        """Shows the turn as it is now."""
        turn = self.turn
        self.trace.show_turn(turn)
        self.text.set_known(frozenset(item.number for item in turn.evidence))
        self._show_text()
        standing = standing_of(turn)
        self.above.show_standing(standing if standing is not None and standing.above else None)
        self.below.show_standing(standing if standing is not None and not standing.above else None)
        answer = turn.answer
        cited = answer.citations if answer is not None else ()
        done = turn.phase in SHOWN_AS_CARDS
        self.pills.show_sources(() if done else turn.evidence, (), cards=False)
        self.cards.show_sources(turn.evidence if done else (), cited, cards=True)
        self._show_counts()
        self.deeds.setVisible(not turn.under_way)
        self.copy.setVisible(bool(turn.text))
        self._show_earlier()
        self._give_room()

    def _give_room(self) -> None:
        """The room below a widget goes away together with it."""
        for widget, room, space in self._rooms:
            # Before its window is shown every widget counts as hidden: what matters is who was hidden by us.
            gone = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            room.changeSize(0, 0 if gone else space)
        layout = self.layout()
        if layout is not None:
            layout.invalidate()

    def settle(self, width: int) -> None:
        """Takes its height for a width at once, so that nothing jumps when it is put above others."""
        self.text.settle(width)
        self.cards.settle(width)

    def grow(self) -> None:
        """More of the text has arrived: while some is shown already, nothing else changes."""
        if self.text.isHidden() or not self.above.isHidden():
            self.show_turn()
        else:
            self._show_text()

    def set_chosen(self, numbers: frozenset[int]) -> None:
        """Which of its sources are open, by number."""
        self.text.set_chosen(numbers)
        self.cards.set_chosen(numbers)
        self.pills.set_chosen(numbers)

    def _show_text(self) -> None:
        turn = self.turn
        self.text.setVisible(bool(turn.text))
        if turn.under_way:
            if turn.text:
                self.text.stream(turn.text)
            return
        self.text.set_text(turn.text)
        sentences = turn.answer.sentences if turn.answer is not None else ()
        self.text.set_unsupported(tuple(one.text for one in sentences if one.support == "not_found"))

    def _show_counts(self) -> None:
        answer = self.turn.answer
        lost = sum(one.support == "not_found" for one in answer.sentences) if answer is not None else 0
        self.unsupported.show_words(
            counted(
                lost,
                "{n} sentence was not found in the passages shown",
                "{n} sentences were not found in the passages shown",
            )
            if lost
            else ""
        )
        self.invented.show_words(" ".join(_remarks(answer)) if answer is not None else "")

    def _number(self) -> int:
        answers = self.turn.answers
        return answers.index(self.turn.answer) if self.turn.answer in answers else 0

    def _show_earlier(self) -> None:
        count = len(self.turn.answers)
        self.earlier.setVisible(count > 1 and not self.turn.under_way)
        if count > 1:
            self.earlier.set_words(
                tr("Answer {number} of {count}").format(number=self._number() + 1, count=count)
            )
            self.earlier.setToolTip(tr("Show the next of the answers to this question"))

    def _turn_over(self) -> None:
        self.answer_chosen.emit((self._number() + 1) % len(self.turn.answers))

    def _cited(self, number: int) -> None:
        found: list[Evidence] = [item for item in self.turn.evidence if item.number == number]
        if found:
            self.source_activated.emit(found[0])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.plain_text())


class _Quiet(QWidget):
    """A count with its sign, hidden while there is nothing to count."""

    def __init__(self, icon: str, role: Role) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 6)
        row.setSpacing(7)
        row.addWidget(Picture(icon, role, 14))
        self._words = Label("", "small", role)
        row.addWidget(self._words, 1)
        self.hide()

    def show_words(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        return self._words.text()


def _remarks(answer: Answer) -> list[str]:
    """What is quietly said below a complete answer, a sentence each."""
    said = []
    if answer.invented:
        one = "{n} citation that named no passage was removed."
        said.append(counted(answer.invented, one, "{n} citations that named no passage were removed."))
    if answer.state == "complete" and answer.reason is not None:
        words = words_for(answer.reason)
        said.append(f"{words.explanation} {words.remedy}")
    return said
