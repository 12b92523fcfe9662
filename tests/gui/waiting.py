"""Waiting in coroutine tests: for a condition, never for a length of time."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Returns as soon as the condition holds; TimeoutError when it never does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 — Qt gives no event for most of what tests wait for
            await asyncio.sleep(0.005)
