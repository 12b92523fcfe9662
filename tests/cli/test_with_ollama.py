"""Questions on the command line, answered by a stand-in of Ollama over real HTTP."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import PROGRAM, environment, program
from tests.stand_in.models import cloud_model
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

QUESTION = "What animals are llamas related to?"


def asked(library: Path, server: StandIn, *arguments: str) -> tuple[int, list[Any], str]:
    """Exit code, lines and standard error of `ask`."""
    ended = program(library, "ask", QUESTION, "--json", *arguments, ollama=server.url)
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


def chat_model(library: Path, server: StandIn) -> str:
    models = json.loads(program(library, "models", "--json", ollama=server.url).stdout)
    assert {model["kind"] for model in models} == {"chat", "embedding"}
    return str(next(model["name"] for model in models if model["kind"] == "chat" and not model["remote"]))


def test_a_written_answer_cites_its_passages_and_invented_numbers_are_counted(library: Path) -> None:
    with StandIn(Behaviour(invented=True)) as server:
        model = chat_model(library, server)
        code, lines, _ = asked(library, server, "--model", model)
    last = lines[-1]
    assert (code, last["state"], last["model"]) == (0, "complete", model)
    assert "vicuñas and camels" in last["text"]
    assert "[97]" not in last["text"] and last["invented_citations"] == 1
    assert last["citations"][0]["path"].endswith("llamas.md")
    assert last["context"]["num_ctx"] and last["context"]["prompt_tokens"]
    assert "".join(line["text"] for line in lines if line["event"] == "text_arrived") == last["text"]


@pytest.mark.parametrize("broken", ["dies_after", "drops_after", "stops_after"])
def test_a_stream_that_breaks_off_ends_interrupted_with_3(library: Path, broken: str) -> None:
    with StandIn(Behaviour(**{broken: 6})) as server:  # type: ignore[arg-type]
        code, lines, complaint = asked(library, server)
    assert (code, lines[-1]["event"], lines[-1]["state"]) == (3, "answer", "interrupted")
    assert lines[-1]["text"].startswith("Llamas")
    assert complaint


def test_ctrl_c_stops_the_model_and_the_answer_so_far_is_the_last_line(library: Path) -> None:
    with StandIn(Behaviour(delay=0.05, reply="word " * 400)) as server:
        arguments = ["ask", QUESTION, "--json", "--ollama", server.url]
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(library),
            # Those who start the tests may ignore the signal; a person's shell does not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        )
        assert process.stdout
        while "text_arrived" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, complaint = process.communicate()
        assert server.wait_for_hang_up()
    last = json.loads(out.splitlines()[-1])
    assert (process.returncode, last["event"], last["state"]) == (130, "answer", "stopped"), complaint
    assert last["text"].startswith("word")
    assert "Traceback" not in complaint


def test_without_models_the_answer_is_extractive_and_says_why(library: Path) -> None:
    with StandIn(Behaviour(models=())) as server:
        code, lines, complaint = asked(library, server)
    assert (code, lines[-1]["state"]) == (0, "extractive")
    assert "ollama pull" in complaint


def test_a_model_that_is_not_there_ends_with_3(library: Path) -> None:
    with StandIn() as server:
        code, lines, _ = asked(library, server, "--model", "nobody-has-this")
    assert code == 3
    assert [line["error"]["code"] for line in lines] == ["model-missing"]


def test_a_model_that_runs_elsewhere_is_refused_on_the_command_line(library: Path) -> None:
    with StandIn(Behaviour(models=(cloud_model(),))) as server:
        models = json.loads(program(library, "models", "--json", ollama=server.url).stdout)
        remote = [model["name"] for model in models if model["remote"]]
        assert remote == ["gpt-oss:120b-cloud"]
        code, lines, _ = asked(library, server, "--model", remote[0])
        unnamed, answer, _ = asked(library, server)
        assert server.asked("/api/chat") == []
    assert (code, lines[-1]["error"]["code"]) == (3, "cloud-model")
    assert (unnamed, answer[-1]["state"]) == (0, "extractive")
