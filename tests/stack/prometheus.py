"""Prometheus as Grafana asks it, over its query API."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Any

import aiohttp

POLL_S = 0.2


class Prometheus:
    def __init__(self, url: str) -> None:
        self.url = url

    async def query(self, expression: str) -> list[dict[str, Any]]:
        """The series that have a number now. NaN is no answer: it is how a quantile says that it knows nothing."""
        told = await self.get("/api/v1/query", query=expression)
        return [one for one in told["result"] if not math.isnan(float(one["value"][1]))]

    async def until(self, expression: str, holds: Callable[[list[float]], bool], limit_s: float = 20) -> list[float]:
        """The values once `holds` is true of them; fails with what there is when it never is."""
        values: list[float] = []
        try:
            async with asyncio.timeout(limit_s):
                while not holds(values := [float(one["value"][1]) for one in await self.query(expression)]):  # noqa: ASYNC110
                    await asyncio.sleep(POLL_S)  # it answers from what it scraped, once a second
        except TimeoutError:
            raise AssertionError(f"{expression} is {values}") from None
        return values

    async def get(self, path: str, **query: str) -> Any:
        async with aiohttp.ClientSession() as session, session.get(self.url + path, params=query) as answer:
            told = await answer.json()
            assert told["status"] == "success", told
            return told["data"]
