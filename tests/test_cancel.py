"""Cancel: whenever it comes, the work stops, what there was is kept, and the client hears it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

from service.generators.base import GenerationRequest, Piece, Text
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, Seen, connected, frame, read_to_the_end
from tests.running import row


async def test_cancel_stops_the_work_and_says_what_it_cost(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted]) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        conducted.say("half a page")
        generation_id = (await frame(ws, "status"))["generationId"]
        await frame(ws, "chunk")
        await ws.send_json({"type": "cancel"})
        seen = await read_to_the_end(attempt, ws)
        assert conducted.stopped.is_set()
        (cancelled,) = seen.of("cancelled")
        assert (cancelled["stopped"], cancelled["bytes"]) == (True, 11)
        assert seen.close_code == 4333
        written = await row(running, generation_id)
        code = await running.deps.versions.code(UUID(generation_id))
    assert (written["status"], written["outcome"]) == ("cancelled", "cancelled")
    assert code is not None
    assert code["code"] == "half a page"


async def cancelled_midway(serve: Serve, generator: Conducted) -> Seen:
    """A generation that is cancelled once some of its text has come."""
    async with serve(generators=[generator]) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await frame(ws, "chunk")
        await ws.send_json({"type": "cancel"})
        return await read_to_the_end(attempt, ws)


class Endless(Conducted):
    """Never pauses: a cancel always meets it while it publishes."""

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        try:
            while True:
                yield Text("x" * 2000)
        finally:
            self.stopped.set()


async def test_cancel_meets_a_generation_that_never_pauses(serve: Serve) -> None:
    for _ in range(5):
        endless = Endless()
        seen = await cancelled_midway(serve, endless)
        assert endless.stopped.is_set()
        assert seen.close_code == 4333


class Forgetful(Conducted):
    """Runs into a library that swallows one cancel, and goes on."""

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        yield Text("before")
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        try:
            while True:
                yield Text("after")
                await asyncio.sleep(0.01)
        finally:
            self.stopped.set()


async def test_a_cancel_that_a_library_forgets_stops_the_work_all_the_same(serve: Serve) -> None:
    forgetful = Forgetful()
    seen = await cancelled_midway(serve, forgetful)
    assert forgetful.stopped.is_set()
    assert seen.of("cancelled")[0]["stopped"] is True
    assert seen.close_code == 4333


async def test_closing_with_4333_cancels(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted]) as running, connected(running.url) as (_, ws):
        await ws.send_json(dict(GENERATE))
        generation_id = (await frame(ws, "status"))["generationId"]
        await conducted.begun.wait()
        await ws.close(code=4333)
        await asyncio.wait_for(conducted.stopped.wait(), 10)
        closing = await running.story.closing()
        written = await row(running, generation_id)
    assert written["status"] == "cancelled"
    assert (closing.code, closing.initiator, closing.error) == (4333, "client", "")


async def test_cancel_before_a_worker_has_begun(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted], worker_concurrency=1) as running, connected(running.url) as (_, first):
        await first.send_json(dict(GENERATE))
        await conducted.begun.wait()
        async with connected(running.url) as (attempt, second):
            await second.send_json(dict(GENERATE))
            generation_id = (await frame(second, "status"))["generationId"]
            await frame(second, "keepalive")
            await second.send_json({"type": "cancel"})
            seen = await read_to_the_end(attempt, second)
        conducted.finish()
        written = await row(running, generation_id)
        assert len(conducted.requests) == 1
    assert seen.of("cancelled")[0]["bytes"] == 0
    assert seen.close_code == 4333
    assert (written["status"], written["attempt"]) == ("cancelled", 0)
