"""Paths as bytes: which lie in which, on the computer that the program runs on."""

import os
from collections.abc import Iterator

_SEPARATOR = os.fsencode(os.sep)


def below(path: bytes) -> tuple[bytes, bytes]:
    """The first and the end of the stretch of paths that lie in this folder, as bytes are sorted."""
    folder = path.rstrip(_SEPARATOR)
    return folder + _SEPARATOR, folder + bytes([_SEPARATOR[0] + 1])


def covers(above: bytes, path: bytes) -> bool:
    """Whether a path is this path, or lies in this folder."""
    return path == above or path.startswith(below(above)[0])


def members_at(path: bytes) -> Iterator[tuple[bytes, str]]:
    """What this path may name if it is none of a file: (path of a file, member of it), longest file first."""
    at = len(path)
    while (at := path.rfind(_SEPARATOR, 0, at)) > 0:
        yield path[:at], os.fsdecode(path[at + 1 :]).replace(os.sep, "/")
