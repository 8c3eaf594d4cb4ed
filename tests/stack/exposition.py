"""A process's own /metrics page, read until it says what is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp

LIMIT_S = 20.0  # the service's own limit for one export is 5 s, and it may try more than once


def sample(page: str, start: str) -> float | None:
    """The value of the first sample that begins so, None when there is none."""
    line = next((line for line in page.splitlines() if line.startswith(start)), None)
    return float(line.split(" # ")[0].split()[-1]) if line else None


async def until_page(url: str, holds: Callable[[str], bool]) -> str:
    """The page, as OpenMetrics, once `holds` is true of it; TimeoutError when it never is."""
    headers = {"Accept": "application/openmetrics-text"}
    async with asyncio.timeout(LIMIT_S), aiohttp.ClientSession() as session:
        while True:
            async with session.get(url, headers=headers) as answer:
                page = await answer.text()
            if holds(page):
                return page
            await asyncio.sleep(0.05)


async def until_sample(url: str, start: str, holds: Callable[[float], bool]) -> None:
    await until_page(url, lambda page: (value := sample(page, start)) is not None and holds(value))
