"""What the server's lists say of models, decoded and judged: chat or embedding, here or elsewhere."""

import re
from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Struct

from desktop_rag.domain.models import Model, ModelKind

DEFAULT_CONTEXT = 4096


class Details(Struct, frozen=True):
    family: str | None = None
    parameter_size: str | None = None
    quantization_level: str | None = None
    context_length: int | None = None
    embedding_length: int | None = None


class Tag(Struct, frozen=True):
    """A row of `/api/tags`. Its capabilities can be wrong and count only where `/api/show` fails."""

    name: str
    size: int | None = None
    digest: str | None = None
    details: Details | None = None
    capabilities: list[str] | None = None
    remote_host: str | None = None


class Tags(Struct, frozen=True):
    models: list[Tag] | None = None


class Shown(Struct, frozen=True):
    """The part of `/api/show` that says what a model is."""

    details: Details | None = None
    parameters: str | None = None
    model_info: dict[str, Any] | None = None
    capabilities: list[str] | None = None
    remote_host: str | None = None


class Running(Struct, frozen=True):
    name: str = ""
    digest: str | None = None


class Loaded(Struct, frozen=True):
    """The reply of `/api/ps`."""

    models: list[Running] | None = None


def decode_tags(body: bytes) -> tuple[Tag, ...]:
    return tuple(msgspec.json.decode(body, type=Tags).models or ())


def decode_shown(body: bytes) -> Shown:
    return msgspec.json.decode(body, type=Shown)


def decode_loaded(body: bytes) -> frozenset[tuple[str, str]]:
    rows = msgspec.json.decode(body, type=Loaded).models or ()
    return frozenset((full_name(row.name), row.digest or "") for row in rows)


def full_name(name: str) -> str:
    """A name as the server compares it: without case and default registry, with a tag."""
    bare = name.strip().lower().removeprefix("registry.ollama.ai/").removeprefix("library/")
    return bare if ":" in bare.rpartition("/")[2] else f"{bare}:latest"


def cloud_by_name(name: str) -> bool:
    """Whether the name says that the model runs on somebody else's computer."""
    tag = full_name(name).rpartition(":")[2]
    return tag == "cloud" or tag.endswith("-cloud")


def is_remote(name: str, tag: Tag | None, shown: Shown | None) -> bool:
    hosts = [item.remote_host for item in (tag, shown) if item is not None]
    return cloud_by_name(name) or any(hosts)


def model_of(tag: Tag, shown: Shown | None, loaded: Collection[tuple[str, str]] = ()) -> Model:
    """A row for people; without `/api/show` it rests on what `/api/tags` says."""
    listed = tag.details or Details()
    details = (shown and shown.details) or listed
    able = capabilities_of(tag, shown)
    kind: ModelKind = "embedding" if "embedding" in able else "chat"
    return Model(
        name=tag.name,
        kind=kind,
        digest=tag.digest or "",
        parameters=details.parameter_size or "",
        quantization=_known(details.quantization_level),
        bytes=tag.size or 0,
        context=_number(shown, "context_length") or listed.context_length,
        dimensions=(_number(shown, "embedding_length") or listed.embedding_length)
        if kind == "embedding"
        else None,
        loaded=(full_name(tag.name), tag.digest or "") in loaded,
        remote=is_remote(tag.name, tag, shown),
        thinks="thinking" in able,
    )


def capabilities_of(tag: Tag, shown: Shown | None) -> frozenset[str]:
    """What a model can do; a server too old to say so is judged by the model's pooling."""
    if shown is not None and shown.capabilities is not None:
        return frozenset(shown.capabilities)
    if tag.capabilities is not None:
        return frozenset(tag.capabilities)
    pools = shown is not None and any(key.endswith(".pooling_type") for key in shown.model_info or {})
    return frozenset(("embedding",) if pools else ("completion",))


def embedding_window(shown: Shown | None) -> int:
    """Tokens that the server embeds at most: what the model was trained for, or less where it is
    loaded with less (`all-minilm`: 512 and 256)."""
    trained = _number(shown, "context_length") or DEFAULT_CONTEXT
    named = re.search(r"^num_ctx\s+(\d+)\s*$", (shown and shown.parameters) or "", re.MULTILINE)
    return min(trained, int(named[1]) if named else DEFAULT_CONTEXT)


def _number(shown: Shown | None, name: str) -> int | None:
    facts = (shown and shown.model_info) or {}
    value = facts.get(f"{facts.get('general.architecture')}.{name}")
    return value if isinstance(value, int) and value > 0 else None


def _known(text: str | None) -> str:
    return text if text and text != "unknown" else ""
