"""Paths as bytes: which lie in which, on the computer that the program runs on."""

import os

_SEPARATOR = os.fsencode(os.sep)


def below(path: bytes) -> tuple[bytes, bytes]:
    """The first and the end of the stretch of paths that lie in this folder, as bytes are sorted."""
    folder = path.rstrip(_SEPARATOR)
    return folder + _SEPARATOR, folder + bytes([_SEPARATOR[0] + 1])


def covers(above: bytes, path: bytes) -> bool:
    """Whether a path is this path, or lies in this folder."""
    return path == above or path.startswith(below(above)[0])
