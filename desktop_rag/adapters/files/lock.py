"""One engine per data folder: a lock of the operating system, which dies with its process."""

import asyncio
import os
import sys
from pathlib import Path

from desktop_rag.domain.errors import FolderInUse, FolderUnreadable

RETRY_SECONDS = 0.05


class FolderLock:
    """Held while an engine has the folder open; never a pid file, which outlives its process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    async def acquire(self, wait: float = 5.0) -> None:
        """Waits for a dying engine. Raises `FolderInUse` and `FolderUnreadable`."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FolderUnreadable(path=str(self._path.parent)) from error
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        while not _locked_now(handle):
            if loop.time() >= end:
                os.close(handle)
                raise FolderInUse(path=str(self._path.parent))
            await asyncio.sleep(RETRY_SECONDS)
        self._handle = handle

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _locked_now(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
