"""One window per data folder: a second start hands its files to the first and ends."""

import hashlib
import json
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from desktop_rag.paths import DataFolder

if TYPE_CHECKING:
    # 10 ms to import, which the first paint does not wait for.
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 1000
# The first may hold the lock and not listen yet: its window is painted before.
LISTENS_SECONDS, AGAIN_SECONDS = 5.0, 0.05
LONGEST = 1 << 20


class SingleInstance(QObject):
    """The lock decides; it is free again when its process is gone. `handed_over` carries paths as text."""

    handed_over = Signal(list)

    def __init__(self, folder: DataFolder) -> None:
        super().__init__()
        root = str(folder.root.resolve())
        self._name = f"desktop-rag-{hashlib.sha256(root.encode(errors='surrogateescape')).hexdigest()[:16]}"
        self._lock = QLockFile(str(folder.root / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def acquire(self, arguments: list[str]) -> bool:
        """True: this is the first. False: the arguments were handed to the one that runs."""
        if self._lock.tryLock(50):
            return True
        self._hand_over(arguments)
        return False

    def listen(self) -> None:
        """Begins to hear of other starts; only for the first."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # left over by a crash
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        self._server.listen(self._name)

    def release(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _hand_over(self, arguments: list[str]) -> None:
        if (socket := self._connected()) is not None:
            socket.write(json.dumps(arguments).encode() + b"\n")
            socket.waitForBytesWritten(WAIT_MS)
            socket.waitForReadyRead(WAIT_MS)
            socket.disconnectFromServer()

    def _connected(self) -> "QLocalSocket | None":
        from PySide6.QtNetwork import QLocalSocket

        until = time.monotonic() + LISTENS_SECONDS
        socket = QLocalSocket()
        while time.monotonic() < until:
            socket.connectToServer(self._name)
            if socket.waitForConnected(WAIT_MS):
                return socket
            time.sleep(AGAIN_SECONDS)
        return None

    def _take(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()

        def read() -> None:
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            elif socket.canReadLine():
                arguments = told(bytes(socket.readLine().data()))
                socket.write(b"ok\n")
                socket.flush()
                self.handed_over.emit(arguments)

        socket.readyRead.connect(read)
        socket.disconnected.connect(socket.deleteLater)


def told(line: bytes) -> list[str]:
    """The arguments of a line, or none: whoever writes to the socket may write anything."""
    try:
        value = json.loads(line)
    except ValueError:
        return []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
