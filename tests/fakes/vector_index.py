"""A vector index in memory, for the tests of those who use the port; it passes the same contract suite."""

import struct
from collections.abc import Sequence

from desktop_rag.domain.errors import IndexDamaged
from desktop_rag.domain.indexes import Opened
from desktop_rag.domain.passages import Scored, Vectors


class MemoryVectorIndex:
    """Implements `VectorIndex` by comparing everything with everything."""

    def __init__(self) -> None:
        self.generations: dict[str, dict[str, tuple[float, ...]]] = {}

    def settled(self, directory: str) -> bool:
        return True

    async def open(self, directory: str, dimension: int) -> Opened:
        return Opened(len(self.generations.setdefault(directory, {})), True)

    async def add(self, directory: str, ids: Sequence[str], vectors: Vectors, again: bool = False) -> None:
        held = self.generations.setdefault(directory, {})
        rows = struct.iter_unpack(f"<{vectors.dimension}f", vectors.data)
        for name, row in zip(ids, rows, strict=True):
            held.setdefault(name, row)

    async def delete(self, directory: str, ids: Sequence[str]) -> None:
        for name in ids:
            self.generations.setdefault(directory, {}).pop(name, None)

    async def query(self, directory: str, vector: Vectors, limit: int) -> list[Scored]:
        wanted = struct.unpack(f"<{vectors_of(vector)}f", vector.data)
        best: dict[int, float] = {}
        for name, row in self.generations.get(directory, {}).items():
            passage = int(name.split(":")[0])
            best[passage] = max(best.get(passage, -1.0), sum(a * b for a, b in zip(wanted, row, strict=True)))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Scored(*pair) for pair in ranked[:limit]]

    async def stored(self, directory: str, ids: Sequence[str], dimension: int) -> Vectors:
        held = self.generations.get(directory, {})
        if any(name not in held for name in ids):
            raise IndexDamaged(directory=directory, kind="missing")
        rows = (struct.pack(f"<{dimension}f", *held[name]) for name in ids)
        return Vectors(len(ids), dimension, b"".join(rows))

    async def ids(self, directory: str) -> set[str]:
        return set(self.generations.get(directory, {}))

    async def drop(self, directory: str) -> None:
        self.generations.pop(directory, None)

    async def set_aside(self, directory: str) -> None:
        self.generations.pop(directory, None)

    async def close(self) -> None:
        pass


def vectors_of(vectors: Vectors) -> int:
    return vectors.count * vectors.dimension
