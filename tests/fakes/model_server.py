"""A model server in memory, for tests that need an answer and no HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from desktop_rag.domain.errors import ModelError, ModelMissing, NotAChatModel
from desktop_rag.domain.models import ChatPiece, ChatRequest, Model, OllamaState

CHAT = Model("llama3.2:3b", "chat", digest="chat", parameters="3.2B", context=131072)
EMBEDDING = Model("all-minilm:latest", "embedding", digest="embedding", context=512, dimensions=384)


class WrittenServer:
    """Implements `ModelServer` with a reply that is written beforehand, piece by piece.

    `fails` is raised instead of the piece of that number; a piece that is an event of `waits` is
    waited for. `asked` holds the requests, `closed` counts streams that ended or were closed.
    """

    def __init__(
        self,
        pieces: Sequence[str] = ("Llamas are related to vicuñas ", "[1", "]."),
        models: Sequence[Model] = (CHAT, EMBEDDING),
        fails: dict[int, ModelError] | None = None,
        absent: ModelError | None = None,
        hangs_at: int | None = None,
    ) -> None:
        self._pieces = tuple(pieces)
        self._models = tuple(models)
        self._fails = fails or {}
        self._absent = absent
        self._hangs_at = hangs_at
        self.hanging = asyncio.Event()
        self.asked: list[ChatRequest] = []
        self.closed = 0

    async def state(self) -> OllamaState:
        problem = self._absent.failure if self._absent else None
        return OllamaState("http://127.0.0.1:11434", problem is None, "0.33.0", False, problem=problem)

    async def models(self) -> tuple[Model, ...]:
        if self._absent:
            raise self._absent
        return self._models

    async def start(self) -> OllamaState:
        self._absent = None
        return await self.state()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatPiece, None]:
        if self._absent:
            raise self._absent
        model = next((model for model in self._models if model.name == request.model), None)
        if model is None:
            raise ModelMissing(model=request.model)
        if model.kind != "chat":
            raise NotAChatModel(model=request.model)
        self.asked.append(request)
        try:
            for number, piece in enumerate(self._pieces):
                await self._before(number)
                yield ChatPiece(text=piece)
            await self._before(len(self._pieces))
            yield ChatPiece(done=True, reason="stop", prompt_tokens=42, answer_tokens=len(self._pieces))
        finally:
            self.closed += 1

    async def _before(self, number: int) -> None:
        if number == self._hangs_at:
            self.hanging.set()
            await asyncio.Event().wait()
        if number in self._fails:
            raise self._fails[number]
        await asyncio.sleep(0)
