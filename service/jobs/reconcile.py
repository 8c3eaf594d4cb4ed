"""Rows that say queued or running while no job is left for them: published again, so that nothing waits for ever."""

from __future__ import annotations

import asyncio

from service.jobs.job import GenerationJob
from service.jobs.queue import JobQueue
from service.outcomes import Refusal
from service.storage.generations import GenerationStore
from service.telemetry.logs import logger

EVERY_S = 10.0
OLDER_THAN_S = 15.0  # a handshake between its insert and its publish is not lost
AT_ONCE = 100


async def reconcile(store: GenerationStore, queue: JobQueue) -> None:
    """For ever: run as a task of a web node. Several nodes may: a job published twice is kept once."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await once(store, queue, OLDER_THAN_S)
        except Refusal as refusal:
            logger().warning("reconcile.failed", outcome=refusal.outcome.value)


async def once(store: GenerationStore, queue: JobQueue, older_than_s: float) -> int:
    """How many jobs were published again."""
    published = 0
    for row in await store.left(older_than_s, AT_ONCE):
        if not await queue.holds(row["id"]):
            await queue.publish(GenerationJob(row["id"], row["traceparent"], enqueued_at=row["created_at"].timestamp()))
            logger().warning("reconcile.published", generation_id=str(row["id"]))
            published += 1
    return published
