"""Looking after connections that hear nothing: their place in the queue, and whether their last event was lost.

One task for all connections of a process. A timer and a query of Postgres for each of them made two thousand late.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from service.jobs.events import Feed
from service.jobs.workers import Workers
from service.outcomes import Refusal
from service.storage.generations import GenerationStore
from service.web.keepalive import Transport
from service.web.socket import Socket

LOOK_EVERY_S = 1.0
CHECK_EVERY = 10  # looks without any event before Postgres is asked whether the generation is over
AT_ONCE = 20  # connections looked at before the loop's turn: a frame to each of two thousand takes longer than a tick
SEND_LIMIT_S = 1.0


@dataclass(eq=False, slots=True)
class _Waiting:
    generation_id: UUID
    job_seq: int
    feed: Feed
    ws: Socket
    transport: Transport
    frame: Callable[[int], bytes]
    position: int
    first: int = field(init=False)
    seen: int = field(init=False)
    quiet: int = 0

    def __post_init__(self) -> None:
        self.first = self.seen = self.feed.last


class Watch:
    """`run` is its one task."""

    def __init__(self, workers: Workers, generations: GenerationStore) -> None:
        self._workers = workers
        self._generations = generations
        self._waiting: set[_Waiting] = set()

    @contextmanager
    def watching(
        self, generation_id: UUID, job_seq: int, feed: Feed, ws: Socket, transport: Transport,
        frame: Callable[[int], bytes],
    ) -> Iterator[None]:  # fmt: skip
        """Look after this connection while the block lasts; `frame` makes the status of a new place in the queue."""
        one = _Waiting(generation_id, job_seq, feed, ws, transport, frame, self._workers.position(job_seq))
        self._waiting.add(one)
        try:
            yield
        finally:
            self._waiting.discard(one)

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            silent: list[_Waiting] = []
            for number, one in enumerate(list(self._waiting)):
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
                if self._is_silent(one):
                    silent.append(one)
                await self._tell_place(one)
            if silent:
                with contextlib.suppress(Refusal):  # Postgres is away: readiness says so, and the next look asks again
                    over = await self._generations.over([one.generation_id for one in silent])
                    for one in silent:  # several may follow one generation: each is to hear of its end
                        if one.generation_id in over:
                            one.feed.finish()

    @staticmethod
    def _is_silent(one: _Waiting) -> bool:
        last = one.feed.last
        one.quiet = 0 if last != one.seen else one.quiet + 1
        one.seen = last
        return one.quiet > 0 and one.quiet % CHECK_EVERY == 0

    async def _tell_place(self, one: _Waiting) -> None:
        position = self._workers.position(one.job_seq)
        if position == one.position or one.feed.last != one.first:
            return
        if one.transport.get_write_buffer_size():  # does not read just now: the next look tells it
            return
        one.position = position
        await one.ws.say(one.frame(position), SEND_LIMIT_S)
