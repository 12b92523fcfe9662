"""Embedding with an Ollama model: its prefixes, honest limits, vectors of unit length."""

import asyncio
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from desktop_rag.adapters.ollama.connection import EMBED, OllamaConnection
from desktop_rag.adapters.ollama.errors import NAN, translated
from desktop_rag.adapters.ollama.facts import capabilities_of, embedding_window, model_of
from desktop_rag.adapters.ollama.server import OllamaServer
from desktop_rag.adapters.ollama.traits import Traits
from desktop_rag.domain.errors import ModelBroken, NotAnEmbeddingModel, OllamaRefused
from desktop_rag.domain.models import EmbedderIdentity, EmbedderTraits
from desktop_rag.domain.passages import Vectors

# Measured: 8 to 128 cost 3 to 12 % less than one by one, and a small batch gives way sooner.
BATCH = 16


class _Embedded(Struct, frozen=True):
    embeddings: list[list[float | None]]


class OllamaEmbedder:
    """The port `Embedder`. Nothing is cut in silence: one text over the window fails its whole batch
    with `TextTooLong`, and the server does not say which it is."""

    def __init__(
        self, connection: OllamaConnection, identity: EmbedderIdentity, window: int, traits: EmbedderTraits
    ) -> None:
        self._connection = connection
        self._identity = identity
        self._window = min(window, traits.window or window)
        self._traits = traits

    @property
    def identity(self) -> EmbedderIdentity:
        return self._identity

    def fusion(self, language: str) -> float:
        return self._traits.weight(language)

    @property
    def window(self) -> int | None:
        return self._window

    @property
    def batch(self) -> int:
        return BATCH

    def document_input(self, text: str) -> str:
        return self._traits.document_prefix + text

    def query_input(self, text: str) -> str:
        return self._traits.query_prefix + text

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        """Vectors in order; a text without any character, or of which the model makes no number, is zeros."""
        data = bytearray(len(inputs) * self._identity.dimension * 4)
        wanted = [position for position, text in enumerate(inputs) if text.strip()]
        size = self._identity.dimension * 4
        for start in range(0, len(wanted), BATCH):
            positions = wanted[start : start + BATCH]
            for position, row in zip(positions, await self._rows(inputs, positions), strict=True):
                data[position * size : (position + 1) * size] = row
        return Vectors(len(inputs), self._identity.dimension, bytes(data))

    async def _rows(self, inputs: Sequence[str], positions: list[int]) -> list[bytes]:
        try:
            return await self._ask([inputs[position] for position in positions])
        except OllamaRefused as error:
            # It answers so for the whole batch, and does not say for which text.
            if error.arguments.get("kind") != NAN:
                raise
            if len(positions) == 1:
                return [bytes(self._identity.dimension * 4)]
            return [row for position in positions for row in await self._rows(inputs, [position])]

    async def _ask(self, texts: list[str]) -> list[bytes]:
        name = self._identity.name
        body = {"model": name, "input": texts, "truncate": False}
        reply = await self._connection.ask("POST", "/api/embed", body, name, EMBED)
        with translated(self._connection.url, name):
            rows = await asyncio.to_thread(_unit_rows, reply)
        if len(rows) != len(texts) or any(len(row) != self._identity.dimension * 4 for row in rows):
            raise ModelBroken(model=name)
        return rows


def _unit_rows(reply: bytes) -> list[bytes]:
    """Rows of float32 bytes, each of length 1, or zeros where the model gave no number."""
    import numpy as np

    rows = []
    for numbers in msgspec.json.decode(reply, type=_Embedded).embeddings:
        row = np.array([0.0 if number is None else number for number in numbers], dtype=np.float64)
        length = float(np.sqrt(row @ row))
        usable = np.isfinite(length) and length > 0
        rows.append((row / length if usable else np.zeros_like(row)).astype("<f4").tobytes())
    return rows


class OllamaEmbedders:
    """Opens embedding models by name, and nothing else: a chat model or an unconfirmed cloud model
    is refused before any text is sent."""

    def __init__(self, connection: OllamaConnection, server: OllamaServer, traits: Traits) -> None:
        self._connection = connection
        self._server = server
        self._traits = traits

    async def open(self, name: str) -> OllamaEmbedder:
        tag, shown = await self._server.look_up(name)
        if "embedding" not in capabilities_of(tag, shown):
            raise NotAnEmbeddingModel(model=name)
        model = model_of(tag, shown)
        dimension = model.dimensions or await self._count(name)
        identity = EmbedderIdentity(name, model.digest, dimension)
        return OllamaEmbedder(self._connection, identity, embedding_window(shown), self._traits.of(name))

    async def _count(self, name: str) -> int:
        """The dimension, from one vector, where the model's card does not say it."""
        body = {"model": name, "input": ["dimension"]}
        reply = await self._connection.ask("POST", "/api/embed", body, name, EMBED)
        with translated(self._connection.url, name):
            rows = msgspec.json.decode(reply, type=_Embedded).embeddings
        if not rows or not rows[0]:
            raise ModelBroken(model=name)
        return len(rows[0])
