"""Long conversations: the end is there at once, the rest comes as the reader nears it."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop_rag.domain.answers import Conversation, Turn
from desktop_rag.gui.chat.conversation import ConversationModel
from desktop_rag.gui.chat.transcript import Transcript
from desktop_rag.gui.chat.turn_view import TurnView
from tests.fakes.sample import ANSWER
from tests.gui.waiting import until

TURNS = 40


@pytest.fixture
def transcript(qtbot: QtBot) -> Transcript:
    model = ConversationModel()
    made = Transcript(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(697, 700)
    made.show()
    turns = tuple(
        Turn(index + 1, 1, index or None, f"question {index}", (replace(ANSWER, id=index + 1),))
        for index in range(TURNS)
    )
    model.load(Conversation(1, 1, "long", 0, 1, turns))
    return made


def questions(transcript: Transcript) -> list[str]:
    return [view.question.text() for view in transcript.views()]


def place(view: TurnView, transcript: Transcript) -> int:
    """Pixels below the upper edge of what is in sight."""
    return view.mapTo(transcript, QPoint(0, 0)).y()


async def test_the_end_is_there_at_once_and_in_sight(transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    await until(lambda: bar.maximum() > bar.pageStep() and not transcript._earlier.isActive())
    assert questions(transcript)[-1] == f"question {TURNS - 1}"
    assert len(transcript.views()) < TURNS
    assert bar.value() == bar.maximum()


async def test_all_turns_come_in_order_for_who_scrolls_up(transcript: Transcript, qtbot: QtBot) -> None:
    bar = transcript.verticalScrollBar()

    def all_there() -> bool:
        bar.setValue(0)
        return len(transcript.views()) == TURNS

    await until(all_there)
    assert questions(transcript) == [f"question {index}" for index in range(TURNS)]


async def test_what_is_being_read_stays_where_it_is(transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    await until(lambda: bar.maximum() > bar.pageStep() and not transcript._earlier.isActive())
    before = len(transcript.views())
    bar.setValue(bar.pageStep() // 2)
    view = next(one for one in transcript.views() if place(one, transcript) > 0)
    read_at = place(view, transcript)
    await until(lambda: len(transcript.views()) > before and not transcript._earlier.isActive())
    assert place(view, transcript) == read_at


async def test_events_reach_the_right_turn_while_earlier_ones_are_missing(transcript: Transcript) -> None:
    model = transcript._model
    model.begin_again(TURNS - 1)
    model.apply(replace(ANSWER, id=99, text="A new answer."))
    assert transcript.views()[-1].text.toPlainText() == "A new answer."
    model.begin_again(0)
    model.apply(replace(ANSWER, id=100, text="For the first."))
    assert transcript.views()[-1].text.toPlainText() == "A new answer."
