"""Tells a step that drains the outbox that there is more, until nothing more comes."""

import asyncio


class Bell:
    """Rings when passages were stored; `close` rings a last time."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._closed = False

    def ring(self) -> None:
        self._rung.set()

    def close(self) -> None:
        self._closed = True
        self._rung.set()

    async def more(self) -> bool:
        """Waits for a ring since it was last asked; False when none can come any more."""
        if self._closed and not self._rung.is_set():
            return False
        await self._rung.wait()
        self._rung.clear()
        return True


def silent() -> Bell:
    """The bell of a drain that ends when the outbox is empty."""
    bell = Bell()
    bell.close()
    bell._rung.clear()
    return bell
