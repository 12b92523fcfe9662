"""Every check says whether it holds, and one that fails keeps none of the others back."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop_rag.adapters.ollama.connection import OllamaConnection
from desktop_rag.adapters.ollama.server import OllamaServer
from desktop_rag.domain.errors import FolderUnreadable
from desktop_rag.domain.models import Model
from desktop_rag.domain.reports import Check, EngineSettings
from desktop_rag.readiness import checks
from desktop_rag.readiness.readiness import Readiness
from tests.fakes.embedder import CountingEmbedder
from tests.fakes.model_server import EMBEDDING, WrittenServer
from tests.stand_in.server import StandIn


def settings(**given: object) -> Callable[[], Awaitable[EngineSettings]]:
    async def load() -> EngineSettings:
        return EngineSettings(**given)  # type: ignore[arg-type]

    return load


async def opened() -> CountingEmbedder:
    return CountingEmbedder()


def found(*probes: checks.Probe) -> dict[str, Check]:
    return {check.check: check for check in asyncio.run(Readiness(probes).check())}


def codes(results: dict[str, Check]) -> dict[str, str]:
    return {name: check.failure.code if check.failure else "" for name, check in results.items()}


def test_with_everything_there_all_checks_hold() -> None:
    async def work() -> tuple[Check, ...]:
        connection = OllamaConnection(stand_in.url, {})
        server = OllamaServer(connection)
        probes = [
            checks.ollama(server),
            checks.chat_model(server, settings()),
            checks.private(server, settings()),
            checks.built_in_embedder(opened),
        ]
        try:
            return await Readiness(probes).check()
        finally:
            await connection.close()

    with StandIn() as stand_in:
        results = asyncio.run(work())
    assert [check.check for check in results] == ["ollama", "chat-model", "private", "built-in-embedder"]
    assert all(check.ok and check.failure is None and check.detail for check in results)


def test_without_ollama_two_checks_fail_and_privacy_holds() -> None:
    async def work() -> tuple[Check, ...]:
        server = OllamaServer(OllamaConnection(url, {}))
        probes = [
            checks.ollama(server),
            checks.chat_model(server, settings()),
            checks.private(server, settings()),
        ]
        return await Readiness(probes).check()

    with StandIn() as stand_in:
        url = stand_in.url
    assert [check.ok for check in asyncio.run(work())] == [False, False, True]


def test_without_a_chat_model_the_check_says_what_to_get() -> None:
    server = WrittenServer(models=(EMBEDDING,))
    assert codes(found(checks.chat_model(server, settings()))) == {"chat-model": "no-chat-model"}
    assert codes(found(checks.chat_model(WrittenServer(models=()), settings()))) == {
        "chat-model": "no-models"
    }


def test_a_cloud_model_in_use_is_not_private() -> None:
    cloud = "gpt-oss:120b-cloud"
    server = WrittenServer(models=(Model(cloud, "chat", remote=True),))
    chosen = settings(chat_model=cloud, confirmed_cloud=(cloud,))
    assert codes(found(checks.private(server, chosen))) == {"private": "cloud-model"}
    assert codes(found(checks.chat_model(server, chosen))) == {"chat-model": ""}


def test_another_machine_is_not_private() -> None:
    server = OllamaServer(OllamaConnection(None, {"OLLAMA_HOST": "gpu.example"}))
    results = found(checks.private(server, settings()), checks.ollama(server))
    assert codes(results) == {"private": "host-unconfirmed", "ollama": "host-unconfirmed"}


def test_a_check_that_breaks_is_a_finding_and_tells_nothing_of_the_documents() -> None:
    async def broken() -> str:
        raise ValueError("text of a document")

    async def unreadable() -> str:
        raise FolderUnreadable(path="/data")

    results = found(checks.Probe("catalog", broken), checks.Probe("data-folder", unreadable))
    assert codes(results) == {"catalog": "internal", "data-folder": "folder-unreadable"}
    assert "document" not in str(results["catalog"])
