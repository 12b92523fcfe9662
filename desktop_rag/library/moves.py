"""Files that went from one place and came at another: one document, wherever it lies."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from desktop_rag.domain.discovery import KnownFile
from desktop_rag.domain.documents import FileSeen, Root, kept_inode

Move = tuple[KnownFile, Root, FileSeen]


def same_file(
    fresh: Sequence[tuple[Root, FileSeen]],
    missing: Iterable[KnownFile],
    devices: Mapping[int, int],
    exists: Callable[[bytes], bool],
) -> list[Move]:
    """Moves within a file system: inode, size and time are those that the catalog knows, and nothing is at
    the old place any more (otherwise it is a second name of the same file)."""
    by_inode = {
        (devices.get(file.root), file.inode, file.size, file.modified_ns): file
        for file in missing
        if file.inode
    }
    moves: list[Move] = []
    for root, file in fresh:
        old = by_inode.pop((root.device, kept_inode(file.inode), file.size, file.modified_ns), None)
        if old is not None and not exists(old.path):
            moves.append((old, root, file))
    return moves


def same_bytes(
    fresh: Sequence[tuple[Root, FileSeen]],
    gone: Sequence[KnownFile],
    digests: Mapping[int, bytes],
    digest: Callable[[FileSeen], bytes | None],
) -> list[Move]:
    """Moves that copied: the very bytes have gone from one place and come at another.

    Only files with the size of one that is gone are opened. Of several the one of the same name is taken.
    """
    by_size: dict[int, list[KnownFile]] = {}
    for old in gone:
        if old.document in digests:
            by_size.setdefault(old.size, []).append(old)
    moves: list[Move] = []
    for root, file in fresh:
        candidates = by_size.get(file.size)
        if not candidates or (found := digest(file)) is None:
            continue
        same = [old for old in candidates if digests[old.document] == found]
        if same:
            name = os.path.basename(file.path)
            best = next((old for old in same if os.path.basename(old.path) == name), same[0])
            candidates.remove(best)
            moves.append((best, root, file))
    return moves


def excluded_now(
    excluded: Iterable[bytes], moves: Sequence[Move], exists: Callable[[bytes], bool]
) -> dict[bytes, bytes]:
    """Old path to new of what a person took out of a folder, or of a mail, that has been moved."""
    files = {old.path: file.path for old, _, file in moves}
    folders = _moved_folders(moves)
    went: dict[bytes, bytes] = {}
    for path in excluded:
        above = os.path.dirname(path)
        while above not in folders and above not in files and above != os.path.dirname(above):
            above = os.path.dirname(above)
        if above in files:
            went[path] = files[above] + path[len(above) :]
        elif above in folders:
            new = folders[above] + path[len(above) :]
            if exists(new) and not exists(path):
                went[path] = new
    return went


def renamed(
    taken_out: Sequence[FileSeen], fresh: Sequence[FileSeen], exists: Callable[[bytes], bool]
) -> dict[bytes, bytes]:
    """Old path to new of files that a person took out and that now stand elsewhere: the same file by inode,
    size and time, and nothing at the old place any more."""
    gone = {(file.inode, file.size, file.modified_ns): file.path for file in taken_out}
    went: dict[bytes, bytes] = {}
    for file in fresh:
        old = gone.get((kept_inode(file.inode), file.size, file.modified_ns))
        if old is not None and old not in went and not exists(old):
            went[old] = file.path
    return went


def _moved_folders(moves: Iterable[Move]) -> dict[bytes, bytes]:
    """Old folder to new, as far up as the paths differ: what lay in it has come along."""
    folders: dict[bytes, bytes] = {}
    for old, _, file in moves:
        before, after = os.path.split(old.path), os.path.split(file.path)
        if before[1] != after[1]:
            continue
        above, below = before[0], after[0]
        while above != below:
            folders[above] = below
            (above, name), (below, other) = os.path.split(above), os.path.split(below)
            if name != other or not name:
                break
    return folders
