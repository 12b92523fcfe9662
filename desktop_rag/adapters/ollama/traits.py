"""The models table: how each embedding model wants its texts, and how much its meaning weighs."""

import tomllib

import msgspec
from msgspec import Struct

from desktop_rag.domain.models import EmbedderTraits


class _Table(Struct, frozen=True):
    default: EmbedderTraits
    models: tuple[EmbedderTraits, ...]


class Traits:
    """The rows of `models.toml`, found by a model's name without registry, folder and tag."""

    def __init__(self, table: bytes) -> None:
        decoded = msgspec.convert(tomllib.loads(table.decode("utf-8")), type=_Table)
        self._default = decoded.default
        self._rows = {row.name: row for row in decoded.models}

    def of(self, name: str) -> EmbedderTraits:
        """The row of a model; one that is not in the table gets the default row under its own name."""
        bare = name.strip().lower().rpartition("/")[2].partition(":")[0]
        return self._rows.get(bare) or msgspec.structs.replace(self._default, name=bare)
