"""What a web node knows of the others: which workers live and what they can do, and where the queue stands."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import nats
import orjson
from nats.aio.msg import Msg

from service.jobs.bus import Bus
from service.jobs.queue import Depth, JobQueue
from service.outcomes import Refusal
from service.telemetry import metrics

LOST_AFTER_S = 4.0  # beats come every second
LOOK_EVERY_S = 1.0


class Workers:
    """The workers by their beats; `watch` runs as a task of a web node."""

    def __init__(self, bus: Bus, queue: JobQueue) -> None:
        self._bus = bus
        self._queue = queue
        self._seen: dict[str, tuple[float, dict[str, Any]]] = {}
        self.depth = Depth(0, 0)

    @property
    def alive(self) -> list[dict[str, Any]]:
        """What each living worker says of itself."""
        oldest = time.monotonic() - LOST_AFTER_S
        return [what for at, what in self._seen.values() if at > oldest]

    def position(self, job_seq: int) -> int:
        """How many jobs stand before the job numbered `job_seq`; 0 when nothing waited at the last look."""
        return max(0, min(self.depth.waiting, job_seq - self.depth.taken_seq - 1))

    async def watch(self) -> None:
        await self._bus.answer("workers.beat", self._beat)
        while True:
            try:
                self.depth = await self._queue.depth()
                metrics.QUEUE_DEPTH.set(self.depth.waiting)
            except (Refusal, nats.errors.Error, nats.js.errors.Error, TimeoutError):
                pass  # the gauge keeps its last value; readiness says that NATS is away
            oldest = time.monotonic() - 10 * LOST_AFTER_S
            self._seen = {node: seen for node, seen in self._seen.items() if seen[0] > oldest}
            metrics.WORKERS.set(len(self.alive))
            await asyncio.sleep(LOOK_EVERY_S)

    async def _beat(self, message: Msg) -> None:
        what = orjson.loads(message.data)
        self._seen[what["node"]] = (time.monotonic(), what)
