"""A model's provider on loopback: a second of streamed code for most prompts, a refusal for the prompt "refuse"."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.models.providers import Stream

PAUSE_S = 0.05
LINES = ("<!doctype html>\n", "<title>Streamed</title>\n", *(f"<p>Line {number}</p>\n" for number in range(18)))


async def answer(request: web.Request, stream: Stream) -> web.StreamResponse:
    if "refuse" in await request.text():
        return web.json_response({"error": {"message": "quota", "code": "insufficient_quota"}}, status=429)
    for line in LINES:
        await stream.say(line)
        await asyncio.sleep(PAUSE_S)  # a model's pace: some ticks must fall into the generation
    return await stream.done()
