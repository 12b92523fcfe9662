"""One window per data folder: a second start hands its files to the first and ends."""

import hashlib
import json

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_rag.paths import DataFolder

WAIT_MS = 1000
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
            QLocalServer.removeServer(self._name)  # left over by a crash
            self._server = QLocalServer(self)
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            self._server.newConnection.connect(self._take)
            self._server.listen(self._name)
            return True
        self._hand_over(arguments)
        return False

    def release(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _hand_over(self, arguments: list[str]) -> None:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(WAIT_MS):
            socket.write(json.dumps(arguments).encode() + b"\n")
            socket.waitForBytesWritten(WAIT_MS)
            socket.waitForReadyRead(WAIT_MS)
            socket.disconnectFromServer()

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
