"""A collector that is dead, slow or answers errors changes nothing of the service but a counter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests import provoke
from tests.stack.exposition import until_sample
from tests.stack.jaeger import Jaeger
from tests.stack.service import Node, Service
from tests.surroundings import Gate

DROPPED = 'telemetry_dropped_total{signal="spans"}'
# Far above what a handshake takes here (10 ms), far below any wait for a collector (5 s a batch).
UNAFFECTED_S = 1.0
STOPS_WITHIN_S = 8.0  # container runtimes kill after ten


@asynccontextmanager
async def node_behind(service: Service, port: int) -> AsyncIterator[Node]:
    async with service.node("web", OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{port}") as node:
        yield node


async def handshakes_are_unaffected(node: Node) -> list[str]:
    """Ten handshakes, refused at step 3 as they should be; returns their trace ids."""
    ids = []
    for _ in range(10):
        seen = await provoke.invalid_params(node.url)
        assert seen.close_code == 4422
        (line,) = await until_line(node, seen.trace_id)
        assert float(line["total_s"]) < UNAFFECTED_S
        ids.append(seen.trace_id)
    return ids


async def until_line(node: Node, trace_id: str) -> list[dict[str, str]]:
    """The canonical log line, once the flight recorder has written it."""
    async with asyncio.timeout(5):
        while not (lines := node.lines(trace_id=trace_id, event="ws.handshake")):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return lines


async def test_a_dead_collector_is_a_counter_and_spans_flow_when_it_is_back(service: Service, jaeger: Jaeger) -> None:
    async with Gate("127.0.0.1", service.stack.ports.otlp_http) as gate, node_behind(service, gate.port) as node:
        first = await provoke.bad_json(node.url)
        await jaeger.until(first.trace_id)
        await gate.shut()
        lost = await handshakes_are_unaffected(node)
        await until_sample(f"{node.url}/metrics", DROPPED, lambda value: value >= 3 * len(lost))
        await gate.open()
        again = await provoke.bad_json(node.url)
        assert await jaeger.until(again.trace_id)
        assert not await jaeger.trace(lost[0])  # and is counted


async def test_a_slow_collector_is_not_waited_for(service: Service, jaeger: Jaeger) -> None:
    async with (
        Gate("127.0.0.1", service.stack.ports.otlp_http, delay_s=2.0) as gate,
        node_behind(service, gate.port) as node,
    ):
        ids = await handshakes_are_unaffected(node)
        for trace_id in ids:
            await jaeger.until(trace_id)  # late, but there
        assert gate.connections


@pytest.mark.parametrize("status", [400, 500, 503])
async def test_a_collector_that_answers_errors_is_a_counter(status: int, service: Service) -> None:
    async with answering(lambda _: web.Response(status=status)) as port, node_behind(service, port) as node:
        lost = await handshakes_are_unaffected(node)
        for dropped in (DROPPED, DROPPED.replace("spans", "logs")):
            await until_sample(f"{node.url}/metrics", dropped, lambda value: value >= 3 * len(lost))


async def test_a_node_stops_in_time_though_its_collector_is_dead(service: Service) -> None:
    async with Gate("127.0.0.1", service.stack.ports.otlp_http) as gate, node_behind(service, gate.port) as node:
        await gate.shut()
        await provoke.bad_json(node.url)
        async with asyncio.timeout(STOPS_WITHIN_S):
            await node.server.stop()
        process = node.server.process
        assert process is not None
        assert process.returncode == 0


@asynccontextmanager
async def answering(answer: Callable[[web.Request], web.Response]) -> AsyncIterator[int]:
    """The port of an OTLP receiver that answers so."""

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        return answer(request)

    app = web.Application()
    app.router.add_post("/v1/traces", handle)
    app.router.add_post("/v1/logs", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
