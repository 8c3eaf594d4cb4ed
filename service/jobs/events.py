"""Live events of a generation: published by its worker, followed without gaps by whoever holds its connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import nats
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy, PubAck
from nats.js.errors import NotFoundError

from service.jobs.bus import EVENTS, Bus, still_wanted
from service.outcomes import Outcome, Refusal

# seq = (attempt - 1) * ATTEMPT + n: strictly rising over all attempts, so that one number says where a client is.
ATTEMPT = 1_000_000
BEHIND_BYTES = 1024 * 1024  # what a slow client may leave waiting in this node's memory before it reads from JetStream
REPLAY_TIMEOUT_S = 5.0
ACKNOWLEDGE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Event:
    """One frame for the client, ready to send. `end` is the generation's outcome on the last event, else ""."""

    seq: int
    end: str
    frame: bytes = field(repr=False)

    def encode(self) -> bytes:
        return b"%d %s\n%s" % (self.seq, self.end.encode(), self.frame)

    @classmethod
    def decode(cls, data: bytes) -> Event:
        head, frame = data.split(b"\n", 1)
        seq, end = head.split(b" ", 1)
        return cls(int(seq), end.decode(), frame)

    @property
    def attempt(self) -> int:
        return (self.seq - 1) // ATTEMPT + 1

    @property
    def begins(self) -> bool:
        """Whether it is its attempt's first: the text of earlier attempts is void."""
        return self.seq % ATTEMPT == 1

    def follows(self, seq: int) -> bool:
        """Whether nothing is missing between the event numbered `seq` and this one: the next, or a newer attempt's first."""
        return self.seq == seq + 1 or (self.begins and self.seq > seq)


class Publisher:
    """A worker's side: events of one attempt, numbered here."""

    def __init__(self, bus: Bus, generation_id: str, attempt: int) -> None:
        self._bus = bus
        self._id = generation_id
        self._subject = f"ev.{generation_id}"
        self._attempt = attempt
        self._unacknowledged: set[asyncio.Future[PubAck]] = set()
        self.seq = (attempt - 1) * ATTEMPT

    def next_seq(self) -> int:
        """The number of the next event, which its frame carries."""
        return self.seq + 1

    async def send(self, frame: bytes, end: str = "") -> None:
        """Publish without waiting for the acknowledgement. NATS being away is borne: Postgres gets the code too."""
        self.seq += 1
        event = Event(self.seq, end, frame)
        headers = {"Nats-Msg-Id": f"{self._id}:{self._attempt}:{self.seq}"}
        lost = contextlib.suppress(Refusal, nats.errors.Error, nats.js.errors.Error)
        with lost, self._bus.jetstream() as jetstream:
            # No limit for it to wait for a place: with one, a cancel would meet it there, and the event be lost.
            future = await jetstream.publish_async(self._subject, event.encode(), headers=headers)
            self._unacknowledged.add(future)
            future.add_done_callback(self._acknowledged)
            # One whose acknowledgement went with a connection would hold its place for ever.
            asyncio.get_running_loop().call_later(ACKNOWLEDGE_TIMEOUT_S, future.cancel)
            await asyncio.sleep(0)  # publishing may not wait for anything, and others want the loop too

    async def flush(self) -> None:
        """Wait until JetStream holds everything sent that it will ever hold."""
        if self._unacknowledged:
            await asyncio.wait(self._unacknowledged)

    def _acknowledged(self, future: asyncio.Future[PubAck]) -> None:
        self._unacknowledged.discard(future)
        if not future.cancelled():
            future.exception()  # retrieved: who misses it gets the whole text from Postgres at the end


class Feed:
    """A web node's side: the events after `last` in order. Live ones cost no storage; a gap is read from JetStream.

    `whole` while nothing is missing that JetStream does not have either: what was published while NATS was away.
    """

    def __init__(self, bus: Bus, generation_id: str, last: int) -> None:
        self._bus = bus
        self._subject = f"ev.{generation_id}"
        self.last = last
        self.whole = True
        self._over = False
        self._live: deque[Event] = deque()
        self._bytes = 0
        self._lost = last > 0  # a resumed one starts with what it missed
        self._arrived = asyncio.Event()

    async def receive(self, message: Msg) -> None:
        if self._bytes > BEHIND_BYTES:
            self._lost = True
        else:
            event = Event.decode(message.data)
            self._live.append(event)
            self._bytes += len(event.frame)
        self._arrived.set()

    def rewind(self) -> None:
        """Read everything after `last` from JetStream again: after a time in which events may have been missed."""
        self._lost = True
        self._arrived.set()

    def finish(self) -> None:
        """End the iteration once everything that is there was read: the event that should end it does not come."""
        self._over = True
        self.rewind()

    def _take(self, event: Event) -> Event:
        self.whole = event.begins or (self.whole and event.follows(self.last))
        self.last = event.seq
        return event

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._live:
                event = self._live.popleft()
                self._bytes -= len(event.frame)
                if event.seq <= self.last:
                    if event.end:  # whoever claimed to have more than there is would wait for ever
                        yield event
                    continue
                if not event.follows(self.last):
                    async for missed in self._replay():
                        yield missed
                    if event.seq <= self.last:
                        continue
                yield self._take(event)
            if self._lost:
                self._lost = False
                async for missed in self._replay():
                    yield missed
                continue
            if self._over:
                return
            self._arrived.clear()
            await self._arrived.wait()

    async def _replay(self) -> AsyncIterator[Event]:
        """What JetStream holds after `last`. Raises Refusal(QUEUE_UNAVAILABLE)."""
        try:
            with self._bus.jetstream() as jetstream:
                try:
                    newest = await jetstream.get_last_msg(EVENTS, self._subject)
                except NotFoundError:
                    return
                stored = await jetstream.subscribe(
                    self._subject, stream=EVENTS, ordered_consumer=True, deliver_policy=DeliverPolicy.ALL
                )
            try:
                while True:
                    message = await stored.next_msg(timeout=REPLAY_TIMEOUT_S)
                    still_wanted()
                    event = Event.decode(message.data)
                    if event.seq > self.last:
                        yield self._take(event)
                    elif event.end:
                        yield event
                    if message.metadata.sequence.stream >= (newest.seq or 0):
                        return
            finally:
                with contextlib.suppress(nats.errors.Error):
                    await stored.unsubscribe()
        except (nats.errors.Error, nats.js.errors.Error, TimeoutError) as error:
            raise Refusal(Outcome.QUEUE_UNAVAILABLE, "the events of this generation could not be read") from error


@asynccontextmanager
async def follow(bus: Bus, generation_id: str, last: int = 0) -> AsyncIterator[Feed]:
    """Subscribe before the job is published: nothing is missed. `last` is the newest event the client has."""
    feed = Feed(bus, generation_id, last)
    try:
        with bus.client() as client:
            subscription = await client.subscribe(f"ev.{generation_id}", cb=feed.receive)
    except nats.errors.Error as error:
        raise Refusal(Outcome.QUEUE_UNAVAILABLE, "no subscription to the generation's events") from error
    try:
        yield feed
    finally:
        with contextlib.suppress(nats.errors.Error):
            await subscription.unsubscribe()
