"""Telemetry of one process: opened first, closed last, handed to whoever tells something."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Literal

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

from service.outcomes import Outcome, Refusal
from service.settings import Settings
from service.telemetry import ids, metrics, spans, traces
from service.telemetry.environment import Environment
from service.telemetry.export import log_export, span_export
from service.telemetry.handshake import Handshake, Sink
from service.telemetry.lines import LogSink
from service.telemetry.logs import chosen_format, configure, logger
from service.telemetry.recorder import Recorder
from service.telemetry.records import Told
from service.telemetry.sinks import MetricSink, SpanSink
from service.telemetry.steps import Step
from service.telemetry.timeline import Timelines
from service.telemetry.writer import complain, stdout

VERSION = "0.1.0"
# The recorder's thread gives the interpreter back this soon, so that it can't delay a tick by the usual 5 ms.
SWITCH_INTERVAL_S = 0.0005
LAG_SAMPLE_S = 0.1


class Telemetry:
    """Makes handshakes and hands what they tell to the sinks: at once on a terminal, on the recorder's thread elsewhere."""

    def __init__(
        self, node: str, recorder: Recorder, sinks: Sequence[Sink], sampled: Callable[[int], bool], live: bool,
        ticks: Callable[[Handshake], None] | None, export: Callable[[ReadableSpan], None] | None,
    ) -> None:  # fmt: skip
        self.node = node
        self.timelines = Timelines(node)
        self.recorder = recorder
        self.export = export  # takes finished spans; None where no endpoint is configured
        self.exporting = export is not None
        self.sampled = sampled  # whether a trace of this id is recorded
        self._sinks = list(sinks)
        self._live = live
        self._ticks = ticks

    def handshake(self, client: str, traceparent: str | None = None, connection: str | None = None) -> Handshake:
        """A new connection: `client` its address, the other two as the page sent them, unchecked."""
        handshake = Handshake(
            ids.connection_id(connection), client, ids.parse_traceparent(traceparent), self.sampled, self._deliver,
            self._live, self._ticks,
        )  # fmt: skip
        self.timelines.add(handshake)
        return handshake

    def never_arrived(self, client: str, detail: str) -> None:
        """A request that reached no handler: TLS bytes, HTTP/2, an unparsable or oversized header."""
        handshake = self.handshake(client)
        try:
            with handshake, handshake.step(Step.HANDLER_START):
                raise Refusal(Outcome.BAD_REQUEST, detail)
        except Refusal:
            pass  # told; the HTTP library has answered

    def add_sink(self, sink: Sink) -> None:
        self._sinks.append(sink)

    def _deliver(self, handshake: Handshake, told: list[Told]) -> None:
        if self._live:
            self._run(handshake, told)
        else:
            self.recorder.submit(lambda: self._run(handshake, told))

    def _run(self, handshake: Handshake, told: list[Told]) -> None:
        for one in told:
            for sink in self._sinks:
                try:
                    sink.tell(handshake, one)
                except Exception:
                    complain()  # neither the handshake nor the other sinks are to suffer


def node_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


@asynccontextmanager
async def open_telemetry(
    settings: Settings, role: Literal["web", "worker"], write: Callable[[bytes], None] = stdout,
    processor: SpanProcessor | None = None,
) -> AsyncIterator[Telemetry]:  # fmt: skip
    """Logs, metrics and traces of this process, as settings and the OTEL_* variables say.

    `write` takes finished log lines. `processor` takes spans instead of the configured exporter.
    """
    # The HTTP instrumentation reads it when it starts: the stable names, without the client's Host header as a label.
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    node, recorder, environment = node_name(), Recorder(write=write), Environment()
    resource = environment.resource(role, node, VERSION)
    sampler = environment.sampler()
    spans_to, lines_to = environment.endpoint("TRACES"), environment.endpoint("LOGS")
    if processor is None and spans_to:
        processor = span_export(environment)
    provider = traces.make_provider(resource, processor, sampler)
    send_log, end_logs = log_export(environment, resource) if lines_to else (None, lambda: None)
    style = chosen_format(settings.log_format)
    configure(settings.log_level, style, recorder, {"role": role, "node": node}, send_log, write)
    environment.check_metrics()
    for one in environment.ignored:
        logger().warning("telemetry.ignored", variable=one.variable, value=one.value, instead=one.instead)
    if spans_to or lines_to:
        logger().info("telemetry.exporting", spans=spans_to, lines=lines_to)
    log_sink = LogSink(logging.INFO if style == "console" else logging.DEBUG)
    sinks: list[Sink] = [log_sink, MetricSink()]
    if processor is not None:
        sinks.append(SpanSink(resource, processor.on_end))
        spans.install(spans.Export(provider, resource, processor.on_end, lambda work: recorder.submit(work, "spans")))
    metrics.prime() if role == "web" else metrics.prime_worker()
    tells_ticks = style == "console" or settings.log_level == "debug"
    telemetry = Telemetry(
        node, recorder, sinks, traces.sampled_by(sampler), style == "console", log_sink.tick if tells_ticks else None,
        processor.on_end if processor is not None else None,
    )  # fmt: skip
    lag = asyncio.create_task(_watch_loop(), name="loop-lag")
    try:
        yield telemetry
    finally:
        lag.cancel()
        await asyncio.to_thread(recorder.close)
        if processor is not None:
            spans.install(None)
            await asyncio.to_thread(processor.shutdown)
        await asyncio.to_thread(end_logs)


async def _watch_loop() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_SAMPLE_S
        await asyncio.sleep(LAG_SAMPLE_S)
        metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))
