"""Showing a file outside: in the system's viewer, or in its folder."""

import os
from urllib.parse import quote

from PySide6.QtCore import QUrl


def file_url(path: bytes) -> QUrl:
    """The URL of an absolute path, also of one that is not UTF-8."""
    try:
        return QUrl.fromLocalFile(path.decode("utf-8"))
    except UnicodeDecodeError:
        return QUrl.fromEncoded(b"file://" + quote(path).encode("ascii"))


def folder_url(path: bytes) -> QUrl:
    """The URL of the folder that a file lies in."""
    return file_url(os.path.dirname(path) or os.sep.encode())
