"""Where Ollama is: the rules of `OLLAMA_HOST`, and who must agree before an address is used."""

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from desktop_rag.domain.errors import AddressInvalid, HostUnconfirmed

DEFAULT = "http://127.0.0.1:11434"
PORTS = {"http": 80, "https": 443}
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?")
# What a server listens on when it listens everywhere; a client has to name one address.
EVERYWHERE = ("", "0.0.0.0", "::")


def normal(text: str) -> str:
    """`scheme://host:port[/path]` of an address as Ollama reads it. Raises `AddressInvalid`.

    Without a scheme the port is 11434, with one it is that of the scheme, as in Ollama's own
    `envconfig.Host`. An address with a user name, a query or characters no host has is refused.
    """
    cleaned = text.strip().strip("\"'").strip()
    scheme, found, rest = cleaned.partition("://")
    if not found:
        scheme, rest = "http", cleaned
    if scheme not in PORTS or any(sign in rest for sign in "@?#\\") or not rest.isascii():
        raise AddressInvalid(url=text)
    hostport, _, path = rest.partition("/")
    host, port = _host_and_port(hostport, PORTS[scheme] if found else 11434, text)
    trail = path.strip("/")
    if not re.fullmatch(r"[A-Za-z0-9._~/-]*", trail):
        raise AddressInvalid(url=text)
    return f"{scheme}://{host}:{port}" + (f"/{trail}" if trail else "")


def _host_and_port(hostport: str, default: int, text: str) -> tuple[str, int]:
    bare = hostport.strip("[]")
    if _is_ip(bare) and (":" not in bare or hostport.startswith("[") or hostport.count(":") > 1):
        host, port = bare, str(default)
    else:
        match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d{1,5}))?", hostport)
        if match is None:
            raise AddressInvalid(url=text)
        host, port = match[1].strip("[]"), match[2] or str(default)
    if not 0 < int(port) < 65536:
        raise AddressInvalid(url=text)
    return _host(host, text), int(port)


def _host(host: str, text: str) -> str:
    if host in EVERYWHERE:
        return "127.0.0.1"
    if _is_ip(host):
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            return "127.0.0.1"
        return f"[{address}]" if address.version == 6 else str(address)
    if not NAME.fullmatch(host):
        raise AddressInvalid(url=text)
    return host.lower()


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def is_this_machine(url: str) -> bool:
    """Whether a normal address is a loopback address, by its spelling alone: no name is looked up."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    if not _is_ip(host):
        return False
    address = ipaddress.ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or bool(mapped and mapped.is_loopback)


def resolve(named: str | None, chosen: str, environment: str | None, confirmed: Collection[str]) -> str:
    """The address to use: the one named, else the one confirmed in the window, else `OLLAMA_HOST`.

    Only the environment's needs confirmation, when it is another machine: it belongs to the
    server's world and may stand there for reasons the person knows nothing of.
    Raises `HostUnconfirmed` and `AddressInvalid`.
    """
    if named:
        return normal(named)
    if chosen:
        return normal(chosen)
    if not environment or not environment.strip():
        return DEFAULT
    url = normal(environment)
    if is_this_machine(url) or url in {_normal_or_none(host) for host in confirmed}:
        return url
    raise HostUnconfirmed(host=url)


def _normal_or_none(text: str) -> str | None:
    try:
        return normal(text)
    except AddressInvalid:
        return None
