"""The vector index child: Chroma and nothing else, one directory per generation.

Chroma holds the interpreter for the whole of every write, delete and open, and damaged files can end
the process: so it lives here, alone, and answers one call after the other.
"""

import contextlib
import os
import shutil
import sys
import time
from array import array
from pathlib import Path
from typing import Any

from desktop_rag.adapters.chroma.calls import (
    CALLS,
    FLOAT,
    Add,
    Delete,
    Generation,
    Ids,
    Named,
    Nearest,
    Query,
    Stored,
)
from desktop_rag.adapters.chroma.local import LocalChroma
from desktop_rag.adapters.chroma.rights import may_write
from desktop_rag.adapters.chroma.settled import settle, settled, unsettle
from desktop_rag.domain.errors import IndexDamaged, IndexUnavailable, IndexUnwritable
from desktop_rag.domain.indexes import Opened
from desktop_rag.domain.passages import Scored
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import BlockingHandler, serve_blocking, take_pipe

LOCK_SECONDS = 10.0
# A passage has few parts; asking for some more ids finds enough different passages.
PARTS_MARGIN = 1.3


def _lock(path: Path) -> int:
    """Holds the generation's lock: two processes on one Chroma path silently lose vectors.

    A killed engine's child may outlive it by one call, so a taken lock is waited for.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            _lock_now(handle)
        except OSError:
            if time.monotonic() > end:
                os.close(handle)
                raise IndexUnavailable(directory=path.stem) from None
            time.sleep(0.05)
        else:
            return handle


def _lock_now(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class _Open:
    """A generation that is open, with its lock and the mark that says so after an unclean end."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self.folder = folder
        self.name = name
        if not may_write(folder, name):
            raise IndexUnwritable(path=str(folder))
        self.lock = _lock(folder / f"{name}.lock")
        try:
            self.clean = settled(folder, name)
            unsettle(folder, name)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self.collection = LocalChroma(self.path)
            self.count = self.collection.count()
        except BaseException:
            os.close(self.lock)
            raise

    def close(self) -> None:
        self.collection.close()
        settle(self.folder, self.name)
        os.close(self.lock)


class _Index:
    """The handlers of the calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: dict[str, _Open] = {}

    def _of(self, name: str) -> _Open:
        if "/" in name or "\\" in name or name.startswith("."):
            raise IndexUnavailable(directory=name)
        if name not in self.opened:
            self.opened[name] = _Open(self.folder, name)
        return self.opened[name]

    def open(self, wanted: Generation) -> Opened:
        it = self._of(wanted.directory)
        if (
            it.count and wanted.dimension
        ):  # the first query loads the graph (140 ms): now, not when somebody waits
            it.collection.nearest(array("f", [0.1] * wanted.dimension).tobytes(), 1)
        return Opened(it.collection.count(), it.clean)

    def add(self, wanted: Add) -> Nothing:
        collection = self._of(wanted.directory).collection
        if wanted.again and (there := set(collection.there(wanted.ids))):
            size = wanted.dimension * FLOAT
            new = [row for row, name in enumerate(wanted.ids) if name not in there]
            data = b"".join(wanted.data[row * size : (row + 1) * size] for row in new)
            if new:
                collection.add([wanted.ids[row] for row in new], wanted.dimension, data)
        else:
            collection.add(wanted.ids, wanted.dimension, wanted.data)
        return Nothing()

    def delete(self, wanted: Delete) -> Nothing:
        self._of(wanted.directory).collection.delete(wanted.ids)
        return Nothing()

    def query(self, wanted: Query) -> Nearest:
        # More than there are may be asked for: to count them first would take longer than the query.
        limit = int(wanted.limit * PARTS_MARGIN) + 1
        best: dict[int, float] = {}
        for name, distance in self._of(wanted.directory).collection.nearest(wanted.data, limit):
            best.setdefault(int(name.split(":")[0]), 1.0 - distance)  # the nearest part comes first
        return Nearest(tuple(Scored(*pair) for pair in list(best.items())[: wanted.limit]))

    def stored(self, wanted: Named) -> Stored:
        rows = self._of(wanted.directory).collection.vectors(wanted.ids)
        if len(rows) < len(set(wanted.ids)):
            raise IndexDamaged(directory=wanted.directory, kind="missing")
        return Stored(b"".join(rows[name] for name in wanted.ids))

    def ids(self, wanted: Generation) -> Ids:
        return Ids(tuple(self._of(wanted.directory).collection.there()))

    def drop(self, wanted: Generation) -> Nothing:
        if it := self.opened.pop(wanted.directory, None):
            with contextlib.suppress(Exception):
                it.close()
        shutil.rmtree(self.folder / wanted.directory, ignore_errors=True)
        unsettle(self.folder, wanted.directory)
        (self.folder / f"{wanted.directory}.lock").unlink(missing_ok=True)
        return Nothing()

    def close(self) -> None:
        for it in self.opened.values():
            with contextlib.suppress(Exception):
                it.close()


def _guarded(work: Any) -> BlockingHandler:
    """chromadb's errors, wrapped where they leave the library: all but our own mean damage."""

    def handler(argument: Any, report: Any) -> Any:
        try:
            return work(argument)
        except (IndexUnavailable, MemoryError):
            raise
        except BaseException as error:  # its Rust part panics with a BaseException
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            if not may_write(Path(), argument.directory):
                raise IndexUnwritable(path=os.getcwd()) from error
            raise IndexDamaged(directory=argument.directory, kind=type(error).__name__) from error

    return handler


def run(folder: Path) -> None:
    """Answers calls about the generations below `folder` until the pipe ends, then closes them properly."""
    source, sink = take_pipe()
    # An error of Chroma imports the rest of it, which these, or a .env in the current folder, can break.
    for name in list(os.environ):
        if name.startswith(("CHROMA", "IS_PERSISTENT", "ANONYMIZED")):
            del os.environ[name]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chdir(folder)
    index = _Index(folder)
    handlers = {
        name: _guarded(getattr(index, name))
        for name in ("open", "add", "delete", "query", "stored", "ids", "drop")
    }
    try:
        serve_blocking(CALLS, handlers, source, sink)
    finally:
        index.close()
        # All is on the disk: taking it apart would keep the engine waiting for 0.1 s.
        sys.stderr.flush()
        os._exit(0)
