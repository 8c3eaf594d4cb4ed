"""Step 9: the connection while its generation runs. Ticks, code out, cancel and close in, until one side ends it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import nats
import orjson
from aiohttp import WSCloseCode, WSMsgType

from service import protocol
from service.jobs.bus import REQUEST_TIMEOUT_S
from service.jobs.events import Event
from service.jobs.tasks import stop_all
from service.outcomes import GenerationOutcome, Outcome, Refusal
from service.protocol import Cancel, Report
from service.storage.generations import Row
from service.telemetry.browser import record_report
from service.telemetry.handshake import KeepAlive
from service.telemetry.timeline import brief
from service.web.connection import Connection
from service.web.deps import Deps
from service.web.intent import Intent, Resumed
from service.web.keepalive import Transport
from service.web.socket import Socket

MAX_LATER_BYTES = 4096  # a cancel or a report; parsing somebody's megabytes here would hold up everybody's ticks
MAX_REPORTS = 4  # each is a log line; a page sends one
USER_CLOSE = 4333  # a page's own code for "the person cancelled"
READ_LIMIT_S = 60.0  # a client that takes no byte of its code for this long is gone
# Why a frame could not be sent is the reader's to say (it may be cancelling just now), unless it hears nothing either.
READER_TELLS_S = 5.0


@dataclass(frozen=True, slots=True)
class End:
    """Why step 9 is over. `code` is the client's close code where the client ended it, else None."""

    outcome: GenerationOutcome | Outcome = GenerationOutcome.OK
    detail: str = ""
    code: int | None = None


async def keep_alive(connection: Connection, ws: Socket, intent: Intent) -> None:
    """Returns when the connection is closed. The generation goes on if the client just left."""
    connection.generating()
    with connection.handshake.keep_alive() as kept:
        transport = connection.request.transport
        if transport is None:
            return
        await _send_where(connection, ws, intent)
        with connection.deps.ticker.ticking(transport, kept), _watched(connection, ws, transport):
            end = await _first_end(connection, ws, intent)
        await _close(connection, ws, end, kept)


async def _first_end(connection: Connection, ws: Socket, intent: Intent) -> End:
    """The writer, the reader and the server's own stop run side by side; the first to end decides."""
    tasks = [
        asyncio.create_task(_write(connection, ws, intent), name="writer"),
        asyncio.create_task(_read(connection, ws), name="reader"),
        asyncio.create_task(_stopped(connection), name="stopped"),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task.result() for task in tasks if task.done())
    finally:
        await stop_all(tasks)


async def _close(connection: Connection, ws: Socket, end: End, kept: KeepAlive) -> None:
    """Say how it ended and close with that outcome's code; nobody else reads or writes any more."""
    outcome = end.outcome
    if outcome not in (GenerationOutcome.OK, GenerationOutcome.CANCELLED):
        kept.error = outcome.value
    if end.code is not None:
        kept.close_code, kept.initiator = end.code, "client"
        return
    kept.close_code, kept.initiator = outcome.explanation.close_code or WSCloseCode.INTERNAL_ERROR, "server"
    if kept.error:
        await ws.say(protocol.error(outcome, connection.ids, end.detail), connection.settings.send_timeout_s)
    reason = protocol.close_reason(outcome, end.detail) if outcome is not GenerationOutcome.OK else b""
    await ws.close(code=kept.close_code, message=reason)


async def _send_where(connection: Connection, ws: Socket, intent: Intent) -> None:
    """What the generation is at: one that is resumed may have its worker already, and say nothing for a while."""
    steps = brief(connection.handshake.records, 6)
    if isinstance(intent, Resumed) and intent.running:
        frame = protocol.status("generating", "Generating", connection.ids, steps=steps)
    else:
        frame = _queued(connection, connection.deps.workers.position(connection.job_seq), steps=steps)
    await ws.say(frame, connection.settings.send_timeout_s)


def _queued(connection: Connection, position: int | None, **more: object) -> bytes:
    return protocol.status("queued", "Waiting for a worker", connection.ids, queuePosition=position, **more)


def _watched(connection: Connection, ws: Socket, transport: Transport) -> contextlib.AbstractContextManager[None]:
    feed = connection.feed
    assert feed is not None
    watch, job_seq = connection.deps.watch, connection.job_seq
    place = partial(_queued, connection)
    return watch.watching(_generation(connection), job_seq, feed, ws, transport, place)


