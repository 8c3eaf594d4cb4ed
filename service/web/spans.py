"""POST /telemetry/v1/traces: the page's spans, OTLP/HTTP in JSON, limited before they are read."""

from __future__ import annotations

import asyncio

from aiohttp import web

from service.telemetry.browser import MAX_BODY_BYTES, BrowserSpans
from service.web.answers import Problem, json, read
from service.web.bucket import Bucket

INTAKE: web.AppKey[BrowserSpans] = web.AppKey("browser_spans", BrowserSpans)
PER_SECOND = 20.0  # over all pages: a page sends a few exports a generation
BURST = 60.0


RATE: web.AppKey[Bucket] = web.AppKey("browser_rate", Bucket)


def rate() -> Bucket:
    """For the whole node: a flood must cost less than it is worth."""
    return Bucket(PER_SECOND, BURST, asyncio.get_running_loop().time())


async def spans(request: web.Request) -> web.Response:
    """200 with how many were taken. 413, 415, 422 and 429 are counted as dropped telemetry."""
    intake = request.app[INTAKE]
    try:
        if not request.app[RATE].take(asyncio.get_running_loop().time()):
            raise Problem(429, "rate_limited", "too many exports", "Send again in a minute.")
        if request.content_type != "application/json":
            raise Problem(415, "unsupported_media_type", "send OTLP as application/json")
        body = await read(request, MAX_BODY_BYTES, "Send smaller batches.")
        try:
            # Off the loop: parsing a quarter of a megabyte of somebody's JSON must not delay a tick.
            taken = await asyncio.to_thread(intake.accept, body)
        except ValueError as error:
            raise Problem(422, "bad_telemetry", f"not OTLP in JSON: {error}") from None
    except Problem:
        intake.drop()
        raise
    return json({"partialSuccess": {}, "accepted": taken})
