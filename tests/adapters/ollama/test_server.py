"""The adapter against a server over real HTTP: its state, its models, a chat, and all that breaks."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop_rag.adapters.ollama.connection import OllamaConnection
from desktop_rag.adapters.ollama.server import OllamaServer
from desktop_rag.domain.errors import (
    AnswerInterrupted,
    CloudModelUnconfirmed,
    HostUnconfirmed,
    ModelBroken,
    ModelCrashed,
    ModelError,
    OllamaAbsent,
    OllamaBusy,
    OllamaRefused,
    PromptTooLong,
)
from desktop_rag.domain.models import ChatPiece
from desktop_rag.domain.reports import EngineSettings
from tests.adapters.ollama.model_server_contract import ModelServerContract, collected, request
from tests.fakes.model_server import WrittenServer
from tests.stand_in.models import chat_model, cloud_model, recorded_models, usual_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

Result = TypeVar("Result")


def use(
    url: str | None,
    work: Callable[[OllamaServer], Awaitable[Result]],
    environment: dict[str, str] | None = None,
    settings: EngineSettings | None = None,
    clouds: bool = True,
) -> Result:
    async def run() -> Result:
        connection = OllamaConnection(url, environment or {}, clouds)
        connection.configure(settings or EngineSettings())
        try:
            return await work(OllamaServer(connection))
        finally:
            await connection.close()

    return asyncio.run(run())


def chat(stand_in: StandIn, model: str = "llama3.2:3b", text: str = "hello", **more: Any) -> list[ChatPiece]:
    return use(stand_in.url, lambda server: collected(server, request(model, text)), **more)


class TestOverHttp(ModelServerContract):
    def use(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        with StandIn() as stand_in:
            return use(stand_in.url, work)


class TestInMemory(ModelServerContract):
    def use(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        async def run() -> Result:
            return await work(WrittenServer())

        return asyncio.run(run())


# ---- state


def test_an_absent_server_is_a_state_and_not_an_error() -> None:
    with StandIn() as stand_in:
        url = stand_in.url
    state = use(url, lambda server: server.state())
    assert not state.reachable and state.local
    assert state.problem is not None and state.problem.code in ("ollama-absent", "ollama-not-installed")


def test_another_machine_in_the_environment_is_not_asked() -> None:
    environment = {"OLLAMA_HOST": "gpu.example:11434"}
    state = use(None, lambda server: server.state(), environment)
    assert state.problem is not None and state.problem.code == "host-unconfirmed"
    assert state.url == "http://gpu.example:11434" and not state.local
    with pytest.raises(HostUnconfirmed):
        use(None, lambda server: server.models(), environment)


def test_something_that_is_not_ollama_is_refused() -> None:
    with StandIn(Behaviour(not_ollama=True)) as stand_in:
        state = use(stand_in.url, lambda server: server.state())
        assert not state.reachable and state.problem is not None and state.problem.code == "ollama-refused"
        with pytest.raises(OllamaRefused):
            use(stand_in.url, lambda server: server.models())


def test_the_state_tells_whether_the_cloud_is_forbidden() -> None:
    for disabled in (True, False):
        with StandIn(Behaviour(cloud_disabled=disabled)) as stand_in:
            assert use(stand_in.url, lambda server: server.state()).cloud_disabled is disabled


# ---- models


def test_a_model_is_what_show_says_and_not_what_the_tags_say() -> None:
    with StandIn(Behaviour(models=recorded_models())) as stand_in:
        models = {model.name: model for model in use(stand_in.url, lambda server: server.models())}
    assert models["all-minilm-st:latest"].kind == "embedding"
    assert models["all-minilm:latest"].dimensions == 384
    assert models["tiny-think:latest"].thinks and not models["tiny-llama:latest"].thinks
    assert models["tiny-llama-2k:latest"].context == 2048


def test_what_show_says_is_asked_once_a_model() -> None:
    async def twice(server: OllamaServer) -> None:
        await server.models()
        await server.models()

    with StandIn() as stand_in:
        use(stand_in.url, twice)
        assert len(stand_in.asked("/api/show")) == len(usual_models())


def test_a_model_that_was_used_is_loaded() -> None:
    async def ask_and_list(server: OllamaServer) -> set[str]:
        await collected(server, request())
        return {model.name for model in await server.models() if model.loaded}

    with StandIn() as stand_in:
        assert use(stand_in.url, ask_and_list) == {"llama3.2:3b"}


def test_a_server_without_models_has_none() -> None:
    with StandIn(Behaviour(models=())) as stand_in:
        assert use(stand_in.url, lambda server: server.models()) == ()


# ---- chat


def test_nothing_may_be_cut_in_silence_and_thinking_is_off_where_it_can_be() -> None:
    with StandIn() as stand_in:
        plain = chat(stand_in)
        thinking = chat(stand_in, "qwen3:4b")
        first, second = stand_in.asked("/api/chat")
    assert first["truncate"] is False and first["shift"] is False and first["options"]["num_ctx"] == 4096
    assert "think" not in first and second["think"] is False
    assert "".join(p.text for p in plain) == "".join(p.text for p in thinking)
    assert not any(piece.thinking for piece in thinking)


def test_thinking_that_the_server_left_in_the_text_is_no_part_of_the_answer() -> None:
    with StandIn(Behaviour(reply="<think>Hm, llamas.</think>\n\nLlamas < camels </think>")) as stand_in:
        pieces = chat(stand_in)
    assert "".join(piece.text for piece in pieces).lstrip() == "Llamas < camels </think>"
    assert "".join(piece.thinking for piece in pieces) == "Hm, llamas."


def test_a_prompt_over_the_context_is_refused_with_its_size() -> None:
    with StandIn() as stand_in, pytest.raises(PromptTooLong) as raised:
        chat(stand_in, text="long " * 5000)
    assert raised.value.arguments["context"] == "4096"


def test_a_separator_inside_a_token_does_not_tear_the_line() -> None:
    with StandIn(Behaviour(reply="one\x85two\u2028three")) as stand_in:
        assert "".join(piece.text for piece in chat(stand_in)) == "one\x85two\u2028three"


def test_a_lone_surrogate_in_a_question_is_no_crash() -> None:
    with StandIn() as stand_in:
        assert chat(stand_in, text="bad \ud83d half")[-1].done


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour(stops_after=3), AnswerInterrupted),
        (Behaviour(dies_after=3), AnswerInterrupted),
        (Behaviour(drops_after=3), AnswerInterrupted),
        (Behaviour(crashes_after=3), ModelCrashed),
        (Behaviour(crashes_after=0), ModelCrashed),
        (Behaviour(busy=True), OllamaBusy),
        (Behaviour(models=(chat_model("llama3.2:3b", broken="unable to load model: blob"),)), ModelBroken),
    ],
)
def test_what_breaks_is_named(behaviour: Behaviour, expected: type[ModelError]) -> None:
    with StandIn(behaviour) as stand_in, pytest.raises(ModelError) as raised:
        chat(stand_in)
    assert type(raised.value) is expected


def test_what_came_before_the_server_died_has_arrived() -> None:
    texts: list[str] = []

    async def read(server: OllamaServer) -> None:
        async with aclosing(server.chat(request())) as pieces:
            async for piece in pieces:
                texts.append(piece.text)

    with StandIn(Behaviour(dies_after=3, delay=0.01)) as stand_in, pytest.raises(AnswerInterrupted):
        use(stand_in.url, read)
    assert texts == ["This", " is", " a"]


def test_an_absent_server_is_absent_to_a_chat() -> None:
    with StandIn() as stand_in:
        url = stand_in.url
    with pytest.raises(OllamaAbsent):
        use(url, lambda server: collected(server, request()))


def test_leaving_a_stream_stops_the_server() -> None:
    async def leave(server: OllamaServer) -> None:
        async with aclosing(server.chat(request())) as pieces:
            async for piece in pieces:
                if piece.text:
                    break

    with StandIn(Behaviour(delay=0.2)) as stand_in:
        use(stand_in.url, leave)
        assert stand_in.wait_for_hang_up()


def test_cancelling_stops_a_server_that_has_not_sent_anything_yet() -> None:
    async def cancel(server: OllamaServer) -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(collected(server, request()))
            assert await asyncio.to_thread(stand_in.wait_for_request, "/api/chat")
            task.cancel()

    with StandIn(Behaviour(wait=30)) as stand_in:
        use(stand_in.url, cancel)
        assert stand_in.wait_for_hang_up()


# ---- privacy


def test_a_cloud_model_is_refused_before_anything_is_sent_to_it() -> None:
    for name in ("gpt-oss:120b-cloud", "gpt-oss:cloud", "hidden:latest"):
        behaviour = Behaviour(models=(cloud_model("hidden:latest"), cloud_model()))
        with StandIn(behaviour) as stand_in, pytest.raises(CloudModelUnconfirmed):
            chat(stand_in, name)
        assert not stand_in.asked("/api/chat")


def test_a_confirmed_cloud_model_answers_except_on_the_command_line() -> None:
    settings = EngineSettings(confirmed_cloud=("gpt-oss:120b-cloud",))
    with StandIn(Behaviour(models=(cloud_model(),))) as stand_in:
        assert chat(stand_in, "gpt-oss:120b-cloud", settings=settings)[-1].done
        with pytest.raises(CloudModelUnconfirmed):
            chat(stand_in, "gpt-oss:120b-cloud", settings=settings, clouds=False)


def test_a_cloud_model_is_listed_as_remote() -> None:
    with StandIn(Behaviour(models=(cloud_model("hidden:latest"), chat_model("local:1b")))) as stand_in:
        models = use(stand_in.url, lambda server: server.models())
        assert stand_in.asked("/api/show") == [{"model": "local:1b"}]
    assert [model.remote for model in models] == [True, False]


def test_a_proxy_and_a_lost_certificate_file_in_the_environment_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    with StandIn() as stand_in:
        assert use(stand_in.url, lambda server: server.state(), dict(os.environ)).reachable


def test_the_client_can_be_imported_in_an_environment_that_would_break_it(tmp_path: Path) -> None:
    broken = {
        "SSL_CERT_FILE": "/nowhere/certificates.pem",
        "OLLAMA_HOST": "http://[::1",
        "ALL_PROXY": "socks5://127.0.0.1:9",
    }
    code = "from desktop_rag.adapters.ollama.official import ollama; print(ollama().AsyncClient.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **broken},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "AsyncClient"


def test_the_key_goes_to_the_host_of_the_environment_and_to_no_other() -> None:
    with StandIn() as own, StandIn() as other:
        environment = {"OLLAMA_HOST": own.url, "OLLAMA_API_KEY": "secret"}
        use(None, lambda server: server.state(), environment)
        use(other.url, lambda server: server.state(), environment)
        sent = [{name.lower(): value for name, value in s.requests[0][3].items()} for s in (own, other)]
    assert sent[0]["authorization"] == "Bearer secret"
    assert "authorization" not in sent[1]


# ---- start


def test_ollama_is_started_when_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as stand_in:
        port = stand_in.port
    note = tmp_path / "pid"
    program = tmp_path / "ollama"
    root = Path(__file__).resolve().parents[3]
    program.write_text(
        f"#!/bin/sh\necho $$ > {note}\ncd {root}\nexec {sys.executable} -m tests.stand_in --port {port}\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    async def start(server: OllamaServer) -> bool:
        before = await server.state()
        assert before.problem is not None and before.problem.code == "ollama-absent" and before.installed
        after = await server.start()
        process = server._started
        assert process is not None
        process.terminate()
        await asyncio.to_thread(process.wait)
        return after.reachable

    assert use(f"http://127.0.0.1:{port}", start)


def test_a_program_that_ends_at_once_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StandIn() as stand_in:
        url = stand_in.url
    program = tmp_path / "ollama"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert not use(url, lambda server: server.start()).reachable
