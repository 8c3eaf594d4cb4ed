"""Tasks have owners: who started some ends them, and waits until they have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from service.telemetry.logs import logger

TELL_AGAIN_S = 5.0  # longer than anything that a task here does while it ends


async def stop_all(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel them all, then wait; how they ended is for whoever asked them for a result.

    One that goes on is told again: a library in which the cancel was swallowed must not keep its owner for ever.
    """
    stopping = going_on = set(tasks)
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=TELL_AGAIN_S)
        for task in going_on:
            logger().error("task.goes_on", task=repr(task))
    await asyncio.gather(*stopping, return_exceptions=True)  # retrieves what they raised
