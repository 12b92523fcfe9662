"""Whether a generation's files are as they were when it was last closed properly.

After a proper close a small file beside the directory names its files with their sizes and times; it
goes when the generation is opened. So an unclean end and a damaged file are seen without chromadb.
"""

import os
from pathlib import Path

import msgspec

Files = dict[str, tuple[int, int]]


def _files(path: Path) -> Files:
    """Size in bytes and time of change in nanoseconds of every file below the directory."""
    found: Files = {}
    for folder, _, names in os.walk(path):
        for name in names:
            status = os.stat(os.path.join(folder, name))
            found[os.path.relpath(os.path.join(folder, name), path)] = (status.st_size, status.st_mtime_ns)
    return found


def _mark(folder: Path, name: str) -> Path:
    return folder / f"{name}.closed"


def settle(folder: Path, name: str) -> None:
    """Writes down how the files are, after a proper close."""
    mark = _mark(folder, name)
    mark.touch(mode=0o600)
    mark.write_bytes(msgspec.json.encode(_files(folder / name)))


def unsettle(folder: Path, name: str) -> None:
    _mark(folder, name).unlink(missing_ok=True)


def settled(folder: Path, name: str) -> bool:
    """A generation that has no files at all counts as settled: there is nothing to be torn."""
    path = folder / name
    if not path.exists():
        return not _mark(folder, name).exists()
    try:
        return msgspec.json.decode(_mark(folder, name).read_bytes(), type=Files) == _files(path)
    except (OSError, msgspec.MsgspecError):
        return False
