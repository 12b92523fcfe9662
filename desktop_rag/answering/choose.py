"""Which model answers: the one named, the one chosen, or the first that runs on this computer."""

from collections.abc import Collection, Sequence

from desktop_rag.domain.errors import (
    CloudModelUnconfirmed,
    ModelMissing,
    NoChatModel,
    NoModels,
    NotAChatModel,
)
from desktop_rag.domain.models import Model


def choose_chat_model(
    models: Sequence[Model], named: str | None, preferred: str = "", confirmed_cloud: Collection[str] = ()
) -> Model:
    """The model that answers.

    A named model is taken or refused, never replaced: `ModelMissing`, `NotAChatModel`,
    `CloudModelUnconfirmed`. Without a name: the preferred one where it is there and usable, else the
    first local chat model, else `NoModels` or `NoChatModel`.
    """
    if named:
        return _named(models, named, confirmed_cloud)
    if not models:
        raise NoModels
    chat = [model for model in models if model.kind == "chat"]
    confirmed = {_full(name) for name in confirmed_cloud}
    usable = [model for model in chat if not model.remote or _full(model.name) in confirmed]
    wanted = [model for model in usable if preferred and _full(model.name) == _full(preferred)]
    local = [model for model in usable if not model.remote]
    if not wanted and not local:
        raise NoChatModel
    return (wanted or local)[0]


def _named(models: Sequence[Model], named: str, confirmed_cloud: Collection[str]) -> Model:
    found = next((model for model in models if _full(model.name) == _full(named)), None)
    if found is None:
        raise ModelMissing(model=named)
    if found.kind != "chat":
        raise NotAChatModel(model=named)
    if found.remote and _full(found.name) not in {_full(name) for name in confirmed_cloud}:
        raise CloudModelUnconfirmed(model=named)
    return found


def _full(name: str) -> str:
    """Names are compared without case, and one without a tag means the latest."""
    bare = name.strip().lower()
    return bare if ":" in bare.rpartition("/")[2] else f"{bare}:latest"
