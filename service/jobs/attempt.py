"""One attempt at a claimed generation: its generator run, its text published, its end written down."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import cast

from nats.aio.msg import Msg

from service import protocol
from service.generators.base import GenerationRequest, Generator, Piece
from service.jobs.bus import Bus
from service.jobs.events import Publisher
from service.jobs.queue import Delivery
from service.jobs.request import choose, client_keys, load
from service.jobs.stream import CodeStream
from service.outcomes import GenerationFailure, GenerationOutcome, Refusal
from service.storage.generations import Claim, GenerationStore
from service.storage.media import MediaStore
from service.telemetry import metrics
from service.telemetry.generations import Run, generation
from service.telemetry.logs import logger

SAVE_TRIES = 5
SAVE_PAUSE_S = 1.0


@dataclass(slots=True)
class Task:
    """A generation at work. `cancelled` tells a person's cancel from the worker's own stop.

    `stoppable` while its generator runs: a cancel that comes before waits for that, one that comes after is too late.
    `asked` are the cancels themselves, answered with `cost` when it has ended.
    """

    delivery: Delivery
    task: asyncio.Task[None] | None = None
    cancelled: bool = False
    stoppable: bool = False
    asked: list[Msg] = field(default_factory=list)
    cost: dict[str, object] = field(default_factory=dict)


class Attempts:
    """What every attempt of a worker needs."""

    def __init__(
        self, bus: Bus, store: GenerationStore, media: MediaStore, generators: Sequence[Generator], default: str | None
    ) -> None:
        self._bus = bus
        self._store = store
        self._media = media
        self._generators = generators
        self._default = default

    async def run(self, claim: Claim, running: Task) -> None:
        """From the first word to the last. Raises Refusal when the database is away, and CancelledError at a stop."""
        job = running.delivery.job
        publisher = Publisher(self._bus, str(claim.id), claim.attempt)
        problem: GenerationFailure | None = None
        try:
            generator = choose(self._generators, claim, self._default, job.has_keys)
            name, engine = generator.name, generator.engine
        except GenerationFailure as failure:
            generator, problem, name, engine = None, failure, claim.row["wanted"] or "none", ""
        waited = max(0.0, time.time() - job.enqueued_at)
        with generation(str(claim.id), name, claim.attempt, job.traceparent, waited) as run:
            stream = CodeStream(publisher, run)
            outcome, detail = GenerationOutcome.OK, ""
            try:
                await self._store.begin(claim.id, name, engine)
                if claim.attempt > 1:
                    await publisher.send(protocol.set_code("", publisher.next_seq(), claim.attempt))
                if generator is None:
                    raise problem or AssertionError("no generator and no reason")
                value = f"Generating with {engine}"
                await publisher.send(protocol.status(
                    "generating", value, attempt=claim.attempt, generator=name, engine=engine, seq=publisher.next_seq()
                ))  # fmt: skip
                keys = await client_keys(self._bus, str(claim.id)) if job.has_keys else {}
                request = await load(claim, self._media, keys)
                await self._produce(generator, request, stream, running)
            except GenerationFailure as failure:
                outcome, detail = failure.outcome, failure.detail
                run.end(outcome, detail, failure)
            except asyncio.CancelledError:
                if not running.cancelled:
                    run.outcome = GenerationOutcome.WORKER_LOST  # as this attempt goes down in the metrics
                    raise
                if running.task is not None:
                    running.task.uncancel()  # done with: what follows writes it down
                outcome = GenerationOutcome.CANCELLED
                run.end(outcome)
            except Refusal:
                run.outcome = GenerationOutcome.WORKER_LOST
                raise
            except Exception as error:
                outcome = GenerationOutcome.GENERATOR_ERROR
                run.end(outcome, "", error)
            await self._end(claim, running, run, stream, publisher, outcome, detail)

    async def _produce(
        self, generator: Generator, request: GenerationRequest, stream: CodeStream, running: Task
    ) -> None:
        if running.cancelled:
            raise asyncio.CancelledError
        running.stoppable = True
        try:
            produced = cast(
                "AsyncGenerator[Piece, None]", generator.generate(request)
            )  # every one is written with yield
            async with contextlib.aclosing(produced) as pieces:
                async for piece in pieces:
                    await stream.take(piece)
                    if running.cancelled:  # told, and a library on the way has forgotten it
                        raise asyncio.CancelledError
        finally:
            running.stoppable = False

    async def _end(
        self, claim: Claim, running: Task, run: Run, stream: CodeStream, publisher: Publisher,
        outcome: GenerationOutcome, detail: str,
    ) -> None:  # fmt: skip
        """Postgres first, for it is the truth; then the event that ends the stream."""
        sha256 = await stream.close()
        code = stream.code
        size = len(code.encode())
        run.note(bytes=size, outcome=outcome.value)
        saved = await self._save(claim, outcome, detail, code, sha256, stream, publisher.next_seq())
        if not saved:
            return  # another attempt has taken over: it tells the client
        seq = publisher.next_seq()
        if outcome is GenerationOutcome.OK:
            frame = protocol.variant_complete(sha256, size, seq)
        elif outcome is GenerationOutcome.CANCELLED:
            metrics.CANCELLED_BYTES.labels(run.generator).inc(size)
            cost: dict[str, object] = {
                "stopped": True, "elapsedMs": round(run.elapsed_s * 1000, 1), **(stream.usage or {}),
            }  # fmt: skip
            running.cost = {"bytes": size, **cost}
            frame = protocol.cancelled(str(claim.id), size, **cost)
        else:
            frame = protocol.variant_error(detail or outcome.explanation.cause, outcome, seq)
        await publisher.send(frame, outcome.value)
        await publisher.flush()

    async def _save(
        self,
        claim: Claim,
        outcome: GenerationOutcome,
        detail: str,
        code: str,
        sha256: str,
        stream: CodeStream,
        seq: int,
    ) -> bool:
        """Try for a while: the work is done, and a database restart takes seconds."""
        for attempt in range(1, SAVE_TRIES + 1):
            try:
                return await self._store.end(
                    claim.id, claim.attempt, outcome, detail, code, sha256, stream.first_chunk_at, stream.remarks,
                    stream.usage, seq,
                )  # fmt: skip
            except Refusal as refusal:
                if attempt == SAVE_TRIES:
                    raise
                logger().warning("generation.save_again", attempt=attempt, exc_info=refusal)
                await asyncio.sleep(SAVE_PAUSE_S)
        raise AssertionError("unreachable")
