"""What walks find, held against what the catalog knows."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from desktop_rag.domain.discovery import FolderSeen, KnownFile
from desktop_rag.domain.documents import FileSeen, path_shown
from desktop_rag.domain.errors import Failure, TooLarge
from desktop_rag.domain.reports import FailedFile

# Whether a file has been let alone for long enough to be read; asked of new and changed ones.
Settled = Callable[[FileSeen], bool]


@dataclass
class Compared:
    """What was found below one root. `fresh` files are new, `changed` ones became another."""

    fresh: list[FileSeen] = field(default_factory=list)
    changed: list[FileSeen] = field(default_factory=list)
    refused: list[tuple[FileSeen, Failure]] = field(default_factory=list)
    unsettled: list[bytes] = field(default_factory=list)
    failures: list[FailedFile] = field(default_factory=list)
    closed: list[bytes] = field(default_factory=list)
    mounts: list[bytes] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    anything: bool = False


class Comparison:
    """Compares by size and time of change. Nothing over `largest` bytes is read but what is `alone`: files
    that were added by themselves. `complete`: all that the catalog knows is among the known files."""

    def __init__(
        self,
        known: Mapping[bytes, KnownFile],
        complete: bool,
        skips: Mapping[bytes, tuple[int, int]],
        largest: int,
        alone: frozenset[bytes],
        settled: Settled,
    ) -> None:
        self.known = known
        self.complete = complete
        self.seen: set[bytes] = set()
        self._skips = skips
        self._largest = largest
        self._alone = alone
        self._settled = settled

    def walk(self, folders: Iterable[FolderSeen], named: bytes | None) -> Compared:
        """What a walk finds; a file that is `named` is tried again and may have any size."""
        found = Compared()
        known, seen = self.known, self.seen
        for folder in folders:
            if folder.closed:
                found.closed.append(folder.path)
            if folder.mount:
                found.mounts.append(folder.path)
            found.skipped += folder.skipped
            found.anything = found.anything or bool(folder.files or folder.skipped or folder.ruled_out)
            for file in folder.files:
                path, size, modified, inode = file
                if path in seen:
                    continue
                old = known.get(path)
                # Of two equal paths the one that is held anyway: 30 MB with 300,000 files.
                seen.add(path if old is None else old.path)
                if old is None:
                    self._new(FileSeen(path, size, modified, inode), named, found)
                elif old.size == size and old.modified_ns == modified and not old.due and not old.failure:
                    found.unchanged += 1
                else:
                    self._known(FileSeen(path, size, modified, inode), old, named, found)
        return found

    def _new(self, file: FileSeen, named: bytes | None, found: Compared) -> None:
        if self._skips.get(file.path) == (file.size, file.modified_ns) and file.path != named:
            found.skipped += 1
        elif not self._settled(file):
            found.unsettled.append(file.path)
        else:
            found.fresh.append(file)

    def _known(self, file: FileSeen, old: KnownFile, named: bytes | None, found: Compared) -> None:
        same = (old.size, old.modified_ns) == (file.size, file.modified_ns)
        if same and old.failure and file.path != named and not self._may_be_read_now(file, old.failure):
            found.failures.append(FailedFile(path_shown(file.path), old.failure))
        elif not same and not self._settled(file):
            found.unsettled.append(file.path)
        elif failure := self.too_large(file, named):
            found.refused.append((file, failure))
        else:
            found.changed.append(file)

    def too_large(self, file: FileSeen, named: bytes | None) -> Failure | None:
        """Why a file is too large to be opened: its size and the limit, in bytes."""
        if file.size <= self._largest or file.path == named or file.path in self._alone:
            return None
        # Rounded up and down, so that the size is never said to be the limit.
        size, limit = amount(file.size, math.ceil), amount(self._largest, math.floor)
        return TooLarge(path=path_shown(file.path), size=size, limit=limit).failure

    def _may_be_read_now(self, file: FileSeen, failure: Failure) -> bool:
        """It was over a limit that has been raised since."""
        return "limit" in failure.arguments and file.size <= self._largest


def amount(size: int, rounded: Callable[[float], int]) -> str:
    """A number of bytes for people."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB")):
        if size >= unit:
            tenths = rounded(size / unit * 10) / 10
            return f"{tenths:.1f} {name}".replace(".0 ", " ")
    return f"{size} bytes"
