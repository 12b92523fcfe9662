"""The conversation's model: one entrance for events and answers, and what a stored conversation becomes."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from desktop_rag.domain.answers import Conversation, PromptFit, Turn
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import PassagesFound, PromptBuilt, SearchStarted, TextArrived, TurnStored
from desktop_rag.domain.passages import Coverage
from desktop_rag.gui.chat.conversation import ConversationModel, path_of
from desktop_rag.gui.chat.note import standing_of
from desktop_rag.gui.chat.wording import searched_words, steps
from tests.fakes.sample import ANSWER, CONVERSATION, EVIDENCE


def begun() -> ConversationModel:
    model = ConversationModel()
    model.begin("Who has to prove it?")
    return model


def test_events_take_a_turn_from_searching_to_writing() -> None:
    model = begun()
    turn = model.turns[0]
    assert turn.phase == "searching"
    model.apply(TurnStored(4, 9, "Proof"))
    assert (model.id, model.title, turn.id) == (4, "Proof", 9)
    model.apply(SearchStarted("burden of proof"))
    model.apply(PassagesFound(EVIDENCE, 9, 0.1, Coverage(342, 128, 128)))
    assert turn.evidence == EVIDENCE
    model.apply(PromptBuilt(3100, 8192, "qwen3:4b"))
    assert turn.phase == "waiting"
    model.apply(TextArrived("The seller "))
    model.apply(TextArrived("does."))
    assert (turn.phase, turn.text) == ("writing", "The seller does.")


def test_the_answer_ends_the_turn_and_is_what_is_shown() -> None:
    model = begun()
    model.apply(TextArrived("half"))
    model.apply(ANSWER)
    assert model.current is None
    assert model.turns[0].phase == "complete"
    assert model.turns[0].text == ANSWER.text


def test_text_announces_itself_apart_from_everything_else(qtbot: QtBot) -> None:
    model = begun()
    with qtbot.waitSignal(model.text_arrived), qtbot.assertNotEmitted(model.turn_changed):
        model.apply(TextArrived("word"))


def test_events_after_the_end_change_nothing() -> None:
    model = begun()
    model.stop()
    model.apply(TextArrived("late"))
    assert (model.turns[0].phase, model.turns[0].text) == ("stopped", "")


def test_a_failure_in_the_middle_keeps_what_arrived() -> None:
    model = begun()
    model.apply(TextArrived("The seller"))
    model.fail(Failure("engine-lost"))
    assert (model.turns[0].phase, model.turns[0].text) == ("interrupted", "The seller")


def test_a_failure_before_the_first_word_is_a_failure_with_words() -> None:
    model = begun()
    model.fail(Failure("engine-lost"))
    standing = standing_of(model.turns[0])
    assert model.turns[0].phase == "failed"
    assert standing is not None
    assert standing.title and standing.sentence


def test_a_stored_conversation_is_there_again() -> None:
    model = ConversationModel()
    model.load(CONVERSATION)
    assert model.title == CONVERSATION.title
    assert model.turns[0].answer == ANSWER
    assert model.current is None


def test_asking_again_keeps_the_earlier_answer() -> None:
    model = ConversationModel()
    model.load(CONVERSATION)
    model.begin_again(0)
    assert model.turns[0].text == ""
    model.apply(replace(ANSWER, id=2, text="Another."))
    assert [answer.text for answer in model.turns[0].answers] == [ANSWER.text, "Another."]
    model.show_answer(0, 0)
    assert model.turns[0].text == ANSWER.text


def test_a_question_that_was_put_in_other_words_leaves_the_path() -> None:
    first = Turn(1, 1, None, "a")
    edited_away = Turn(2, 1, 1, "b")
    edited = Turn(3, 1, 1, "b, but better")
    assert [turn.id for turn in path_of((first, edited_away, edited))] == [1, 3]


def test_a_cycle_of_parents_ends() -> None:
    assert [turn.id for turn in path_of((Turn(1, 1, 2, "a"), Turn(2, 1, 1, "b")))] == [1, 2]


def test_a_new_turn_follows_the_last() -> None:
    model = ConversationModel()
    model.load(CONVERSATION)
    assert model.begin("and then?").parent == 1


def test_the_meter_shows_the_newest_prompt() -> None:
    model = ConversationModel()
    assert model.context is None
    model.load(
        Conversation(1, 1, "t", 0, 0, (Turn(1, 1, None, "q", (replace(ANSWER, fit=PromptFit(8192, 3000)),)),))
    )
    assert model.context == (3000, 8192)
    model.begin("next")
    model.apply(PromptBuilt(5000, 8192, "qwen3:4b"))
    assert model.context == (5000, 8192)


def test_what_was_searched_is_said_in_one_line() -> None:
    model = begun()
    turn = model.turns[0]
    assert searched_words(turn) == ""
    model.apply(SearchStarted(turn.question))
    model.apply(PassagesFound(EVIDENCE, 12, 0.1, Coverage(342, 128, 128)))
    assert searched_words(turn) == "Searched 128 documents so far · 12 passages found, 2 read · 0.1 s"
    model.apply(SearchStarted("burden of proof"))
    assert searched_words(turn).startswith("Searched “burden of proof” · ")


def test_one_document_is_not_one_documents() -> None:
    model = begun()
    model.apply(SearchStarted(model.turns[0].question))
    model.apply(PassagesFound(EVIDENCE[:1], 1, 0.1, Coverage(1, 1, 1)))
    assert searched_words(model.turns[0]) == "Searched 1 document · 1 passage found, 1 read · 0.1 s"


def test_only_steps_that_happened_are_listed() -> None:
    model = begun()
    model.apply(SearchStarted(model.turns[0].question))
    model.apply(PassagesFound(EVIDENCE, 12, 0.1, Coverage(342, 128, 128)))
    assert [step[0] for step in steps(model.turns[0])] == ["Searched", "Read"]
    model.apply(ANSWER)
    assert [step[0] for step in steps(model.turns[0])] == [
        "Understood",
        "Searched",
        "Read",
        "Wrote",
        "Checked",
    ]
