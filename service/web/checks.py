"""Who and what may open a connection: the upgrade as RFC 6455 wants it, the origin, the token."""

from __future__ import annotations

import base64
import binascii
import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web
from aiohttp.web import BaseRequest
from multidict import CIMultiDictProxy

from service.outcomes import Outcome, Refusal
from service.settings import Settings

TOKEN_COOKIE = "wirelight_token"  # noqa: S105 - its name


def check_upgrade(request: BaseRequest) -> None:
    """Raises Refusal(UPGRADE_REQUIRED) for plain HTTP and Refusal(BAD_UPGRADE) for a handshake that is malformed.

    aiohttp itself answers 101 to version 8, to HTTP/1.0 and to any key.
    """
    headers = request.headers
    if "websocket" not in _tokens(headers, "Upgrade") or "upgrade" not in _tokens(headers, "Connection"):
        missing = [name for name in ("Upgrade", "Connection") if name not in headers]
        detail = f"header {' and '.join(missing)} missing" if missing else "Upgrade or Connection has another value"
        raise Refusal(Outcome.UPGRADE_REQUIRED, detail)
    if request.method != "GET" or request.version < HttpVersion11:
        version = f"{request.version.major}.{request.version.minor}"
        raise Refusal(Outcome.BAD_UPGRADE, f"{request.method} over HTTP/{version}; a WebSocket needs GET over HTTP/1.1")
    if headers.get("Sec-WebSocket-Version", "").strip() != "13":
        claimed = headers.get("Sec-WebSocket-Version", "")[:20] or "none"
        raise Refusal(Outcome.BAD_UPGRADE, f"Sec-WebSocket-Version is {claimed!r}, not '13'")
    if not _is_key(headers.get("Sec-WebSocket-Key", "")):
        raise Refusal(Outcome.BAD_UPGRADE, "Sec-WebSocket-Key is not 16 bytes in base64")


def check_origin(request: BaseRequest, allowed: frozenset[str]) -> None:
    """A browser sends Origin and can't forge it: same origin, or on the list. Programs send none and are let in."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    normal = origin.strip().rstrip("/").lower()
    if normal in allowed or "*" in allowed:
        return
    # The host alone is compared: behind a TLS proxy the page says https where this request says http.
    if normal.partition("://")[2] == request.headers.get("Host", "").lower() != "":
        return
    raise Refusal(Outcome.FORBIDDEN_ORIGIN, f"the origin {origin[:100]} is not in ALLOWED_ORIGINS")


def check_host(request: BaseRequest, settings: Settings) -> None:
    """Raises Refusal(FORBIDDEN_ORIGIN) for a name that may have been rebound to this machine.

    A page at http://evil.example can make its own name mean 127.0.0.1; its Host and Origin then agree. Addresses and
    localhost can't be rebound. Only a service bound to loopback is sure that no other name is its own, unless
    ALLOWED_ORIGINS has it: a proxy's.
    """
    if not _is_local(settings.host):
        return
    host = urlsplit(f"//{request.headers.get('Host', '')}")
    try:
        name = (host.hostname or "").rstrip(".")
    except ValueError:
        name = ""
    if not name or _is_address(name) or name == "localhost" or name.endswith(".localhost"):
        return
    if "*" in settings.origins or any(one.partition("://")[2] == host.netloc.lower() for one in settings.origins):
        return
    raise Refusal(Outcome.FORBIDDEN_ORIGIN, f"the host name {name[:100]} is not in ALLOWED_ORIGINS")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_local(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def check_token(request: web.Request, settings: Settings) -> None:
    """Raises Refusal(UNAUTHORIZED) when AUTH_TOKEN is set and the request carries no or another one."""
    if settings.auth_token is None:
        return
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    sent = bearer.strip() if scheme.lower() == "bearer" else request.cookies.get(TOKEN_COOKIE, "")
    # aiohttp keeps bytes that are no UTF-8 as surrogates.
    if not hmac.compare_digest(sent.encode(errors="surrogateescape"), settings.auth_token.get_secret_value().encode()):
        raise Refusal(Outcome.UNAUTHORIZED, "another token was sent" if sent else "no token was sent")


def _tokens(headers: CIMultiDictProxy[str], name: str) -> set[str]:
    return {token.strip().lower() for value in headers.getall(name, ()) for token in value.split(",")}


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key.strip(), validate=True)) == 16
    except (binascii.Error, ValueError):
        return False
