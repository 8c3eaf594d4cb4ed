"""The task pool: takes jobs, runs generators, publishes what they produce, writes down how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

import nats
import orjson
from nats.aio.msg import Msg

from service import protocol
from service.generators.base import GenerationRequest, Generator, Piece
from service.jobs.bus import Bus
from service.jobs.events import Publisher
from service.jobs.queue import Delivery, deliveries
from service.jobs.request import choose, client_keys, load
from service.jobs.stream import CodeStream
from service.jobs.tasks import stop_all
from service.outcomes import GenerationFailure, GenerationOutcome, Refusal
from service.storage.generations import Claim, GenerationStore
from service.storage.media import MediaStore
from service.telemetry import metrics
from service.telemetry.generations import Run, generation
from service.telemetry.logs import logger

BEAT_S = 1.0
SAVE_TRIES = 5
SAVE_PAUSE_S = 1.0


@dataclass(slots=True)
class Task:
    """A generation at work. `cancelled` tells a person's cancel from the worker's own stop.

    `stoppable` while its generator runs: a cancel that comes before waits for that, one that comes after is too late.
    """

    task: asyncio.Task[None]
    cancelled: bool = False
    stoppable: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    cost: dict[str, object] = field(default_factory=dict)


class Worker:
    """One worker process's share of the work: `concurrency` generations at a time."""

    def __init__(
        self, bus: Bus, store: GenerationStore, media: MediaStore, generators: Sequence[Generator], node: str,
        concurrency: int, max_attempts: int, default: str | None = None, models: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._bus = bus
        self._store = store
        self._media = media
        self._generators = generators
        self._node = node
        self._free = asyncio.Semaphore(concurrency)
        self._max_attempts = max_attempts
        self._default = default
        self._models = models
        self._running: dict[str, Task] = {}

    async def run(self) -> None:
        """Until cancelled. Generations at work are then given back: another worker begins them anew."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._bus.answer("cancel.*", self._cancel), name="cancel")
                group.create_task(self._beat(), name="beat")
                async with contextlib.aclosing(deliveries(self._bus, self._free)) as jobs:
                    async for delivery in jobs:
                        task = asyncio.create_task(self._work(delivery), name=f"generation-{delivery.job.id}")
                        self._running[str(delivery.job.id)] = Task(task)
        finally:
            await stop_all([one.task for one in self._running.values()])

    async def _beat(self) -> None:
        """Say every second that this worker lives, and what it can do."""
        what = {
            "node": self._node,
            "models": list(self._models),
            "default": self._default,
            "generators": [
                {"name": one.name, "engine": one.engine, "inputModes": sorted(one.input_modes)}
                for one in self._generators
            ],
        }
        while True:
            with contextlib.suppress(Refusal, nats.errors.Error), self._bus.client() as client:
                await client.publish("workers.beat", orjson.dumps(what))
            await asyncio.sleep(BEAT_S)

    async def _cancel(self, message: Msg) -> None:
        """Stop the generation if it is ours, and answer with what stopped and what it cost. Others answer nothing."""
        running = self._running.get(message.subject.removeprefix("cancel."))
        if running is None:
            return
        running.cancelled = True
        if running.stoppable:
            running.task.cancel()
        await running.ended.wait()
        await message.respond(orjson.dumps(running.cost))

    async def _work(self, delivery: Delivery) -> None:
        """One delivery, from claim to acknowledgement. Whatever happens the job is acknowledged or given back."""
        generation_id = str(delivery.job.id)
        keeping = asyncio.create_task(delivery.keep(), name=f"keep-{generation_id}")
        finished = False
        try:
            claim = await self._store.claim(delivery.job.id, self._node, self._max_attempts)
            if claim is not None:
                await self._attempt(claim, delivery)
            else:
                await self._lost(delivery.job.id)
            finished = True
        except (Refusal, nats.errors.Error) as error:
            logger().error("generation.given_back", generation_id=generation_id, exc_info=error)
            await asyncio.sleep(SAVE_PAUSE_S)  # the database or NATS is away: don't spin over the same job
        finally:
            keeping.cancel()
            running = self._running.pop(generation_id, None)
            if running is not None:
                running.ended.set()
            self._free.release()
            with contextlib.suppress(Refusal, nats.errors.Error):
                await (delivery.done() if finished else delivery.give_back())

    async def _lost(self, generation_id: UUID) -> None:
        """Not claimable: over already, or attempted too often by workers that died. The latter ends here."""
        outcome = GenerationOutcome.WORKER_LOST
        detail = f"tried {self._max_attempts} times"
        if await self._store.give_up(generation_id, outcome, detail, only=("queued", "running")):
            publisher = Publisher(self._bus, str(generation_id), self._max_attempts + 1)
            await publisher.send(protocol.variant_error(detail, outcome, publisher.next_seq()), outcome.value)
            await publisher.flush()

    async def _attempt(self, claim: Claim, delivery: Delivery) -> None:
        job = delivery.job
        publisher = Publisher(self._bus, str(claim.id), claim.attempt)
        running = self._running[str(claim.id)]
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
                running.task.uncancel()  # done with: what follows writes it down
                outcome = GenerationOutcome.CANCELLED
                run.end(outcome)
            except Refusal:
                run.outcome = GenerationOutcome.WORKER_LOST
                raise
            except Exception as error:
                outcome = GenerationOutcome.GENERATOR_ERROR
                run.end(outcome, "", error)
            await self._end(claim, run, stream, publisher, outcome, detail)

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
        finally:
            running.stoppable = False

    async def _end(
        self, claim: Claim, run: Run, stream: CodeStream, publisher: Publisher, outcome: GenerationOutcome, detail: str
    ) -> None:
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
            self._running[str(claim.id)].cost = {"bytes": size, **cost}
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
