"""A child for the client's tests: answers the status call, and dies or refuses as its argument says."""

import asyncio
import os
import sys
from typing import Any

from desktop_rag.domain.errors import FolderInUse
from desktop_rag.domain.models import OllamaState
from desktop_rag.domain.reports import Status
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import refuse, serve, take_pipe


async def status(argument: calls.InLibrary, report: Any) -> Status:
    return Status("1", str(os.getpid()), OllamaState("", False), "built-in", 0, 0, 0)


async def die(argument: Any, report: Any) -> Nothing:
    os._exit(9)


async def wait(argument: Any, report: Any) -> Nothing:
    await asyncio.Event().wait()
    return Nothing()


if __name__ == "__main__":
    source, sink = take_pipe()
    if sys.argv[1] == "refuses":
        refuse(sink, FolderInUse(path="here"))
        sys.exit(1)
    if sys.argv[1] == "dies":
        sys.exit(3)
    handlers = {"status": status, "pause": die, "follow": wait}
    asyncio.run(serve(calls.CALLS, handlers, source, sink))
