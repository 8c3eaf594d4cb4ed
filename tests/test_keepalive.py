"""The ticker: even slots, absolute deadlines, the same bytes for all, and nothing for who does not read."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import Counter
from contextlib import ExitStack
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from bench.load import client_frame
from service.jobs.tasks import stop_all
from service.telemetry import metrics
from service.telemetry.handshake import KeepAlive
from service.telemetry.records import Ending
from service.web.keepalive import SLOTS, Ticker, text_frame
from tests.clock import Clock, runner
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, Attempt, upgrade_request
from tests.running import until


class Wire:
    """A transport that keeps what is written; `full` as when its peer does not read."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.full = False
        self.times: list[float] = []
        self.ticked = asyncio.Event()

    def write(self, data: bytes, /) -> None:
        self.written.append(data)
        self.times.append(asyncio.get_running_loop().time())
        self.ticked.set()

    def get_write_buffer_size(self) -> int:
        return 1 if self.full else 0

    def is_closing(self) -> bool:
        return False

    async def until(self, ticks: int) -> None:
        async with asyncio.timeout(10):
            while len(self.written) < ticks:
                self.ticked.clear()
                await self.ticked.wait()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size: int) -> None:
    frame = text_frame(b"x" * size)
    assert frame[0] == 0x81
    length, skip = frame[1], 2
    if length == 126:
        length, skip = int.from_bytes(frame[2:4], "big"), 4
    elif length == 127:
        length, skip = int.from_bytes(frame[2:10], "big"), 10
    assert length == size
    assert frame[skip:] == b"x" * size


def test_slots_are_even_and_share_their_bytes() -> None:
    wires, kept = [Wire() for _ in range(2 * SLOTS)], [KeepAlive() for _ in range(2 * SLOTS)]
    with runner(Clock()) as virtual:
        virtual.run(tick(wires, kept, ticks=4))
    assert [one.ticks for one in kept] == [4] * len(kept)
    assert [len(wire.written) for wire in wires] == [4] * len(wires)
    # Not equal bytes alone: the same object, which was encoded once.
    assert sorted(Counter(id(wire.written[3]) for wire in wires).values()) == [2] * SLOTS
    assert json.loads(wires[0].written[3][2:])["type"] == "keepalive"


def test_lateness_does_not_add_up() -> None:
    clock = Clock()
    slow, kept = Wire(), KeepAlive()

    def take_time() -> None:
        clock.now += 0.03  # as when other work holds the loop at each of its ticks

    kept.on_tick = take_time
    with runner(clock) as virtual:
        virtual.run(tick([slow], [kept], ticks=11))
    assert [time - slow.times[0] for time in slow.times] == pytest.approx([0.1 * n for n in range(11)])


def test_a_loop_that_stood_still_is_not_made_up_for() -> None:
    clock = Clock()
    wire, kept = Wire(), KeepAlive()

    def stand_still() -> None:
        clock.now += 5.0 if kept.ticks == 2 else 0.0

    kept.on_tick = stand_still
    with runner(clock) as virtual:
        virtual.run(tick([wire], [kept], ticks=5))
    gaps = [later - earlier for earlier, later in pairwise(wire.times)]
    assert gaps == pytest.approx([0.1, 5.1, 0.1, 0.1])


async def tick(wires: list[Wire], kept: list[KeepAlive], ticks: int) -> None:
    """Until each of the wires has had so many ticks of 100 ms."""
    ticker = Ticker(0.1)
    task = asyncio.create_task(ticker.run())
    with ExitStack() as stack:
        for wire, one in zip(wires, kept, strict=True):
            stack.enter_context(ticker.ticking(wire, one))
        for wire in wires:
            await wire.until(ticks)
    await stop_all((task,))


async def test_a_full_transport_misses_its_tick_and_is_counted() -> None:
    ticker, wire, kept = Ticker(0.02), Wire(), KeepAlive()
    dropped = metrics.KEEP_ALIVE_TICKS.labels("dropped")
    before = dropped._value.get()
    task = asyncio.create_task(ticker.run())
    with ticker.ticking(wire, kept):
        wire.full = True
        await until(lambda: kept.missed >= 2)
        wire.full = False
        await wire.until(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert dropped._value.get() - before == kept.missed
    assert kept.ticks == len(wire.written)


async def test_a_client_that_does_not_read_loses_ticks_and_no_code(serve: Serve) -> None:
    """Its socket's buffers are filled with code; the ticks it misses are counted, the code waits for it."""
    conducted = Conducted()
    async with serve(generators=[conducted], keep_alive_interval_ms=20) as running:
        parts = urlsplit(running.url)
        with socket.socket() as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(raw, (parts.hostname, parts.port))
            await loop.sock_sendall(raw, upgrade_request(Attempt(running.url)))
            await loop.sock_recv(raw, 1024)
            await loop.sock_sendall(raw, client_frame(json.dumps(dict(GENERATE)).encode()))
            await asyncio.wait_for(conducted.begun.wait(), 10)
            conducted.say(*["x" * 60_000] * 120)
            handshake, _ = await running.story.until(lambda told: isinstance(told, Ending))
            await until(lambda: handshake.keeping is not None and handshake.keeping.missed >= 3)
            conducted.finish()
        closing = await running.story.closing()
    assert closing.missed >= 3
