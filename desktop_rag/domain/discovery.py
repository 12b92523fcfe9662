"""What discovery sees of folders, what it leaves out, and what the catalog knew before."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from desktop_rag.domain.documents import FileSeen
from desktop_rag.domain.errors import Failure


@dataclass(frozen=True)
class Leave:
    """What a walk leaves out, besides what is nobody's document anywhere.

    `paths` are left out with all that is in them; `data` is our own folder, under whatever spelling;
    `roots` are all added paths: a link to a file counts when it leads into one of them, and a folder that
    was added under another spelling is not walked twice. `rules` are lines as in `.gitignore`, relative to
    the root that is walked; the files and folders that are `sure` were let in by the same rules before and
    are not asked again.
    """

    paths: frozenset[bytes] = frozenset()
    data: bytes = b""
    roots: tuple[bytes, ...] = ()
    rules: str = ""
    sure: Container[bytes] = frozenset()
    sure_folders: Container[bytes] = frozenset()


class FolderSeen(NamedTuple):
    """One folder as a walk found it: its files that may be documents, as the fields of a `FileSeen`.

    `skipped` counts files of kinds that we do not read, `ruled_out` files and folders that the rules leave
    out. `closed` says that not all of it could be looked at: what is missing may well be there. `mount`:
    another file system than that of the folder above begins here.
    """

    path: bytes
    files: list[tuple[bytes, int, int, int]]
    skipped: int = 0
    ruled_out: int = 0
    closed: bool = False
    mount: bool = False


class KnownFile(NamedTuple):
    """What the catalog knows of a file, to compare with the disk; `due`: it must be read."""

    path: bytes
    document: int
    root: int
    size: int
    modified_ns: int
    inode: int
    due: int
    offline: int
    failure: Failure | None = None


class Files(Protocol):
    """The file system as discovery sees it."""

    def walk(self, root: bytes, start: bytes, leave: Leave) -> Iterator[FolderSeen]:
        """Folder by folder what lies at `start`, which is the root or lies in it; folder links are not
        followed. Nothing, when nothing is there or the way from the root to it is left out."""

    def reached(self, root: bytes, path: bytes, leave: Leave) -> bool:
        """Whether a walk of the root comes to this path, which is there."""

    def look(self, path: bytes) -> FileSeen | None:
        """A regular file, or None when the path is not one."""

    def exists(self, path: bytes) -> bool:
        """Whether anything is there, be it a link that leads nowhere."""

    def identity(self, path: bytes) -> tuple[int, ...]:
        """What tells a folder from another of its name, and a file from itself when it has changed; ()
        when nothing is there."""

    def is_folder(self, path: bytes) -> bool: ...
    def is_empty(self, path: bytes) -> bool:
        """Whether nothing is in a folder."""

    def real(self, path: bytes) -> bytes:
        """The path without links."""

    def device(self, path: bytes) -> int:
        """The id of the file system under the path. Raises `Missing` or `Unreadable`."""

    def sha256(self, file: FileSeen) -> bytes | None:
        """Of the bytes of a file that is still as it was seen; None for any other."""

    def check_rules(self, rules: str) -> None:
        """Raises `RuleInvalid` for the first line that is no rule."""
