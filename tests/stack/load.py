"""A minute of life in half of one: successes, failures, a cancelled and a resumed generation, a page's reports."""

from __future__ import annotations

import asyncio
import json
import time

import aiohttp

from tests import provoke
from tests.provoke import GENERATE, Attempt
from tests.stack.otlp import post_as_page
from tests.stack.service import Service
from tests.surroundings import Gate, locked_table

ROUNDS = 8  # Prometheus scrapes once a second: a rate needs two scrapes between which something happened


async def life(service: Service) -> None:
    """Returns when all of it has happened."""
    for _ in range(ROUNDS):
        await asyncio.gather(
            provoke.generate(service.url, generator="llm"),
            provoke.generate(service.url, generator="compose"),
            provoke.generate(service.url, generator="llm", prompt={"text": "refuse", "images": []}),
            provoke.bad_json(service.url),
            provoke.plain_http(service.url),
            cancelled(service),
            resumed(service),
            reported(service, "connected"),
            reported(service, "unreachable"),
        )
    async with locked_table(service.database_url):
        await provoke.generate(service.url)


async def cancelled(service: Service) -> None:
    async with provoke.connected(service.url) as (attempt, ws):
        await ws.send_str(json.dumps({**GENERATE, "generator": "llm"}))
        await until_type(ws, "chunk")
        await ws.send_str('{"type":"cancel"}')
        assert (await provoke.read_to_the_end(attempt, ws)).close_code == 4333


async def resumed(service: Service) -> None:
    """Loses the connection in the middle and goes on with the generation on another."""
    async with (
        Gate(*Attempt(service.url).address) as network,
        provoke.connected(f"http://127.0.0.1:{network.port}") as (_, ws),
    ):
        await ws.send_str(json.dumps({**GENERATE, "generator": "llm"}))
        accepted = await until_type(ws, "status")
        await until_type(ws, "chunk")
        await network.shut()
    resume = {"type": "resume", "generationId": accepted["generationId"], "lastSeq": 0}
    seen = await provoke.send(service.url, json.dumps(resume))
    assert seen.close_code == 1000, seen.close_reason


async def reported(service: Service, result: str) -> None:
    now = time.time_ns()
    await post_as_page(service.url, Attempt(service.url), now - 10_000_000, now, result)


async def until_type(ws: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, str]:
    async with asyncio.timeout(20):
        while (frame := json.loads(await ws.receive_str()))["type"] != kind:
            pass
    assert isinstance(frame, dict)
    return frame
