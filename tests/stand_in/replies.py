"""What the stand-in answers to each request: status, fields, order and wording of the real server."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.stand_in import writer
from tests.stand_in.models import StandInModel, usual_models

CREATED = "2026-11-22T10:05:06.745025462Z"
CRASH = "an error was encountered while running the model: unexpected EOF"
OFFLINE = "dial tcp: lookup {host} on 192.0.2.53:53: no such host"
LONG = (
    "the prompt is longer than the context length currently available to the model; shorten the prompt, "
    "adjust the context length in settings, or use a model with a longer context length"
)
NO_EMBEDDINGS = "This server does not support embeddings. Start it with `--embeddings`"
THINK = 'invalid think value: {value} (must be "high", "medium", "low", "max", true, or false)'
TYPES = {"num_ctx": (int, "integer"), "num_predict": (int, "integer"), "temperature": (float, "float32")}


class Refused(Exception):
    """A reply with another status than 200."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class Died(Exception):
    """The server ends here, with the connection open."""


@dataclass
class Behaviour:
    """The knobs. Counts are pieces of a streamed answer; `delay` and `wait` are seconds.

    `embeds_in` are seconds a text takes to embed, one request after the other; `embed_refusals` are the
    replies (status, error) to the next requests to embed; after `embeds_before_death` of them it dies.
    """

    models: tuple[StandInModel, ...] = field(default_factory=usual_models)
    delay: float = 0.0
    wait: float = 0.0
    reply: str | None = None
    invented: bool = False
    dies_after: int | None = None
    drops_after: int | None = None
    stops_after: int | None = None
    crashes_after: int | None = None
    crash: str = CRASH
    thoughtless: bool = False
    characters_a_token: float = 4.0
    cloud_disabled: bool = False
    busy: bool = False
    not_ollama: bool = False
    no_number_for: str | None = None
    embedder_crashes: bool = False
    embeds_in: float = 0.0
    embed_refusals: list[tuple[int, str]] = field(default_factory=list)
    embeds_before_death: int | None = None


