"""What is typed and what it means."""

import os

import pytest

from desktop_rag.cli.parse import Options, parse
from desktop_rag.domain.errors import BadRequest
from desktop_rag.searching.syntax import FIELDS
from tests.cli.conftest import Command
from tests.fakes.cli_engine import ScriptedEngine


@pytest.mark.parametrize(
    "arguments",
    [
        ["--data", "d", "--library", "L", "--ollama", "u", "--json", "status"],
        ["status", "--data", "d", "--library", "L", "--ollama", "u", "--json"],
        ["--data=d", "--json", "status", "--library=L", "--ollama=u"],
    ],
)
def test_options_stand_before_or_after_the_command(arguments: list[str]) -> None:
    assert parse(arguments) == Options("status", "d", "L", "u", True)


def test_without_a_command_the_window_is_meant() -> None:
    assert parse(["--data", "d"]) == Options("window", "d")


def test_paths_are_absolute_bytes_and_links_are_left_alone() -> None:
    assert parse(["index", "a", "/b/../c"]).paths == (os.fsencode(os.path.abspath("a")), b"/c")


def test_a_path_that_is_no_text_survives() -> None:
    assert parse(["index", os.fsdecode(b"/\xff")]).paths == (b"/\xff",)


def test_a_question_need_not_be_quoted() -> None:
    assert parse(["ask", "Who", "is", "it?", "--top", "3"]).text == "Who is it?"


@pytest.mark.parametrize("command", ["search", "ask"])
@pytest.mark.parametrize(
    "typed",
    [["cats", "-dogs"], ["-dogs", "cats"], ["cats", "-type:pdf"], ["cats", '-"old dogs"'], ["cats", "-hat"]],
)
def test_a_word_that_is_not_wanted_is_no_option(command: str, typed: list[str]) -> None:
    assert parse([command, *typed, "--json"]) == Options(command, json=True, text=" ".join(typed))


@pytest.mark.parametrize("command", ["search", "ask"])
def test_the_help_tells_what_a_query_may_say(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([command, "-h"])
    told = capsys.readouterr().out
    assert all(f"  {one}" in told for one in ("-word", "one OR other", *(f"{field}:" for field in FIELDS)))


@pytest.mark.parametrize(
    "arguments",
    [
        ["index"],
        ["index", "letters", ""],
        ["remove", ""],
        ["search"],
        ["search", " "],
        ["search", "x", "--top", "0"],
        ["search", "x", "--top", "many"],
        ["search", "x", "--mode", "magic"],
        ["search", "x", "--nothing"],
        ["documents", "-x"],
        ["status", "--jso"],
        ["nonsense"],
        ["status", "--library", " "],
        ["evaluate", "--corpus", "c"],
    ],
)
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    with pytest.raises(BadRequest):
        parse(arguments)


def test_only_commands_that_index_resume_unfinished_work() -> None:
    assert parse(["index", "a"]).resumes
    assert not parse(["search", "a"]).resumes
    assert not parse(["ask", "a"]).resumes


def test_demo_and_evaluate_work_in_a_folder_that_is_thrown_away() -> None:
    judged = ["evaluate", "--corpus", "c", "--queries", "q", "--qrels", "r"]
    assert parse(["demo", "--data", "d"]).temporary
    assert parse(judged).temporary
    assert not parse([*judged, "--data", "d"]).temporary


def test_the_demo_leaves_the_persons_data_folder_alone(command: Command, engine: ScriptedEngine) -> None:
    command("demo", "--data", "/mine")
    (options,) = engine.options
    assert options.data is not None and options.data != "/mine"
    assert not os.path.exists(options.data)
