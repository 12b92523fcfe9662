"""The file system, as discovery sees it."""

import os
import stat
from collections.abc import Iterator

from desktop_rag.domain.documents import FileSeen
from desktop_rag.domain.errors import Missing, Unreadable

# What lies in almost every folder and is nobody's document.
IGNORED_FOLDERS = frozenset({b"node_modules", b"__pycache__", b"$RECYCLE.BIN", b"System Volume Information"})
IGNORED_BEGINNINGS = (b".", b"~$")
IGNORED_ENDINGS = (b"~", b".tmp", b".part", b".crdownload", b".swp", b".lock")

# Kinds that we do not read, by name: pictures, sound, film, archives, programs, data bases, office
# kinds whose readers are still to come. Everything else is looked at by its content.
UNREAD_ENDINGS = frozenset(
    (
        b"jpg jpeg png gif bmp tif tiff webp heic ico svg psd mp3 wav flac ogg m4a aac mp4 mkv avi "
        b"mov webm wmv zip gz bz2 xz 7z rar tar tgz zst iso dmg exe dll so dylib bin o a class jar "
        b"pyc wasm msi deb rpm apk db sqlite sqlite3 mdb parquet npy npz pkl pt onnx gguf "
        b"safetensors ttf otf woff woff2 ppt doc rtf "
        b"mobi azw3 chm one pages numbers key "
    ).split()
)


class Disk:
    """Implements `Files` on the real file system. Paths are bytes: not all names are text."""

    def walk(self, root: bytes, skip: frozenset[bytes]) -> Iterator[FileSeen]:
        pending = [root]
        while pending:
            try:
                entries = sorted(os.scandir(pending.pop()), key=lambda entry: entry.name)
            except OSError:
                continue  # a folder that may not be read, or is gone by now
            for entry in entries:
                if entry.path in skip or _ignored(entry.name):
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name not in IGNORED_FOLDERS:
                            pending.append(entry.path)
                    elif seen := _seen(entry, root):
                        yield seen
                except OSError:
                    continue

    def look(self, path: bytes) -> FileSeen | None:
        try:
            status = os.stat(path)
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return FileSeen(path, status.st_size, status.st_mtime_ns, status.st_ino)

    def is_folder(self, path: bytes) -> bool:
        return os.path.isdir(path)

    def device(self, path: bytes) -> int:
        try:
            return os.stat(path).st_dev
        except FileNotFoundError as error:
            raise Missing(path=os.fsdecode(path)) from error
        except OSError as error:
            raise Unreadable(path=os.fsdecode(path)) from error

    def readable_kind(self, path: bytes) -> bool:
        _, _, ending = os.path.basename(path).rpartition(b".")
        return ending.lower() not in UNREAD_ENDINGS


def _ignored(name: bytes) -> bool:
    return name.startswith(IGNORED_BEGINNINGS) or name.lower().endswith(IGNORED_ENDINGS)


def _seen(entry: "os.DirEntry[bytes]", root: bytes) -> FileSeen | None:
    """A regular file; a link to one counts when it leads to a place inside the root."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if not target.startswith(os.path.join(os.path.realpath(root), b"")):
            return None
    if not entry.is_file():
        return None
    status = entry.stat()
    return FileSeen(entry.path, status.st_size, status.st_mtime_ns, status.st_ino)
