"""Ollama as we use it: its state, its models, its start, and a chat that streams."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from desktop_rag.adapters.ollama import address
from desktop_rag.adapters.ollama.chatting import Thoughts, chat_body, next_line, piece_of
from desktop_rag.adapters.ollama.connection import OllamaConnection
from desktop_rag.adapters.ollama.errors import translated
from desktop_rag.adapters.ollama.facts import (
    Shown,
    Tag,
    cloud_by_name,
    decode_loaded,
    decode_shown,
    decode_tags,
    full_name,
    is_remote,
    model_of,
)
from desktop_rag.domain.errors import (
    AnswerInterrupted,
    CloudModelUnconfirmed,
    ModelBroken,
    ModelError,
    ModelMissing,
    NotAChatModel,
    OllamaAbsent,
    OllamaNotInstalled,
)
from desktop_rag.domain.models import ChatPiece, ChatRequest, Model, OllamaState

START_WITHIN = 15.0


class _Version(Struct, frozen=True):
    version: str = ""


class _Cloud(Struct, frozen=True):
    disabled: bool | None = None


class _Status(Struct, frozen=True):
    cloud: _Cloud = _Cloud()


class OllamaServer:
    """The port `ModelServer` over one connection; what `/api/show` says is kept by model digest."""

    def __init__(self, connection: OllamaConnection) -> None:
        self._connection = connection
        self._shown: dict[tuple[str, str], Shown] = {}
        self._started: subprocess.Popen[bytes] | None = None

    async def state(self) -> OllamaState:
        installed = _program() is not None
        try:
            url = self._connection.url
        except ModelError as error:
            where = error.arguments.get("host") or error.arguments.get("url", "")
            return OllamaState(where, False, local=False, installed=installed, problem=error.failure)
        local = address.is_this_machine(url)
        try:
            body = await self._connection.ask("GET", "/api/version")
            with translated(url):
                version = msgspec.json.decode(body, type=_Version)
        except ModelError as error:
            absent = isinstance(error, OllamaAbsent) and local and not installed
            problem = OllamaNotInstalled(url=url) if absent else error
            return OllamaState(url, False, local=local, installed=installed, problem=problem.failure)
        return OllamaState(url, True, version.version, await self._cloud_disabled(), local, installed)

    async def _cloud_disabled(self) -> bool | None:
        try:
            body = await self._connection.ask("GET", "/api/status")
            return msgspec.json.decode(body, type=_Status).cloud.disabled
        except (ModelError, msgspec.MsgspecError):
            return None  # a server from before the cloud

    async def models(self) -> tuple[Model, ...]:
        tags = await self._tags()
        with translated(self._connection.url):
            loaded = decode_loaded(await self._connection.ask("GET", "/api/ps"))
        return tuple([model_of(tag, await self._shown_or_none(tag), loaded) for tag in tags])

    async def _tags(self) -> tuple[Tag, ...]:
        body = await self._connection.ask("GET", "/api/tags")
        with translated(self._connection.url):
            return decode_tags(body)

    async def _shown_or_none(self, tag: Tag) -> Shown | None:
        if is_remote(tag.name, tag, None):
            return None  # not a question more than needed about a model that runs elsewhere
        try:
            return await self._show(tag.name, tag.digest or "")
        except OllamaAbsent:
            raise
        except ModelError:
            return None  # broken: it is listed by what the tags say

    async def _show(self, name: str, digest: str) -> Shown:
        key = (full_name(name), digest)
        if digest and key in self._shown:
            return self._shown[key]
        body = await self._connection.ask("POST", "/api/show", {"model": name}, name)
        with translated(self._connection.url, name):
            shown = decode_shown(body)
        if digest:
            self._shown[key] = shown
        return shown

    async def look_up(self, name: str) -> tuple[Tag, Shown]:
        """What the server knows of one model that may be used.

        Raises `ModelMissing`, and `CloudModelUnconfirmed` before anything is sent to the model.
        """
        if not name.strip():
            raise ModelMissing(model=name)
        self._refuse_cloud(name, cloud_by_name(name))
        wanted = full_name(name)
        tag = next((row for row in await self._tags() if full_name(row.name) == wanted), None)
        if tag is None:
            raise ModelMissing(model=name)
        try:
            shown = await self._show(tag.name, tag.digest or "")
        except ModelMissing:
            raise ModelBroken(model=name) from None  # listed, but its data are gone
        self._refuse_cloud(name, is_remote(name, tag, shown))
        return tag, shown

    def _refuse_cloud(self, name: str, remote: bool) -> None:
        if remote and not self._connection.may_use_cloud(name):
            raise CloudModelUnconfirmed(model=name)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatPiece, None]:
        tag, shown = await self.look_up(request.model)
        model = model_of(tag, shown)
        if model.kind != "chat":
            raise NotAChatModel(model=request.model)
        body = chat_body(request, model.thinks)
        begun = False
        thoughts = Thoughts()
        async with contextlib.aclosing(self._connection.lines("/api/chat", body, request.model)) as lines:
            while True:
                line = await next_line(lines, request.model, begun)
                if line is None:
                    raise AnswerInterrupted(model=request.model)
                begun = True
                yield thoughts.apart(piece_of(line))
                if line.done:
                    return

    async def start(self) -> OllamaState:
        state = await self.state()
        if state.reachable or not state.local:
            return state
        program = _program()
        if program is None:
            return state
        if self._started is None or self._started.poll() is not None:
            self._started = _serve(program, state.url)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_WITHIN):
                while not state.reachable and self._started.poll() is None:
                    await asyncio.sleep(0.2)
                    state = await self.state()
        return state

    async def close(self) -> None:
        await self._connection.close()


def _program() -> str | None:
    return shutil.which("ollama")


def _serve(program: str, url: str) -> "subprocess.Popen[bytes]":
    """Ollama outlives us, as it does when the person starts it."""
    where = urlsplit(url)
    return subprocess.Popen(
        [program, "serve"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        env={**os.environ, "OLLAMA_HOST": f"{where.hostname}:{where.port}"},
    )