async def _write(connection: Connection, ws: Socket, intent: Intent) -> End:
    """Frames as they come, each sent before the next is taken: a slow client waits for itself, not in our memory."""
    if isinstance(intent, Resumed) and intent.ended:
        return await _from_storage(connection, ws, intent.ended)
    feed = connection.feed
    assert feed is not None
    try:
        async for event in feed:
            if event.end and not feed.whole:
                await _mend(connection, ws, event)
            if not await ws.say(event.frame, READ_LIMIT_S):
                await asyncio.sleep(READER_TELLS_S)
                return End(code=WSCloseCode.ABNORMAL_CLOSURE)
            if event.end:
                return End(GenerationOutcome(event.end), orjson.loads(event.frame).get("value", ""))
        return await _from_storage(connection, ws, await connection.deps.generations.find(_generation(connection)))
    except Refusal as refusal:
        return End(refusal.outcome, refusal.detail)


async def _mend(connection: Connection, ws: Socket, end: Event) -> None:
    """Before the last frame, the whole text to a client that has missed some of it: NATS was away for a time."""
    code = await connection.deps.versions.code(_generation(connection), 1)
    if code is not None:
        await ws.say(protocol.set_code(code["code"], end.seq - 1, end.attempt), READ_LIMIT_S)


def _generation(connection: Connection) -> UUID:
    return UUID(connection.handshake.generation_id or "")


async def _from_storage(connection: Connection, ws: Socket, row: Row | None) -> End:
    """A generation that is over: its whole text from Postgres, and how it ended."""
    if row is None or row["outcome"] is None:
        return End(Outcome.INTERNAL)
    code = await connection.deps.versions.code(row["id"], 1)
    if code is not None:
        await ws.say(protocol.set_code(code["code"], row["last_seq"], row["attempt"]), READ_LIMIT_S)
    for one in row["remarks"]:
        await ws.say(protocol.remark(one["kind"], one["message"], one["items"]), READ_LIMIT_S)
    known = row["outcome"] in set(GenerationOutcome)  # else it failed in its handshake
    outcome = GenerationOutcome(row["outcome"]) if known else Outcome(row["outcome"])
    if outcome is GenerationOutcome.OK and code is not None:
        size = len(code["code"].encode())
        await ws.say(protocol.variant_complete(code["sha256"], size, row["last_seq"]), READ_LIMIT_S)
    return End(outcome, row["detail"])


async def _read(connection: Connection, ws: Socket) -> End:
    """What the client still says: cancel, a report, a close. aiohttp wants exactly one reader."""
    generation_id = _generation(connection)
    reports = 0
    while True:
        message = await ws.receive()
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            if len(message.data) > MAX_LATER_BYTES:
                continue
            match protocol.parse_later(message.data):
                case Cancel():
                    if await _cancel(connection.deps, generation_id, ws):
                        return End(GenerationOutcome.CANCELLED)
                case Report() as report if reports < MAX_REPORTS:
                    reports += 1
                    record_report(report, connection.handshake.generation_id or "")
            continue
        gone = ws.gone(message)
        if gone.outcome is Outcome.MESSAGE_TOO_BIG:
            return End(gone.outcome, gone.detail)
        code = message.data if message.type is WSMsgType.CLOSE and message.data else WSCloseCode.ABNORMAL_CLOSURE
        if code == USER_CLOSE:
            await _cancel(connection.deps, generation_id, None)
            return End(GenerationOutcome.CANCELLED, code=code)
        return End(code=code)


async def _cancel(deps: Deps, generation_id: UUID, ws: Socket | None) -> bool:
    """Stop the work, wherever it is. True when the client has been answered here: the worker's event does it otherwise."""
    detail = "cancelled before a worker had begun"
    if await deps.generations.give_up(generation_id, GenerationOutcome.CANCELLED.value, detail, only=("queued",)):
        if ws is not None:
            await ws.say(protocol.cancelled(str(generation_id), 0, stopped=True, elapsedMs=0.0), REQUEST_TIMEOUT_S)
        return True
    with contextlib.suppress(nats.errors.Error, TimeoutError, Refusal):
        await deps.bus.request(f"cancel.{generation_id}")
        return False
    if ws is not None:  # no worker holds it: it is between two of them, or over
        await ws.say(protocol.cancelled(str(generation_id), 0, stopped=False), REQUEST_TIMEOUT_S)
    return True


async def _stopped(connection: Connection) -> End:
    """The server stops: the generation goes on, and the client may resume it elsewhere."""
    await connection.deps.draining.wait()
    return End(Outcome.SHUTTING_DOWN)
