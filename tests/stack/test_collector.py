"""otel-collector.yaml in a real collector: what it keeps, what it hides, what it counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web

from dashboards.stack.binaries import Binaries
from dashboards.stack.ports import Ports
from dashboards.stack.server import Server
from dashboards.stack.stack import Stack, collector
from tests.stack.exposition import sample, until_page
from tests.stack.jaeger import Jaeger
from tests.stack.otlp import Value, new_trace, post, span

QUICK: dict[str, Value] = {"ws.handshake.outcome": "ok", "ws.handshake.server_seconds": 0.012}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sampling(servers: Binaries, stack: Stack, tmp_path_factory: Any) -> AsyncIterator[str]:
    """The OTLP address of a collector that keeps only what it must, so that keeping is a decision."""
    async with beside(servers, stack, tmp_path_factory.mktemp("sampling"), KEEP_PERCENT="0") as (_, ports):
        yield f"http://127.0.0.1:{ports.otlp_http}"


class beside:  # noqa: N801 - reads as what it is: a collector beside the stack's own
    """A second collector that feeds the stack's Jaeger, with other settings."""

    def __init__(self, servers: Binaries, stack: Stack, data: Path, **env: str) -> None:
        own = Ports.free()
        self.ports = own.changed(
            {name: getattr(stack.ports, name) for name in ("jaeger_otlp_grpc", "jaeger_otlp_http")}
        )
        self.server = collector(servers, self.ports, data, env)

    async def __aenter__(self) -> tuple[Server, Ports]:
        await self.server.start()
        return self.server, self.ports

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()


async def test_failed_slow_and_unevenly_ticking_handshakes_are_kept_and_the_rest_is_not(
    sampling: str, jaeger: Jaeger
) -> None:
    ordinary, failed, slow, late, missed = (new_trace() for _ in range(5))
    await post(sampling, span(ordinary, attributes=QUICK), span(ordinary, "ws.keep_alive", kind=1, seconds=60))
    await post(sampling, span(failed, attributes={"ws.handshake.outcome": "bad_json"}, failed=True))
    await post(sampling, span(slow, attributes={"ws.handshake.server_seconds": 0.251}))
    await post(sampling, span(late, "ws.keep_alive", {"ws.keep_alive.max_lateness_ms": 51.0}))
    await post(sampling, span(missed, "ws.keep_alive", {"ws.keep_alive.missed": 1}))
    for trace_id in (failed, slow, late, missed):
        await jaeger.until(trace_id)
    # It was decided no later than those, and lasts a minute: a long generation alone is no reason to keep a trace.
    assert not await jaeger.trace(ordinary)


async def test_a_late_reason_brings_the_whole_trace_and_what_comes_after_follows(sampling: str, jaeger: Jaeger) -> None:
    trace_id = new_trace()
    await post(sampling, span(trace_id, attributes=QUICK))
    await post(sampling, span(trace_id, "ws.enqueue_generation", kind=4))
    await post(sampling, span(trace_id, "generate llm", {"error.type": "provider_auth"}, failed=True))
    await jaeger.until(trace_id, lambda trace: len(trace) == 3)
    await post(sampling, span(trace_id, "ws.keep_alive", {"ws.keep_alive.missed": 0}, kind=1))
    await jaeger.until(trace_id, lambda trace: "ws.keep_alive" in trace.names)


async def test_a_reason_that_comes_after_the_wait_is_kept_by_itself(
    servers: Binaries, stack: Stack, jaeger: Jaeger, tmp_path: Path
) -> None:
    async with beside(servers, stack, tmp_path, KEEP_PERCENT="0", DECISION_WAIT="1s") as (_, ports):
        url, trace_id = f"http://127.0.0.1:{ports.otlp_http}", new_trace()
        await post(url, span(trace_id, attributes=QUICK))
        waiting = "otelcol_processor_tail_sampling_sampling_traces_on_memory"
        await until_page(f"http://127.0.0.1:{ports.collector_metrics}/metrics", lambda page: sample(page, waiting) == 0)
        await post(url, span(trace_id, "generate llm", {"error.type": "provider_auth"}, failed=True))
        assert (await jaeger.until(trace_id)).names == {"generate llm"}


