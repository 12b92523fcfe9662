"""The vector index child: chromadb and nothing else, one directory per generation.

chromadb holds the interpreter for the whole of every write, delete and open, and damaged files can end
the process: so it lives here, alone, and answers one call after the other.
"""

import contextlib
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from desktop_rag.adapters.chroma.calls import (
    CALLS,
    Add,
    Delete,
    Generation,
    Ids,
    Named,
    Nearest,
    Query,
    Stored,
)
from desktop_rag.adapters.chroma.settled import settle, settled, unsettle
from desktop_rag.domain.errors import IndexDamaged, IndexUnavailable
from desktop_rag.domain.passages import Scored
from desktop_rag.domain.ports import Opened
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import BlockingHandler, serve_blocking, take_pipe

# `ef_construction` 100 and `max_neighbors` 16: the double costs 1.7 times and changed no hybrid top 10.
# `sync_threshold` 1000: at 100 kills broke the index 5 times in 61, at 50,000 reopening takes 3 s.
SHAPE: Any = {
    "hnsw": {
        "space": "cosine",
        "ef_search": 400,
        "max_neighbors": 16,
        "ef_construction": 100,
        "sync_threshold": 1000,
    }
}
LOCK_SECONDS = 10.0
DELETE_BATCH = 500
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
        self.lock = _lock(folder / f"{name}.lock")
        try:
            self.clean = settled(folder, name)
            unsettle(folder, name)
            self.path.mkdir(mode=0o700, exist_ok=True)
            import chromadb
            from chromadb.config import Settings

            self.client: Any = chromadb.PersistentClient(
                str(self.path), settings=Settings(anonymized_telemetry=False)
            )
            self.collection: Any = self.client.get_or_create_collection(
                "passages",
                embedding_function=None,
                configuration=SHAPE,
            )
            self.count: int = self.collection.count()
        except BaseException:
            os.close(self.lock)
            raise

    def close(self) -> None:
        self.client.close()
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
        import numpy as np

        it = self._of(wanted.directory)
        if (
            it.count and wanted.dimension
        ):  # the first query loads the graph (140 ms): now, not when somebody waits
            it.collection.query(
                query_embeddings=[np.full(wanted.dimension, 0.1, np.float32)], n_results=1, include=[]
            )
        return Opened(it.collection.count(), it.clean)

    def add(self, wanted: Add) -> Nothing:
        import numpy as np

        it = self._of(wanted.directory)
        vectors = np.frombuffer(wanted.data, np.float16).reshape(len(wanted.ids), wanted.dimension)
        rows = list(range(len(wanted.ids)))
        if wanted.again:
            there = set(it.collection.get(ids=list(wanted.ids), include=[])["ids"])
            rows = [row for row in rows if wanted.ids[row] not in there]
        if rows:
            it.collection.add(
                ids=[wanted.ids[row] for row in rows], embeddings=vectors[rows].astype(np.float32)
            )
        return Nothing()

    def delete(self, wanted: Delete) -> Nothing:
        it = self._of(wanted.directory)
        for start in range(0, len(wanted.ids), DELETE_BATCH):
            it.collection.delete(ids=list(wanted.ids[start : start + DELETE_BATCH]))
        return Nothing()

    def query(self, wanted: Query) -> Nearest:
        import numpy as np

        it = self._of(wanted.directory)
        # More than there are may be asked for: to count them first would take longer than the query.
        found = it.collection.query(
            query_embeddings=[np.frombuffer(wanted.data, np.float32)],
            n_results=int(wanted.limit * PARTS_MARGIN) + 1,
            include=["distances"],
        )
        best: dict[int, float] = {}
        for name, distance in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True):
            best.setdefault(int(name.split(":")[0]), 1.0 - float(distance))  # the nearest part comes first
        return Nearest(tuple(Scored(*pair) for pair in list(best.items())[: wanted.limit]))

    def stored(self, wanted: Named) -> Stored:
        """chromadb raises when its graph has no such id, whatever its tables say."""
        import numpy as np

        found = self._of(wanted.directory).collection.get(ids=list(wanted.ids), include=["embeddings"])
        rows = dict(zip(found["ids"], found["embeddings"], strict=True))
        if len(rows) < len(set(wanted.ids)):
            raise IndexDamaged(directory=wanted.directory, kind="missing")
        return Stored(np.array([rows[name] for name in wanted.ids], np.float16).tobytes())

    def ids(self, wanted: Generation) -> Ids:
        return Ids(tuple(self._of(wanted.directory).collection.get(include=[])["ids"]))

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
            raise IndexDamaged(directory=argument.directory, kind=type(error).__name__) from error

    return handler


def run(folder: Path) -> None:
    """Answers calls about the generations below `folder` until the pipe ends, then closes them properly."""
    source, sink = take_pipe()
    for name in list(os.environ):
        if name.startswith(("CHROMA", "IS_PERSISTENT", "ANONYMIZED")):
            del os.environ[name]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chdir(folder)  # a .env in the current folder can break chromadb's import
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    index = _Index(folder)
    handlers = {
        name: _guarded(getattr(index, name))
        for name in ("open", "add", "delete", "query", "stored", "ids", "drop")
    }
    try:
        serve_blocking(CALLS, handlers, source, sink)
    finally:
        index.close()
        # All is on the disk: taking chromadb apart would keep the engine waiting for 0.1 s.
        sys.stderr.flush()
        os._exit(0)
