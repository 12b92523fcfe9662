"""What Ollama and its client say when something is wrong, translated once into our errors.

The wordings are those of a 0.33 server and of the Python client 0.6.3. Texts of the server are read
here and never passed on: they may repeat what was asked.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_rag.adapters.ollama.official import ollama
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

CRASHED = re.compile(
    r"error was encountered while running the model|runner process|do embedding request"
    r"|requires more system memory|llama-server .*error|connection reset|EOF",
    re.IGNORECASE,
)
BROKEN = re.compile(
    r"unable to load model|failed to load model|invalid (gguf|file magic)|tensor|blob|corrupt"
    r"|error loading model|unsupported (model|architecture)|digest mismatch",
    re.IGNORECASE,
)
# The server cannot write NaN as JSON: a vector of which a model made no number.
NO_NUMBER = re.compile(r"unsupported value: (NaN|[+-]Inf)")
NAN = "no-number"
LONG_PROMPT = re.compile(r"exceed_context_size_error|prompt is longer than the context length")


def said(body: bytes | str) -> str:
    """The `error` of a reply's JSON, or the beginning of the reply itself."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    try:
        parsed = json.loads(text)
    except ValueError:
        return text[:300]
    error = parsed.get("error", text) if isinstance(parsed, dict) else text
    return error if isinstance(error, str) else json.dumps(error)


def from_reply(status: int, text: str, model: str = "", url: str = "") -> ModelError:
    """The error that a status and the server's sentence stand for; status -1 is a line in a stream."""
    if status in (403, 502):
        return OllamaRefused(url=url, status=str(status), model=model)
    if status == 503:
        return OllamaBusy(model=model)
    if NO_NUMBER.search(text):
        return OllamaRefused(url=url, status=str(status), model=model, kind=NAN)
    if LONG_PROMPT.search(text):
        return PromptTooLong(model=model, **_counts(text))
    return _by_sentence(text, model) or _by_status(status, model, url)


def _by_sentence(text: str, model: str) -> ModelError | None:
    if "input length exceeds the context length" in text:
        return TextTooLong(model=model)
    if "does not support embeddings" in text:
        return NotAnEmbeddingModel(model=model)
    if "does not support chat" in text or "does not support generate" in text:
        return NotAChatModel(model=model)
    if "invalid model name" in text or "model is required" in text:
        return ModelMissing(model=model)
    if CRASHED.search(text):
        return ModelCrashed(model=model)
    if BROKEN.search(text):
        return ModelBroken(model=model)
    return None


def _by_status(status: int, model: str, url: str) -> ModelError:
    if status == 404 and model:
        return ModelMissing(model=model)
    if status == 501:
        return NotAnEmbeddingModel(model=model)
    if status == -1:
        return ModelCrashed(model=model)
    return OllamaRefused(url=url, status=str(status), model=model)


def _counts(text: str) -> dict[str, str]:
    """The counts in the JSON that the server nests in its sentence, where it gives them."""
    tokens = re.search(r'"n_prompt_tokens":\s*(\d+)', text)
    context = re.search(r'"n_ctx":\s*(\d+)', text)
    return {name: match[1] for name, match in (("tokens", tokens), ("context", context)) if match is not None}


@contextmanager
def translated(url: str, model: str = "") -> Iterator[None]:
    """Turns every exception of the client, of httpx and of the socket into a `ModelError`."""
    library = ollama()
    import httpx

    try:
        yield
    except library.ResponseError as error:
        raise from_reply(error.status_code, str(error.error), model, url) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError):
        raise OllamaAbsent(url=url) from None
    except httpx.TimeoutException:
        raise OllamaTimeout(url=url, model=model) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise AddressInvalid(url=url) from None
    except httpx.HTTPError:
        raise OllamaAbsent(url=url) from None
    except ValueError:
        # Half a line, or the page of something that is not Ollama (JSON, msgspec and pydantic alike).
        raise OllamaRefused(url=url, status="200", model=model) from None


@contextmanager
def interrupting(model: str) -> Iterator[None]:
    """Once a stream has begun, a lost server or half a line is an interrupted answer."""
    try:
        yield
    except (OllamaAbsent, OllamaRefused) as error:
        raise AnswerInterrupted(model=model) from error
