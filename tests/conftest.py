"""What every test gets: no connect outside loopback, a private data folder, no Qt display."""

import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("OLLAMA_HOST", None)
os.environ.pop("OLLAMA_API_KEY", None)
# A shell starts what it puts into the background with Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def nothing_leaves_this_computer(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Fails a test in which anything connects, or looks up a name, outside loopback."""
    strays: list[Any] = []
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def allowed(sock: socket.socket, address: Any) -> bool:
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or address[0] in LOOPBACK:
            return True
        strays.append(address)
        return False

    def guarded(sock: socket.socket, address: Any) -> None:
        if not allowed(sock, address):
            raise OSError("a test tried to leave this computer")
        return connect(sock, address)

    def guarded_ex(sock: socket.socket, address: Any) -> int:
        return connect_ex(sock, address) if allowed(sock, address) else 101

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:
        if host not in (None, "", *LOOPBACK):
            strays.append(host)
        return lookup(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield strays
    assert not strays, f"left this computer: {strays}"
