"""Watching folders through the operating system, by the library watchfiles."""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from desktop_rag.adapters.files.names import nobodys_file, nobodys_folder
from desktop_rag.domain.documents import lies_in

log = logging.getLogger(__name__)

# A program that saves a file writes, renames and touches it: what comes within this time is one change.
GATHER_MS = 700
STEP_MS = 100
# Where the system's watches are used up (Linux: fs.inotify.max_user_watches), all is looked at this often.
LOOK_SECONDS = 60.0
# The first time that nothing has happened for so long, it is known that the watches are set up.
IDLE_MS = 2000
# What watchfiles puts for bytes of a name that are not UTF-8.
LOST = "\N{REPLACEMENT CHARACTER}"


class DiskWatch:
    """Implements `FolderWatch`. What is ignored at discovery may be told of here: a scan sorts it out."""

    async def changes(self, folders: Sequence[bytes]) -> AsyncGenerator[frozenset[bytes], None]:
        there = [folder for folder in folders if os.path.isdir(folder)]  # noqa: ASYNC240
        if not there:
            await asyncio.Event().wait()
        try:
            async with aclosing(_told(there)) as told:
                async for paths in told:
                    if touched := frozenset(path for path in paths if _may_matter(path, there)):
                        yield touched
        except Exception as error:  # OSError, and the library's own for what the system refuses
            log.warning(
                "folders cannot be watched (%s): they are looked at now and then", type(error).__name__
            )
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            yield frozenset(there)


async def _told(folders: Sequence[bytes]) -> AsyncGenerator[list[bytes], None]:
    """First all of the folders, when they are watched: what changed until then was told to nobody.

    On a thread of its own, since the library takes a second to set up the watches of 50,000 folders.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[list[bytes] | BaseException] = asyncio.Queue()
    stop = threading.Event()

    def tell(told: list[bytes] | BaseException) -> None:
        # Once nobody listens any more, the loop may be closed.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(queue.put_nowait, told)

    thread = threading.Thread(target=_listen, args=(folders, stop, tell), name="watch", daemon=True)
    thread.start()
    try:
        while True:
            told = await queue.get()
            if isinstance(told, BaseException):
                raise told
            yield told
    finally:
        stop.set()


def _listen(
    folders: Sequence[bytes], stop: threading.Event, tell: Callable[[list[bytes] | BaseException], None]
) -> None:
    try:
        from watchfiles import watch

        changes = watch(
            *map(os.fsdecode, folders),
            watch_filter=None,
            debounce=GATHER_MS,
            step=STEP_MS,
            stop_event=stop,
            rust_timeout=IDLE_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        up = False
        for change in changes:
            if not up:
                up = True
                tell(list(folders))
            if change:
                tell([_path(path) for _, path in change])
    except BaseException as error:
        tell(error)


def _path(told: str) -> bytes:
    """The path, or of one that watchfiles could not spell the folder that it is in."""
    while LOST in told:
        told = os.path.dirname(told)
    return os.fsencode(told)


def _may_matter(path: bytes, folders: Sequence[bytes]) -> bool:
    """Whether a path may be somebody's document, or hold one."""
    for folder in folders:
        if path == folder:
            return True
        if lies_in(path, folder):
            *above, name = path[len(folder) :].strip(os.sep.encode()).split(os.sep.encode())
            ending = name.rpartition(b".")[2].lower()
            if not any(map(nobodys_folder, above)) and not nobodys_file(name, ending):
                return True
    return False
