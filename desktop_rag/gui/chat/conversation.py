"""The conversation as the pane shows it: turns, and what has happened to the last one so far."""

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.answers import Answer, AnswerState, Conversation, Evidence, Turn
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import (
    AnswerEvent,
    PassagesFound,
    PromptBuilt,
    SearchStarted,
    TextArrived,
    TurnStored,
)
from desktop_rag.domain.passages import Coverage

Phase = Literal["searching", "waiting", "writing", "failed"] | AnswerState

UNDER_WAY: frozenset[str] = frozenset(("searching", "waiting", "writing"))


@dataclass
class ShownTurn:
    """A question and the state of its answer; `id` is 0 until the engine has stored it.

    `text` is what has arrived so far; `answer` is the answer that is shown once there is one.
    """

    question: str
    id: int = 0
    parent: int | None = None
    scope: tuple[int, ...] = ()
    phase: Phase = "searching"
    query: str = ""
    evidence: tuple[Evidence, ...] = ()
    found: int = 0
    seconds: float = 0.0
    coverage: Coverage | None = None
    prompt: PromptBuilt | None = None
    text: str = ""
    answers: list[Answer] = field(default_factory=list)
    answer: Answer | None = None
    failure: Failure | None = None

    @property
    def under_way(self) -> bool:
        return self.phase in UNDER_WAY

    def forget_progress(self) -> None:
        """Makes the turn ready to be asked again; the answers that it has stay."""
        self.phase, self.query, self.evidence, self.found, self.seconds = "searching", "", (), 0, 0.0
        self.coverage, self.prompt, self.text, self.answer, self.failure = None, None, "", None, None

    def show(self, answer: Answer) -> None:
        """Shows one of the answers; progress that only the events knew is kept."""
        self.phase, self.answer, self.failure = answer.state, answer, None
        self.text, self.evidence = answer.text, answer.evidence
        self.query = answer.search_query or self.query
        self.found, self.seconds = answer.found or self.found, answer.seconds.retrieve or self.seconds


def path_of(turns: tuple[Turn, ...]) -> list[Turn]:
    """The newest turn and all that led to it, oldest first; siblings that were edited away are left out."""
    if not turns:
        return []
    by_id = {turn.id: turn for turn in turns}
    path, seen = [], set[int]()
    turn: Turn | None = max(turns, key=lambda one: one.id)
    while turn is not None and turn.id not in seen:
        seen.add(turn.id)
        path.append(turn)
        turn = by_id.get(turn.parent) if turn.parent is not None else None
    return path[::-1]


class ConversationModel(QObject):
    """The turns of one conversation, with one entrance for all that happens: `apply`.

    `turn_changed` carries the index of a turn whose state changed, `text_arrived` that of the turn
    whose answer grew.
    """

    was_reset = Signal()
    turn_added = Signal(int)
    turn_changed = Signal(int)
    text_arrived = Signal(int)
    named = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.id: int | None = None
        self.title = ""
        self.changed_ns = 0
        self.turns: list[ShownTurn] = []
        self._current: int | None = None

    @property
    def current(self) -> ShownTurn | None:
        """The turn that is being answered, or None."""
        return None if self._current is None else self.turns[self._current]

    @property
    def context(self) -> tuple[int, int] | None:
        """Tokens of the newest prompt and of its window, or None while no prompt was made."""
        for turn in reversed(self.turns):
            if turn.answer and turn.answer.fit.num_ctx and turn.answer.fit.prompt_tokens:
                return turn.answer.fit.prompt_tokens, turn.answer.fit.num_ctx
            if turn.prompt and turn.prompt.num_ctx:
                return turn.prompt.prompt_tokens, turn.prompt.num_ctx
        return None

    def clear(self) -> None:
        """An empty conversation that the engine does not know yet."""
        self.id, self.title, self.changed_ns, self.turns, self._current = None, "", 0, [], None
        self.was_reset.emit()

    def load(self, conversation: Conversation) -> None:
        """Shows a stored conversation."""
        self.id, self.title = conversation.id, conversation.title
        self.changed_ns, self._current = conversation.changed_ns, None
        self.turns = [self._stored(turn) for turn in path_of(conversation.turns)]
        self.was_reset.emit()

    @staticmethod
    def _stored(turn: Turn) -> ShownTurn:
        shown = ShownTurn(turn.question, turn.id, turn.parent, turn.scope, answers=list(turn.answers))
        if turn.answers:
            shown.show(turn.answers[-1])
        else:
            shown.phase = "interrupted"
        return shown

    def begin(self, question: str, scope: tuple[int, ...] = ()) -> ShownTurn:
        """A new turn at the end, which the next events are about."""
        parent = self.turns[-1].id or None if self.turns else None
        self.turns.append(ShownTurn(question, parent=parent, scope=scope))
        self._current = len(self.turns) - 1
        self.turn_added.emit(self._current)
        return self.turns[-1]

    def begin_again(self, index: int) -> ShownTurn:
        """Asks a turn again: its earlier answers stay, the next events are about it."""
        turn = self.turns[index]
        turn.forget_progress()
        self._current = index
        self.turn_changed.emit(index)
        return turn

    def drop_last(self) -> None:
        """Takes the last turn out of sight, since its question is being put in other words."""
        if self.turns:
            self.turns.pop()
            self._current = None
            self.was_reset.emit()

    def apply(self, event: AnswerEvent | Answer) -> None:
        """Takes what happened to the turn that is being answered; without one, nothing happens."""
        turn, index = self.current, self._current
        if turn is None or index is None:
            return
        if isinstance(event, TextArrived):
            turn.phase, turn.text = "writing", turn.text + event.text
            self.text_arrived.emit(index)
            return
        if isinstance(event, TurnStored):
            self._take_place(turn, event)
        elif isinstance(event, SearchStarted):
            turn.query = event.query
        elif isinstance(event, PassagesFound):
            turn.evidence, turn.found = event.evidence, event.found
            turn.seconds, turn.coverage = event.seconds, event.coverage
        elif isinstance(event, PromptBuilt):
            turn.prompt, turn.phase = event, "waiting"
        else:
            self._finish(turn, event)
        self.turn_changed.emit(index)

    def _take_place(self, turn: ShownTurn, event: TurnStored) -> None:
        self.id, turn.id = event.conversation, event.turn
        self.title = event.title or self.title
        self.named.emit()

    def _finish(self, turn: ShownTurn, answer: Answer) -> None:
        turn.id = turn.id or answer.turn
        turn.answers.append(answer)
        turn.show(answer)
        self.changed_ns = answer.created_ns or self.changed_ns
        self._current = None

    def stop(self) -> None:
        """The person stopped the answer: what has arrived stays."""
        self._end("stopped", None)

    def fail(self, failure: Failure) -> None:
        """The call failed: with words already there the answer is interrupted, else it has failed."""
        turn = self.current
        self._end("interrupted" if turn is not None and turn.text else "failed", failure)

    def _end(self, phase: Phase, failure: Failure | None) -> None:
        turn, index = self.current, self._current
        if turn is None or index is None:
            return
        turn.phase, turn.failure = phase, failure
        self._current = None
        self.turn_changed.emit(index)

    def show_answer(self, index: int, number: int) -> None:
        """Shows another of the answers of a turn, by index from 0."""
        self.turns[index].show(self.turns[index].answers[number])
        self.turn_changed.emit(index)
