"""The checks as data: a name, and a probe that returns a detail or raises what is wrong."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from desktop_rag.domain.errors import (
    CloudModelUnconfirmed,
    HostUnconfirmed,
    NoChatModel,
    NoModels,
    OllamaAbsent,
    error_from,
)
from desktop_rag.domain.models import Model, OllamaState
from desktop_rag.domain.ports import Embedder, ModelServer
from desktop_rag.domain.reports import CheckName, EngineSettings

Look = Callable[[], Awaitable[str]]


class Probe(Struct, frozen=True):
    """`look` returns a detail for people (a version, a count), or raises a `DesktopRagError`."""

    check: CheckName
    look: Look


def ollama(server: ModelServer) -> Probe:
    """Ollama answers at an address that may be used."""

    async def look() -> str:
        state = await server.state()
        _raise_problem(state)
        return f"{state.version} {state.url}".strip()

    return Probe("ollama", look)


def chat_model(server: ModelServer, settings: Callable[[], Awaitable[EngineSettings]]) -> Probe:
    """There is a model that writes answers."""

    async def look() -> str:
        _raise_problem(await server.state())
        models = await server.models()
        if not models:
            raise NoModels
        usable = _usable(models, await settings())
        if not usable:
            raise NoChatModel
        preferred = (await settings()).chat_model
        return preferred if preferred in usable else usable[0]

    return Probe("chat-model", look)


def _usable(models: tuple[Model, ...], settings: EngineSettings) -> list[str]:
    return [
        model.name
        for model in models
        if model.kind == "chat" and (not model.remote or model.name in settings.confirmed_cloud)
    ]


def built_in_embedder(opened: Callable[[], Awaitable[Embedder]]) -> Probe:
    """The built-in embedder makes vectors."""

    async def look() -> str:
        embedder = await opened()
        vectors = await embedder.embed([embedder.query_input("ready")])
        return f"{vectors.dimension} dimensions"

    return Probe("built-in-embedder", look)


def private(server: ModelServer, settings: Callable[[], Awaitable[EngineSettings]]) -> Probe:
    """Nothing leaves this computer: Ollama is here, and no model in use is somebody else's."""

    async def look() -> str:
        state = await server.state()
        if not state.local:
            raise HostUnconfirmed(host=state.url)
        chosen = await settings()
        for name in (chosen.chat_model, chosen.embedder):
            if name and name in chosen.confirmed_cloud:
                raise CloudModelUnconfirmed(model=name)
        return state.url

    return Probe("private", look)


def _raise_problem(state: OllamaState) -> None:
    if state.problem is not None:
        raise error_from(state.problem)
    if not state.reachable:
        raise OllamaAbsent(url=state.url)
