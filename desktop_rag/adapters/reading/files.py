"""Opens files that nobody trusts: regular files only, never one that blocks, none without bounds."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

from desktop_rag.domain.errors import Empty, FileChanged, Missing, NotAFile, TooLarge, Unreadable

if TYPE_CHECKING:
    from desktop_rag.adapters.reading.recognition import Recognition

MAX_FILE = 512 * 2**20
# 64 M characters of Chinese; what is beyond is cut with a warning.
MAX_TEXT_BYTES = 192 * 2**20
# Files up to here are not read a second time for their digest.
KEPT = 2**20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Source:
    """An open regular file, or one inside it; `suffix` is the ending of its name, in lower case and
    without the dot.

    `cut` says that more was there than a parser asked for. `recognition` is there when the text of
    pictures is to be recognised.
    """

    file: BufferedReader | BytesIO

    def __init__(self, path: bytes, file: BufferedReader, status: os.stat_result, password: str = "") -> None:
        self.path = path
        self.password = password
        self.file = file
        self.size = status.st_size
        self.modified_ns = status.st_mtime_ns
        self.inode = status.st_ino
        self.cut = False
        self.recognition: Recognition | None = None
        self._whole: bytes | None = None
        self.suffix = suffix_of(os.fsdecode(os.path.basename(path)))

    def inside(self, name: str, data: bytes) -> "Source":
        """A file that is held by this one, in memory."""
        held = copy(self)
        held.file = BytesIO(data)
        held.size = len(data)
        held.suffix = suffix_of(name.rpartition("/")[2])
        held.cut = False
        held._whole = None
        return held

    def head(self, size: int) -> bytes:
        self.file.seek(0)
        return self.file.read(size)

    def data(self, limit: int = MAX_FILE) -> bytes:
        self.cut = self.cut or self.size > limit
        self.file.seek(0)
        # Not the limit: so many bytes would be asked of the system first, and given back.
        data = self.file.read(min(limit, self.size))
        if len(data) == self.size <= KEPT:
            self._whole = data
        return data

    def sha256(self) -> bytes:
        """Of all bytes of the file."""
        if self._whole is not None:
            return hashlib.sha256(self._whole).digest()
        self.file.seek(0)
        digest = hashlib.file_digest(self.file, "sha256").digest()
        self.file.seek(0)
        return digest


def suffix_of(name: str) -> str:
    """The ending of a name, in lower case and without the dot; "" for none."""
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def _open(path: bytes) -> int:
    shown = os.fsdecode(path)
    try:
        return os.open(path, _FLAGS)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Missing(path=shown) from error
    except IsADirectoryError as error:
        raise NotAFile(path=shown) from error
    except (OSError, ValueError) as error:
        strange = getattr(error, "errno", None) in (errno.ENXIO, errno.ELOOP)
        raise (NotAFile if strange else Unreadable)(path=shown) from error


@contextmanager
def open_file(path: bytes, password: str = "") -> Iterator[Source]:
    """The file, open for as long as the context lasts.

    Raises `Missing`, `NotAFile`, `Unreadable`, `Empty` or `TooLarge` (over 512 MiB).
    """
    shown = os.fsdecode(path)
    descriptor = _open(path)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise NotAFile(path=shown)
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size == 0:
            raise Empty(path=shown)
        if status.st_size > MAX_FILE:
            raise TooLarge(path=shown, size=str(status.st_size))
        yield Source(path, file, status, password)


def same_file(source: Source, sha256: bytes) -> None:
    """Raises `FileChanged` when the file is not the one with this digest."""
    if source.sha256() != sha256:
        raise FileChanged(path=os.fsdecode(source.path))
