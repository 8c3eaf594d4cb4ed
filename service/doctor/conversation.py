"""A real, tiny generation over the open WebSocket: the ten steps, the ticks, the code, the close."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import aiohttp

from service.doctor.limits import Limits
from service.doctor.probes import since
from service.doctor.report import CODE, AnyOutcome, Finding, failed, ok, outcome_named, skipped
from service.outcomes import GenerationOutcome, Outcome, PageOutcome
from service.telemetry.steps import Step

CLOSE = "close"
CANCEL = GenerationOutcome.CANCELLED.explanation.close_code or 1000
KEEP_ALIVE = "keep-alive"
# Fewer intervals than this say nothing about a rhythm.
MIN_TICKS = 3
# A tick this much later than its interval is what a person would see as a stall.
LATE_FACTOR = 5.0

REQUEST = {
    "generationType": "create",
    "inputMode": "text",
    "generatedCodeConfig": "html_css",
    "generator": "compose",
    "prompt": {"text": "A page with the heading Connection check", "images": []},
    "history": [],
}


@dataclass
class Heard:
    """What one connection said. `ticks` are arrival times in `perf_counter` seconds."""

    steps: dict[int, tuple[str, float]] = field(default_factory=dict)
    generation_id: str = ""
    text: str = ""
    chunks: int = 0
    sha256: str = ""
    ticks: list[float] = field(default_factory=list)
    error: dict[str, Any] = field(default_factory=dict)
    first_chunk_ms: float | None = None
    complete_ms: float | None = None
    close_code: int | None = None
    close_reason: str = ""
    quiet: bool = False


async def round_trip(ws: aiohttp.ClientWebSocketResponse, limits: Limits) -> Finding:
    """One ping, one pong: frames pass in both directions."""
    started = time.perf_counter()
    await ws.ping(b"doctor")
    try:
        async with asyncio.timeout(limits.pong_s):
            while (message := await ws.receive()).type is not aiohttp.WSMsgType.PONG:
                if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PING):
                    code = outcome_of_code(ws.close_code)
                    detail = f"closed with {ws.close_code} {message.extra or ''}".strip()
                    return failed("ping and pong", code or PageOutcome.LOST, detail, since(started))
    except TimeoutError:
        detail = f"no pong within {limits.pong_s:g} s: the upgrade got through, frames do not"
        return failed("ping and pong", PageOutcome.BLOCKED, detail, since(started))
    return ok("ping and pong", since(started))


async def talk(ws: aiohttp.ClientWebSocketResponse, limits: Limits) -> Heard:
    """Ask for a page, listen until the server closes. Ticks alone are silence: they say nothing of the generation."""
    heard, started = Heard(), time.perf_counter()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limits.whole_s), asyncio.timeout(limits.silence_s) as silence:
            await ws.send_str(json.dumps(REQUEST))
            while True:
                message = await ws.receive()
                if message.type is aiohttp.WSMsgType.TEXT:
                    if _hear(heard, json.loads(message.data), since(started)):
                        silence.reschedule(loop.time() + limits.silence_s)
                elif message.type is aiohttp.WSMsgType.PING:
                    await ws.pong(message.data)
                elif message.type is not aiohttp.WSMsgType.PONG:
                    heard.close_code, heard.close_reason = ws.close_code, str(message.extra or "")
                    return heard
    except TimeoutError:
        heard.quiet = True
        # Nobody will read it any more: a worker that comes later need not do it.
        await ws.close(code=CANCEL)
    except (ValueError, KeyError, TypeError, AttributeError):
        heard.close_reason = "it sent a frame that is not this service's"
    except ConnectionError as error:
        heard.close_reason = type(error).__name__
    return heard


def _hear(heard: Heard, frame: dict[str, Any], at_ms: float) -> bool:
    """Take a frame in. False for a tick."""
    if frame.get("type") == "keepalive":
        heard.ticks.append(time.perf_counter())
        return False
    for step in frame.get("steps") or ():
        heard.steps[step["step"]] = (step["outcome"], step["ms"])
    heard.generation_id = frame.get("generationId") or heard.generation_id
    match frame.get("type"):
        case "chunk" | "setCode" as kind:
            heard.text = frame["value"] if kind == "setCode" else heard.text + frame["value"]
            heard.chunks += 1
            heard.first_chunk_ms = heard.first_chunk_ms or at_ms
        case "variantComplete":
            heard.sha256, heard.complete_ms = frame["sha256"], at_ms
        case "error":
            heard.error = frame
    return True


def outcome_of_code(code: int | None) -> AnyOutcome | None:
    """The outcome that closes with `code`, when only one does."""
    tables: Sequence[type[AnyOutcome]] = (Outcome, GenerationOutcome)
    found = [o for table in tables for o in table if o.explanation.close_code == code and code not in (None, 1000)]
    return found[0] if len(found) == 1 else None


def steps(heard: Heard, timeline: dict[str, Any]) -> Iterator[Finding]:
    """One finding a step, 0 to 8: from the frames, or where they did not get so far, from the service's own record."""
    rows = {row["step"]: (row["outcome"], row["ms"]) for row in timeline.get("steps", ())} | heard.steps
    stopped = False
    for step in Step:
        if step is Step.KEEP_ALIVE:
            continue
        name = step.start_text
        result, ms = rows.get(step.number, (None, None))
        if result is None:
            yield skipped(name, "not reached" if stopped or not rows else "not reported")
        elif result == "ok":
            yield ok(name, ms, step=step.number)
        else:
            stopped = True
            outcome = outcome_named(result)
            detail = str(heard.error.get("detail") or timeline.get("detail") or result)
            yield failed(name, outcome, detail, ms, step=step.number)


