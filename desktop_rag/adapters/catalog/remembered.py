"""What was read of the catalog and holds until anything in it changes: it is asked of at every search."""

import sqlite3
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from desktop_rag.adapters.catalog.connection import Connections

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

HELD = 32


class Remembered(Generic[K, V]):
    """Values by key. To ask the file whether anything has changed would take as long as many a question."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._state = 0
        self._known: dict[K, V] = {}

    async def get(self, key: K, work: Callable[[sqlite3.Connection], V]) -> V:
        state = self._connections.state()
        if state == self._state and key in self._known:
            return self._known[key]
        value = await self._connections.look(work)
        if state != self._state or len(self._known) >= HELD:
            self._known.clear()
        self._state = state
        self._known[key] = value
        return value
