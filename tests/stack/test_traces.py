"""One click is one trace, from the page over the web node and Postgres to the worker and its model."""

from __future__ import annotations

import json
import time

import aiohttp

from service.telemetry.steps import Step
from tests import provoke
from tests.provoke import Attempt, Seen
from tests.stack.jaeger import Jaeger, Span, Trace
from tests.stack.otlp import post_as_page
from tests.stack.service import Service

SHOWN_WITHIN_S = 5.0  # the issue's own limit: whoever clicks and looks should find the trace whole
STEPS = [step.span for step in Step]


async def click(service: Service, generator: str, prompt: str = "A bakery with 3 prices") -> Seen:
    """What the page does: connect, read to the end, send its own spans."""
    attempt = Attempt(service.url)
    began = time.time_ns()
    message = {**provoke.GENERATE, "generator": generator, "prompt": {"text": prompt, "images": []}}
    seen = await provoke.send(service.url, json.dumps(message), attempt=attempt)
    assert await post_as_page(service.url, attempt, began, time.time_ns()) == 200
    return seen


def whole(trace: Trace) -> bool:
    names = trace.names
    return {*STEPS, "ws.connect", "GET /generate-code", "INSERT"} <= names and any(
        name.startswith("generate ") for name in names
    )


async def test_a_click_is_one_trace_from_the_page_to_the_worker_within_five_seconds(
    service: Service, jaeger: Jaeger
) -> None:
    seen = await click(service, "compose")
    ended = time.monotonic()
    assert seen.close_code == 1000
    trace = await jaeger.until(seen.trace_id, whole)
    assert time.monotonic() - ended < SHOWN_WITHIN_S

    connect, server = trace.one("ws.connect"), trace.one("GET /generate-code")
    enqueue, run = trace.one("ws.enqueue_generation"), trace.one("generate compose")
    assert [span.name for span in trace if span.parent_id is None] == ["ws.connect"]
    assert (connect.service, server.service, run.service) == ("wirelight-browser", "wirelight-web", "wirelight-worker")
    assert connect.span_id == seen.attempt.span_id == server.parent_id
    for name in STEPS:
        assert trace.one(name).parent_id == server.span_id
    save = trace.one("ws.save_generation")
    assert "INSERT INTO generations" in next(one for one in trace if inside(trace, one, save)).tags["db.query.text"]
    assert run.parent_id == enqueue.span_id
    assert (server.tags["span.kind"], enqueue.tags["span.kind"], run.tags["span.kind"]) == (
        "server", "producer", "consumer",
    )  # fmt: skip
    assert not any(span.failed for span in trace)
    assert trace.one("ws.keep_alive").tags["ws.close.code"] == 1000


async def test_a_model_s_call_is_part_of_the_trace(service: Service, jaeger: Jaeger) -> None:
    seen = await click(service, "llm")
    assert seen.close_code == 1000
    trace = await jaeger.until(seen.trace_id, lambda trace: whole(trace) and "chat test-model" in trace.names)
    call, run = trace.one("chat test-model"), trace.one("generate llm")
    assert call.parent_id == run.span_id
    assert call.tags["gen_ai.usage.output_tokens"] == 7
    ticks = trace.one("ws.keep_alive").tags
    assert ticks["ws.keep_alive.ticks"] == len(seen.of("keepalive")) > 5
    assert ticks["ws.keep_alive.missed"] == 0


async def test_a_generation_that_fails_is_an_error_in_the_handshake_s_trace(service: Service, jaeger: Jaeger) -> None:
    seen = await click(service, "llm", "refuse this")
    trace = await jaeger.until(seen.trace_id, whole)
    assert not trace.one("GET /generate-code").failed  # the handshake went well
    assert trace.one("generate llm").tags["error.type"] == seen.error["outcome"] == "provider_quota"
    (line,) = service.worker.lines(trace_id=seen.trace_id, event="generation.failed")
    assert "Traceback" in line["exception"]


async def test_from_any_one_thing_one_gets_to_all_the_others(service: Service, jaeger: Jaeger) -> None:
    seen = await click(service, "compose")
    generation = seen.of("status")[0]["generationId"]
    async with aiohttp.ClientSession(service.url) as http:
        for known in (seen.connection_id, seen.trace_id):
            async with http.get(f"/api/handshakes/{known}") as answer:
                told = await answer.json()
            assert (told["connectionId"], told["traceId"], told["generationId"]) == (
                seen.connection_id, seen.trace_id, generation,
            )  # fmt: skip
        async with http.get(f"/api/generations/{generation}") as answer:
            assert (await answer.json())["traceId"] == seen.trace_id
    await jaeger.until(seen.trace_id, whole)
    for tag, value in (("ws.connection.id", seen.connection_id), ("generation.id", generation)):
        assert list(await jaeger.search("wirelight-web", {tag: value})) == [seen.trace_id]
    for fields in ({"trace_id": seen.trace_id}, {"connection_id": seen.connection_id}, {"generation_id": generation}):
        (line,) = service.web.lines(event="ws.handshake", **fields)
        assert (line["trace_id"], line["connection_id"], line["generation_id"]) == (
            seen.trace_id, seen.connection_id, generation,
        )  # fmt: skip
        assert list(line["steps_s"]) == [step.short for step in Step if step is not Step.KEEP_ALIVE]


async def test_a_forged_parent_that_says_not_sampled_hides_nothing(service: Service, jaeger: Jaeger) -> None:
    attempt = Attempt(service.url)
    forged = attempt.url.replace("-01&", "-00&")
    async with aiohttp.ClientSession() as session, session.ws_connect(forged) as ws:
        await ws.send_str("{")
        await provoke.read_to_the_end(attempt, ws)
    assert (await jaeger.until(attempt.trace_id)).one("GET /generate-code").failed


def inside(trace: Trace, span: Span, parent: Span) -> bool:
    """Whether a SQL span lies below `parent`, however deep."""
    by_id = {one.span_id: one for one in trace}
    one: Span | None = span
    while one is not None and one is not parent:
        one = by_id.get(one.parent_id or "")
    return one is parent and "db.query.text" in span.tags
