"""The Ask pane against an engine of sample data: asking, stopping, failing, sources, conversations."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.domain.answers import Answer, Conversation, Turn
from desktop_rag.domain.errors import ConversationUnknown, EngineLost, Failure
from desktop_rag.domain.events import PassagesFound, PromptBuilt, SearchStarted, TextArrived, TurnStored
from desktop_rag.domain.passages import Coverage
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import Ask
from desktop_rag.gui.asking import Question
from desktop_rag.gui.chat.pane import ChatPane
from desktop_rag.gui.chat.sources import SourceCard, SourcePill
from desktop_rag.gui.chat.turn_view import TurnView
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import ANSWER, CONVERSATION, EVIDENCE, QUESTION
from tests.gui.waiting import until

Report = Callable[[Any], None]
Problems = list[tuple[str, BaseException]]


@pytest.fixture
def pane(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner) -> ChatPane:
    made = ChatPane(engine, tasks)
    qtbot.addWidget(made)
    made.resize(697, 816)
    made.show()
    return made


def last(pane: ChatPane) -> TurnView:
    return pane.transcript.views()[-1]


async def settled(pane: ChatPane) -> None:
    """Waits until no answer is under way."""
    ended = asyncio.Event()

    def look() -> None:
        if pane.model.current is None:
            ended.set()

    pane.model.turn_changed.connect(look)
    look()
    await ended.wait()
    pane.model.turn_changed.disconnect(look)


def asked(engine: FakeEngine) -> list[Ask]:
    return [argument for name, argument in engine.asked if name == "ask"]


def hold(engine: FakeEngine, *events: Any) -> None:
    """Lets the engine report these events and then wait until it is cancelled."""

    async def ask(argument: Ask, report: Report) -> Answer:
        for event in events:
            report(event)
        await asyncio.Event().wait()
        raise AssertionError

    engine.answers["ask"] = ask


async def test_a_question_is_answered_with_cards_for_what_is_cited(pane: ChatPane, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.words, QUESTION)
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Return)
    assert pane.composer.words.toPlainText() == ""
    await settled(pane)
    view = last(pane)
    assert view.question.text() == QUESTION
    assert "The test is hypothetical" in view.text.toPlainText()
    assert [type(source) for source in view.cards.shown()] == [SourceCard, SourceCard]
    assert [source.evidence for source in view.cards.shown()] == list(EVIDENCE)
    assert pane.composer.button.text() == "Ask"


async def test_shift_enter_begins_a_line(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.words, "one")
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(pane.composer.words, "two")
    assert pane.composer.words.toPlainText() == "one\ntwo"
    assert not asked(engine)


async def test_an_empty_question_is_not_asked(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.words, "   ")
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Return)
    pane.ask("\n")
    await asyncio.sleep(0.01)
    assert not asked(engine)
    assert not pane.composer.button.isEnabled()


async def test_while_waiting_the_model_is_named(pane: ChatPane, engine: FakeEngine) -> None:
    found = PassagesFound(EVIDENCE, 12, 0.1, Coverage(342, 128, 128))
    hold(
        engine,
        TurnStored(1, 1, "Good faith"),
        SearchStarted(QUESTION),
        found,
        PromptBuilt(3100, 8192, "qwen3:4b"),
    )
    pane.ask(QUESTION)
    await asyncio.sleep(0.02)
    assert "qwen3:4b" in last(pane).above.words()
    assert "first word" in last(pane).above.words()
    assert [type(source) for source in last(pane).pills.shown()] == [SourcePill, SourcePill]
    assert pane.composer.meter_words() == "3.1k of 8k"
    assert pane.composer.button.text() == "Stop"


async def test_escape_stops_the_answer_and_keeps_what_arrived(
    pane: ChatPane, engine: FakeEngine, tasks: TaskRunner, qtbot: QtBot
) -> None:
    hold(engine, TextArrived("The seller does"))
    pane.ask(QUESTION)
    await asyncio.sleep(0.02)
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Escape)
    await asyncio.sleep(0.02)
    assert not tasks.running("answer")
    assert last(pane).text.toPlainText() == "The seller does"
    assert "stopped" in last(pane).below.words()
    assert not last(pane).text.streaming


async def test_a_lost_engine_is_told_in_words(pane: ChatPane, engine: FakeEngine, problems: Problems) -> None:
    engine.failures["ask"] = EngineLost()
    pane.ask(QUESTION)
    await settled(pane)
    assert last(pane).above.words()
    assert last(pane).again.isVisibleTo(pane)
    assert not problems


async def test_an_interrupted_answer_can_be_asked_again(pane: ChatPane, engine: FakeEngine) -> None:
    engine.answer = replace(
        ANSWER, state="interrupted", text="The test", reason=Failure("answer-interrupted")
    )
    pane.ask(QUESTION)
    await settled(pane)
    assert "interrupted" in last(pane).below.words()
    engine.answer = replace(ANSWER, id=2)
    last(pane).again.click()
    await settled(pane)
    assert asked(engine)[-1].turn == ANSWER.turn
    assert last(pane).below.words() == ""
    assert "hypothetical" in last(pane).text.toPlainText()
    assert last(pane).earlier.text() == "Answer 2 of 2"
    last(pane).earlier.click()
    assert last(pane).text.toPlainText() == "The test"


async def test_a_refusal_is_said_before_anything_else(pane: ChatPane, engine: FakeEngine) -> None:
    engine.answer = replace(ANSWER, state="refused", text="", cited=(), sentences=())
    pane.ask(QUESTION)
    await settled(pane)
    assert last(pane).above.words().startswith("Your documents do not say")
    assert not last(pane).text.isVisibleTo(pane)
    assert len(last(pane).cards.shown()) == 2


async def test_a_refusal_without_passages_says_what_to_do(pane: ChatPane, engine: FakeEngine) -> None:
    reason = Failure("nothing-found")
    engine.answer = replace(
        ANSWER, state="refused", text="", evidence=(), cited=(), sentences=(), found=0, used=0, reason=reason
    )
    pane.ask(QUESTION)
    await settled(pane)
    assert words_for(reason).explanation in last(pane).above.words()
    assert "below" not in last(pane).above.words()


async def test_without_a_model_the_passages_answer_and_say_why(pane: ChatPane, engine: FakeEngine) -> None:
    engine.answer = replace(ANSWER, state="extractive", model="", reason=Failure("no-chat-model"))
    pane.ask(QUESTION)
    await settled(pane)
    assert "passages" in last(pane).above.words()
    assert "ollama pull" in last(pane).above.words()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "1 citation that named no passage was removed."),
        (2, "2 citations that named no passage were removed."),
    ],
)
async def test_invented_citations_are_counted(
    pane: ChatPane, engine: FakeEngine, count: int, words: str
) -> None:
    engine.answer = replace(ANSWER, invented=count)
    pane.ask(QUESTION)
    await settled(pane)
    assert last(pane).invented.words() == words
    assert last(pane).invented.isVisibleTo(pane) is bool(words)


async def test_an_answer_that_was_cut_says_that_its_end_is_missing(
    pane: ChatPane, engine: FakeEngine
) -> None:
    engine.answer = replace(ANSWER, invented=0, reason=Failure("answer-cut"))
    pane.ask(QUESTION)
    await settled(pane)
    assert "the end of the answer is missing" in last(pane).invented.words()


async def test_a_citation_asks_for_its_source_among_those_cited(pane: ChatPane, qtbot: QtBot) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    with qtbot.waitSignal(pane.source_requested) as caught:
        last(pane).text.citation_activated.emit(2)
    assert caught.args == [EVIDENCE[1], list(EVIDENCE)]
    assert [source.chosen for source in last(pane).cards.shown()] == [False, True]
    pane.show_source_open(None)
    assert not any(source.chosen for source in last(pane).cards.shown())


async def test_a_card_is_opened_by_keyboard(pane: ChatPane, qtbot: QtBot) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    card = last(pane).cards.shown()[0]
    assert card.accessibleName() == "Source 1: C-415-11 Aziz.pdf, p. 14"
    with qtbot.waitSignal(pane.source_requested) as caught:
        qtbot.keyClick(card, Qt.Key.Key_Space)
    assert caught.args is not None and caught.args[0] == EVIDENCE[0]


async def test_what_is_not_cited_stands_behind_more(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    engine.answer = replace(ANSWER, cited=(2,))
    pane.ask(QUESTION)
    await settled(pane)
    cards = last(pane).cards
    assert [source.evidence.number for source in cards.shown()] == [2]
    more = next(button for button in cards.findChildren(QWidget) if button.accessibleName() == "1 more")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert [source.evidence.number for source in cards.shown()] == [2, 1]


async def test_cards_are_stacked_where_there_is_little_room(pane: ChatPane) -> None:
    pane.ask(QUESTION)
    await settled(pane)

    def places() -> list[tuple[int, int]]:
        return [(card.x(), card.y()) for card in last(pane).cards.shown()]

    await until(lambda: places()[0][1] == places()[1][1] and places()[0][0] < places()[1][0])
    assert len({card.height() for card in last(pane).cards.shown()}) == 1
    pane.resize(500, 816)
    await until(lambda: places()[0][0] == places()[1][0] and places()[0][1] < places()[1][1])


async def test_a_source_can_be_dragged_out_as_text_or_file(pane: ChatPane) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    carried = last(pane).cards.shown()[0].carried()
    assert EVIDENCE[0].text in carried.text() and "p. 14" in carried.text()
    assert carried.hasUrls()


async def test_copy_puts_the_answer_on_the_clipboard(pane: ChatPane) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    last(pane).copy.click()
    assert QGuiApplication.clipboard().text() == ANSWER.text


async def test_a_conversation_is_there_again(pane: ChatPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.conversation_changed) as caught:
        pane.set_conversation(1)
        await asyncio.sleep(0.02)
    assert caught.args == [1]
    assert last(pane).question.text() == QUESTION
    assert "hypothetical" in last(pane).text.toPlainText()


async def test_a_conversation_that_is_gone_becomes_a_new_one(
    pane: ChatPane, engine: FakeEngine, problems: Problems
) -> None:
    engine.failures["conversation"] = ConversationUnknown()
    pane.set_conversation(7)
    await asyncio.sleep(0.02)
    assert pane.model.id is None
    assert [name for name, _ in problems] == ["conversation"]


async def test_the_next_question_goes_on_with_the_conversation(pane: ChatPane, engine: FakeEngine) -> None:
    pane.set_conversation(1)
    await asyncio.sleep(0.02)
    pane.ask("And who has to prove it?")
    await settled(pane)
    assert (asked(engine)[-1].conversation, asked(engine)[-1].parent) == (1, 1)


async def test_up_edits_the_last_question(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    second = Turn(2, 1, 1, "Who proves?", (replace(ANSWER, id=2, turn=2),))
    turns = (*CONVERSATION.turns, second)

    async def conversation(argument: Any, report: Report) -> Conversation:
        return replace(CONVERSATION, turns=turns)

    engine.answers["conversation"] = conversation
    pane.set_conversation(1)
    await asyncio.sleep(0.02)
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Up)
    assert pane.composer.words.toPlainText() == "Who proves?"
    qtbot.keyClicks(pane.composer.words, " And how?")
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Return)
    await settled(pane)
    assert (asked(engine)[-1].question, asked(engine)[-1].parent) == ("Who proves? And how?", 1)
    assert [view.question.text() for view in pane.transcript.views()] == [QUESTION, "Who proves? And how?"]


async def test_an_edit_can_be_left(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    pane.set_conversation(1)
    await asyncio.sleep(0.02)
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Up)
    qtbot.keyClick(pane.composer.words, Qt.Key.Key_Escape)
    assert pane.composer.words.toPlainText() == ""
    pane.ask("Something else")
    await settled(pane)
    assert asked(engine)[-1].parent == 1
    assert len(pane.transcript.views()) == 2


async def test_an_answer_does_not_run_into_another_conversation(pane: ChatPane, engine: FakeEngine) -> None:
    reports: list[Report] = []

    async def ask(argument: Ask, report: Report) -> Answer:
        reports.append(report)
        await asyncio.Event().wait()
        raise AssertionError

    engine.answers["ask"] = ask
    pane.ask("first")
    await asyncio.sleep(0.02)
    pane.new_conversation()
    pane.ask("second")
    await asyncio.sleep(0.02)
    reports[0](TextArrived("belongs to the first"))
    reports[1](TextArrived("belongs to the second"))
    await until(lambda: last(pane).text.toPlainText() != "")
    assert last(pane).text.toPlainText() == "belongs to the second"
    assert pane.model.current is not None


async def test_streaming_does_not_scroll_a_reader_who_scrolled_up(pane: ChatPane, engine: FakeEngine) -> None:
    reports: list[Report] = []

    async def ask(argument: Ask, report: Report) -> Answer:
        reports.append(report)
        await asyncio.Event().wait()
        raise AssertionError

    engine.answers["ask"] = ask
    pane.resize(697, 400)
    pane.ask(QUESTION)
    await asyncio.sleep(0.02)
    bar = pane.transcript.verticalScrollBar()

    async def grow() -> None:
        high = bar.maximum()
        while bar.maximum() == high:
            reports[0](TextArrived("A paragraph of the answer.\n\n"))
            await asyncio.sleep(0.05)

    await grow()
    await grow()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    await grow()
    await grow()
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    await grow()
    assert bar.value() == bar.maximum()


async def test_history_removes_after_a_question(pane: ChatPane, engine: FakeEngine, qtbot: QtBot) -> None:
    removed: list[int] = []

    async def remove(argument: Any, report: Report) -> Any:
        from desktop_rag.processes.calls import Nothing

        removed.append(argument.conversation)
        return Nothing()

    engine.answers["remove-conversation"] = remove
    pane.set_conversation(1)
    await asyncio.sleep(0.02)
    pane.open_history(QPoint(600, 60))
    await asyncio.sleep(0.02)
    assert pane.history.isVisible()
    pane.history._confirm(CONVERSATION)
    question = pane.findChild(Question)
    assert question is not None and CONVERSATION.title in question.windowTitle()
    assert not removed
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    await asyncio.sleep(0.02)
    assert removed == [1]
    assert pane.model.id is None and not pane.transcript.views()


async def test_a_scope_goes_with_the_question(pane: ChatPane, engine: FakeEngine) -> None:
    pane.set_library("Bridges")
    pane.set_scope((4, 5), "Inspections")
    pane.ask(QUESTION)
    await settled(pane)
    assert (asked(engine)[-1].library, asked(engine)[-1].scope) == ("Bridges", (4, 5))


async def test_what_happened_opens_into_steps(pane: ChatPane) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    trace = last(pane).trace
    assert trace.words().startswith("Searched “good faith unfair term” · 12 passages found, 7 read")
    low = trace.height()
    trace.set_open(True)
    await until(lambda: trace.height() >= low + 28 * len(trace.step_words()))
    assert trace.step_words()[0] == ("Understood", "good faith unfair term", "")


async def test_every_control_has_an_accessible_name(pane: ChatPane) -> None:
    pane.ask(QUESTION)
    await settled(pane)
    for widget in pane.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(pane):
            assert widget.accessibleName(), widget
