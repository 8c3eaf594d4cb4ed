"""Spans and log lines on their way to a collector: what arrives, what is counted, and what nobody waits for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
from aiohttp import web
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from service.outcomes import Outcome, Refusal
from service.settings import Settings
from service.telemetry import metrics
from service.telemetry.hub import Telemetry, open_telemetry
from service.telemetry.logs import logger
from service.telemetry.steps import ENTERED, Step
from tests.otlp_receiver import Receiver, attributes, receiving
from tests.running import until

STOPS_WITHIN_S = 5.0
HANDSHAKE = {"GET /generate-code", "ws.handler_start", "ws.accept"}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for processor in ("BSP", "BLRP"):
        monkeypatch.setenv(f"OTEL_{processor}_SCHEDULE_DELAY", "20")


@asynccontextmanager
async def telling() -> AsyncIterator[Telemetry]:
    """The telemetry of a web node, whose log lines go nowhere but to the collector."""
    settings = Settings(_env_file=None, log_format="json")
    async with open_telemetry(settings, "web", lambda _: None) as telemetry:
        yield telemetry


def refused(telemetry: Telemetry) -> str:
    """A handshake that is turned away at step 1; its trace id."""
    handshake = telemetry.handshake("192.0.2.7")
    with suppress(Refusal), handshake:
        with handshake.step(Step.HANDLER_START):
            pass
        with handshake.step(Step.ACCEPT):
            raise Refusal(Outcome.UNAUTHORIZED)
    return handshake.trace_hex


def dropped(signal: str) -> float:
    return metrics.REGISTRY.get_sample_value("telemetry_dropped_total", {"signal": signal}) or 0.0


async def arrived(receiver: Receiver, trace_id: str) -> None:
    def whole() -> bool:
        names = {span.name for span in receiver.spans if span.trace_id.hex() == trace_id}
        lines = {line.body.string_value for line in receiver.records if line.trace_id.hex() == trace_id}
        return names >= HANDSHAKE and "ws.handshake" in lines

    await until(whole)


async def test_headers_compression_and_resource_are_what_the_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as receiver:
        for name, value in {
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=bakery",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_SERVICE_NAME": "pages",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        async with telling() as telemetry:
            await arrived(receiver, refused(telemetry))
    assert {(one["x-tenant"], one["Content-Encoding"]) for one in receiver.headers} == {("bakery", "gzip")}
    resources = [of.resource for one in receiver.traces for of in one.resource_spans]
    resources += [of.resource for one in receiver.logs for of in one.resource_logs]
    for resource in resources:
        told = {one.key: one.value.string_value for one in resource.attributes}
        assert (told["service.name"], told["deployment.environment.name"]) == ("pages", "test")


async def test_the_canonical_line_is_a_record_at_its_own_time_with_the_time_of_every_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        began = time.time_ns()
        async with telling() as telemetry:
            trace_id = refused(telemetry)
            ended = time.time_ns()
            await arrived(receiver, trace_id)
    lines = [line for line in receiver.records if line.trace_id.hex() == trace_id]
    assert [line.body.string_value for line in lines] == [ENTERED, "[WS:1] FAILED accept", "ws.handshake"]
    _, failed, canonical = lines
    facts = attributes(canonical)
    assert facts["outcome"] == "unauthorized"
    steps = facts["steps_s"]
    assert isinstance(steps, dict)
    assert list(steps) == ["handler_start", "accept"]
    assert all(isinstance(one, float) for one in steps.values())
    assert began - 2_000 <= canonical.time_unix_nano <= ended  # the line's time has microseconds
    assert canonical.severity_text == "warning"
    assert "Traceback" in str(attributes(failed)["exception.stacktrace"])
    (server,) = [span for span in receiver.spans if span.name == "GET /generate-code"]
    assert server.span_id == canonical.span_id
    assert server.status.code == Status.STATUS_CODE_ERROR


@pytest.mark.parametrize(
    ("variable", "value", "spans", "lines"),
    [
        ("OTEL_TRACES_EXPORTER", "none", False, True),
        ("OTEL_LOGS_EXPORTER", "none", True, False),
        ("OTEL_TRACES_SAMPLER", "always_off", False, True),
        ("OTEL_SDK_DISABLED", "true", False, False),
    ],
)
async def test_what_is_switched_off_is_not_sent(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, spans: bool, lines: bool
) -> None:
    async with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        monkeypatch.setenv(variable, value)
        async with telling() as telemetry:
            refused(telemetry)
    assert (bool(receiver.traces), bool(receiver.logs)) == (spans, lines)  # stopping has sent what there was


@pytest.mark.parametrize("status", [429, 503])
async def test_a_collector_that_asks_for_a_moment_gets_it_and_then_everything(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def at_first(before: int) -> web.Response | None:
        return web.Response(status=status, headers={"Retry-After": "0.1"}) if before < 2 else None

    before = dropped("spans"), dropped("logs")
    async with receiving(at_first) as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        async with telling() as telemetry:
            await arrived(receiver, refused(telemetry))
    assert (dropped("spans"), dropped("logs")) == before


async def test_a_collector_that_is_away_and_back_is_told_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_LOGS_EXPORTER", "none")
    refusing = True
    lines: list[dict[str, Any]] = []
    async with receiving(lambda _: web.Response(status=404) if refusing else None) as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        settings = Settings(_env_file=None, log_format="json")
        keep: Callable[[bytes], None] = lambda data: lines.extend(map(orjson.loads, data.splitlines()))  # noqa: E731
        async with open_telemetry(settings, "web", keep) as telemetry:
            for number in range(3):
                refused(telemetry)
                await until(lambda: len(receiver.headers) > number)  # noqa: B023 - waited for at once
            refusing = False
            refused(telemetry)
            await until(lambda: bool(receiver.traces))
    told = [
        line for line in lines if line["event"].startswith(("telemetry.undelivered", "telemetry.delivered", "Failed"))
    ]
    assert [(line["event"], line["signal"]) for line in told] == [
        ("telemetry.undelivered", "spans"), ("telemetry.delivered_again", "spans"),
    ]  # fmt: skip
    assert "404" in told[0]["why"]


async def test_lines_that_a_full_queue_pushes_out_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BLRP_MAX_QUEUE_SIZE", "10")
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    before = dropped("logs")
    told: list[bytes] = []
    async with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        settings = Settings(_env_file=None, log_format="json")
        async with open_telemetry(settings, "web", lambda data: told.extend(data.splitlines())) as telemetry:
            for number in range(2000):
                logger().info("line", number=number)
            assert await asyncio.to_thread(telemetry.recorder.flush)

        def arrived() -> int:
            # Their time tells apart what a library says twice, such as of sockets that the test before left open.
            return len({
                (one.time_unix_nano, one.body.string_value, attributes(one).get("number")) for one in receiver.records
            })  # fmt: skip

        def accounted() -> bool:
            # OTLP delivers at least once: where an answer is lost its batch of ten came twice, or came and counts as lost.
            missing = len(told) - arrived()
            return missing <= dropped("logs") - before <= missing + 10

        with suppress(TimeoutError):  # stopping does not wait for the answer to a batch that is under way
            await until(accounted)
    others = [line.decode() for line in told if orjson.loads(line)["event"] != "line"]
    assert arrived() < 2000 < len(told), others  # with the line that says where they go
    assert accounted(), (len(told), arrived(), dropped("logs") - before, others)


async def test_a_collector_that_never_answers_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    swallowing: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: swallowing.append(writer), "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "60000")
        async with asyncio.timeout(STOPS_WITHIN_S * 2):  # spans and lines, one after the other
            async with telling() as telemetry:
                refused(telemetry)
        assert swallowing
    finally:
        server.close()  # first: an exporter whose connection is cut tries another at once
        for writer in swallowing:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()