async def test_secrets_and_images_are_masked_and_what_is_needed_is_not(stack: Stack, jaeger: Jaeger) -> None:
    secrets: dict[str, Value] = {
        "http.request.header.authorization": "Bearer abcdefghijklmnop",
        "note": f"the key is sk-{'q7' * 20} here",
        "google": "AIzaSyA-abcdefghijklmnopqrstuvwxyz012345",
        "prompt": "my private idea",
        "picture": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==",
        "dsn": "postgresql://me:hunter22@db/wirelight",
        "access_token": "opensesame",
    }
    plain: dict[str, Value] = {"gen_ai.usage.input_tokens": 42, "ws.prompt_bytes": 12, "client.address": "127.0.0.1"}
    trace_id = new_trace()
    await post(stack.otlp_url, span(trace_id, attributes={**secrets, **plain}))
    seen = (await jaeger.until(trace_id)).one("GET /generate-code").tags
    for word in ("abcdefghijklmnop", "q7q7", "AIza", "private idea", "iVBOR", "hunter22", "opensesame"):
        assert word not in str(seen)
    assert {key: seen[key] for key in plain} == plain
    assert seen["redaction.masked.count"] == len(secrets)


async def test_span_metrics_count_before_sampling_and_carry_trace_ids(
    servers: Binaries, stack: Stack, tmp_path: Path
) -> None:
    async with beside(servers, stack, tmp_path, KEEP_PERCENT="0", METRICS_FLUSH="200ms") as (_, ports):
        trace_id = new_trace()
        await post(f"http://127.0.0.1:{ports.otlp_http}", span(trace_id, attributes=QUICK))
        counted = "traces_span_metrics_calls_total{"
        url = f"http://127.0.0.1:{ports.span_metrics}/metrics"
        await until_page(url, lambda page: f'trace_id="{trace_id}"' in page)
        page = await until_page(url, lambda page: sample(page, counted) == 1)
    assert 'ws_handshake_outcome="ok"' in page


async def test_what_jaeger_cannot_take_now_is_delivered_when_it_is_back(
    servers: Binaries, stack: Stack, jaeger: Jaeger, tmp_path: Path
) -> None:
    trace_id = new_trace()
    async with beside(servers, stack, tmp_path) as (_, ports):
        await stack.jaeger.stop()
        try:
            assert await post(f"http://127.0.0.1:{ports.otlp_http}", span(trace_id, failed=True)) == 200
        finally:
            await stack.jaeger.start()
        assert await jaeger.until(trace_id)


async def test_http_alone_is_enough_towards_jaeger_and_for_logs(
    servers: Binaries, stack: Stack, jaeger: Jaeger, tmp_path: Path
) -> None:
    received: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        received.append(await request.read())
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/v1/logs", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        logs_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        variables = {
            "TRACES_EXPORTER": "otlp_http/jaeger", "LOGS_EXPORTER": "otlp_http/logs", "LOGS_OTLP_HTTP": logs_url
        }  # fmt: skip
        trace_id = new_trace()
        async with beside(servers, stack, tmp_path, **variables) as (_, ports):
            url = f"http://127.0.0.1:{ports.otlp_http}"
            record = {"body": {"stringValue": "ws.handshake, Bearer abcdefghijklmnop"}, "traceId": trace_id}
            body = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
            async with aiohttp.ClientSession() as session, session.post(f"{url}/v1/logs", json=body) as answer:
                assert answer.status == 200
            await post(url, span(trace_id, failed=True))
            await jaeger.until(trace_id)
    finally:
        await runner.cleanup()
    # Stopping the collector flushed its queue.
    everything = b"".join(received)
    assert b"ws.handshake" in everything
    assert b"abcdefghijklmnop" not in everything
