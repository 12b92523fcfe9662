"""The Ask pane: conversation, composer, and the way of a question to the engine and back."""

import asyncio

from PySide6.QtCore import QPoint, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.errors import DesktopRagError, failure_of
from desktop_rag.domain.events import AnswerEvent
from desktop_rag.engine.calls import (
    ASK,
    CONVERSATION,
    CONVERSATIONS,
    MY_LIBRARY,
    REMOVE_CONVERSATION,
    Ask,
    ConversationWanted,
    InLibrary,
)
from desktop_rag.gui.asking import Question
from desktop_rag.gui.chat.composer import Composer
from desktop_rag.gui.chat.conversation import ConversationModel, ShownTurn
from desktop_rag.gui.chat.history import History
from desktop_rag.gui.chat.transcript import Transcript
from desktop_rag.gui.chat.wording import moment, tr
from desktop_rag.gui.looks.controls import Elided, Label, Separator
from desktop_rag.gui.looks.tokens import PADDING_CENTRE, READING_COLUMN
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

ANSWER = "answer"
LOADING = "conversation"
TITLE_LINE = 39


class ChatPane(QWidget):
    """Asks the engine and shows what comes back.

    `source_requested` carries a passage and all passages that belong with it; `conversation_changed`
    the id of the conversation that is open, or 0 when it has none yet.
    """

    source_requested = Signal(object, object)
    conversation_changed = Signal(int)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._library = MY_LIBRARY
        self._scope: tuple[int, ...] = ()
        self._run = object()
        self._editing = False
        self.model = ConversationModel(self)
        self.transcript = Transcript(self.model)
        self.composer = Composer()
        self.history = History(self)
        self._title = Elided("", "heading")
        self._when = Label("", "small", "text2")
        self._head = QWidget()
        self._lay_out()
        self._connect()
        self._name()

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setContentsMargins(0, 0, 0, 6)
        words.setSpacing(10)
        words.addWidget(self._title)
        words.addWidget(self._when)
        words.addStretch(1)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        head.addLayout(words, 1)
        head.addWidget(Separator())
        self._head.setFixedHeight(TITLE_LINE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_in_column(self._head))
        column.addWidget(self.transcript, 1)
        foot = _in_column(self.composer)
        foot.setContentsMargins(PADDING_CENTRE, 8, PADDING_CENTRE, 16)
        column.addLayout(foot)
        self.setAccessibleName(tr("Ask"))

    def _connect(self) -> None:
        self.composer.asked.connect(self.ask)
        self.composer.stopped.connect(self.stop)
        self.composer.last_wanted.connect(self._edit_last)
        self.composer.edit_left.connect(self._leave_edit)
        self.composer.scope_cleared.connect(lambda: self.set_scope(()))
        self.transcript.source_activated.connect(self._request_source)
        self.transcript.ask_again.connect(self._ask_again)
        self.transcript.link_activated.connect(self._offer_link)
        self.history.opened.connect(self.set_conversation)
        self.history.removal_confirmed.connect(self._remove)
        self.model.was_reset.connect(self._settle)
        self.model.turn_changed.connect(self._settle)
        self.model.turn_added.connect(self._settle)
        self.model.named.connect(self._named)

    # ---- what the window asks of it

    def set_library(self, name: str) -> None:
        """Asks about another library from now on, in a new conversation."""
        if name != self._library:
            self._library = name
            self.set_scope(())
            self.new_conversation()

    def set_scope(self, documents: tuple[int, ...], words: str = "") -> None:
        """Asks about these documents only; `words` name them for the person."""
        self._scope = documents
        self.composer.set_scope(words if documents else "")

    def set_conversation(self, conversation: int | None) -> None:
        """Shows a stored conversation, or with None a new one; one that is gone becomes a new one."""
        if conversation is None:
            self.new_conversation()
            return
        self._abandon()
        self._tasks.start(self._load(conversation), group=LOADING, name="load a conversation")

    def new_conversation(self) -> None:
        """Leaves the open conversation, which is kept, and begins another."""
        self._abandon()
        self.model.clear()
        self.conversation_changed.emit(0)

    def ask(self, question: str) -> None:
        """Puts a question; while an answer is under way nothing happens."""
        question = question.strip()
        if not question or self.model.current is not None:
            return
        if self._editing:
            self._editing = False
            self.model.drop_last()
        self.composer.clear()
        turn = self.model.begin(question, self._scope)
        self._send(turn)

    def stop(self) -> None:
        """Stops the answer; what has arrived stays."""
        self._run = object()
        self._tasks.cancel(ANSWER)
        self.model.stop()

    def focus_composer(self) -> None:
        self.composer.words.setFocus()

    def asked_of(self, evidence: Evidence) -> tuple[str, str]:
        """The question that a source was found for, and the sentences of the answer that cite it."""
        for turn in reversed(self.model.turns):
            if any(held is evidence or held == evidence for held in turn.evidence):
                told = turn.answer.sentences if turn.answer is not None else ()
                cited = [sentence.text for sentence in told if evidence.number in sentence.citations]
                return turn.question, " ".join(cited)
        return "", ""

    def show_source_open(self, evidence: Evidence | None) -> None:
        """Which passage is open beside the conversation, or None: its badge and card are marked."""
        self.transcript.set_open(evidence)

    def open_history(self, corner: QPoint) -> None:
        """Opens the list of conversations with its right upper corner at a point of the screen."""
        self._tasks.start(self._list(corner), group="history", name="list the conversations")

    # ---- asking

    def _send(self, turn: ShownTurn, again: bool = False) -> None:
        argument = Ask(
            question=turn.question,
            library=self._library,
            conversation=self.model.id,
            parent=turn.parent,
            turn=(turn.id or None) if again else None,
            scope=turn.scope,
        )
        self._run = object()
        self._tasks.start(self._answer(argument, self._run), group=ANSWER, name="answer a question")

    async def _answer(self, argument: Ask, run: object) -> None:
        def report(event: AnswerEvent) -> None:
            # Another question or conversation may have come since: its turn is not ours.
            if self._run is run:
                self.model.apply(event)

        try:
            answer = await self._engine.call(ASK, argument, report)
            if self._run is run:
                self.model.apply(answer)
        except asyncio.CancelledError:
            if self._run is run:
                self.model.stop()
            raise
        except DesktopRagError as error:
            if self._run is run:
                self.model.fail(error.failure)
        except Exception as error:
            if self._run is run:
                self.model.fail(failure_of(error))
            raise

    def _ask_again(self, index: int) -> None:
        if self.model.current is None:
            self._send(self.model.begin_again(index), again=True)

    def _edit_last(self) -> None:
        if self.model.turns and self.model.current is None:
            self._editing = True
            self.composer.edit(self.model.turns[-1].question)

    def _leave_edit(self) -> None:
        self._editing = False

    def _abandon(self) -> None:
        self._run = object()
        self._editing = False
        self._tasks.cancel(ANSWER)
        self._tasks.cancel(LOADING)

    # ---- conversations

    async def _load(self, conversation: int) -> None:
        try:
            loaded = await self._engine.call(CONVERSATION, ConversationWanted(conversation))
        except DesktopRagError:
            self.model.clear()
            self.conversation_changed.emit(0)
            raise
        self.model.load(loaded)
        self.conversation_changed.emit(conversation)

    async def _list(self, corner: QPoint) -> None:
        listed = await self._engine.call(CONVERSATIONS, InLibrary(self._library))
        self.history.show_conversations(listed.conversations, self.model.id)
        self.history.open_at(corner)

    def _remove(self, conversation: int) -> None:
        if conversation == self.model.id:
            self.new_conversation()
        self._tasks.start(self._removed(conversation), name="remove a conversation")

    async def _removed(self, conversation: int) -> None:
        await self._engine.call(REMOVE_CONVERSATION, ConversationWanted(conversation))

    # ---- what is shown

    def _settle(self) -> None:
        self.composer.set_busy(self.model.current is not None)
        self.composer.show_context(self.model.context)
        self._name()

    def _name(self) -> None:
        shown = bool(self.model.turns)
        self._head.setVisible(shown)
        self._title.set_text(self.model.title or (self.model.turns[0].question if shown else ""))
        self._when.setText(moment(self.model.changed_ns) or tr("Now"))

    def _named(self) -> None:
        self._name()
        self.conversation_changed.emit(self.model.id or 0)

    def _request_source(self, evidence: Evidence, among: list[Evidence]) -> None:
        self.transcript.set_open(evidence)
        self.source_requested.emit(evidence, among)

    def _offer_link(self, address: str) -> None:
        question = Question(
            self.window(),
            tr("Open this address in your browser?"),
            address + "\n\n" + tr("The answer names it. Opening it leaves this computer."),
            tr("Open"),
        )
        question.accepted.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
        question.open()


def _in_column(widget: QWidget) -> QHBoxLayout:
    """A row in which a widget is as wide as the reading column and stands in its middle."""
    row = QHBoxLayout()
    row.setContentsMargins(PADDING_CENTRE, 0, PADDING_CENTRE, 0)
    widget.setMaximumWidth(READING_COLUMN)
    row.addStretch(1)
    row.addWidget(widget, 1_000)
    row.addStretch(1)
    return row
