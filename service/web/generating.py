"""Step 9: the connection while its generation runs. Ticks, code out, cancel and close in, until one side ends it."""

from __future__ import annotations

import asyncio
import contextlib
from uuid import UUID

import nats
import orjson
from aiohttp import WSCloseCode, WSMsgType

from service import protocol
from service.jobs.bus import REQUEST_TIMEOUT_S
from service.outcomes import GenerationOutcome, Outcome, Refusal
from service.protocol import Cancel, Report
from service.telemetry.browser import record_report
from service.telemetry.handshake import KeepAlive
from service.telemetry.timeline import brief
from service.web.connection import Connection
from service.web.deps import Deps
from service.web.intent import Intent, Resumed
from service.web.socket import Socket

USER_CLOSE = 4333  # a page's own code for "the person cancelled"
READ_LIMIT_S = 60.0  # a client that takes no byte of its code for this long is gone
LOOK_EVERY_S = 1.0  # at the queue position
CHECK_EVERY = 30  # looks without any event before Postgres is asked whether the generation is over


async def keep_alive(connection: Connection, ws: Socket, intent: Intent) -> None:
    """Returns when the connection is closed. The generation goes on if the client just left."""
    connection.generating()
    with connection.handshake.keep_alive() as kept:
        transport = connection.request.transport
        if transport is None:
            kept.close_code, kept.initiator = WSCloseCode.ABNORMAL_CLOSURE, "client"
            return
        await _send_queued(connection, ws)
        with connection.deps.ticker.ticking(transport, kept):
            await _until_one_ends(connection, ws, intent, kept)


