"""The work queue: a JetStream stream that holds a job until a worker has finished it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

import nats
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import APIError, NotFoundError

from service.jobs.bus import JOBS, RECONNECT_WAIT_S, Bus, still_wanted
from service.jobs.job import GenerationJob
from service.outcomes import Outcome, Refusal
from service.telemetry.logs import logger

CONSUMER = "workers"
ACK_WAIT_S = 10.0  # a worker that died is replaced this long after its last sign of life
HEARTBEAT_S = 3.0
FETCH_S = 5.0
CONFIG = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT_S, max_ack_pending=10_000)
FULL = (10077, 10047)  # JetStream's codes for "maximum messages exceeded" and "insufficient storage"


@dataclass(frozen=True, slots=True)
class Depth:
    """Where the queue stands: jobs nobody has taken yet, and the stream sequence of the last that was taken."""

    waiting: int
    taken_seq: int


class JobQueue:
    """Publishing, for a web node. Raises Refusal(QUEUE_FULL) or Refusal(QUEUE_UNAVAILABLE)."""

    def __init__(self, bus: Bus, limit_s: float) -> None:
        self._bus = bus
        self._limit_s = limit_s

    async def publish(self, job: GenerationJob) -> int:
        """The job's number, rising with its place in the queue. Publishing a job twice keeps one."""
        headers = {"Nats-Msg-Id": str(job.id), "traceparent": job.traceparent}
        try:
            async with asyncio.timeout(self._limit_s):
                with self._bus.jetstream() as jetstream:
                    acknowledged = await jetstream.publish(f"jobs.{job.id}", job.encode(), headers=headers)
        except APIError as error:
            if error.err_code in FULL:
                raise Refusal(Outcome.QUEUE_FULL) from error
            raise Refusal(Outcome.QUEUE_UNAVAILABLE, f"JetStream answered {error.err_code}") from error
        except (TimeoutError, nats.errors.Error, nats.js.errors.Error) as error:
            raise Refusal(Outcome.QUEUE_UNAVAILABLE, "no acknowledgement of the job") from error
        return acknowledged.seq

    async def holds(self, generation_id: UUID) -> bool:
        """Whether the job is still there, waiting or at work."""
        try:
            with self._bus.jetstream() as jetstream:
                await jetstream.get_last_msg(JOBS, f"jobs.{generation_id}")
        except NotFoundError:
            return False
        return True

    async def depth(self) -> Depth:
        """Raises nats' errors: whoever asks every second can miss one answer."""
        with self._bus.jetstream() as jetstream:
            try:
                info = await jetstream.consumer_info(JOBS, CONSUMER)
            except NotFoundError:  # no worker has ever come
                state = (await jetstream.stream_info(JOBS)).state
                return Depth(state.messages, 0)
        return Depth(info.num_pending or 0, info.delivered.stream_seq if info.delivered else 0)


class Delivery:
    """A job in a worker's hands."""

    def __init__(self, job: GenerationJob, message: Msg) -> None:
        self.job = job
        self._message = message

    async def done(self) -> None:
        await self._message.ack()

    async def give_back(self) -> None:
        """Another worker may take it at once."""
        await self._message.nak()

    async def keep(self) -> None:
        """Show that it is being worked on, for ever: run as a task and cancel."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self._message.in_progress()
            still_wanted()


async def deliveries(bus: Bus, free: asyncio.Semaphore) -> AsyncGenerator[Delivery, None]:
    """Jobs for this worker, each after a place in `free` was acquired (the taker releases it). Survives NATS being away.

    Close it before giving jobs back: a request that still waits would swallow them.
    """
    source = _Source(bus)
    try:
        while True:
            await free.acquire()
            try:
                message = await source.next()
            except BaseException:
                free.release()
                raise
            try:
                job = GenerationJob.decode(message.data)
            except (ValueError, KeyError, TypeError) as error:
                logger().error("queue.not_a_job", subject=message.subject, exc_info=error)
                await message.term()
                free.release()
                continue
            yield Delivery(job, message)
    finally:
        await source.close()


class _Source:
    """The durable consumer, subscribed to again whenever it is lost."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def next(self) -> Msg:
        while True:
            try:
                if self._subscription is None:
                    await self._bus.wait()
                    with self._bus.jetstream() as jetstream:
                        self._subscription = await jetstream.pull_subscribe("jobs.*", CONSUMER, JOBS, CONFIG)
                (message,) = await self._subscription.fetch(1, timeout=FETCH_S)
                try:
                    still_wanted()
                except asyncio.CancelledError:
                    await message.nak()
                    raise
                return message
            except nats.errors.TimeoutError:
                still_wanted()  # nothing to do
            except (Refusal, nats.errors.Error, nats.js.errors.Error) as error:
                logger().warning("queue.fetch_failed", error=str(error) or type(error).__name__)
                still_wanted()
                self._subscription = None  # its consumer may be gone with a store that was lost
                await asyncio.sleep(RECONNECT_WAIT_S)

    async def close(self) -> None:
        if self._subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await self._subscription.unsubscribe()
