"""The one way to the server: the official client, its session, and which address may be asked."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_rag.adapters.ollama import address
from desktop_rag.adapters.ollama.errors import from_reply, said, translated
from desktop_rag.adapters.ollama.facts import full_name
from desktop_rag.adapters.ollama.official import is_loaded, ollama
from desktop_rag.domain.errors import ModelError
from desktop_rag.domain.reports import EngineSettings

if TYPE_CHECKING:
    from ollama import AsyncClient

CONNECT = 3.0
# Nothing arrives before the first token, not even headers: load, queue and prompt are in it.
CHAT = 600.0
EMBED = 120.0
QUICK = 15.0


class OllamaConnection:
    """One session an address. `configure` takes effect with the next request.

    `named` is the address of `--ollama`; `clouds` False refuses cloud models whatever was confirmed,
    as the command line does.
    """

    def __init__(
        self, named: str | None = None, environment: Mapping[str, str] | None = None, clouds: bool = True
    ) -> None:
        self._named = named
        self._environment = os.environ if environment is None else environment
        self._clouds = clouds
        self._settings = EngineSettings()
        self._clients: dict[str, AsyncClient] = {}

    def configure(self, settings: EngineSettings) -> None:
        """Takes the address and the confirmed hosts and cloud models from the engine's settings."""
        self._settings = settings

    @property
    def url(self) -> str:
        """The address in use. Raises `HostUnconfirmed` and `AddressInvalid`."""
        return address.resolve(
            self._named,
            self._settings.ollama,
            self._environment.get("OLLAMA_HOST"),
            self._settings.confirmed_hosts,
        )

    def may_use_cloud(self, name: str) -> bool:
        """Whether the person agreed that this model runs on somebody else's computer."""
        confirmed = {full_name(other) for other in self._settings.confirmed_cloud}
        return self._clouds and full_name(name) in confirmed

    def client(self) -> "AsyncClient":
        """The official client for the address in use."""
        url = self.url
        if url not in self._clients:
            self._clients[url] = self._make(url)
        return self._clients[url]

    def _make(self, url: str) -> "AsyncClient":
        # No redirects: a question must not follow one to another machine. No proxies: loopback
        # would go through them.
        client: AsyncClient = ollama().AsyncClient(
            url, trust_env=False, follow_redirects=False, verify=_certificates(url, self._environment)
        )
        client._client.event_hooks["response"].append(_acknowledge_at_once)
        headers = client._client.headers
        headers.pop("authorization", None)
        key = self._environment.get("OLLAMA_API_KEY")
        if key and url == self._environments_own():
            headers["authorization"] = f"Bearer {key}"
        return client

    def _environments_own(self) -> str | None:
        """The address that the environment's key is for."""
        try:
            return address.normal(self._environment.get("OLLAMA_HOST") or address.DEFAULT)
        except ModelError:
            return None

    async def ask(
        self, method: str, path: str, body: Any = None, model: str = "", read: float = QUICK
    ) -> bytes:
        """The body of a reply with status 200. `read` is the longest silence in seconds."""
        url = self.url
        if not is_loaded():
            await asyncio.to_thread(ollama)  # 0.3 s, in which others go on
        session = self._session()
        with translated(url, model):
            reply = await session.request(method, path, content=_encoded(body), timeout=_timeout(read))
            content: bytes = reply.content
        if reply.status_code != 200:
            raise from_reply(reply.status_code, said(content), model, url)
        return content

    async def lines(
        self, path: str, body: Any, model: str, read: float = CHAT
    ) -> AsyncGenerator[bytes, None]:
        """The lines of a streamed reply. Closing the generator closes the connection.

        Lines are cut at line feeds here: the client cuts at U+0085 too, in the middle of JSON.
        """
        url = self.url
        session = self._session()
        with translated(url, model):
            async with session.stream("POST", path, content=_encoded(body), timeout=_timeout(read)) as reply:
                if reply.status_code != 200:
                    raise from_reply(reply.status_code, said(await reply.aread()), model, url)
                rest = b""
                async for piece in reply.aiter_bytes():
                    *whole, rest = (rest + piece).split(b"\n")
                    for line in whole:
                        yield line
                if rest:
                    yield rest

    def _session(self) -> Any:
        """The client's own HTTP session: `chat()` has no `truncate` and `shift`, and the client's
        types drop `remote_host`."""
        return self.client()._client

    async def close(self) -> None:
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()  # type: ignore[no-untyped-call]


def _encoded(body: Any) -> bytes | None:
    if body is None:
        return None
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        # A lone surrogate: replaced, as the server itself does.
        import json

        return json.dumps(body).encode("utf-8")


async def _acknowledge_at_once(reply: Any) -> None:
    """A server that sends head and body apart holds the body's end until the head is acknowledged, and
    Linux puts that off by 40 ms: 6 % of embedding a batch."""
    import socket

    stream = reply.extensions.get("network_stream")
    connected = stream.get_extra_info("socket") if stream is not None else None
    if connected is not None and hasattr(socket, "TCP_QUICKACK"):
        with contextlib.suppress(OSError):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _timeout(read: float) -> Any:
    import httpx

    return httpx.Timeout(read, connect=CONNECT)


def _certificates(url: str, environment: Mapping[str, str]) -> Any:
    """The trust store for https; for http an empty one, since loading a full one takes 30 ms."""
    import ssl

    if not url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    file = environment.get("SSL_CERT_FILE", "")
    return ssl.create_default_context(cafile=file if os.path.isfile(file) else None)
