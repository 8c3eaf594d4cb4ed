"""A generation while it runs: drop and resume, workers that die, generators that fail, what is written down."""

from __future__ import annotations

import json
from uuid import UUID

import orjson

from service.generators.base import Progress, Remark, Text
from service.jobs.events import ATTEMPT
from service.jobs.job import GenerationJob
from service.jobs.reconcile import once
from service.outcomes import GenerationFailure, GenerationOutcome
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected, frame, generate, read_to_the_end, send
from tests.running import row, until, until_over, working


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