async def _until_one_ends(connection: Connection, ws: Socket, intent: Intent, kept: KeepAlive) -> None:
    """The writer, the reader, the watcher and the server's own stop run side by side; the first to end decides."""
    progress = Progress()
    tasks = [
        asyncio.create_task(_write(connection, ws, intent, kept, progress), name="writer"),
        asyncio.create_task(_read(connection, ws, kept), name="reader"),
        asyncio.create_task(_drained(connection, ws, kept), name="drain"),
        asyncio.create_task(_watch(connection, ws, progress), name="watch"),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Progress:
    """What the watcher looks at."""

    __slots__ = ("events", "started")

    def __init__(self) -> None:
        self.events = 0
        self.started = False


async def _send_queued(connection: Connection, ws: Socket) -> None:
    position = connection.deps.workers.position(connection.job_seq)
    steps = brief(connection.handshake.records, 6)
    await ws.say(
        protocol.status("queued", "Waiting for a worker", connection.ids, queuePosition=position, steps=steps),
        connection.settings.send_timeout_s,
    )


async def _write(connection: Connection, ws: Socket, intent: Intent, kept: KeepAlive, progress: Progress) -> None:
    """Frames as they come, each sent before the next is taken: a slow client waits for itself, not in our memory."""
    if isinstance(intent, Resumed) and intent.over:
        await _from_storage(connection, ws, intent.id, kept)
        return
    assert connection.feed is not None
    try:
        async for event in connection.feed:
            progress.events += 1
            progress.started = True
            if not await ws.say(event.frame, READ_LIMIT_S):
                kept.close_code, kept.initiator = WSCloseCode.ABNORMAL_CLOSURE, "client"
                return
            if event.end:
                detail = orjson.loads(event.frame).get("value", "")
                await _finish(connection, ws, kept, GenerationOutcome(event.end), detail)
                return
    except Refusal as refusal:
        await _finish(connection, ws, kept, refusal.outcome, refusal.detail)


async def _finish(
    connection: Connection, ws: Socket, kept: KeepAlive, outcome: GenerationOutcome | Outcome, detail: str
) -> None:
    """Say how it ended and close, with that outcome's code."""
    code = outcome.explanation.close_code or WSCloseCode.INTERNAL_ERROR
    if outcome not in (GenerationOutcome.OK, GenerationOutcome.CANCELLED):
        kept.error = outcome.value
        await ws.say(protocol.error(outcome, connection.ids, detail), connection.settings.send_timeout_s)
    kept.close_code, kept.initiator = code, "server"
    reason = protocol.close_reason(outcome, detail) if outcome is not GenerationOutcome.OK else b""
    await ws.close(code=code, message=reason)


async def _from_storage(connection: Connection, ws: Socket, generation_id: UUID, kept: KeepAlive) -> None:
    """A generation that is over: its whole text from Postgres, and how it ended."""
    row = await connection.deps.generations.find(generation_id)
    code = await connection.deps.versions.code(generation_id, 1)
    if row is None:
        await _finish(connection, ws, kept, Outcome.INTERNAL, "")
        return
    seq, limit = row["last_seq"], READ_LIMIT_S
    if code is not None:
        await ws.say(protocol.set_code(code["code"], seq, row["attempt"]), limit)
    for one in row["remarks"]:
        await ws.say(protocol.remark(one["kind"], one["message"], one["items"]), limit)
    try:
        outcome: GenerationOutcome | Outcome = GenerationOutcome(row["outcome"])
    except ValueError:  # a row that failed in its handshake
        outcome = Outcome(row["outcome"])
    if outcome is GenerationOutcome.OK and code is not None:
        await ws.say(protocol.variant_complete(code["sha256"], len(code["code"].encode()), seq), limit)
    await _finish(connection, ws, kept, outcome, row["detail"])


async def _read(connection: Connection, ws: Socket, kept: KeepAlive) -> None:
    """What the client still says: cancel, a report, a close. aiohttp wants exactly one reader."""
    generation_id = UUID(connection.handshake.generation_id or "")
    while True:
        message = await ws.receive()
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            match protocol.parse_later(message.data):
                case Cancel():
                    if await _cancel(connection.deps, generation_id, ws):
                        await _finish(connection, ws, kept, GenerationOutcome.CANCELLED, "")
                        return
                case Report() as report:
                    record_report(report, connection.handshake.generation_id or "")
            continue
        if ws.close_code == WSCloseCode.MESSAGE_TOO_BIG:
            kept.close_code, kept.initiator, kept.error = 1009, "server", Outcome.MESSAGE_TOO_BIG.value
            return
        if not kept.error and kept.initiator == "client":  # else the writer has closed, and this is its answer
            kept.close_code = message.data if message.type is WSMsgType.CLOSE and message.data else 1006
            if kept.close_code == USER_CLOSE:
                await _cancel(connection.deps, generation_id, None)
        return


async def _cancel(deps: Deps, generation_id: UUID, ws: Socket | None) -> bool:
    """Stop the work, wherever it is. True when the client has been answered here: the worker's event does it otherwise."""
    detail = "cancelled before a worker had begun"
    if await deps.generations.give_up(generation_id, GenerationOutcome.CANCELLED.value, detail, only=("queued",)):
        if ws is not None:
            await ws.say(protocol.cancelled(str(generation_id), 0, stopped=True, elapsedMs=0.0), REQUEST_TIMEOUT_S)
        return True
    with contextlib.suppress(nats.errors.Error, TimeoutError, Refusal):
        await deps.bus.client.request(f"cancel.{generation_id}", timeout=REQUEST_TIMEOUT_S)
        return False
    if ws is not None:  # no worker holds it: it is between two of them, or over
        await ws.say(protocol.cancelled(str(generation_id), 0, stopped=False), REQUEST_TIMEOUT_S)
    return True


async def _drained(connection: Connection, ws: Socket, kept: KeepAlive) -> None:
    """The server stops: the generation goes on, and the client may resume it elsewhere."""
    await connection.deps.draining.wait()
    await _finish(connection, ws, kept, Outcome.SHUTTING_DOWN, "")


async def _watch(connection: Connection, ws: Socket, progress: Progress) -> None:
    """The place in the queue while it changes; and, when no event comes for long, whether the last one was missed."""
    assert connection.feed is not None
    generation_id = UUID(connection.handshake.generation_id or "")
    position, seen, quiet = connection.deps.workers.position(connection.job_seq), 0, 0
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = connection.deps.workers.position(connection.job_seq)
        if not progress.started and now != position:
            position = now
            frame = protocol.status("queued", "Waiting for a worker", connection.ids, queuePosition=position)
            await ws.say(frame, connection.settings.send_timeout_s)
        quiet = 0 if progress.events != seen else quiet + 1
        seen = progress.events
        if quiet and quiet % CHECK_EVERY == 0:
            with contextlib.suppress(Refusal):
                row = await connection.deps.generations.find(generation_id)
                if row is not None and row["status"] not in ("queued", "running"):
                    connection.feed.rewind()
