"""One connection: its request, its telemetry, its socket once there is one, and what must be undone at its end."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType

from aiohttp import web

from service import protocol
from service.jobs.events import Feed, follow
from service.jobs.job import GenerationJob
from service.jobs.tasks import stop_all
from service.outcomes import Outcome, Refusal
from service.protocol import Ids
from service.telemetry.timeline import brief
from service.web.checks import check_host, check_origin, check_token, check_upgrade
from service.web.deps import DEPS
from service.web.intent import Created, Intent, Resumed
from service.web.socket import Socket


class Connection:
    """An async context manager around a connection's whole life; `ws` is None until step 1 has accepted it."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.deps = request.app[DEPS]
        self.settings = self.deps.settings
        self.client = request.remote or "unknown"
        query = request.query
        self.handshake = self.deps.telemetry.handshake(self.client, query.get("traceparent"), query.get("connection"))
        self.ws: Socket | None = None
        self.feed: Feed | None = None
        self.job_seq = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Connection:
        self._stack.enter_context(self.deps.admission.entered(self.client))
        self._state = self.deps.admission.handshaking
        self._state.inc()
        self._stack.callback(lambda: self._state.dec())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def ids(self) -> Ids:
        shake = self.handshake
        return Ids(shake.trace_hex, shake.connection_id, shake.generation_id)

    async def accept(self) -> Socket:
        """Step 1. A malformed upgrade is refused over HTTP; anything else first upgrades, for a page can't read HTTP."""
        check_upgrade(self.request)
        ws = Socket(self.settings.max_message_bytes)
        await ws.prepare(self.request)
        self.ws = ws
        if self.deps.draining.is_set():
            raise Refusal(Outcome.SHUTTING_DOWN)
        check_host(self.request, self.settings)
        check_origin(self.request, self.settings.origins)
        check_token(self.request, self.settings)
        self.deps.admission.check(self.client)
        limit = f"the limit is {self.settings.max_message_bytes} bytes"
        outcome = Outcome.MESSAGE_TOO_BIG
        ws.too_big = (protocol.error(outcome, self.ids, limit, step=2), protocol.close_reason(outcome, limit))
        return ws

    async def receive(self, ws: Socket) -> str | bytes:
        """Step 2; a server that stops while it waits says so, and does not blame the client."""
        first = asyncio.ensure_future(ws.first(self.settings.receive_timeout_s))
        stopping = asyncio.ensure_future(self.deps.draining.wait())
        try:
            await asyncio.wait((first, stopping), return_when=asyncio.FIRST_COMPLETED)
            if first.done():
                return first.result()
            raise Refusal(Outcome.SHUTTING_DOWN)
        finally:
            await stop_all((first, stopping))

    async def send_status(self, ws: Socket) -> None:
        """Step 6: what the client needs to find everything again, and the steps so far."""
        steps = brief(self.handshake.records)
        frame = protocol.status("accepted", "Generation accepted", self.ids, steps=steps)
        await ws.send(frame, self.settings.send_timeout_s)
        await ws.send(protocol.variant_count(1), self.settings.send_timeout_s)

    async def enqueue(self, intent: Intent, job: GenerationJob) -> str:
        """Step 8: listen first, then publish, so that no event is missed. The job's number."""
        if isinstance(intent, Created) and intent.message.keys:
            self.deps.keys[str(intent.id)] = intent.message.keys
            self._stack.callback(self.deps.keys.pop, str(intent.id), None)
        try:
            self.feed = await self._stack.enter_async_context(follow(self.deps.bus, str(intent.id), intent.last_seq))
            if isinstance(intent, Resumed):
                self.feed.rewind()  # also from 0, after a reload: what was missed must not wait for the next event
        except Refusal as refusal:
            if isinstance(intent, Created):
                outcome = refusal.outcome.value
                await self.deps.generations.give_up(intent.id, outcome, refusal.detail, only=("queued",))
            raise
        # The worker's span continues this step's, which is the PRODUCER.
        self.job_seq = await intent.enqueue(self.deps, replace(job, traceparent=self.handshake.traceparent()))
        return str(self.job_seq or intent.id)

    def generating(self) -> None:
        """The handshake is over, the generation has begun: as the gauge of open connections shows it."""
        self._state.dec()
        self._state = self.deps.admission.generating
        self._state.inc()
