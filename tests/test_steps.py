"""The ten steps of a handshake that goes well: their order, their text, and what every sink makes of them."""

from __future__ import annotations

import re

import aiohttp
import pytest

from service.telemetry.steps import Step
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected, generate, read_to_the_end

TEXTS = [
    "[WS] HANDLER ENTERED - frontend connected to generation route",
    "[WS:0] Handler start",
    "[WS:0] Client: 127.0.0.1",
    "[WS:1] accept WebSocket",
    "[WS:1] DONE accept",
    "[WS:2] receive_json from client",
    "[WS:2] DONE receive_json",
    "[WS:3] params check",
    "[WS:3] DONE params check",
    "[WS:4] create generation_id",
    "[WS:4] DONE generation_id={id}",
    "[WS:5] save_generation to DB",
    "[WS:5] DONE save_generation record={id}",
    "[WS:6] send status message",
    "[WS:6] DONE send status",
    "[WS:7] create GenerationJob",
    "[WS:7] DONE GenerationJob created",
    "[WS:8] enqueue_generation",
    "[WS:8] DONE enqueue_generation job_id=1",
    "[WS:9] start keep-alive loop",
]


@pytest.fixture
def conducted() -> Conducted:
    conducted = Conducted()
    conducted.say("<!doctype html>\n", "<title>Bread</title>\n")
    conducted.finish()
    return conducted


async def test_the_log_reads_exactly_like_the_table(serve: Serve, conducted: Conducted) -> None:
    async with serve(generators=[conducted], log_level="debug", keep_alive_interval_ms=10) as running:
        seen = await generate(running.url)
        await running.story.closing()
        await running.settled()
        of_trace = [line for line in running.lines if line.get("trace_id") == seen.trace_id]
    texts = [line["event"] for line in of_trace if line["event"].startswith("[WS")]
    generation_id = seen.of("status")[0]["generationId"]
    assert [text for text in texts if text != "[WS:9] keep-alive tick"] == [
        text.format(id=generation_id) for text in TEXTS
    ]
    assert all(re.fullmatch(r"[0-9a-f]{16}", line["span_id"]) for line in of_trace)
    (processing,) = [line for line in running.lines if line["event"] == "[WORKER] Processing"]
    assert processing["generation_id"] == generation_id
    assert processing["trace_id"] == seen.trace_id


async def test_the_client_gets_its_frames_in_order_and_the_whole_code(serve: Serve, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
    kinds = [frame["type"] for frame in seen.frames if frame["type"] != "keepalive"]
    assert kinds[:4] == ["status", "variantCount", "status", "status"]
    assert kinds[-1] == "variantComplete"
    assert [frame["phase"] for frame in seen.of("status")] == ["accepted", "queued", "generating"]
    first = seen.of("status")[0]
    assert first["traceId"] == seen.trace_id
    assert first["connectionId"] == seen.connection_id
    assert [step["step"] for step in first["steps"]] == [0, 1, 2, 3, 4, 5]
    assert [step["step"] for step in seen.of("status")[1]["steps"]] == [6, 7, 8]
    chunks = seen.of("chunk")
    code = "".join(chunk["value"] for chunk in chunks)
    assert code == "<!doctype html>\n<title>Bread</title>\n"
    assert [chunk["offset"] for chunk in chunks] == [0, 16]
    assert seen.of("variantComplete")[0]["bytes"] == len(code)
    assert seen.close_code == 1000


async def test_one_trace_from_the_page_to_the_worker(serve: Serve, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
        await running.story.closing()
        await running.settled()
        of_trace = [span for span in running.spans() if f"{span.context.trace_id:032x}" == seen.trace_id]
    by_name = {span.name: span for span in of_trace}
    server = by_name["GET /generate-code"]
    assert server.parent is not None
    assert f"{server.parent.span_id:016x}" == seen.attempt.span_id
    assert server.attributes is not None
    assert server.attributes["ws.handshake.outcome"] == "ok"
    assert server.attributes["ws.handshake.last_step"] == 8
    assert server.status.status_code.name == "UNSET"
    for step in Step:
        span = by_name[step.span]
        assert span.parent is not None
        assert span.parent.span_id == server.context.span_id
    worker = by_name["generate compose"]
    assert worker.parent is not None
    assert worker.parent.span_id == by_name["ws.enqueue_generation"].context.span_id
    parents = {span.parent.span_id for span in of_trace if span.name == "INSERT" and span.parent is not None}
    assert by_name["ws.save_generation"].context.span_id in parents


async def test_the_timeline_shows_what_the_attempt_reached(serve: Serve, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running, aiohttp.ClientSession() as session:
        seen = await generate(running.url)
        await running.story.closing()
        for identity in (seen.connection_id, seen.trace_id):
            async with session.get(f"{running.url}/api/handshakes/{identity}") as response:
                timeline = await response.json()
            assert timeline["connectionId"] == seen.connection_id
            assert timeline["outcome"] == "ok"
            assert [step["step"] for step in timeline["steps"]] == list(range(9))
            assert timeline["closeCode"] == 1000
            assert not timeline["open"]
        async with session.get(f"{running.url}/api/handshakes/c-000000000000") as response:
            assert response.status == 404


async def test_ticks_come_while_generating(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted], keep_alive_interval_ms=20) as running:
        async with connected(running.url) as (attempt, ws):
            await ws.send_json(dict(GENERATE))
            ticks: list[int] = []
            while len(ticks) < 5:
                frame = await ws.receive_json(timeout=5)
                if frame["type"] == "keepalive":
                    ticks.append(frame["seq"])
            conducted.finish()
            await read_to_the_end(attempt, ws)
        closing = await running.story.closing()
    assert ticks == list(range(ticks[0], ticks[0] + 5))
    assert closing.ticks >= 5
    assert closing.missed == 0
