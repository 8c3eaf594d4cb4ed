"""Tasks have owners: who started some ends them, and waits until they have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


async def stop_all(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel them all, then wait; how they ended is for whoever asked them for a result."""
    stopping = list(tasks)
    for task in stopping:
        task.cancel()
    await asyncio.gather(*stopping, return_exceptions=True)
