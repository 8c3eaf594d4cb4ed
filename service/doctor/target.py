"""The address to examine, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

ROUTE = "/generate-code"
_SECURE = {"ws": False, "http": False, "wss": True, "https": True}


class BadAddress(ValueError):
    """What is wrong with an address, as a sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a page would connect to. `prefix` is what a proxy puts before the service's own paths, usually ""."""

    secure: bool
    host: str
    port: int
    prefix: str
    route: str

    @property
    def authority(self) -> str:
        """Host and port as in a URL; a scheme's usual port is left out, as browsers do in `Origin`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"

    @property
    def websocket(self) -> str:
        return f"{'wss' if self.secure else 'ws'}://{self.authority}{self.prefix}{self.route}"

    @property
    def origin(self) -> str:
        """What a page served by the service itself sends as its Origin."""
        return f"{'https' if self.secure else 'http'}://{self.authority}"

    def http(self, path: str) -> str:
        return f"{self.origin}{self.prefix}{path}"


def parse(address: str, default_port: int) -> Target:
    """A ws, wss, http or https URL, `host:port` or a bare host. Raises `BadAddress`.

    A bare host means `default_port`; a URL without a port its scheme's own. No path means the service's route.
    """
    text = address.strip()
    bare = "://" not in text
    try:
        parts = urlsplit(f"ws://{text}" if bare else text)
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"it is not a URL: {error}") from None
    if parts.scheme not in _SECURE:
        raise BadAddress(f"{parts.scheme}:// is no scheme of WebSockets: use ws:// or wss://")
    if not parts.hostname:
        raise BadAddress("it names no host")
    if parts.username or parts.password:
        raise BadAddress("browsers refuse a user name or password in a WebSocket's URL: leave it out")
    if parts.fragment:
        raise BadAddress("browsers refuse a # part in a WebSocket's URL: leave it out")
    if port == 0:
        raise BadAddress("port 0 is no port to connect to")
    secure = _SECURE[parts.scheme]
    path = parts.path.rstrip("/")
    if not path or (parts.scheme.startswith("http") and not path.endswith(ROUTE)):
        # The address of the page, not of the socket.
        prefix, route = path, ROUTE
    elif path.endswith(ROUTE):
        prefix, route = path.removesuffix(ROUTE), ROUTE
    else:
        prefix, route = "", path
    return Target(secure, parts.hostname, port or (default_port if bare else 443 if secure else 80), prefix, route)
