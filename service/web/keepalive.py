"""The keep-alive ticker: one for all connections of a process, in ten slots, against absolute deadlines.

A frame is encoded once a slot and the same bytes are written to every transport of it: a tenth of the cost of a task
a connection, and no burst. A transport whose buffer is not empty misses its tick, counted: code goes first.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from service.protocol import keepalive
from service.telemetry import metrics
from service.telemetry.handshake import KeepAlive

SLOTS = 10


class Transport(Protocol):
    """What a tick needs of asyncio's transports."""

    def write(self, data: bytes, /) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...


class _Slot:
    __slots__ = ("due", "last", "members", "seq")

    def __init__(self) -> None:
        self.members: dict[Transport, KeepAlive] = {}
        self.due = 0.0
        self.last = 0.0  # when the slot last ticked; 0 while it was empty
        self.seq = 0


class Ticker:
    """Ticks every `interval_s` seconds on each transport between `add` and its end. `run` is its one task."""

    def __init__(self, interval_s: float) -> None:
        self._interval = interval_s
        self._slots = [_Slot() for _ in range(SLOTS)]
        self._next = 0
        self._sent = metrics.KEEP_ALIVE_TICKS.labels("sent")
        self._dropped = metrics.KEEP_ALIVE_TICKS.labels("dropped")

    @contextmanager
    def ticking(self, transport: Transport, kept: KeepAlive) -> Iterator[None]:
        """Tick on `transport` while the block lasts; `kept` counts. Joins the emptiest slot: its first tick comes soon."""
        slot = min(self._slots, key=lambda one: len(one.members))
        slot.members[transport] = kept
        try:
            yield
        finally:
            del slot.members[transport]
            if not slot.members:
                slot.last = 0.0

    @property
    def idle(self) -> bool:
        """Whether nobody gets ticks just now."""
        return not any(slot.members for slot in self._slots)

    async def run(self) -> None:
        """For ever. Deadlines are absolute: a late tick does not make the next one late."""
        loop = asyncio.get_running_loop()
        width = self._interval / SLOTS
        due = loop.time()
        while True:
            due += width
            await asyncio.sleep(max(0.0, due - loop.time()))
            slot = self._slots[self._next]
            self._next = (self._next + 1) % SLOTS
            if slot.members:
                self._tick(slot, due, loop)
            if loop.time() - due > self._interval:  # suspended, or blocked for long: skip what nobody waits for now
                due = loop.time()

    def _tick(self, slot: _Slot, due: float, loop: asyncio.AbstractEventLoop) -> None:
        slot.seq += 1
        frame = text_frame(keepalive(slot.seq, time.time_ns() // 1_000_000))
        began = loop.time()
        late_start = began - due
        sent = dropped = 0
        for transport, kept in slot.members.items():
            if transport.get_write_buffer_size() or transport.is_closing():
                kept.missed += 1
                dropped += 1
                continue
            transport.write(frame)
            sent += 1
            kept.ticks += 1
            if late_start > kept.max_lateness_s:
                kept.max_lateness_s = late_start
            if kept.on_tick is not None:
                kept.on_tick()
        ended = loop.time()
        self._sent.inc(sent)
        if dropped:
            self._dropped.inc(dropped)
        # One observation a slot, of its last member: the worst of all of them, at a hundredth of the cost.
        metrics.KEEP_ALIVE_LATENESS.observe(max(0.0, ended - due))
        if slot.last:
            metrics.KEEP_ALIVE_INTERVAL.observe(began - slot.last)
        slot.last = began


def text_frame(payload: bytes) -> bytes:
    """A WebSocket text frame as a server sends it: final, unmasked (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload
