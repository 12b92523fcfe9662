"""What every model server promises, run against Ollama's adapter and the one in memory alike."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeVar

import pytest

from desktop_rag.domain.errors import ModelMissing, NotAChatModel
from desktop_rag.domain.models import ChatPiece, ChatRequest, Message
from desktop_rag.domain.ports import ModelServer

Result = TypeVar("Result")


def request(model: str = "llama3.2:3b", text: str = "hello") -> ChatRequest:
    return ChatRequest(model, (Message("system", "Be brief."), Message("user", text)), 4096, 256)


async def collected(server: ModelServer, asked: ChatRequest) -> list[ChatPiece]:
    async with aclosing(server.chat(asked)) as pieces:
        return [piece async for piece in pieces]


class ModelServerContract:
    """A test class gives `use`, which runs a coroutine function with its server."""

    def use(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        raise NotImplementedError

    def test_it_is_reachable_and_says_its_version(self) -> None:
        state = self.use(lambda server: server.state())
        assert state.reachable and state.version and state.problem is None

    def test_chat_and_embedding_models_are_told_apart(self) -> None:
        kinds = {model.name: model.kind for model in self.use(lambda server: server.models())}
        assert kinds["llama3.2:3b"] == "chat"
        assert kinds["all-minilm:latest"] == "embedding"

    def test_a_reply_arrives_in_pieces_and_its_last_piece_says_done_with_the_counts(self) -> None:
        pieces = self.use(lambda server: collected(server, request()))
        assert [piece.done for piece in pieces] == [False] * (len(pieces) - 1) + [True]
        assert len([piece for piece in pieces if piece.text]) > 1
        assert pieces[-1].prompt_tokens and pieces[-1].answer_tokens

    def test_an_unknown_model_is_missing(self) -> None:
        with pytest.raises(ModelMissing) as raised:
            self.use(lambda server: collected(server, request("nope")))
        assert raised.value.arguments["model"] == "nope"

    def test_an_embedding_model_does_not_chat(self) -> None:
        with pytest.raises(NotAChatModel):
            self.use(lambda server: collected(server, request("all-minilm:latest")))

    def test_a_stream_can_be_left_in_the_middle(self) -> None:
        async def leave(server: ModelServer) -> str:
            async with aclosing(server.chat(request())) as pieces:
                async for piece in pieces:
                    return piece.text
            return ""

        assert self.use(leave)

    def test_a_started_server_is_reachable(self) -> None:
        assert self.use(lambda server: server.start()).reachable


def run(work: Awaitable[Result]) -> Result:
    async def whole() -> Result:
        return await work

    return asyncio.run(whole())
