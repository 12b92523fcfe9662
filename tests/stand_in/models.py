"""The models that the stand-in holds: the recorded ones, and some that people have."""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRANSCRIPTS = Path(__file__).parent / "transcripts"
MODIFIED = "2026-11-22T10:04:22.770052045Z"


@dataclass(frozen=True)
class StandInModel:
    """`tag_capabilities` is what `/api/tags` claims, which may be wrong; `window` is in tokens."""

    name: str
    shown: dict[str, Any]
    size: int
    window: int
    dimensions: int = 64
    tag_capabilities: tuple[str, ...] = ()
    remote_host: str = ""
    broken: str = ""
    digest: str = field(default="")

    @property
    def capabilities(self) -> list[str]:
        return list(self.shown["capabilities"])

    @property
    def embeds(self) -> bool:
        return "embedding" in self.capabilities

    @property
    def thinks(self) -> bool:
        return "thinking" in self.capabilities

    def tag(self) -> dict[str, Any]:
        row: dict[str, Any] = {"name": self.name, "model": self.name}
        if self.remote_host:
            row |= {"remote_model": self.name.partition("-cloud")[0], "remote_host": self.remote_host}
        details = {
            **self.shown["details"],
            "context_length": self._fact("context_length"),
            "embedding_length": self._fact("embedding_length"),
        }
        return row | {
            "modified_at": MODIFIED,
            "size": self.size,
            "digest": self.digest,
            "details": details,
            "capabilities": list(self.tag_capabilities or self.capabilities),
        }

    def show(self) -> dict[str, Any]:
        if not self.remote_host:
            return self.shown
        return {**self.shown, "remote_model": self.name, "remote_host": self.remote_host}

    def running(self, context: int) -> dict[str, Any]:
        return {
            "name": self.name,
            "model": self.name,
            "size": self.size,
            "digest": self.digest,
            "details": self.shown["details"],
            "expires_at": MODIFIED,
            "size_vram": 0,
            "context_length": context,
        }

    def _fact(self, name: str) -> Any:
        facts = self.shown["model_info"]
        return facts.get(f"{facts['general.architecture']}.{name}", 0)


def _recorded(name: str) -> dict[str, Any]:
    body = json.loads((TRANSCRIPTS / f"show_{name}.json").read_text(encoding="utf-8"))
    shown: dict[str, Any] = body["response"]["body"]
    return shown


def _model(name: str, shown: dict[str, Any], size: int, window: int, **more: Any) -> StandInModel:
    digest = hashlib.sha256(f"{name}{window}".encode()).hexdigest()
    return StandInModel(name, shown, size, window, digest=digest, **more)


def chat_model(
    name: str, parameters: str = "3.2B", window: int = 131072, thinks: bool = False, **more: Any
) -> StandInModel:
    """A chat model that says of itself what a model of that name would."""
    shown = copy.deepcopy(_recorded("tiny-think" if thinks else "tiny-llama"))
    shown["details"] |= {"parameter_size": parameters, "quantization_level": "Q4_K_M"}
    shown["model_info"]["llama.context_length"] = window
    return _model(name, shown, 2_019_393_189, window, **more)


def embedding_model(name: str, dimensions: int = 768, window: int = 2048, **more: Any) -> StandInModel:
    shown = copy.deepcopy(_recorded("all-minilm-st"))
    shown["details"] |= {"parameter_size": "137M", "quantization_level": "F16"}
    shown["model_info"] |= {"bert.embedding_length": dimensions, "bert.context_length": window}
    return _model(name, shown, 274_302_450, window, dimensions=dimensions, **more)


def recorded_models() -> tuple[StandInModel, ...]:
    """Those of the transcripts, in the order in which the real server listed them."""
    tiny = _recorded("tiny-llama")
    return (
        _model("all-minilm:latest", _recorded("all-minilm"), 45949412, 256, dimensions=384),
        _model("tiny-think:latest", _recorded("tiny-think"), 1406002, 8192),
        _model("tiny-llama:latest", tiny, 1405721, 8192),
        _model("tiny-native:latest", _recorded("tiny-native"), 1405721, 8192),
        _model("tiny-llama-2k:latest", _recorded("tiny-llama-2k"), 1405736, 2048),
        _model("slow-llama:latest", tiny, 157429431, 8192),
        _model("tiny-broken:latest", tiny, 1405721, 8192, broken="unable to load model: blob"),
        _model(
            "all-minilm-st:latest",
            _recorded("all-minilm-st"),
            45949412,
            512,
            dimensions=384,
            tag_capabilities=("completion",),
        ),
    )


def usual_models() -> tuple[StandInModel, ...]:
    """What a person may have: a chat model, a thinking one, two embedding models."""
    return (
        chat_model("llama3.2:3b"),
        chat_model("qwen3:4b", "4.0B", 40960, thinks=True),
        _model("all-minilm:latest", _recorded("all-minilm"), 45949412, 256, dimensions=384),
        embedding_model("nomic-embed-text:latest"),
    )


def cloud_model(name: str = "gpt-oss:120b-cloud") -> StandInModel:
    return chat_model(name, "116.8B", remote_host="https://ollama.com:443")
