"""Calls about models, where Ollama is, settings, and what runs where."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from desktop_rag.answering.choose import choose_chat_model
from desktop_rag.domain.errors import ModelError
from desktop_rag.domain.models import BUILT_IN, Model, Models, OllamaState
from desktop_rag.domain.reports import EngineSettings, Status
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import Nothing, Reporter
from desktop_rag.processes.child import Handler


class ModelCalls:
    """Models, settings, status. The engine alone writes the settings table."""

    def __init__(self, parts: Parts, runs: Runs) -> None:
        self._parts = parts
        self._catalog = parts.catalog
        self._runs = runs

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.MODELS.name: self._models,
            calls.CHOOSE.name: self._choose,
            calls.OLLAMA.name: self._ollama,
            calls.START_OLLAMA.name: self._start,
            calls.CONFIRM.name: self._confirm,
            calls.SETTINGS.name: self._settings,
            calls.STATUS.name: self._status,
        }

    async def configure(self) -> EngineSettings:
        """Reads the settings and tells the Ollama adapter."""
        settings = await self._catalog.settings.load()
        self._parts.configure(settings)
        return settings

    async def _change(self, settings: EngineSettings) -> None:
        await self._catalog.settings.save(settings)
        self._parts.configure(settings)

    async def available(self) -> tuple[OllamaState, tuple[Model, ...]]:
        """The server's state and its models; a server that cannot be used has none."""
        state = await self._parts.server.state()
        if not state.reachable or state.problem is not None:
            return state, ()
        try:
            return state, await self._parts.server.models()
        except ModelError as error:
            return msgspec.structs.replace(state, problem=error.failure), ()

    async def _models(self, wanted: calls.InLibrary, report: Reporter) -> Models:
        library = await self._catalog.libraries.named(wanted.library)
        settings = await self._catalog.settings.load()
        state, models = await self.available()
        try:
            chat = choose_chat_model(models, None, settings.chat_model, settings.confirmed_cloud).name
        except ModelError:
            chat = ""
        return Models(state, models, chat, library.embedder, settings.confirmed_cloud)

    async def _choose(self, wanted: calls.Choose, report: Reporter) -> Models:
        settings = await self._catalog.settings.load()
        if wanted.confirmed and wanted.name not in settings.confirmed_cloud:
            confirmed = (*settings.confirmed_cloud, wanted.name)
            settings = msgspec.structs.replace(settings, confirmed_cloud=confirmed)
            await self._change(settings)
        if wanted.use == "chat":
            models = await self._parts.server.models()
            choose_chat_model(models, wanted.name, confirmed_cloud=settings.confirmed_cloud)
            await self._change(msgspec.structs.replace(settings, chat_model=wanted.name))
        else:
            await self._parts.embedders.open(wanted.name)  # refused before anything is changed
            library = await self._catalog.libraries.named(wanted.library)
            await self._catalog.libraries.set_embedder(library.id, wanted.name)
            await self._change(msgspec.structs.replace(settings, embedder=wanted.name))
            self._runs.feed.touch(library.id)
            library = await self._catalog.libraries.named(wanted.library)
            await self._runs.index(library, (), False, report)
        return await self._models(calls.InLibrary(wanted.library), report)

    async def _ollama(self, wanted: Nothing, report: Reporter) -> OllamaState:
        return await self._parts.server.state()

    async def _start(self, wanted: Nothing, report: Reporter) -> OllamaState:
        return await self._parts.server.start()

    async def _confirm(self, wanted: calls.Confirm, report: Reporter) -> OllamaState:
        settings = await self._catalog.settings.load()
        hosts = settings.confirmed_hosts
        if wanted.url and wanted.url not in hosts:
            hosts = (*hosts, wanted.url)
        await self._change(msgspec.structs.replace(settings, ollama=wanted.url, confirmed_hosts=hosts))
        return await self._parts.server.state()

    async def _settings(self, wanted: Nothing, report: Reporter) -> EngineSettings:
        return await self._catalog.settings.load()

    async def _status(self, wanted: calls.InLibrary, report: Reporter) -> Status:
        library = await self._catalog.libraries.named(wanted.library)
        state, size = await asyncio.gather(
            self._parts.server.state(), asyncio.to_thread(_size, self._parts.data)
        )
        return Status(
            version=self._parts.version(),
            data=str(self._parts.data),
            ollama=state,
            embedder=library.embedder or BUILT_IN,
            documents=library.documents,
            passages=library.passages,
            bytes=size,
        )


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total
