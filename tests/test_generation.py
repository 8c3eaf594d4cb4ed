"""A generation while it runs: cancel, drop and resume, workers that die, clients that do not read, what is written down."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
import orjson
import pytest

from service.generators.base import GenerationRequest, Piece, Progress, Remark, Text
from service.jobs.bus import open_bus
from service.jobs.events import ATTEMPT, Publisher, follow
from service.jobs.job import GenerationJob
from service.jobs.reconcile import once
from service.outcomes import GenerationFailure, GenerationOutcome
from service.telemetry.records import Ending
from service.web import watch
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected, generate, read_to_the_end, send
from tests.running import Running, until, working
from tests.surroundings import Gate

Frame = Mapping[str, Any]


async def frame(ws: aiohttp.ClientWebSocketResponse, kind: str) -> Frame:
    """The next frame of a kind; ticks and others on the way are passed over."""
    async with asyncio.timeout(10):
        while True:
            received: Frame = json.loads(await ws.receive_str())
            if received["type"] == kind:
                return received


async def row(running: Running, generation_id: str) -> Frame:
    found = await running.deps.generations.find(UUID(generation_id))
    assert found is not None
    return found


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
        async with serve(generators=[endless]) as running, connected(running.url) as (attempt, ws):
            await ws.send_json(dict(GENERATE))
            await frame(ws, "chunk")
            await ws.send_json({"type": "cancel"})
            seen = await read_to_the_end(attempt, ws)
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
    async with serve(generators=[forgetful]) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await frame(ws, "chunk")
        await ws.send_json({"type": "cancel"})
        seen = await read_to_the_end(attempt, ws)
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


async def test_a_dropped_connection_cancels_nothing_and_is_resumed_without_loss(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted]) as running:
        async with connected(running.url) as (_, ws):
            await ws.send_json(dict(GENERATE))
            generation_id = (await frame(ws, "status"))["generationId"]
            conducted.say("one ")
            first = await frame(ws, "chunk")
            response = ws._response
            assert response.connection is not None
            assert response.connection.transport is not None
            response.connection.transport.abort()
        closing = await running.story.closing()
        assert (closing.code, closing.initiator, closing.error) == (1006, "client", "")
        conducted.pieces.put_nowait(Progress("page", "More"))
        conducted.say("two ")
        async with connected(running.url) as (attempt, ws):
            await ws.send_json({"type": "resume", "generationId": generation_id, "lastSeq": first["seq"]})
            second = await frame(ws, "chunk")
            conducted.say("three")
            conducted.finish()
            seen = await read_to_the_end(attempt, ws)
    assert len(conducted.requests) == 1
    assert second["offset"] == 4
    text = first["value"] + second["value"] + "".join(chunk["value"] for chunk in seen.of("chunk"))
    assert text == "one two three"
    assert seen.close_code == 1000


async def test_a_finished_generation_is_resumed_from_the_database(serve: Serve) -> None:
    conducted = Conducted()
    conducted.say("<p>done</p>")
    conducted.pieces.put_nowait(Remark("unused_words", "Words not used: moon", ["moon"]))
    conducted.finish()
    async with serve(generators=[conducted]) as running:
        generation_id = (await generate(running.url)).of("status")[0]["generationId"]
        seen = await send(running.url, json.dumps({"type": "resume", "generationId": generation_id}))
    assert seen.of("setCode")[0]["value"] == "<p>done</p>"
    assert seen.of("variantComplete")[0]["bytes"] == 11
    assert any(frame.get("remark") for frame in seen.of("status"))
    assert seen.close_code == 1000


async def test_resuming_what_never_was_is_refused(serve: Serve) -> None:
    async with serve(worker=False) as running:
        seen = await send(running.url, json.dumps({"type": "resume", "generationId": str(UUID(int=1))}))
    assert seen.close_code == 4422
    assert seen.error["fields"][0]["field"] == "generationId"


async def test_a_worker_that_stops_is_replaced_and_the_text_begins_anew(serve: Serve) -> None:
    first, second = Conducted(), Conducted()
    second.say("twice")
    second.finish()
    async with serve(worker=False) as running, connected(running.url) as (attempt, ws):
        async with working(running.settings, [first]):
            await ws.send_json(dict(GENERATE))
            first.say("never the same ")
            await frame(ws, "chunk")
        async with working(running.settings, [second]):
            seen = await read_to_the_end(attempt, ws)
    assert first.stopped.is_set()
    (anew,) = seen.of("setCode")
    assert (anew["value"], anew["attempt"], anew["seq"]) == ("", 2, ATTEMPT + 1)
    assert "".join(chunk["value"] for chunk in seen.of("chunk")) == "twice"
    assert seen.close_code == 1000


async def test_a_generation_that_killed_every_worker_is_given_up(serve: Serve) -> None:
    async with serve(worker=False, max_attempts=1) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        generation_id = (await frame(ws, "status"))["generationId"]
        await frame(ws, "keepalive")
        assert await running.deps.generations.claim(UUID(generation_id), "a worker that died", 1)
        async with working(running.settings, [Conducted()]):
            seen = await read_to_the_end(attempt, ws)
        written = await row(running, generation_id)
        await running.settled()
        (told,) = [line for line in running.lines if line["event"] == "generation.failed"]
    assert (told["outcome"], told["generation_id"]) == ("worker_lost", generation_id)
    assert told["trace_id"] == seen.trace_id
    assert seen.error["outcome"] == "worker_lost"
    assert seen.close_code == 4332
    assert written["outcome"] == "worker_lost"


async def test_a_generator_that_fails_keeps_what_it_had_and_says_why(serve: Serve) -> None:
    conducted = Conducted()
    conducted.say("a beginning")
    conducted.pieces.put_nowait(GenerationFailure(GenerationOutcome.PROVIDER_QUOTA, "the plan is used up"))
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
        written = await row(running, seen.of("status")[0]["generationId"])
        code = await running.deps.versions.code(written["id"])
    assert seen.of("variantError")[0]["value"] == "the plan is used up"
    assert seen.error["outcome"] == "provider_quota"
    assert seen.close_code == 4332
    assert "the plan is used up" in seen.close_reason
    assert (written["status"], written["detail"]) == ("failed", "the plan is used up")
    assert code is not None
    assert code["code"] == "a beginning"


async def test_a_defect_in_a_generator_is_in_the_log_and_not_on_the_wire(serve: Serve) -> None:
    conducted = Conducted()
    conducted.pieces.put_nowait(ZeroDivisionError("secret arithmetic"))
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
        await running.settled()
        (failed,) = [line for line in running.lines if line["event"] == "generation.failed"]
    assert seen.error["outcome"] == "generator_error"
    assert "secret arithmetic" not in str(seen.frames)
    assert "ZeroDivisionError: secret arithmetic" in failed["exception"]
    assert failed["trace_id"] == seen.trace_id


async def test_a_client_that_reads_late_gets_everything_in_order(serve: Serve) -> None:
    """More than the node keeps in memory for it: the rest is read from JetStream when it has caught up."""
    conducted = Conducted()
    parts = [f"{number:06d}" + "x" * 60_000 for number in range(120)]
    async with serve(generators=[conducted]) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await conducted.begun.wait()
        conducted.say(*parts)
        conducted.finish()
        await asyncio.wait_for(conducted.stopped.wait(), 20)
        handshake, _ = await running.story.until(lambda told: isinstance(told, Ending))
        generation_id = handshake.generation_id or ""
        await until_over(running, generation_id)
        seen = await read_to_the_end(attempt, ws)
        closing = await running.story.closing()
    assert "".join(chunk["value"] for chunk in seen.of("chunk")) == "".join(parts)
    assert seen.close_code == 1000
    assert closing.missed >= 0


async def until_over(running: Running, generation_id: str) -> None:
    async with asyncio.timeout(20):
        while (await row(running, generation_id))["status"] in ("queued", "running"):  # noqa: ASYNC110 - nobody tells when it happens
            await asyncio.sleep(0.02)


async def test_a_feed_reads_from_storage_what_it_missed(nats_url: str) -> None:
    async with open_bus(nats_url, 10, "test") as bus:
        await bus.wait()
        publisher = Publisher(bus, "g", 1)
        for number in range(1, 6):
            await publisher.send(b"%d" % number)
        await publisher.flush()
        async with follow(bus, "g", last=2) as feed:
            await publisher.send(b"6", "ok")
            got = []
            async for event in feed:
                got.append(event.frame)
                if event.end:
                    break
    assert got == [b"3", b"4", b"5", b"6"]


@asynccontextmanager
async def through_a_gate(serve: Serve, nats_url: str, conducted: Conducted) -> AsyncIterator[tuple[Gate, Running]]:
    """Both nodes reach NATS through the gate."""
    parts = urlsplit(nats_url)
    async with Gate(parts.hostname or "", parts.port or 0) as gate:
        url = nats_url.replace(f":{parts.port}", f":{gate.port}")
        async with serve(generators=[conducted], nats_url=url) as running:
            yield gate, running


def connected_to_nats(running: Running) -> bool:
    assert running.worker is not None
    return running.deps.bus.connected and running.worker._bus.connected


def cut_off(running: Running) -> bool:
    assert running.worker is not None
    return not running.deps.bus.connected and not running.worker._bus.connected


async def test_text_that_nats_never_got_is_made_good_before_the_end(serve: Serve, nats_url: str) -> None:
    conducted = Conducted()
    async with (
        through_a_gate(serve, nats_url, conducted) as (gate, running),
        connected(running.url) as (attempt, ws),
    ):
        await ws.send_json(dict(GENERATE))
        conducted.say("one ")
        await frame(ws, "chunk")
        await gate.shut()
        await until(lambda: cut_off(running))
        conducted.say("two ")
        for _ in range(2):  # a stage publishes the text before it; once the second is taken the first has done so
            conducted.pieces.put_nowait(Progress("stage", "Getting on"))
        await until(conducted.pieces.empty)
        await gate.open()
        await until(lambda: connected_to_nats(running))
        conducted.say("three")
        conducted.finish()
        seen = await read_to_the_end(attempt, ws)
    kinds = [one["type"] for one in seen.frames if one["type"] in ("setCode", "variantComplete")]
    assert kinds == ["setCode", "variantComplete"]
    assert seen.of("setCode")[0]["value"] == "one two three"
    assert seen.of("variantComplete")[0]["bytes"] == len("one two three")
    assert seen.close_code == 1000


async def test_an_end_that_nats_never_got_is_found_in_the_database(
    serve: Serve, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 0.05)
    conducted = Conducted()
    async with (
        through_a_gate(serve, nats_url, conducted) as (gate, running),
        connected(running.url) as (attempt, ws),
    ):
        await ws.send_json(dict(GENERATE))
        generation_id = (await frame(ws, "status"))["generationId"]
        conducted.say("one ")
        await frame(ws, "chunk")
        await gate.shut()
        await until(lambda: cut_off(running))
        conducted.say("two")
        conducted.finish()
        await until_over(running, generation_id)
        await gate.open()
        seen = await read_to_the_end(attempt, ws)
    assert seen.of("setCode")[0]["value"] == "one two"
    assert len(seen.of("variantComplete")) == 1
    assert seen.close_code == 1000


async def test_client_keys_reach_the_worker_and_no_storage(serve: Serve) -> None:
    conducted = Conducted()
    conducted.finish()
    async with serve(generators=[conducted]) as running:
        await generate(running.url, openAiApiKey="sk-only-for-this")
        generations = await running.deps.generations.newest(10)
        with running.deps.bus.jetstream() as jetstream:
            stream = await jetstream.stream_info("EVENTS")
        await running.settled()
    assert conducted.requests[0].keys == {"openai": "sk-only-for-this"}
    assert "sk-only-for-this" not in str(generations) + str(running.lines) + str(stream)
    assert running.deps.keys == {}


async def test_a_lost_job_is_published_again(serve: Serve) -> None:
    conducted = Conducted()
    conducted.say("late but whole")
    conducted.finish()
    async with serve(worker=False) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await frame(ws, "keepalive")
        with running.deps.bus.jetstream() as jetstream:
            await jetstream.delete_stream("JOBS")  # as when NATS lost its disk
        await running.deps.bus.make_streams()
        assert await once(running.deps.generations, running.deps.queue, 0) == 1
        assert await once(running.deps.generations, running.deps.queue, 0) == 0
        async with working(running.settings, [conducted]):
            seen = await read_to_the_end(attempt, ws)
    assert "".join(chunk["value"] for chunk in seen.of("chunk")) == "late but whole"


async def test_the_place_in_the_queue_is_told_as_it_changes(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted], worker_concurrency=1) as running, connected(running.url) as (_, first):
        await first.send_json(dict(GENERATE))
        await conducted.begun.wait()
        async with connected(running.url) as (_, second), connected(running.url) as (attempt, third):
            await second.send_json(dict(GENERATE))
            await frame(second, "keepalive")
            await until(lambda: running.deps.workers.depth.waiting == 1)
            await third.send_json(dict(GENERATE))
            positions = [(await frame(third, "status")).get("queuePosition") for _ in range(2)]
            conducted.finish()
            positions.append((await frame(third, "status"))["queuePosition"])
            conducted.finish()
            conducted.finish()
            seen = await read_to_the_end(attempt, third)
    assert positions == [None, 1, 0]
    assert seen.close_code == 1000


async def test_bytes_on_the_wire_stay_near_the_bytes_of_the_code(serve: Serve) -> None:
    """A page of 20 kB that comes in small tokens, as from a model, and fast."""
    conducted = Conducted()
    token = '<p class="x">wörd</p>\n'
    conducted.say(*[token] * (20_000 // len(token)))
    conducted.finish()
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
    wire = sum(len(orjson.dumps(dict(one))) + 4 for one in seen.frames)
    code = len("".join(chunk["value"] for chunk in seen.of("chunk")).encode())
    assert code > 19_000
    assert wire <= 1.5 * code


async def test_text_is_cut_into_frames_that_fit(serve: Serve) -> None:
    conducted = Conducted()
    conducted.pieces.put_nowait(Text("a" * 200_000))
    conducted.finish()
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
    chunks = seen.of("chunk")
    assert len(chunks) == 4
    assert "".join(chunk["value"] for chunk in chunks) == "a" * 200_000


def test_a_job_survives_its_journey() -> None:
    job = GenerationJob(UUID(int=5), "00-" + "1" * 32 + "-" + "2" * 16 + "-01", has_keys=True, enqueued_at=12.5)
    assert GenerationJob.decode(job.encode()) == job


async def test_a_client_key_that_is_gone_is_not_replaced_by_the_servers(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(worker=False) as running:
        async with connected(running.url) as (_, ws):
            await ws.send_json({**GENERATE, "openAiApiKey": "sk-gone"})
            generation_id = (await frame(ws, "status"))["generationId"]
            await frame(ws, "keepalive")
        await running.story.closing()
        async with working(running.settings, [conducted]):
            await until_over(running, generation_id)
        written = await row(running, generation_id)
    assert conducted.requests == []
    assert written["outcome"] == "provider_auth"
    assert "went with its connection" in written["detail"]
