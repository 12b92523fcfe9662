"""Threads with a connection each to the catalog's file: one writes, one reads, and one reads what somebody
waits for."""

import asyncio
import contextlib
import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desktop_rag.adapters.catalog import schema
from desktop_rag.domain.errors import DiskFull, FolderInUse, FolderUnreadable

T = TypeVar("T")

_PRIMARY = 0xFF
_UNREADABLE = {
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
}
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# SQLite reports a full disk as an I/O error when it is the shared memory file that cannot grow.
_NOTHING_LEFT = 1 << 20


class Connections:
    """The catalog's file, open twice, and a third time from the first search on. A reader never waits for
    the writer, nor the writer for a reader, nor a search for what indexing reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer_thread = ThreadPoolExecutor(1, "catalog-writer")
        self._reader_thread = ThreadPoolExecutor(1, "catalog-reader")
        self._search_thread = ThreadPoolExecutor(1, "catalog-search")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._searcher: sqlite3.Connection | None = None
        # Odd while a commit is under way.
        self._commits = 0
        self._never_again = 0

    def state(self) -> int:
        """A number that is another after every commit. While one is under way nobody can tell what will be
        read: then it is one that never comes again."""
        commits = self._commits
        if commits % 2 == 0:
            return commits
        self._never_again -= 1
        return self._never_again

    async def open(self) -> None:
        """Opens the file, made or migrated if need be.

        Raises `FolderNewer`, `FolderUnreadable`, `FolderInUse` or `DiskFull`.
        """
        loop = asyncio.get_running_loop()
        try:
            self._writer = await loop.run_in_executor(self._writer_thread, self._open_writer)
            self._reader = await loop.run_in_executor(self._reader_thread, self._open_reader)
        except BaseException:
            await self.close()
            raise

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `work` on the reader's thread; all its queries see one state of the catalog."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader_thread, self._read, self._of_reader, work)

    async def look(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The same for what a person waits for, on a thread of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._search_thread, self._read, self._of_searcher, work)

    async def write(self, work: Callable[[sqlite3.Connection], T], scrub: bool = False) -> T:
        """Runs `work` on the writer's thread as one transaction, which an exception undoes.

        Once begun it ends, even when the caller is cancelled. With `scrub`, what was deleted is
        taken out of the write-ahead log too.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer_thread, self._write, work, scrub)

    async def close(self) -> None:
        """Waits for what is under way. The writer goes last: it folds the log into the file."""
        loop = asyncio.get_running_loop()
        try:
            if self._reader is not None:
                searched = loop.run_in_executor(self._search_thread, self._close_searcher)
                # Nothing may come after it and open the file again.
                self._search_thread.shutdown(wait=False)
                await searched
                await loop.run_in_executor(self._reader_thread, self._reader.close)
            if self._writer is not None:
                await loop.run_in_executor(self._writer_thread, self._writer.close)
        finally:
            self._reader = self._writer = None
            self._search_thread.shutdown(wait=False)
            self._reader_thread.shutdown(wait=False)
            self._writer_thread.shutdown(wait=False)

    def _open_writer(self) -> sqlite3.Connection:
        with told(self.path):
            # SQLite gives the log and its shared memory the mode that the file has.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix":
                self.path.chmod(0o600)
            db = connect(self.path)
            try:
                schema.prepare(db, self.path)
            except BaseException:
                db.close()
                raise
            return db

    def _open_reader(self) -> sqlite3.Connection:
        with told(self.path):
            db = connect(self.path)
            db.execute("PRAGMA query_only = ON")
            return db

    def _read(self, of: Callable[[], sqlite3.Connection], work: Callable[[sqlite3.Connection], T]) -> T:
        db = of()
        with told(self.path), transaction(db, "DEFERRED"):
            return work(db)

    def _of_reader(self) -> sqlite3.Connection:
        assert self._reader is not None, "the catalog is not open"
        return self._reader

    def _of_searcher(self) -> sqlite3.Connection:
        assert self._reader is not None, "the catalog is not open"
        if self._searcher is None:
            self._searcher = self._open_reader()
        return self._searcher

    def _close_searcher(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def _write(self, work: Callable[[sqlite3.Connection], T], scrub: bool) -> T:
        assert self._writer is not None, "the catalog is not open"
        with told(self.path):
            try:
                with transaction(self._writer, "IMMEDIATE"):
                    result = work(self._writer)
                    self._commits += 1
            finally:
                self._commits += self._commits % 2
            if scrub:
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return result


def connect(path: Path) -> sqlite3.Connection:
    """A connection as the catalog wants it: transactions by hand, deleted text overwritten."""
    db = sqlite3.connect(path, timeout=5.0, isolation_level=None, cached_statements=256)
    try:
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA journal_mode = WAL").fetchone()
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -12000")  # in KiB, for each connection
    except BaseException:
        db.close()
        raise
    return db


@contextlib.contextmanager
def transaction(db: sqlite3.Connection, kind: str) -> Iterator[None]:
    """One transaction, committed at the end and undone by an exception."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself: then there is nothing left to undo.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Makes errors of SQLite and of the file system those that a person is told about."""
    folder = str(path.parent)
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_is_full(path)):
            raise DiskFull(path=folder) from error
        if code in _UNREADABLE:
            raise FolderUnreadable(path=folder) from error
        if code in _IN_USE:
            raise FolderInUse(path=folder) from error
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(path=folder) from error
        raise FolderUnreadable(path=folder) from error


def _disk_is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NOTHING_LEFT
    except OSError:
        return False
