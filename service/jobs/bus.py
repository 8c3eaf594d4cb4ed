"""The connection to NATS: made in the background, kept for ever, its streams made sure of after every connect."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from service.jobs.tasks import stop_all
from service.outcomes import Outcome, Refusal
from service.telemetry.logs import logger

RECONNECT_WAIT_S = 0.2  # the library's two seconds are longer than a restart of NATS takes
REQUEST_TIMEOUT_S = 3.0
EVENTS_AGE_S = 3600.0  # how long a generation can be resumed from its events; after that Postgres has the code
EVENTS_BYTES = 512 * 1024 * 1024
DUPLICATE_WINDOW_S = 120.0
MAX_UNACKNOWLEDGED = 512  # events on their way to JetStream: enough for its full speed, and soon out of a cancel's way
# Postgres is the truth and a reconciler re-publishes lost jobs, so one lazy fsync is a wait, not a loss.
JOBS, EVENTS = "JOBS", "EVENTS"
Handler = Callable[[Msg], Awaitable[None]]


def still_wanted() -> None:
    """Raise the CancelledError that met a call to NATS and was swallowed there; a task is told only once to stop.

    nats-py drops it while it writes, and Python 3.11's `wait_for`, on which its requests stand, when the answer has
    just come.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


class Bus:
    """NATS for this process. While it is away everything raises Refusal(QUEUE_UNAVAILABLE) at once."""

    def __init__(self, client: Client, max_queue: int) -> None:
        self._client = client
        # One for all: each has a subscription of its own for the acknowledgements of what it publishes.
        self._jetstream = client.jetstream(timeout=REQUEST_TIMEOUT_S, publish_async_max_pending=MAX_UNACKNOWLEDGED)
        self._max_queue = max_queue
        self._ready = asyncio.Event()

    @property
    def connected(self) -> bool:
        return self._ready.is_set() and self._client.is_connected

    @contextmanager
    def client(self) -> Iterator[Client]:
        """For the calls of one block, after which a cancel that met them is raised."""
        if not self.connected:
            raise Refusal(Outcome.QUEUE_UNAVAILABLE, "not connected")
        try:
            yield self._client
        finally:
            still_wanted()

    @contextmanager
    def jetstream(self) -> Iterator[JetStreamContext]:
        """The same for JetStream."""
        with self.client():
            yield self._jetstream

    async def request(self, subject: str, limit_s: float = REQUEST_TIMEOUT_S) -> bytes:
        """Whoever answers first. Raises TimeoutError or a nats error when nobody does."""
        with self.client() as client:
            return (await client.request(subject, timeout=limit_s)).data

    async def wait(self) -> None:
        """Until the first connection stands."""
        await self._ready.wait()

    async def answer(self, subject: str, handler: Handler) -> None:
        """Call `handler` for every message on `subject`, from the first connection on; reconnects renew it."""
        await self.wait()
        await self._client.subscribe(subject, cb=handler)

    async def make_streams(self) -> None:
        """Create JOBS and EVENTS, or bring their limits up to date."""
        jobs = StreamConfig(
            JOBS, subjects=["jobs.*"], retention=RetentionPolicy.WORK_QUEUE, storage=StorageType.FILE,
            max_msgs=self._max_queue, discard=DiscardPolicy.NEW, duplicate_window=DUPLICATE_WINDOW_S,
        )  # fmt: skip
        events = StreamConfig(
            EVENTS, subjects=["ev.*"], retention=RetentionPolicy.LIMITS, storage=StorageType.FILE,
            max_age=EVENTS_AGE_S, max_bytes=EVENTS_BYTES, discard=DiscardPolicy.OLD,
            duplicate_window=DUPLICATE_WINDOW_S, allow_direct=True,
        )  # fmt: skip
        for config in (jobs, events):
            try:
                await self._jetstream.update_stream(config)
            except NotFoundError:
                await self._jetstream.add_stream(config)
        self._ready.set()


@asynccontextmanager
async def open_bus(url: str, max_queue: int, name: str) -> AsyncIterator[Bus]:
    """Connects in the background; the service starts, and says so, while NATS is away."""
    client = Client()
    bus = Bus(client, max_queue)

    async def connected() -> None:
        try:
            await bus.make_streams()
        except (TimeoutError, nats.errors.Error, APIError) as error:
            logger().error("nats.streams_failed", exc_info=error)

    async def lost() -> None:
        if not client.is_closed:
            logger().warning("nats.disconnected")

    async def back() -> None:
        logger().info("nats.reconnected")
        await connected()

    async def failed(error: Exception) -> None:
        if not isinstance(error, OSError | nats.errors.SlowConsumerError):
            logger().warning("nats.error", error=str(error) or type(error).__name__)

    async def connect() -> None:
        while not client.is_connected:
            with contextlib.suppress(OSError, nats.errors.Error, TimeoutError):
                await client.connect(
                    url, name=name, connect_timeout=2, reconnect_time_wait=RECONNECT_WAIT_S,  # type: ignore[arg-type]
                    max_reconnect_attempts=-1, ping_interval=10, max_outstanding_pings=2, error_cb=failed,
                    disconnected_cb=lost, reconnected_cb=back,
                )  # fmt: skip
            await asyncio.sleep(0 if client.is_connected else RECONNECT_WAIT_S)
        while not bus.connected:  # JetStream takes a moment longer than the port
            await connected()
            await asyncio.sleep(0 if bus.connected else RECONNECT_WAIT_S)

    connecting = asyncio.create_task(connect(), name="nats-connect")
    try:
        yield bus
    finally:
        await stop_all((connecting,))
        if client.is_connected or client.is_reconnecting:  # closing one that never connected trips over itself
            with contextlib.suppress(nats.errors.Error, OSError, TimeoutError):
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    await client.close()
