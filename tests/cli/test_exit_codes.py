"""How each command ends: 0 to 5 and 130, with a sentence."""

import os
import signal

import pytest

from desktop_rag.cli.main import main
from desktop_rag.domain import errors
from desktop_rag.domain.answers import Answer
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import TextArrived
from desktop_rag.domain.models import Models
from tests.cli.conftest import Command
from tests.fakes.cli_engine import ABSENT, ANSWER, EVENTS, OLLAMA, REPORT_WITH_FAILURE, ScriptedEngine


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadRequest(what="x"), 2),
        (errors.LibraryUnknown(name="x"), 2),
        (errors.DocumentUnknown(), 2),
        (errors.ModelMissing(model="x"), 3),
        (errors.HostUnconfirmed(host="x"), 3),
        (errors.CloudModelUnconfirmed(model="x"), 3),
        (errors.FolderInUse(path="x"), 4),
        (errors.FolderNewer(path="x"), 4),
        (errors.DiskFull(), 4),
        (errors.IndexUnwritable(path="x"), 4),
        (errors.InternalError(kind="x"), 5),
        (errors.EngineLost(), 5),
        (errors.ChildLost(child="x", status="-9"), 5),
        (errors.IndexDamaged(), 5),
        (ZeroDivisionError("a secret sentence"), 5),
    ],
)
def test_an_error_has_its_exit_code_and_its_words(
    command: Command, engine: ScriptedEngine, error: Exception, code: int
) -> None:
    engine.results["search"] = error
    as_json = command("search", "x", "--json")
    assert as_json.code == code
    assert set(as_json.json) == {"error"}
    assert set(as_json.json["error"]) == {"code", "title", "explanation", "remedy"}
    assert as_json.json["error"]["code"] == errors.failure_of(error).code
    for_people = command("search", "x")
    assert for_people.code == code
    assert for_people.out == ""
    assert as_json.json["error"]["title"] in for_people.err
    assert "secret" not in as_json.out + as_json.err + for_people.err
    assert engine.closed == 2


def test_wrong_usage_says_so_as_json_too(command: Command) -> None:
    ended = command("search", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "bad-request")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["models", "pull", "qwen3:4b"], "ollama pull qwen3:4b"),
        (["models", "delete", "qwen3:4b"], "ollama rm qwen3:4b"),
        (["models", "polish"], "not polish"),
    ],
)
def test_what_is_not_there_yet_ends_with_2_and_a_sentence_and_opens_nothing(
    command: Command, engine: ScriptedEngine, arguments: list[str], says: str
) -> None:
    ended = command(*arguments)
    assert ended.code == 2
    assert says in ended.err
    assert engine.options == []


def test_without_a_window_to_open_one_line_says_there_is_no_display(command: Command) -> None:
    ended = command()
    assert ended.code == 2
    assert "There is no display" in ended.err


def test_the_window_is_opened_with_the_options(engine: ScriptedEngine) -> None:
    opened: list[str | None] = []

    def window(options: object) -> int:
        opened.append(getattr(options, "data", None))
        return 0

    assert main(["--data", "d"], engine.open, window) == 0
    assert opened == ["d"]


def test_the_version_and_the_help_need_no_engine(command: Command, engine: ScriptedEngine) -> None:
    assert command("--version").out.startswith("desktop-rag ")
    assert "evaluate" in command("--help").out
    assert engine.options == []


def test_a_failed_document_ends_with_1_and_its_remedy(command: Command, engine: ScriptedEngine) -> None:
    engine.results["index"] = REPORT_WITH_FAILURE
    ended = command("index", "/docs")
    assert ended.code == 1
    assert "/docs/locked.pdf" in ended.out
    assert "save a copy without the password" in ended.out


def test_models_without_ollama_ends_with_3(command: Command, engine: ScriptedEngine) -> None:
    engine.results["models"] = Models(ABSENT, (), "", "built-in")
    ended = command("models", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "ollama-absent")


def test_an_ollama_without_models_is_an_empty_list(command: Command, engine: ScriptedEngine) -> None:
    engine.results["models"] = Models(OLLAMA, (), "", "built-in")
    ended = command("models", "--json")
    assert (ended.code, ended.json) == (0, [])


@pytest.mark.parametrize(
    ("state", "code"), [("complete", 0), ("extractive", 0), ("refused", 0), ("interrupted", 3)]
)
def test_an_answer_ends_as_its_state_says(
    command: Command, engine: ScriptedEngine, state: str, code: int
) -> None:
    engine.results["ask"] = Answer(0, 0, state, "text", reason=Failure("answer-interrupted"))  # type: ignore[arg-type]
    ended = command("ask", "What?", "--json")
    assert (ended.code, ended.lines[-1]["state"]) == (code, state)


def test_a_question_that_fails_before_anything_was_printed_ends_with_its_error(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.events["ask"] = EVENTS[:2]
    engine.results["ask"] = errors.ModelMissing(model="none")
    ended = command("ask", "What?", "--model", "none", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "model-missing")


def test_a_question_that_fails_midway_ends_with_its_answer_line(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.results["ask"] = errors.EngineLost()
    ended = command("ask", "What?", "--json")
    last = ended.lines[-1]
    assert ended.code == 5
    assert (last["event"], last["state"]) == ("answer", "interrupted")
    assert last["text"] == "To vicuñas and camels [1]."
    assert [citation["number"] for citation in last["citations"]] == [1]
    assert all("error" not in line for line in ended.lines)
    assert "has stopped" in ended.err


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_stops_the_answer_and_keeps_what_was_written(command: Command, engine: ScriptedEngine) -> None:
    engine.never = interrupt
    ended = command("ask", "What?", "--json")
    last = ended.lines[-1]
    assert ended.code == 130
    assert (last["event"], last["state"], last["text"]) == ("answer", "stopped", "To vicuñas and camels [1].")
    assert engine.closed == 1


def test_ctrl_c_before_anything_was_printed_prints_nothing(command: Command, engine: ScriptedEngine) -> None:
    engine.never = interrupt
    engine.events = {}
    for arguments in (["ask", "What?"], ["search", "x"], ["index", "/docs"]):
        ended = command(*arguments, "--json")
        assert (ended.code, ended.out) == (130, "")
    assert engine.closed == 3


def test_an_interrupted_index_says_that_what_was_finished_is_kept(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.never = interrupt
    ended = command("index", "/docs")
    assert (ended.code, ended.out) == (130, "")
    assert "What was finished is kept" in ended.err


def test_a_stopped_answer_for_people_names_its_sources(command: Command, engine: ScriptedEngine) -> None:
    engine.never = interrupt
    ended = command("ask", "What?")
    assert ended.code == 130
    assert ended.out.startswith(ANSWER.text)
    assert "[1] Llamas · page ii · /docs/llamas.pdf" in ended.out
    assert "Stopped." in ended.err


def test_a_question_that_fails_midway_keeps_what_people_have_read_already(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.results["ask"] = errors.AnswerInterrupted()
    ended = command("ask", "What?")
    assert ended.code == 3
    assert ended.out.startswith(ANSWER.text)
    assert "[1] Llamas" in ended.out
    assert "The answer broke off" in ended.err


def test_several_numbers_in_one_pair_of_brackets_are_all_sources(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.events["ask"] = (*EVENTS[:3], TextArrived("Both [2, 1], and [9]."))
    engine.results["ask"] = errors.AnswerInterrupted()
    last = command("ask", "What?", "--json").lines[-1]
    assert [citation["number"] for citation in last["citations"]] == [2, 1]