def aftermath(heard: Heard, interval_ms: int, limits: Limits) -> Iterator[Finding]:
    """What came after the handshake: ticks, code, close."""
    yield _rhythm(heard, interval_ms)
    yield _code(heard, limits)
    yield _close(heard)


def _rhythm(heard: Heard, interval_ms: int) -> Finding:
    """`interval_ms`: what this machine's settings say; a remote service may have another, so only gaps fail."""
    if len(heard.ticks) <= MIN_TICKS:
        short = f"{len(heard.ticks)} ticks: the generation was over too soon to judge their rhythm"
        return skipped(KEEP_ALIVE, short)
    gaps = [(b - a) * 1000 for a, b in pairwise(heard.ticks)]
    middle, longest = sorted(gaps)[len(gaps) // 2], max(gaps)
    detail = f"{len(heard.ticks)} ticks, every {middle:.0f} ms, longest gap {longest:.0f} ms"
    if longest > LATE_FACTOR * max(interval_ms, middle):
        remedy = "Look for a proxy that buffers (nginx: proxy_buffering off), or for a server whose CPU is busy."
        return failed(KEEP_ALIVE, PageOutcome.STALLED, detail, middle, remedy)
    return ok(KEEP_ALIVE, middle, detail)


def _code(heard: Heard, limits: Limits) -> Finding:
    if heard.complete_ms is not None:
        size = len(heard.text.encode())
        if hashlib.sha256(heard.text.encode()).hexdigest() != heard.sha256:
            detail = f"{size} bytes arrived, but not the ones that were sent: the sha256 differs"
            return failed(CODE, PageOutcome.LOST, detail, heard.complete_ms)
        return ok(CODE, heard.complete_ms, f"{size:,} bytes in {heard.chunks} chunks, sha256 as announced")
    if heard.error:
        if heard.error.get("step", 9) < Step.KEEP_ALIVE.number:
            return skipped(CODE, "none: the handshake was refused")
        return failed(CODE, outcome_named(str(heard.error.get("outcome"))), str(heard.error.get("detail", "")))
    if heard.quiet:
        if heard.generation_id and not heard.chunks:
            detail = f"accepted, but no code within {limits.silence_s:g} s: no worker took it"
            return failed(CODE, None, detail, None, "Start `service worker`, or look at the workers' logs.")
        return failed(CODE, PageOutcome.STALLED, f"silence for {limits.silence_s:g} s")
    return failed(CODE, PageOutcome.LOST, f"broke off after {len(heard.text.encode()):,} bytes")


def _close(heard: Heard) -> Finding:
    code, reason = heard.close_code, heard.close_reason
    if code == 1000:
        return ok(CLOSE, None, "1000, as it should be")
    if heard.quiet:
        return skipped(CLOSE, "the server was still connected")
    if code is None or code == 1006:
        return failed(CLOSE, PageOutcome.LOST, reason or "the connection broke off without a close frame")
    if code == heard.error.get("closeCode"):
        return ok(CLOSE, None, f"{code} {reason}, as the error before it said")
    named = outcome_named(str(heard.error.get("outcome"))) or outcome_named(reason.partition(":")[0])
    return failed(CLOSE, named or outcome_of_code(code), f"{code} {reason}".strip())
