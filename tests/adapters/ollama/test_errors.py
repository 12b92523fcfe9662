"""Every row of the two tables of errors becomes an error of ours, without the server's words in it."""

import json

import httpx
import ollama
import pydantic
import pytest

from desktop_rag.adapters.ollama.errors import from_reply, interrupting, said, translated
from desktop_rag.domain.errors import (
    AddressInvalid,
    AnswerInterrupted,
    ModelBroken,
    ModelCrashed,
    ModelError,
    ModelMissing,
    NotAChatModel,
    NotAnEmbeddingModel,
    OllamaAbsent,
    OllamaBusy,
    OllamaRefused,
    OllamaTimeout,
    PromptTooLong,
    TextTooLong,
)

CONTEXT = json.dumps({"error": {
    "code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": 7011, "n_ctx": 512,
    "message": "request (7011 tokens) exceeds the available context size (512 tokens), try increasing it",
}})  # fmt: skip

ROWS = [
    (404, "model 'nope' not found", ModelMissing),
    (404, "model 'nope:latest' not found", ModelMissing),
    (404, 'model "nope" not found', ModelMissing),
    (404, 'model "nope" not found, try pulling it first', ModelMissing),
    (400, "invalid model name", ModelMissing),
    (400, "model is required", ModelMissing),
    (500, "unable to load model: /var/lib/ollama/models/blobs/sha256-1", ModelBroken),
    (400, '"all-minilm" does not support chat', NotAChatModel),
    (400, '"all-minilm" does not support generate', NotAChatModel),
    (400, '"tiny-llama" does not support thinking', OllamaRefused),
    (500, 'option "temperature" must be of type float32', OllamaRefused),
    (400, "unexpected EOF", ModelCrashed),
    (403, "", OllamaRefused),
    (403, "ollama cloud is disabled: remote model is unavailable", OllamaRefused),
    (502, 'Post "https://ollama.com:443/api/chat": dial tcp: lookup ollama.com: no such host', OllamaRefused),
    (503, "server busy, please try again.  maximum pending requests exceeded", OllamaBusy),
    (-1, "an error was encountered while running the model: unexpected EOF", ModelCrashed),
    (-1, "llama-server chat error: map[code:500 type:server_error]", ModelCrashed),
    (500, "an error was encountered while running the model: unexpected EOF", ModelCrashed),
    (500, "model requires more system memory (9 GiB) than is available (2 GiB)", ModelCrashed),
    (400, 'do embedding request: Post "http://127.0.0.1:44629/v1/embeddings": EOF', ModelCrashed),
    (501, "This server does not support embeddings. Start it with `--embeddings`", NotAnEmbeddingModel),
    (400, "the input length exceeds the context length", TextTooLong),
    (400, CONTEXT, PromptTooLong),
    (400, "the prompt is longer than the context length currently available to the model; shorten the prompt",
     PromptTooLong),
    (418, "a teapot", OllamaRefused),
]  # fmt: skip


@pytest.mark.parametrize(("status", "text", "expected"), ROWS)
def test_what_the_server_says_becomes_one_error(status: int, text: str, expected: type[ModelError]) -> None:
    error = from_reply(status, text, "nope", "http://127.0.0.1:11434")
    assert type(error) is expected
    assert not any(text and text in value for value in error.arguments.values())


def test_a_prompt_that_is_too_long_says_by_how_much() -> None:
    error = from_reply(400, said(json.dumps({"error": CONTEXT})), "m")
    assert error.arguments == {"model": "m", "tokens": "7011", "context": "512"}


def invalid() -> pydantic.ValidationError:
    with pytest.raises(pydantic.ValidationError) as raised:
        ollama.EmbedResponse(embeddings="no")
    return raised.value


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ConnectionError("Failed to connect to Ollama"), OllamaAbsent),
        (httpx.ConnectError("All connection attempts failed"), OllamaAbsent),
        (httpx.ConnectTimeout("3 s"), OllamaAbsent),
        (httpx.ReadTimeout("600 s"), OllamaTimeout),
        (httpx.RemoteProtocolError("peer closed connection"), OllamaAbsent),
        (httpx.ReadError("reset"), OllamaAbsent),
        (httpx.UnsupportedProtocol("gopher"), AddressInvalid),
        (httpx.InvalidURL("?"), AddressInvalid),
        (ollama.ResponseError("model 'x' not found", 404), ModelMissing),
        (ollama.ResponseError("boom", -1), ModelCrashed),
        (json.JSONDecodeError("Expecting value", "<html>", 0), OllamaRefused),
        (invalid(), OllamaRefused),
    ],
)
def test_what_the_client_raises_becomes_one_error(raised: Exception, expected: type[ModelError]) -> None:
    with pytest.raises(ModelError) as translated_error, translated("http://127.0.0.1:11434", "m"):
        raise raised
    assert type(translated_error.value) is expected


def test_a_server_that_is_lost_in_the_middle_of_a_stream_interrupts_the_answer() -> None:
    with pytest.raises(AnswerInterrupted), interrupting("m"), translated("http://127.0.0.1:11434", "m"):
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
