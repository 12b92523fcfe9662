"""The engine as a child process: its handlers behind a pipe."""

from typing import BinaryIO

from desktop_rag.engine.calls import CALLS
from desktop_rag.engine.engine import Engine
from desktop_rag.processes.child import serve


async def serve_engine(engine: Engine, source: BinaryIO, sink: BinaryIO) -> None:
    """Answers until the pipe ends; unfinished work of earlier lives goes on from the start."""
    engine.resume()
    await serve(CALLS, engine.handlers, source, sink)
