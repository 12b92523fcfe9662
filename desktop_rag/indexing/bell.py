"""Tells a step that drains the outbox that there is more, until nothing more comes."""

import asyncio
import contextlib


class Bell:
    """Rings when passages were stored; `close` rings a last time. One that is closed from the beginning is
    for a drain that ends when the outbox is empty."""

    def __init__(self, closed: bool = False) -> None:
        self._rung = asyncio.Event()
        self._closed = closed

    def ring(self) -> None:
        self._rung.set()

    def close(self) -> None:
        self._closed = True
        self._rung.set()

    async def more(self, seconds: float | None = None) -> bool:
        """Waits for a ring since it was last asked, at most so many seconds; False when none can come any
        more."""
        if self._closed and not self._rung.is_set():
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
        return True
