"""Put on a program's path, this notes every connect and look-up outside loopback, in all its processes.

`DESKTOP_RAG_STRAYS` names the file that the notes go to; whatever strays is refused as well.
"""

import os
import socket
from typing import Any

_LOOPBACK = ("127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost", "", None)
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _note(what: Any) -> None:
    with open(os.environ["DESKTOP_RAG_STRAYS"], "a", encoding="utf-8") as notes:
        notes.write(f"{os.getpid()} {what!r}\n")


def _strays(sock: socket.socket, address: Any) -> bool:
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or address[0] in _LOOPBACK:
        return False
    _note(address)
    return True


def connect(sock: socket.socket, address: Any) -> None:
    if _strays(sock, address):
        raise OSError("refused by the test")
    _connect(sock, address)


def connect_ex(sock: socket.socket, address: Any) -> int:
    return 101 if _strays(sock, address) else _connect_ex(sock, address)


def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
    if host not in _LOOPBACK:
        _note(host)
        raise OSError("refused by the test")
    return _getaddrinfo(host, *rest, **named)


if "DESKTOP_RAG_STRAYS" in os.environ:
    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = getaddrinfo
