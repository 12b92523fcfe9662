"""The gate that indexing passes: closed while the person has paused it, and while an answer is written."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class PauseGate:
    """Implements `Gate`. Embedding beside a chat is starved (42 ms become 11 s) and slows the chat."""

    def __init__(self) -> None:
        self._paused = False
        self._answers = 0
        self._open = asyncio.Event()
        self._open.set()

    @property
    def closed(self) -> bool:
        """Whether the person has paused indexing: a pause for an answer is nobody's business."""
        return self._paused

    @property
    def shut(self) -> bool:
        """Whether nothing may go on now, for whatever reason."""
        return not self._open.is_set()

    async def wait(self) -> None:
        await self._open.wait()

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._settle()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Holds indexing while an answer is written."""
        self._answers += 1
        self._settle()
        try:
            yield
        finally:
            self._answers -= 1
            self._settle()

    def _settle(self) -> None:
        if self._paused or self._answers:
            self._open.clear()
        else:
            self._open.set()
