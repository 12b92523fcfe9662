"""Watching folders through the operating system, by the library watchfiles."""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

log = logging.getLogger(__name__)

# A program that saves a file writes, renames and touches it: what comes within this time is one change.
GATHER_MS = 700
STEP_MS = 100
# Where the system's watches are used up (Linux: fs.inotify.max_user_watches), all is looked at this often.
LOOK_SECONDS = 60.0


class DiskWatch:
    """Implements `FolderWatch`. What is ignored at discovery may be told of here: a scan sorts it out."""

    async def changes(self, folders: Sequence[bytes]) -> AsyncGenerator[frozenset[bytes], None]:
        there = [folder for folder in folders if os.path.isdir(folder)]  # noqa: ASYNC240
        if not there:
            await asyncio.Event().wait()
        try:
            async with aclosing(_told(there)) as told:
                async for paths in told:
                    if touched := frozenset(_above(paths, there)):
                        yield touched
        except OSError as error:
            log.warning(
                "folders cannot be watched (%s): they are looked at now and then", type(error).__name__
            )
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            yield frozenset(there)


async def _told(folders: Sequence[bytes]) -> AsyncGenerator[list[bytes], None]:
    from watchfiles import awatch

    names = [os.fsdecode(folder) for folder in folders]
    changes = awatch(
        *names, watch_filter=None, debounce=GATHER_MS, step=STEP_MS, ignore_permission_denied=True
    )
    async with aclosing(changes):
        async for change in changes:
            yield [os.fsencode(path) for _, path in change]


def _above(paths: Sequence[bytes], folders: Sequence[bytes]) -> set[bytes]:
    """The folders that hold one of the paths; a name that begins with a dot is nobody's document."""
    held: set[bytes] = set()
    for path in paths:
        if os.path.basename(path).startswith(b"."):
            continue
        held.update(folder for folder in folders if path == folder or path.startswith(folder + b"/"))
    return held
