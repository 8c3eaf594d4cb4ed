"""Real ways to make a handshake fail, each from the client's side of a socket: `await bad_json(service_url)`.

Every provocation returns what the client saw. Those whose request can carry a `traceparent` carry one of their own, so
that logs, spans and timelines are found by `seen.trace_id`. What needs the service's surroundings to break (Postgres,
NATS, a full queue) is in tests/surroundings.py and is provoked by `generate`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from service.outcomes import Outcome

ROUTE = "/generate-code"
GENERATE: Mapping[str, Any] = {
    "generationType": "create",
    "inputMode": "text",
    "generatedCodeConfig": "html_css",
    "prompt": {"text": "A landing page for a bakery with a navbar and 3 prices", "images": []},
    "history": [],
    "generator": "compose",
}
PEER_LIMIT_S = 20.0  # longer than any limit of the service that a test leaves at its default
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # 16 bytes in base64, the example of RFC 6455


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to connect, with the ids the page would make for it."""

    service: str
    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))
    connection_id: str = field(default_factory=lambda: f"c-{secrets.token_hex(6)}")

    @property
    def target(self) -> str:
        return f"{ROUTE}?traceparent=00-{self.trace_id}-{self.span_id}-01&connection={self.connection_id}"

    @property
    def url(self) -> str:
        return f"{self.service.rstrip('/')}{self.target}"

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.service)
        return parts.hostname or "127.0.0.1", parts.port or 80


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client saw: an HTTP answer, or the frames and the close of a WebSocket (1006: no close frame)."""

    attempt: Attempt
    http_status: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    frames: tuple[Mapping[str, Any], ...] = ()
    close_code: int | None = None
    close_reason: str = ""

    @property
    def trace_id(self) -> str:
        return self.attempt.trace_id

    @property
    def connection_id(self) -> str:
        return self.attempt.connection_id

    @property
    def error(self) -> Mapping[str, Any]:
        """The error the service explained itself with, over HTTP or as a frame; empty when it did not."""
        if "error" in self.body:
            told = self.body["error"]
            assert isinstance(told, Mapping)
            return told
        return next((frame for frame in self.frames if frame["type"] == "error"), {})

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]


Provocation = Callable[[str], Awaitable[Seen]]


# --- a WebSocket client ------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def connected(
    service: str, *, attempt: Attempt | None = None, headers: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Attempt, aiohttp.ClientWebSocketResponse]]:
    """An open connection that has said nothing yet."""
    attempt = attempt or Attempt(service)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(attempt.url, headers=headers, max_msg_size=0, autoclose=True) as ws,
    ):
        yield attempt, ws


async def read_to_the_end(attempt: Attempt, ws: aiohttp.ClientWebSocketResponse) -> Seen:
    """All frames until the other side closes; TimeoutError when it does not."""
    frames = []
    reason = ""
    async with asyncio.timeout(PEER_LIMIT_S):
        while (message := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
            frames.append(json.loads(message.data))
        if message.type is aiohttp.WSMsgType.CLOSE:
            reason = message.extra or ""
    return Seen(attempt, 101, frames=tuple(frames), close_code=ws.close_code, close_reason=reason)


async def frame(ws: aiohttp.ClientWebSocketResponse, kind: str) -> Mapping[str, Any]:
    """The next frame of a kind; ticks and others on the way are passed over."""
    async with asyncio.timeout(10):
        while True:
            received: Mapping[str, Any] = json.loads(await ws.receive_str())
            if received["type"] == kind:
                return received


async def send(
    service: str,
    message: str | bytes,
    *,
    attempt: Attempt | None = None,
    headers: Mapping[str, str] | None = None,
) -> Seen:
    """Connect, say one thing (text, or bytes as a binary frame), and listen to the end."""
    async with connected(service, attempt=attempt, headers=headers) as (attempt, ws):
        # A refusal may come before the message is out.
        with contextlib.suppress(ConnectionError):
            await (ws.send_str(message) if isinstance(message, str) else ws.send_bytes(message))
        return await read_to_the_end(attempt, ws)


async def generate(service: str, *, headers: Mapping[str, str] | None = None, **changes: Any) -> Seen:
    """A well-formed request to its end, whatever that is; `changes` replace parameters."""
    return await send(service, json.dumps({**GENERATE, **changes}), headers=headers)


# --- raw bytes, for what no client library will send -------------------------------------------------------------


async def exchange(attempt: Attempt, sent: bytes) -> Seen:
    """Write bytes, read one HTTP answer to the end of its body or of the connection."""
    reader, writer = await asyncio.open_connection(*attempt.address)
    try:
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(PEER_LIMIT_S):
                while chunk := await reader.read(65536):
                    answer += chunk
                    if _complete(answer):
                        break
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return _http_answer(attempt, answer)


def _complete(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= int(lengths[0])


def _http_answer(attempt: Attempt, answer: bytes) -> Seen:
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else None
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    return Seen(attempt, status, body=told if isinstance(told, dict) else {})


def upgrade_request(attempt: Attempt, *, version: str = "HTTP/1.1", **replaced: str | None) -> bytes:
    """A handshake's bytes; a header is replaced by keyword (`sec_websocket_version="8"`), None leaves it out."""
    headers: dict[str, str | None] = {
        "host": ":".join(map(str, attempt.address)),
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": KEY,
    }
    headers |= {name.replace("_", "-"): value for name, value in replaced.items()}
    lines = [f"GET {attempt.target} {version}", *(f"{name}: {value}" for name, value in headers.items() if value)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# --- before the upgrade ------------------------------------------------------------------------------------------


async def plain_http(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, upgrade_request(attempt, connection="keep-alive", upgrade=None))


async def old_version(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, upgrade_request(attempt, sec_websocket_version="8"))


async def no_key(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, upgrade_request(attempt, sec_websocket_key=None))


async def http_1_0(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, upgrade_request(attempt, version="HTTP/1.0"))


async def tls_hello(service: str) -> Seen:
    """The first bytes of wss:// on the plain port: a TLS record that holds a ClientHello."""
    hello = b"\x01\x00\x00\x2e\x03\x03" + secrets.token_bytes(32) + b"\x00\x00\x02\x13\x01\x01\x00\x00\x03\x00\x17\x00"
    return await exchange(Attempt(service), b"\x16\x03\x01" + struct.pack(">H", len(hello)) + hello + b"\r\n\r\n")


async def http2_preface(service: str) -> Seen:
    return await exchange(Attempt(service), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")


async def huge_header(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, upgrade_request(attempt, cookie="x" * 20_000))


async def broken_header(service: str) -> Seen:
    attempt = Attempt(service)
    return await exchange(attempt, f"GET {attempt.target} HTTP/1.1\r\nHost : 127.0.0.1\r\n\0: x\r\n\r\n".encode())


# --- refused right after the upgrade -----------------------------------------------------------------------------


async def foreign_origin(service: str) -> Seen:
    return await generate(service, headers={"Origin": "https://elsewhere.example"})


async def wrong_token(service: str) -> Seen:
    """Needs AUTH_TOKEN."""
    return await generate(service, headers={"Authorization": "Bearer not-the-token"})


async def burst(service: str, limit: int = 2000) -> Seen:
    """Connects again and again until one attempt is turned away; needs a HANDSHAKES_PER_SECOND of a few."""
    for _ in range(limit):
        async with connected(service) as (attempt, ws):
            await ws.send_str("{}")
            seen = await read_to_the_end(attempt, ws)
        if seen.close_code == Outcome.RATE_LIMITED.explanation.close_code:
            return seen
    raise AssertionError(f"{limit} connections in a row and none was turned away")


async def one_too_many(service: str, held: int = 1) -> Seen:
    """Holds `held` silent connections (MAX_CONNECTIONS) and tries one more."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(held):
            await stack.enter_async_context(connected(service))
        return await generate(service)


# --- the first message -------------------------------------------------------------------------------------------


async def silence(service: str) -> Seen:
    """Says nothing; needs a short RECEIVE_TIMEOUT_S."""
    async with connected(service) as (attempt, ws):
        return await read_to_the_end(attempt, ws)


async def bad_json(service: str) -> Seen:
    return await send(service, '{"prompt": ')


async def invalid_params(service: str) -> Seen:
    return await generate(service, generatedCodeConfig="cobol", prompt={"text": "", "images": []})


async def too_big(service: str, size: int = 64 * 1024) -> Seen:
    """One message of `size` bytes; needs a smaller MAX_MESSAGE_BYTES."""
    return await generate(service, prompt={"text": "x" * size, "images": []})


async def close_before_the_message(service: str) -> Seen:
    async with connected(service) as (attempt, ws):
        await ws.close(code=1000)
    return Seen(attempt, 101, close_code=1000)


async def reset_before_the_message(service: str) -> Seen:
    """Upgrades, then lets the connection die with a TCP reset, as a vanished network does."""
    attempt = Attempt(service)
    reader, writer = await asyncio.open_connection(*attempt.address)
    writer.write(upgrade_request(attempt))
    async with asyncio.timeout(PEER_LIMIT_S):
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101"), answer
    # Zero seconds of lingering turn the close into a reset.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return Seen(attempt, 101, close_code=1006)


# What only needs a client, with the settings that make it quick (see SETTINGS).
CLIENT_SIDE: Mapping[Outcome, tuple[Provocation, ...]] = {
    Outcome.UPGRADE_REQUIRED: (plain_http,),
    Outcome.BAD_UPGRADE: (old_version, no_key, http_1_0),
    Outcome.BAD_REQUEST: (tls_hello, http2_preface, huge_header, broken_header),
    Outcome.FORBIDDEN_ORIGIN: (foreign_origin,),
    Outcome.UNAUTHORIZED: (wrong_token,),
    Outcome.RATE_LIMITED: (burst,),
    Outcome.RECEIVE_TIMEOUT: (silence,),
    Outcome.BAD_JSON: (bad_json,),
    Outcome.INVALID_PARAMS: (invalid_params,),
    Outcome.MESSAGE_TOO_BIG: (too_big,),
    Outcome.CLIENT_CLOSED: (close_before_the_message,),
    Outcome.CLIENT_RESET: (reset_before_the_message,),
    Outcome.TOO_MANY_CONNECTIONS: (one_too_many,),
}
# The least that lets each of them happen; an outcome that is not named needs none.
SETTINGS: Mapping[Outcome, Mapping[str, str]] = {
    Outcome.UNAUTHORIZED: {"AUTH_TOKEN": "the-token"},
    Outcome.RATE_LIMITED: {"HANDSHAKES_PER_SECOND": "2"},
    Outcome.RECEIVE_TIMEOUT: {"RECEIVE_TIMEOUT_S": "0.3"},
    Outcome.MESSAGE_TOO_BIG: {"MAX_MESSAGE_BYTES": "16384"},
    Outcome.TOO_MANY_CONNECTIONS: {"MAX_CONNECTIONS": "1"},
}
