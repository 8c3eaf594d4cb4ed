"""The task pool: takes jobs, so many at a time, stops those that are cancelled, and gives back what it can't finish."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence

import nats
import orjson
from nats.aio.msg import Msg

from service import protocol
from service.generators.base import Generator
from service.jobs.attempt import Attempts, Task
from service.jobs.bus import Bus
from service.jobs.events import Publisher
from service.jobs.job import GenerationJob
from service.jobs.queue import deliveries
from service.jobs.tasks import stop_all
from service.outcomes import GenerationOutcome, Refusal
from service.storage.generations import GenerationStore
from service.storage.media import MediaStore
from service.telemetry.generations import generation
from service.telemetry.logs import logger

BEAT_S = 1.0
PAUSE_S = 1.0


class Worker:
    """One worker process's share of the work: `concurrency` generations at a time."""

    def __init__(
        self, bus: Bus, store: GenerationStore, media: MediaStore, generators: Sequence[Generator], node: str,
        concurrency: int, max_attempts: int, default: str | None = None, models: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._bus = bus
        self._store = store
        self._attempts = Attempts(bus, store, media, generators, default)
        self._generators = generators
        self._node = node
        self._free = asyncio.Semaphore(concurrency)
        self._max_attempts = max_attempts
        self._default = default
        self._models = models
        self._running: dict[str, Task] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled. Generations at work are then given back: another worker begins them anew."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._bus.answer("cancel.*", self._cancel), name="cancel")
                group.create_task(self._beat(), name="beat")
                async with contextlib.aclosing(deliveries(self._bus, self._free)) as jobs:
                    async for delivery in jobs:
                        # NATS may deliver again what is still at work here, when it was away for long.
                        self._running[str(delivery.job.id)] = running = Task(delivery)
                        running.task = asyncio.create_task(self._work(running), name=f"generation-{delivery.job.id}")
                        self._tasks.add(running.task)
                        running.task.add_done_callback(self._tasks.discard)
        finally:
            await stop_all(self._tasks)

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
        """Stop the generation if it is ours; other workers answer nothing. Never waits: the next cancel comes after it."""
        running = self._running.get(message.subject.removeprefix("cancel."))
        if running is None:
            return
        running.asked.append(message)
        if not running.cancelled and running.stoppable and running.task is not None:
            running.task.cancel()
        running.cancelled = True

    async def _work(self, running: Task) -> None:
        """One delivery, from claim to acknowledgement. Whatever happens the job is acknowledged or given back."""
        delivery = running.delivery
        generation_id = str(delivery.job.id)
        keeping = asyncio.create_task(delivery.keep(), name=f"keep-{generation_id}")
        finished = False
        try:
            claim = await self._store.claim(delivery.job.id, self._node, self._max_attempts)
            if claim is not None:
                await self._attempts.run(claim, running)
            else:
                await self._lost(delivery.job)
            finished = True
        except Exception as error:
            logger().error("generation.given_back", generation_id=generation_id, exc_info=error)
            await asyncio.sleep(PAUSE_S)  # the database or NATS is away: don't spin over the same job
        finally:
            keeping.cancel()
            if self._running.get(generation_id) is running:
                del self._running[generation_id]
            self._free.release()
            with contextlib.suppress(Refusal, nats.errors.Error):
                await (delivery.done() if finished else delivery.give_back())
                for message in running.asked:
                    await message.respond(orjson.dumps(running.cost))

    async def _lost(self, job: GenerationJob) -> None:
        """Not claimable: over already, or attempted too often by workers that died. The latter ends here."""
        outcome = GenerationOutcome.WORKER_LOST
        detail = f"tried {self._max_attempts} times"
        if not await self._store.give_up(job.id, outcome, detail, only=("queued", "running")):
            return
        last = self._max_attempts + 1
        # The workers that had it took their accounts of it with them: this one is told for all.
        with generation(str(job.id), "none", last, job.traceparent, max(0.0, time.time() - job.enqueued_at)) as run:
            run.end(outcome, detail)
            publisher = Publisher(self._bus, str(job.id), last)
            await publisher.send(protocol.variant_error(detail, outcome, publisher.next_seq()), outcome.value)
            await publisher.flush()
