"""The stand-in on the wire: real HTTP on loopback, chunked streams, and a note of who hung up."""

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.stand_in.replies import Behaviour, Died, Refused, Replies

VERSION = "0.33.0-rc2"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
PATHS = {
    "/": ("GET", "HEAD"),
    "/api/version": ("GET", "HEAD"),
    "/api/status": ("GET",),
    "/api/tags": ("GET", "HEAD"),
    "/api/ps": ("GET",),
    "/api/show": ("POST",),
    "/api/embed": ("POST",),
    "/api/chat": ("POST",),
    "/api/pull": ("POST",),
}


class HungUp(Exception):
    """The other side closed the connection."""


class StandIn:
    """A server that can be started, watched and broken. Use it as a context manager.

    `requests` holds (method, path, body, headers); `hung_up` counts streams that the client left;
    `written` counts the pieces that were sent.
    """

    def __init__(self, behaviour: Behaviour | None = None, port: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self.replies = Replies(self.behaviour)
        self.requests: list[tuple[str, str, Any, dict[str, str]]] = []
        self.hung_up = 0
        self.written = 0
        self.changed = threading.Condition()
        self.open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", port), _Request, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._up = False
        self._ending: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "StandIn":
        self._up = True
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends as a killed process does: every connection is cut."""
        if not self._up:
            return
        self._up = False
        self._server.shutdown()
        self._cut()
        self._server.server_close()

    def die(self) -> None:
        """The same from within a request."""
        self._ending = threading.Thread(target=self.stop, daemon=True)
        self._ending.start()
        self._cut()

    def _cut(self) -> None:
        for connection in self.open.copy():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def wait_for_hang_up(self, count: int = 1, seconds: float = 10.0) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.hung_up >= count, seconds)

    def wait_for_request(self, path: str, seconds: float = 10.0) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: bool(self.asked(path)), seconds)

    def asked(self, path: str) -> list[Any]:
        """The bodies of the requests for a path."""
        return [body for _, asked, body, _ in self.requests if asked == path]

    def __enter__(self) -> "StandIn":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._ending is not None:
            self._ending.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], request: Any, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        super().__init__(address, request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was cut is what some tests want."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.stand_in.open.add(self.connection)

    def finish(self) -> None:
        self.server.stand_in.open.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def log_message(self, format: str, *rest: Any) -> None:
        """Silence."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, HungUp):
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        stand_in = self.server.stand_in
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        if not self._trusted():
            self._send(403, b"", None)
            return
        if path not in PATHS or self.command not in PATHS[path]:
            known = path in PATHS
            self._send(405 if known else 404, b"405 method not allowed" if known else b"404 page not found",
                       "text/plain")  # fmt: skip
            return
        if stand_in.behaviour.not_ollama:
            self._send(200, b"<html>hello</html>", "text/html")
            return
        try:
            body = _decoded(raw) if self.command == "POST" else None
            with stand_in.changed:
                stand_in.requests.append((self.command, path, body, dict(self.headers.items())))
                stand_in.changed.notify_all()
            reply = self._reply(path, body)
        except Refused as refused:
            self._send_json({"error": refused.error}, refused.status)
        except Died:
            stand_in.die()
        else:
            self._send_reply(reply)

    def _trusted(self) -> bool:
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host") or ""
        origin = (self.headers.get("Origin") or "http://localhost").partition("://")[2]
        return host in LOOPBACK and (origin.rpartition(":")[0] or origin) in LOOPBACK

    def _reply(self, path: str, body: Any) -> Any:
        replies = self.server.stand_in.replies
        plain = {"/": lambda: "Ollama is running", "/api/version": lambda: {"version": VERSION},
                 "/api/status": replies.status, "/api/tags": replies.tags, "/api/ps": replies.ps}  # fmt: skip
        if path in plain:
            return plain[path]()
        asked = {"/api/show": replies.show, "/api/embed": replies.embed, "/api/chat": replies.chat,
                 "/api/pull": replies.pull}  # fmt: skip
        return asked[path](body)

    def _send_reply(self, reply: Any) -> None:
        if isinstance(reply, str):
            self._send(200, reply.encode(), "text/plain; charset=utf-8")
        elif isinstance(reply, dict):
            self._send_json(reply)
        else:
            self._stream(reply)

    def _send_json(self, body: Any, status: int = 200) -> None:
        data = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
        self._send(status, data, "application/json; charset=utf-8")

    def _send(self, status: int, data: bytes, kind: str | None) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _stream(self, lines: Iterator[dict[str, Any]]) -> None:
        """Nothing is sent before the first line, not even headers."""
        stand_in = self.server.stand_in
        begun = False
        try:
            self._pause(stand_in.behaviour.wait)
            for line in _guarded(lines):
                if not begun:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/x-ndjson")
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    begun = True
                self._pause(stand_in.behaviour.delay)
                data = json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                stand_in.written += 1
            self.wfile.write(b"0\r\n\r\n")
        except Died:
            self.close_connection = True
            if stand_in.behaviour.dies_after is not None:
                stand_in.die()
        except (OSError, HungUp):
            self.close_connection = True
            with stand_in.changed:
                stand_in.hung_up += 1
                stand_in.changed.notify_all()

    def _pause(self, seconds: float) -> None:
        """Waits, and sees at once when the other side hangs up."""
        until = time.monotonic() + seconds
        while True:
            left = max(0.0, until - time.monotonic())
            ready, _, _ = select.select([self.connection], [], [], left)
            if ready and not self.connection.recv(1, socket.MSG_PEEK):
                raise HungUp
            if ready or left == 0.0:
                return


def _guarded(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """An error in the middle of a stream is a line of its own."""
    try:
        yield from lines
    except Refused as refused:
        yield {"error": refused.error}


def _decoded(raw: bytes) -> dict[str, Any]:
    if not raw:
        raise Refused(400, "missing request body")
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(400, "unexpected EOF") from None
    if not isinstance(body, dict):
        raise Refused(400, "invalid request")
    return body
