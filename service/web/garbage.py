"""Python's cycle collector, kept from stopping the event loop while connections tick.

A full collection looks at every object of the process, and no tick goes out meanwhile: 50 ms at rest, 200 to 400 ms with
2,000 connections, of which opening them brought eight. So a web node's full collections wait for a quiet moment, and
what was made at start, which lives as long as the process, is not looked at again.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable

from service.telemetry.logs import logger

YOUNG, MIDDLE = 700, 5  # Python's own 700 and 10 make the middle generation's pauses 10 ms
NEVER = 2**31 - 1
LOOK_EVERY_S = 5.0
# Memory blocks more than after the last full collection. A connection's cycles are about 110, 10 kB.
SOME = 50_000
TOO_MANY = 2_000_000  # about 200 MB: then also while connections tick


def hold_back() -> None:
    """No full collection by itself from now on; everything there is now is exempt from them for ever."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


async def collect(is_quiet: Callable[[], bool]) -> None:
    """For ever: a full collection when it is worth it and nobody waits for a tick, or when it cannot wait any longer."""
    after_last = sys.getallocatedblocks()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        grown = sys.getallocatedblocks() - after_last
        quiet = is_quiet()
        if grown > TOO_MANY or (quiet and grown > SOME):
            began = time.perf_counter()
            unreachable = gc.collect()
            took = time.perf_counter() - began
            after_last = sys.getallocatedblocks()
            if not quiet:
                logger().info("garbage.collected", duration_s=round(took, 3), objects=unreachable, blocks=after_last)
        elif grown < 0:
            after_last += grown
