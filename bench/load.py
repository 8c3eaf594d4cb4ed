"""Load for the benches: many WebSocket connections in one cheap process, speaking the protocol in raw bytes.

A client library for 2,000 connections would cost more than the server it measures; this one only counts frames.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

TICK = b'{"type":"keepalive"'
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)


def client_frame(payload: bytes) -> bytes:
    """A masked text frame (RFC 6455, section 5.3)."""
    mask = os.urandom(4)
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


@dataclass(slots=True)
class Counted:
    """What the connections saw. `gaps` are seconds between two ticks of one connection."""

    opened: int = 0
    closed: int = 0
    ticks: int = 0
    gaps: list[float] = field(default_factory=list)
    longest_gap: float = 0.0  # while the connections were opened


class Peer(asyncio.Protocol):
    """One connection: upgrades, says `first`, then notes when ticks arrive."""

    def __init__(self, path: str, first: bytes, counted: Counted, upgraded: asyncio.Future[None]) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self._hello = REQUEST.format(path=path, key=key).encode()
        self._first = first
        self._counted = counted
        self._upgraded = upgraded
        self._last = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        if not self._upgraded.done():
            if b"\r\n\r\n" not in data:
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self._upgraded.set_exception(ConnectionError(data.split(b"\r\n")[0].decode(errors="replace")))
                return
            self._upgraded.set_result(None)
            self._counted.opened += 1
            assert self._transport is not None
            self._transport.write(self._first)
        ticks = data.count(TICK)
        if ticks:
            now = time.perf_counter()
            if self._last:
                self._counted.gaps.append(now - self._last)
            self._last = now
            self._counted.ticks += ticks

    def connection_lost(self, _: Exception | None) -> None:
        self._counted.closed += 1
        if not self._upgraded.done():
            self._upgraded.set_exception(ConnectionError("closed before the upgrade"))

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def open_many(port: int, path: str, first: bytes, count: int, counted: Counted, at_once: int = 50) -> list[Peer]:
    """`count` upgraded connections; ConnectionError when one is refused."""
    loop, peers = asyncio.get_running_loop(), list[Peer]()
    for start in range(0, count, at_once):
        batch = []
        for _ in range(min(at_once, count - start)):
            upgraded: asyncio.Future[None] = loop.create_future()
            peer = Peer(path, first, counted, upgraded)
            peers.append(peer)
            batch.append((loop.create_connection(lambda peer=peer: peer, "127.0.0.1", port), upgraded))  # type: ignore[misc]
        await asyncio.gather(*(connecting for connecting, _ in batch))
        await asyncio.wait_for(asyncio.gather(*(upgraded for _, upgraded in batch)), 30)
    return peers


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
