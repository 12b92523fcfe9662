"""The lock of a data folder holds against another process and dies with its holder."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_rag.adapters.files.lock import FolderLock
from desktop_rag.domain.errors import FolderInUse, FolderUnreadable

HOLD = """
import asyncio, sys, time
from pathlib import Path
from desktop_rag.adapters.files.lock import FolderLock
asyncio.run(FolderLock(Path(sys.argv[1])).acquire())
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_engine_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUse):
            asyncio.run(FolderLock(path).acquire(wait=0.1))
        holder.send_signal(signal.SIGKILL)
        lock = FolderLock(path)
        asyncio.run(lock.acquire(wait=5))
        lock.release()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderUnreadable):
        asyncio.run(FolderLock(tmp_path / "nowhere" / "lock").acquire(wait=0))
