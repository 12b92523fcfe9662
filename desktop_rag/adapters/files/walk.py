"""One walk through a root, folder by folder: what may be a document, and what only looks like one."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from desktop_rag.adapters.files.names import (
    CACHE_MARK,
    CACHE_SIGNATURE,
    ENVIRONMENT_MARK,
    nobodys_file,
    nobodys_folder,
)
from desktop_rag.adapters.files.rules import Rules
from desktop_rag.domain.discovery import FolderSeen, Leave

Entry = os.DirEntry[bytes]
OURS = b""
MARKS = frozenset((CACHE_MARK, ENVIRONMENT_MARK))
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Walk:
    """Looks with as few calls of the system as it can: one for a folder's names, one for each file."""

    def __init__(self, root: bytes, leave: Leave, unread: Collection[bytes]) -> None:
        self._root = root
        self._leave = leave
        self._unread = unread
        self._rules = Rules(leave.rules)
        self._has_rules = bool(self._rules)
        self._cut = len(os.path.join(root, b""))
        self._elsewhere = _elsewhere(root, leave)
        self._inside: tuple[bytes, ...] | None = None
        self._device = 0
        # Of the folders still to come: those on another file system than the first, and where one begins.
        self._devices: dict[bytes, int] = {}
        self._mounts: set[bytes] = set()

    def folders(self, start: bytes) -> Iterator[FolderSeen]:
        try:
            if start != self._root and not self.reaches(start):
                return
            status = os.stat(start)
        except FileNotFoundError:
            return
        except OSError:
            yield FolderSeen(start, [], closed=True)
            return
        if not stat.S_ISDIR(status.st_mode):
            if seen := _at(start):
                yield FolderSeen(os.path.dirname(start), [seen])
            return
        self._device = status.st_dev
        pending = [start] if self._elsewhere.get((status.st_dev, status.st_ino)) != OURS else []
        while pending:
            folder, below = self._folder(pending.pop())
            if folder is not None:
                yield folder
            pending += below

    def reaches(self, path: bytes) -> bool:
        """Whether nothing on the way from the root to the path is left out, nor the path itself."""
        above = self._root
        *folders, name = path[self._cut :].split(os.sep.encode())
        for folder in folders:
            above = os.path.join(above, folder)
            if not self._takes_folder(above, folder) or _is_cache(above):
                return False
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode):
            return self._takes_folder(path, name) and not _is_cache(path)
        if stat.S_ISLNK(status.st_mode) and not self._leads_inside(path):
            return False
        _, _, ending = name.rpartition(b".")
        ending = ending.lower()
        nobodys = nobodys_file(name, ending) or ending in self._unread
        return not nobodys and path not in self._leave.paths and not self._ruled_out(path, False)

    def _takes_folder(self, path: bytes, name: bytes) -> bool:
        if nobodys_folder(name) or path in self._leave.paths or self._ruled_out(path, True):
            return False
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return False
        if status.st_dev != self._device:
            self._devices[path] = status.st_dev
        other = self._elsewhere.get((status.st_dev, status.st_ino))
        return other is None or other == path

    def _folder(self, path: bytes) -> tuple[FolderSeen | None, list[bytes]]:
        """What is in a folder, and the folders below it; nothing for a cache."""
        try:
            with os.scandir(path) as scanned:
                entries = list(scanned)
        except FileNotFoundError:
            return None, []
        except OSError:
            return FolderSeen(path, [], closed=True), []
        found = _Found([], [])
        for entry in entries:
            if entry.name in MARKS and path != self._root and _is_cache(path):
                return None, []
            try:
                if entry.is_file(follow_symlinks=False):
                    self._take_file(entry, found)
                else:
                    self._take_other(entry, found)
            except FileNotFoundError:
                continue
            except OSError:
                found.closed = True
        if self._devices:
            own = self._devices.pop(path, self._device)
            self._mounts |= {one for one in found.below if self._devices.get(one, self._device) != own}
        mount = path in self._mounts
        return FolderSeen(path, found.files, found.skipped, found.ruled_out, found.closed, mount), found.below

    def _take_file(self, entry: Entry, found: "_Found") -> None:
        name, path = entry.name, entry.path
        ending = name[name.rfind(b".") + 1 :].lower()
        if nobodys_file(name, ending):
            return
        if path not in self._leave.sure and (path in self._leave.paths or self._ruled_out(path, False)):
            found.ruled_out += 1
        elif ending in self._unread:
            found.skipped += 1
        else:
            status = entry.stat()
            found.files.append((path, status.st_size, status.st_mtime_ns, status.st_ino))

    def _take_other(self, entry: Entry, found: "_Found") -> None:
        """A folder, or a link; nothing else can be a document."""
        name, path = entry.name, entry.path
        if entry.is_dir(follow_symlinks=False):
            if self._takes_folder(path, name):
                found.below.append(path)
            elif not nobodys_folder(name):
                found.ruled_out += 1
            return
        ending = name[name.rfind(b".") + 1 :].lower()
        if not entry.is_symlink() or nobodys_file(name, ending) or ending in self._unread:
            return
        if path in self._leave.paths or self._ruled_out(path, False):
            found.ruled_out += 1
        elif self._leads_inside(path) and (seen := _at(path)):
            # A link to a file counts when it leads to a place inside an added root.
            found.files.append(seen)

    def _leads_inside(self, path: bytes) -> bool:
        if self._inside is None:
            roots = {self._root, *self._leave.roots}
            self._inside = tuple(os.path.join(os.path.realpath(root), b"") for root in roots)
        target = os.path.realpath(path)
        data = self._leave.data
        if data and target.startswith(os.path.join(os.path.realpath(data), b"")):
            return False
        return target.startswith(self._inside)

    def _ruled_out(self, path: bytes, folder: bool) -> bool:
        if not self._has_rules or path in (self._leave.sure_folders if folder else self._leave.sure):
            return False
        return self._rules.leave_out(path[self._cut :], folder)


@dataclass
class _Found:
    """What a folder holds, while its entries are gone through."""

    files: list[tuple[bytes, int, int, int]]
    below: list[bytes]
    skipped: int = 0
    ruled_out: int = 0
    closed: bool = False


def _at(path: bytes) -> tuple[bytes, int, int, int] | None:
    """What a path leads to, when that is a regular file."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return path, status.st_size, status.st_mtime_ns, status.st_ino


def _is_cache(path: bytes) -> bool:
    if os.path.exists(os.path.join(path, ENVIRONMENT_MARK)):
        return True
    try:
        with open(os.open(os.path.join(path, CACHE_MARK), _OPEN), "rb") as mark:
            return stat.S_ISREG(os.fstat(mark.fileno()).st_mode) and mark.read(43) == CACHE_SIGNATURE
    except OSError:
        return False


def _elsewhere(root: bytes, leave: Leave) -> dict[tuple[int, int], bytes]:
    """Folders that this walk passes by, by what they are: ours, and other roots under their spelling."""
    said = {path: path for path in leave.roots if path != root}
    if leave.data:
        said[leave.data] = OURS
    found: dict[tuple[int, int], bytes] = {}
    for path, spelling in said.items():
        try:
            status = os.stat(path)
        except OSError:
            continue
        found[status.st_dev, status.st_ino] = spelling
    return found
