"""Steps that run side by side as one."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def side_by_side(*steps: Coroutine[Any, Any, None]) -> None:
    """Runs steps side by side; the first failure cancels the others and is raised as it is."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(step) for step in steps]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
