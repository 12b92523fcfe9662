"""The embedder that needs no Ollama, seen from the engine: calls to its child.

In a thread of the engine it took a quarter of the interpreter's time while documents come in, for which the
catalog, the words and every search waited: `docs/decisions/0021`.
"""

import asyncio
from collections.abc import Sequence
from subprocess import DEVNULL

from desktop_rag.adapters.builtin_embedder.calls import DIMENSION, EMBED, LOAD, Texts
from desktop_rag.domain.errors import ChildLost, DesktopRagError, ModelBroken
from desktop_rag.domain.models import BUILT_IN, EmbedderIdentity
from desktop_rag.domain.passages import Vectors
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.lasting import LastingChild
from desktop_rag.processes.parent import Child

FUSION = 0.3
BATCH = 512
# Texts of a call (8 ms): a query waits for those that are on their way. With two of them the child never
# waits for the next.
BLOCK = 64
ON_THEIR_WAY = 2
# The system may end a process for want of memory.
ATTEMPTS = 2


def _encodable(text: str) -> str:
    """The text without lone surrogates, which a query typed on a command line may hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class BuiltInEmbedder:
    """Implements `Embedder`, once it was loaded. A child that died is started again, once a call."""

    def __init__(self, command: Sequence[str]) -> None:
        # A panic in the tokenizer would quote the text there, on the terminal of whoever started us.
        self._child = LastingChild("embedder", command, self._load, stderr=DEVNULL)
        self._room = asyncio.Semaphore(ON_THEIR_WAY)
        self._digest = ""

    async def load(self) -> "BuiltInEmbedder":
        """Has the child load the model, 0.2 to 0.4 s, if none has yet. Raises `ModelBroken`."""
        await self._ready()
        return self

    async def _ready(self) -> Child:
        try:
            return await self._child.ready()
        except ChildLost as error:
            raise ModelBroken(model=BUILT_IN) from error

    async def _load(self, child: Child) -> None:
        self._digest = (await child.call(LOAD, Nothing())).digest

    @property
    def pid(self) -> int | None:
        return self._child.pid

    @property
    def identity(self) -> EmbedderIdentity:
        return EmbedderIdentity(BUILT_IN, self._digest, DIMENSION)

    def fusion(self, language: str) -> float:
        return FUSION

    @property
    def window(self) -> int | None:
        return None

    @property
    def batch(self) -> int:
        return BATCH

    def document_input(self, text: str) -> str:
        return text

    def query_input(self, text: str) -> str:
        return text

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        """Vectors of these strings: 8,000 passages a second on one core. Raises `ModelBroken`."""
        if len(inputs) == 1:
            data = await self._embedded(inputs)
        else:
            data = await self._in_blocks(inputs)
        return Vectors(len(inputs), DIMENSION, data)

    async def _in_blocks(self, inputs: Sequence[str]) -> bytes:
        starts = range(0, len(inputs), BLOCK)
        try:
            async with asyncio.TaskGroup() as group:
                blocks = [group.create_task(self._in_turn(inputs[start : start + BLOCK])) for start in starts]
        except* DesktopRagError as several:
            raise several.exceptions[0] from None
        return b"".join(block.result() for block in blocks)

    async def _in_turn(self, texts: Sequence[str]) -> bytes:
        async with self._room:
            return await self._embedded(texts)

    async def _embedded(self, texts: Sequence[str]) -> bytes:
        wanted = Texts(tuple(map(_encodable, texts)))
        for _ in range(ATTEMPTS):
            child = await self._ready()
            try:
                return (await child.call(EMBED, wanted)).data
            except ChildLost as error:
                lost = error
        raise ModelBroken(model=BUILT_IN) from lost

    async def close(self) -> None:
        await self._child.close()
