"""The embedders behind one port: the built-in one, and those of Ollama."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.ports import Embedder, Embedders


class EmbedderChoice:
    """Implements `Embedders` by name; the built-in one is loaded when it is first asked for."""

    def __init__(self, built_in: Callable[[], Awaitable[Embedder]], others: Embedders) -> None:
        self._built_in = built_in
        self._others = others
        self._loaded: Embedder | None = None
        self._loading = asyncio.Lock()

    async def open(self, name: str) -> Embedder:
        if name != BUILT_IN:
            return await self._others.open(name)
        async with self._loading:
            if self._loaded is None:
                self._loaded = await self._built_in()
        return self._loaded
