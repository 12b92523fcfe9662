"""The embedders behind one port: the built-in one, and those of Ollama."""

from collections.abc import Awaitable, Callable

from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.ports import Embedder, Embedders


class EmbedderChoice:
    """Implements `Embedders` by name; `built_in` loads that one, when it is not yet."""

    def __init__(self, built_in: Callable[[], Awaitable[Embedder]], others: Embedders) -> None:
        self._built_in = built_in
        self._others = others

    async def open(self, name: str) -> Embedder:
        return await (self._built_in() if name == BUILT_IN else self._others.open(name))
