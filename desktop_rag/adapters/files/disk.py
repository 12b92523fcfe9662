"""The file system, as discovery sees it."""

import hashlib
import os
import stat
from collections.abc import Iterator

from desktop_rag.adapters.files import rules as rules_of
from desktop_rag.adapters.files.walk import Walk
from desktop_rag.domain.discovery import FolderSeen, Leave
from desktop_rag.domain.documents import FileSeen
from desktop_rag.domain.errors import Missing, Unreadable

# Kinds that we do not read, by name: pictures that cannot be recognised, sound, film, archives, programs,
# data bases, office kinds whose readers are still to come. Everything else is looked at by its content.
UNREAD_ENDINGS = frozenset(
    (
        b"heic ico psd mp3 wav flac ogg m4a aac mp4 mkv avi "
        b"mov webm wmv zip gz bz2 xz 7z rar tar tgz zst iso dmg exe dll so dylib bin o a class jar "
        b"pyc wasm msi deb rpm apk db sqlite sqlite3 mdb parquet npy npz pkl pt onnx gguf "
        b"safetensors ttf otf woff woff2 "
        b"mobi azw3 chm one pages numbers key "
    ).split()
)


_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Disk:
    """Implements `Files` on the real file system. Paths are bytes: not all names are text."""

    def walk(self, root: bytes, start: bytes, leave: Leave) -> Iterator[FolderSeen]:
        return Walk(root, leave, UNREAD_ENDINGS).folders(start)

    def reached(self, root: bytes, path: bytes, leave: Leave) -> bool:
        try:
            return Walk(root, leave, UNREAD_ENDINGS).reaches(path)
        except OSError:
            return False

    def look(self, path: bytes) -> FileSeen | None:
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return FileSeen(path, status.st_size, status.st_mtime_ns, status.st_ino)

    def exists(self, path: bytes) -> bool:
        return os.path.lexists(path)

    def identity(self, path: bytes) -> tuple[int, ...]:
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            return ()
        who = (status.st_dev, status.st_ino)
        return who if stat.S_ISDIR(status.st_mode) else (*who, status.st_size, status.st_mtime_ns)

    def is_folder(self, path: bytes) -> bool:
        return os.path.isdir(path)

    def is_empty(self, path: bytes) -> bool:
        try:
            with os.scandir(path) as entries:
                return next(entries, None) is None
        except OSError:
            return False

    def real(self, path: bytes) -> bytes:
        return os.path.realpath(path)

    def device(self, path: bytes) -> int:
        try:
            return os.stat(path).st_dev
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Missing(path=os.fsdecode(path)) from error
        except (OSError, ValueError) as error:
            raise Unreadable(path=os.fsdecode(path)) from error

    def sha256(self, file: FileSeen) -> bytes | None:
        try:
            with open(os.open(file.path, _OPEN), "rb") as opened:
                if not _is(file, os.fstat(opened.fileno())):
                    return None
                digest = hashlib.file_digest(opened, "sha256").digest()
                return digest if _is(file, os.fstat(opened.fileno())) else None
        except OSError:
            return None

    def check_rules(self, rules: str) -> None:
        rules_of.check(rules)


def _is(file: FileSeen, status: os.stat_result) -> bool:
    now = (status.st_size, status.st_mtime_ns, status.st_ino)
    return stat.S_ISREG(status.st_mode) and now == (file.size, file.modified_ns, file.inode)
