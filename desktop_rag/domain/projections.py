"""The ports that lead from the catalog to the indexes: vectors that are kept, generations, and the outbox.

All methods are async and atomic: each that writes is one transaction.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from desktop_rag.domain.models import EmbedderIdentity

GenerationState = Literal["building", "active", "dropped"]


class Generation(Struct, frozen=True):
    """One vector index of a library; `directory` is a name below the vector folder."""

    id: int
    library: int
    embedder: EmbedderIdentity
    directory: str
    state: GenerationState


class StoredVector(Struct, frozen=True):
    """A vector of a passage; `key` is the sha256 of the exact string that was embedded."""

    passage: int
    part: int
    key: bytes


class VectorStore(Protocol):
    """Vectors by what was embedded, so that nothing is embedded twice, and which passages they stand for."""

    async def find(self, digest: str, keys: Sequence[tuple[bytes, int]]) -> dict[tuple[bytes, int], bytes]:
        """Vectors (float16 bytes) that are there already, by key and part."""

    async def put(self, embedder: EmbedderIdentity, vectors: Sequence[tuple[bytes, int, bytes]]) -> None:
        """(key, part, float16 bytes) each; one that is there already is left as it is."""

    async def assign(
        self, digest: str, vectors: Sequence[StoredVector], copies: int
    ) -> frozenset[tuple[int, int]]:
        """Says which vectors stand for which passages.

        Returns (passage, part) of those whose vector stands for `copies` earlier passages already.
        """

    async def of(self, digest: str, passages: Sequence[int]) -> tuple[tuple[int, int, bytes], ...]:
        """(passage, part, float16 bytes) of these passages."""

    async def forget_unused(self, days: int) -> int: ...


class Generations(Protocol):
    async def active(self, library: int) -> Generation | None: ...
    async def building(self, library: int) -> Generation | None: ...
    async def begin(self, library: int, embedder: EmbedderIdentity) -> Generation:
        """A new generation in state `building`, with an outbox row for every passage of the library."""

    async def activate(self, generation: int) -> tuple[Generation, ...]:
        """Makes it the active one and returns those that it replaces, now `dropped`; documents follow."""

    async def dropped(self) -> tuple[Generation, ...]: ...
    async def drop(self, generation: int) -> None:
        """Its state becomes `dropped`; its outbox rows go."""

    async def forget(self, generation: int) -> None:
        """Removes the row, after the directory is gone."""

    async def passages(self, library: int) -> tuple[int, ...]:
        """All passages that the library's indexes must hold."""

    async def refill(self, library: int, target: str) -> int:
        """Puts an add row for every passage of the library into the outbox, replacing the target's rows."""


class OutboxRow(Struct, frozen=True, array_like=True):
    """A passage to be added or dropped; `again` writes one anew that is there, since file names changed."""

    sequence: int
    drop: bool
    passage: int
    again: bool = False


def keyword_target(library: int) -> str:
    return f"keyword:{library}"


def vector_target(generation: int) -> str:
    return f"vector:{generation}"


class Outbox(Protocol):
    async def next(self, target: str, limit: int, after: int = 0) -> tuple[OutboxRow, ...]:
        """The oldest rows of a target with sequences over `after`."""

    async def pending(self, target: str) -> int: ...
    async def newest(self, target: str) -> int:
        """The highest sequence of a target's rows, 0 without any; later rows have higher ones."""

    async def done(self, target: str, rows: Sequence[OutboxRow]) -> tuple[int, ...]:
        """Removes rows whose target has committed them, moves the documents on that this completes
        (reading to searchable to ready; a changed document flips to its new version), and returns
        the ids of documents that changed."""
