"""A whole engine in this process, with every real part, on a folder of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop_rag.bootstrap import engine_here
from desktop_rag.engine.engine import Engine
from desktop_rag.paths import DataFolder

NOWHERE = "http://127.0.0.1:9"


def with_engine(
    data: Path, act: Callable[[Engine], Awaitable[None]], ollama: str = NOWHERE, clouds: bool = True
) -> None:
    """Opens the engine, acts, and closes it. Without an address, nothing answers for Ollama."""

    async def scene() -> None:
        folder = DataFolder(data)
        folder.make()
        async with engine_here(folder, ollama, clouds=clouds, repairs=True) as engine:
            await act(engine)

    asyncio.run(scene())