class Replies:
    """The server's side of the protocol, without the wire.

    `embedded` holds (begin, end, texts) of every request that was embedded, in monotonic seconds.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.loaded: dict[str, int] = {}
        self.embedded: list[tuple[float, float, int]] = []
        self._embedding = threading.Lock()

    # ---- lists

    def tags(self) -> dict[str, Any]:
        return {"models": [model.tag() for model in self.behaviour.models]}

    def ps(self) -> dict[str, Any]:
        by_name = {model.name: model for model in self.behaviour.models}
        rows = [by_name[name].running(size) for name, size in self.loaded.items() if name in by_name]
        return {"models": rows}

    def status(self) -> dict[str, Any]:
        disabled = self.behaviour.cloud_disabled
        return {"cloud": {"disabled": disabled, "source": "env" if disabled else "none"}}

    def show(self, body: dict[str, Any]) -> dict[str, Any]:
        name = body.get("model") or ""
        if not name:
            raise Refused(400, "model is required")
        model = self._find(name)
        if model is None:
            raise Refused(404, f"model '{_full(name)}' not found")
        return model.show()

    # ---- embed

    def embed(self, body: dict[str, Any]) -> dict[str, Any]:
        texts = _inputs(body.get("input"))
        _check_keep_alive(body.get("keep_alive"))
        model = self._find_for(body, 'model "{name}" not found, try pulling it first')
        _check_options(body.get("options") or {})
        if not texts:
            return {"model": body["model"], "embeddings": []}
        if not model.embeds:
            raise Refused(501, NO_EMBEDDINGS)
        if self.behaviour.embed_refusals:
            raise Refused(*self.behaviour.embed_refusals.pop(0))
        if self.behaviour.embeds_before_death == len(self.embedded):
            raise Died
        if self.behaviour.embedder_crashes:
            raise Refused(400, 'do embedding request: Post "http://127.0.0.1:44629/v1/embeddings": EOF')
        lengths = [writer.tokens(text, self.behaviour.characters_a_token) for text in texts]
        if body.get("truncate") is False and max(lengths) > model.window:
            raise Refused(400, "the input length exceeds the context length")
        unlucky = self.behaviour.no_number_for
        if unlucky is not None and any(unlucky in text for text in texts):
            raise Refused(500, "failed to encode response: json: unsupported value: NaN")
        self._load(model, model.window, body)
        dimensions = min(body.get("dimensions") or model.dimensions, model.dimensions)
        return {
            "model": body["model"],
            "embeddings": self._vectors(texts, dimensions),
            "total_duration": 12539976,
            "load_duration": 1153363,
            "prompt_eval_count": sum(lengths),
        }

    def _vectors(self, texts: list[str], dimensions: int) -> list[list[float]]:
        with self._embedding:
            begin = time.monotonic()
            made = [writer.vector(text, dimensions) for text in texts]
            time.sleep(max(0.0, begin + self.behaviour.embeds_in * len(texts) - time.monotonic()))
            self.embedded.append((begin, time.monotonic(), len(texts)))
        return made

    # ---- chat

    def chat(self, body: dict[str, Any]) -> dict[str, Any] | Iterator[dict[str, Any]]:
        """One reply, or the lines of a stream."""
        if self.behaviour.busy:
            raise Refused(503, "server busy, please try again.  maximum pending requests exceeded")
        _check_think_value(body.get("think"))
        model = self._find_for(body, "model '{name}' not found")
        if model.embeds:
            raise Refused(400, f'"{body["model"]}" does not support chat')
        messages = body.get("messages") or []
        if not messages:
            return self._load_only(model, body)
        self._check_chat(model, body, messages)
        if body.get("_debug_render_only"):
            return _rendered(body["model"], messages)
        prompt = self._fit(model, body, messages)
        lines = self._lines(model, body, messages, prompt)
        return lines if body.get("stream", True) else _gathered(lines, body)

    def _check_chat(self, model: StandInModel, body: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        if body.get("tools"):
            raise Refused(400, f"registry.ollama.ai/library/{_full(model.name)} does not support tools")
        if body.get("think") and not model.thinks:
            raise Refused(400, f'"{body["model"]}" does not support thinking')
        _check_options(body.get("options") or {})
        if isinstance(body.get("format"), str) and body["format"] not in ("", "json"):
            wanted = json.dumps(json.dumps(body["format"]))
            raise Refused(500, f'invalid format: {wanted}; expected "json" or a valid JSON Schema object')
        if any(message.get("images") for message in messages):
            raise Refused(400, _nested(400, "Multimodal data provided, but model does not support multimodal "
                                            "requests.", "invalid_request_error"))  # fmt: skip
        if model.broken:
            raise Refused(500, model.broken)

    def _fit(self, model: StandInModel, body: dict[str, Any], messages: list[dict[str, Any]]) -> int:
        """Tokens of the prompt as it is kept: the context cliff, or an honest refusal."""
        context = min((body.get("options") or {}).get("num_ctx") or 4096, model.window)
        self._load(model, context, body)
        sizes = [
            writer.tokens(str(m.get("content") or ""), self.behaviour.characters_a_token) + 5
            for m in messages
        ]
        total = sum(sizes)
        if total < context:
            return total
        if body.get("truncate") is False:
            raise Refused(400, _nested(
                400, f"request ({total} tokens) exceeds the available context size ({context} tokens), "
                "try increasing it", "exceed_context_size_error", n_prompt_tokens=total, n_ctx=context,
            ))  # fmt: skip
        if sizes[-1] < context:
            return sizes[-1]
        if body.get("shift") is False:
            raise Refused(400, LONG)
        return context // 2 + 3

    def _lines(
        self, model: StandInModel, body: dict[str, Any], messages: list[dict[str, Any]], prompt: int
    ) -> Iterator[dict[str, Any]]:
        limit = (body.get("options") or {}).get("num_predict") or -1
        written = 0
        thinks = model.thinks and body.get("think") is not False and not self.behaviour.thoughtless
        repeated = _repeats(messages)
        for thought, piece in self._words(messages, thinks, body, repeated):
            self._fail(written)
            if written == self.behaviour.stops_after or (repeated and written == 31):
                return
            if 0 < limit <= written:
                yield _last(body["model"], "length", prompt, written)
                return
            said = {"role": "assistant", "content": "" if thought else piece}
            yield _line(body["model"], said | ({"thinking": piece} if thought else {}))
            written += 1
        yield _last(body["model"], "length" if 0 < limit <= written else "stop", prompt, written)

    def _fail(self, written: int) -> None:
        if written in (self.behaviour.dies_after, self.behaviour.drops_after):
            raise Died
        if written == self.behaviour.crashes_after:
            raise Refused(-1, self.behaviour.crash)

    def _words(
        self, messages: list[dict[str, Any]], thinks: bool, body: dict[str, Any], repeated: str
    ) -> Iterator[tuple[bool, str]]:
        if repeated:
            yield from ((False, repeated) for _ in itertools.count())
        if thinks:
            yield from ((True, piece) for piece in writer.pieces(writer.THOUGHT))
        text = self.behaviour.reply
        if text is None:
            text = '{ "n": 604, "ok": true }' if body.get("format") else ""
        text = text or writer.answer(messages, self.behaviour.invented)
        yield from ((False, piece) for piece in writer.pieces(text))

    def _load_only(self, model: StandInModel, body: dict[str, Any]) -> dict[str, Any]:
        unload = body.get("keep_alive") == 0
        self._load(model, 4096, body)
        reply = _line(body["model"], {"role": "assistant", "content": ""})
        return reply | {"done": True, "done_reason": "unload" if unload else "load"}

    # ---- pull

    def pull(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """This server has no network, like a computer that is offline."""
        name = str(body.get("model") or "")
        if not name.strip("/"):
            raise Refused(400, "invalid model name")
        base, _, tag = _full(name).rpartition(":")
        address = f"https://registry.ollama.ai/v2/library/{base}/manifests/{tag}"
        error = f'pull model manifest: Get "{address}": {OFFLINE.format(host="registry.ollama.ai")}'
        if body.get("stream") is False:
            raise Refused(500, error)
        return iter([{"status": "pulling manifest"}, {"error": error}])

    # ---- models

    def _find(self, name: str) -> StandInModel | None:
        return next((m for m in self.behaviour.models if _full(m.name) == _full(name)), None)

    def _find_for(self, body: dict[str, Any], sentence: str) -> StandInModel:
        name = body.get("model")
        if not isinstance(name, str):
            raise Refused(400, f"json: cannot unmarshal {_go(name)} into Go struct field ChatRequest.model "
                               "of type string")  # fmt: skip
        tag = _full(name).rpartition(":")[2]
        model = self._find(name)
        remote = tag == "cloud" or tag.endswith("-cloud")
        if remote and self.behaviour.cloud_disabled:
            raise Refused(403, "ollama cloud is disabled: remote model is unavailable")
        if remote and model is None:
            host = OFFLINE.format(host="ollama.com")
            raise Refused(502, f'Post "https://ollama.com:443/api/chat?ts=1795340330": {host}')
        if model is None:
            raise Refused(404, sentence.format(name=name))
        return model

    def _load(self, model: StandInModel, context: int, body: dict[str, Any]) -> None:
        self.loaded.pop(model.name, None)
        if body.get("keep_alive") != 0:
            self.loaded[model.name] = context


def _full(name: str) -> str:
    bare = name.lower().removeprefix("registry.ollama.ai/").removeprefix("library/")
    return bare if ":" in bare.rpartition("/")[2] else f"{bare}:latest"


def _go(value: Any) -> str:
    return {bool: "bool", int: "number", float: "number", list: "array", dict: "object"}.get(
        type(value), "null"
    )


def _nested(code: int, message: str, kind: str, **more: int) -> str:
    return json.dumps(
        {"error": {"code": code, "message": message, "type": kind, **more}}, separators=(",", ":")
    )


def _inputs(value: Any) -> list[str]:
    texts = [] if value in (None, "") else [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Refused(400, "invalid input type")
    return texts


def _check_keep_alive(value: Any) -> None:
    if isinstance(value, str) and not value[:-1].replace(".", "").isdigit():
        raise Refused(400, f'time: invalid duration "{value}"')


def _check_options(options: dict[str, Any]) -> None:
    for name, (kind, called) in TYPES.items():
        value = options.get(name)
        if value is not None and not isinstance(value, (kind, int)) and not isinstance(value, float):
            raise Refused(500, f'option "{name}" must be of type {called}')


def _check_think_value(value: Any) -> None:
    if value not in (None, True, False, "high", "medium", "low", "max"):
        raise Refused(400, THINK.format(value=json.dumps(value)))


def _repeats(messages: list[dict[str, Any]]) -> str:
    """A prompt of one word over and over makes a small model repeat itself."""
    words = str(messages[-1].get("content") or "").split()
    return "aramet" if len(words) > 20 and len(set(words)) <= 2 else ""


def _rendered(model: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    turns = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    rendered = {"rendered_template": f"{turns}<|im_start|>assistant\n"}
    return _line(model, {"role": "", "content": ""}) | {"_debug_info": rendered}


def _line(model: str, message: dict[str, Any]) -> dict[str, Any]:
    return {"model": model, "created_at": CREATED, "message": message, "done": False}


def _last(model: str, reason: str, prompt: int, written: int) -> dict[str, Any]:
    return _line(model, {"role": "assistant", "content": ""}) | {
        "done": True,
        "done_reason": reason,
        "total_duration": 353383803,
        "load_duration": 3369670,
        "prompt_eval_count": prompt,
        "prompt_eval_duration": 342129000,
        "eval_count": written,
        "eval_duration": 4367000,
    }


def _gathered(lines: Iterator[dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
    """The reply that is not streamed: the lines of the stream put together."""
    content, thinking, words = "", "", []
    reply: dict[str, Any] = {}
    for reply in lines:
        content += reply["message"]["content"]
        thinking += reply["message"].get("thinking", "")
        words.append(reply["message"]["content"])
    said = {"role": "assistant", "content": content} | ({"thinking": thinking} if thinking else {})
    gathered = reply | {"message": said}
    if not body.get("logprobs"):
        return gathered
    odds = [_odds(word, bool(body.get("top_logprobs"))) for word in words if word]
    ordered: dict[str, Any] = {}
    for key, value in gathered.items():
        ordered[key] = value
        if key == "done_reason":
            ordered["logprobs"] = odds
    return ordered


def _odds(word: str, top: bool) -> dict[str, Any]:
    one = {"token": word, "logprob": -0.5, "bytes": list(word.encode())}
    return one | ({"top_logprobs": [one]} if top else {})
