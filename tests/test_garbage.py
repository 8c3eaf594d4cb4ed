"""Full collections wait while connections tick, unless too much has gathered."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
import weakref
from collections.abc import Iterator

import aiohttp
import pytest

from service.web import garbage
from service.web.socket import Socket
from tests.clock import Clock, runner
from tests.conftest import Serve
from tests.provoke import GENERATE
from tests.running import until


class Ring:
    """An object that only the cycle collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def held_back() -> Iterator[None]:
    threshold = gc.get_threshold()
    garbage.hold_back()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


def old_ring() -> weakref.ref[Ring]:
    """One that has outlived the young collections, and of which nobody knows any more."""
    ring = Ring()
    gc.collect(1)
    return weakref.ref(ring)


def freed(quiet: bool, rings: int) -> bool:
    """Whether the next look frees an old ring, `rings` others being there."""

    async def look() -> bool:
        task = asyncio.create_task(garbage.collect(lambda: quiet))
        await asyncio.sleep(0)
        ring = old_ring()
        others = [Ring() for _ in range(rings)]
        await asyncio.sleep(garbage.LOOK_EVERY_S + 1)
        task.cancel()
        assert len(others) == rings
        return ring() is None

    with runner(Clock()) as run:
        return run.run(look())


@pytest.mark.parametrize(
    ("quiet", "rings", "collected"), [(True, garbage.SOME, True), (False, garbage.SOME, False), (True, 0, False)]
)
def test_a_full_collection_waits_for_a_quiet_moment_with_enough_to_gain(
    quiet: bool, rings: int, collected: bool
) -> None:
    assert freed(quiet, rings) is collected


def test_too_much_garbage_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "TOO_MANY", garbage.SOME)
    assert freed(False, garbage.SOME)


def test_nothing_but_a_look_makes_a_full_collection() -> None:
    before, young = gc.get_stats()[2]["collections"], gc.get_stats()[1]["collections"]
    kept = [Ring() for _ in range(300_000)]
    assert gc.get_stats()[2]["collections"] == before
    assert gc.get_stats()[1]["collections"] > young
    assert gc.get_freeze_count() > 0
    assert len(kept) == 300_000


async def test_a_connection_that_broke_off_leaves_nothing_to_the_collector(serve: Serve) -> None:
    def sockets() -> int:
        return sum(isinstance(each, Socket) for each in gc.get_objects())

    async with serve() as running:
        gc.collect()
        gc.disable()
        try:
            before = sockets()
            async with aiohttp.ClientSession() as client:
                ws = await client.ws_connect(f"{running.url}/generate-code")
                await ws.send_json(GENERATE)
                await ws.receive()
                assert sockets() == before + 1
                # Zero seconds of lingering turn the end of the client into a reset.
                ws.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            await until(lambda: sockets() == before)
        finally:
            gc.enable()
