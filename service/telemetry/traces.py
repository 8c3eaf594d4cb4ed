"""Export of spans and logs over OTLP/HTTP, as the OTEL_* variables say. Without an endpoint nothing is exported."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, ReadableLogRecord
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider, sampling
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from service.telemetry import metrics

# The SDK's default of 2,048 holds 180 handshakes: one burst while the collector restarts.
QUEUE_SPANS = 16_384
BATCH_SPANS = 2_048  # larger batches halve the encoding's share a span
# A dead collector must not hold a stopping service for the SDK's ten seconds.
EXPORT_TIMEOUT_S = 5.0
LAST_EXPORT_S = 2.0  # nor for that: what a healthy collector takes for the last batch is milliseconds
_SEVERITY = {
    "debug": SeverityNumber.DEBUG, "info": SeverityNumber.INFO, "warning": SeverityNumber.WARN,
    "error": SeverityNumber.ERROR, "critical": SeverityNumber.FATAL,
}  # fmt: skip


def exports(signal: str) -> bool:
    """Whether an OTLP endpoint is configured for `signal` ("TRACES", "LOGS") and neither SDK nor exporter is off."""
    env = os.environ.get
    if env("OTEL_SDK_DISABLED", "").lower() == "true" or env(f"OTEL_{signal}_EXPORTER", "otlp") == "none":
        return False
    return bool(env("OTEL_EXPORTER_OTLP_ENDPOINT") or env(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))


def make_resource(role: str, node: str, version: str) -> Resource:
    """service.name is wirelight-web or wirelight-worker unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES say else."""
    own = {SERVICE_NAME: f"wirelight-{role}", SERVICE_VERSION: version, SERVICE_INSTANCE_ID: node}
    return Resource(own).merge(Resource.create()) if _names_itself() else Resource.create(own)


def _names_itself() -> bool:
    return "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")


def root_sampler() -> sampling.Sampler:
    """The sampler for traces that begin here, from OTEL_TRACES_SAMPLER; everything is kept where it is unset.

    `parentbased_` names mean their root: a browser's flag decides nothing (see `make_provider`).
    """
    name = os.environ.get("OTEL_TRACES_SAMPLER", "always_on").strip().lower().removeprefix("parentbased_")
    if name == "always_off":
        return sampling.ALWAYS_OFF
    if name == "traceidratio":
        try:
            return sampling.TraceIdRatioBased(float(os.environ.get("OTEL_TRACES_SAMPLER_ARG", "1")))
        except ValueError:
            return sampling.ALWAYS_ON
    return sampling.ALWAYS_ON


class Counted(SpanExporter):
    """An exporter that counts what never arrives: refused batches, and spans that the full queue pushed out."""

    def __init__(self, exporter: SpanExporter, capacity: int) -> None:
        self._exporter = exporter
        self._ended: SpanExporter | None = exporter  # None once it was shut down: it complains about a second time
        self._capacity = capacity
        self._submitted = 0
        self._seen = 0  # exported, refused, or already counted as pushed out
        self._dropped = metrics.TELEMETRY_DROPPED.labels("spans")

    def submitted(self) -> None:
        self._submitted += 1

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self._seen += len(spans)
        pushed_out = self._submitted - self._seen - self._capacity
        if pushed_out > 0:
            self._dropped.inc(pushed_out)
            self._seen += pushed_out
        result = SpanExportResult.FAILURE
        try:
            result = self._exporter.export(spans)
        finally:
            if result is not SpanExportResult.SUCCESS:
                self._dropped.inc(len(spans))
        return result

    def shutdown(self) -> None:
        exporter, self._ended = self._ended, None
        if exporter is not None:
            exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


class CountedLogs(LogRecordExporter):
    """The same for log lines that a collector refuses."""

    def __init__(self, exporter: LogRecordExporter) -> None:
        self._exporter = exporter
        self._ended: LogRecordExporter | None = exporter
        self._dropped = metrics.TELEMETRY_DROPPED.labels("logs")

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        result = LogRecordExportResult.FAILURE
        try:
            result = self._exporter.export(batch)
        finally:
            if result is not LogRecordExportResult.SUCCESS:
                self._dropped.inc(len(batch))
        return result

    def shutdown(self) -> None:
        exporter, self._ended = self._ended, None
        if exporter is not None:
            exporter.shutdown()  # type: ignore[no-untyped-call]

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def stop_within(stop: Callable[[], object], give_up: Callable[[], object]) -> None:
    """Run `stop`, which sends what is left; `give_up` ends its retries after LAST_EXPORT_S."""
    timer = threading.Timer(LAST_EXPORT_S, give_up)
    timer.daemon = True
    timer.start()
    try:
        stop()
    finally:
        timer.cancel()


class _Counting(BatchSpanProcessor):
    def __init__(self, exporter: Counted) -> None:
        super().__init__(exporter, max_queue_size=QUEUE_SPANS, max_export_batch_size=BATCH_SPANS,
                         schedule_delay_millis=_delay_ms())  # fmt: skip
        self._counted = exporter

    def on_end(self, span: ReadableSpan) -> None:
        if span.context is not None and span.context.trace_flags.sampled:
            self._counted.submitted()
        super().on_end(span)

    def shutdown(self) -> None:
        stop_within(super().shutdown, self._counted.shutdown)


def _delay_ms() -> float:
    # A trace should be in Jaeger while its reader still looks at the page; the SDK waits five seconds.
    return float(os.environ.get("OTEL_BSP_SCHEDULE_DELAY", "1000"))


def make_processor() -> SpanProcessor:
    return _Counting(Counted(OTLPSpanExporter(timeout=EXPORT_TIMEOUT_S), QUEUE_SPANS))


def make_provider(resource: Resource, processor: SpanProcessor | None, sampler: sampling.Sampler) -> TracerProvider:
    """The provider of every span but the handshake's. A remote parent's flag counts only between our own processes."""
    parent_based = sampling.ParentBased(sampler, remote_parent_not_sampled=sampler)
    provider = TracerProvider(parent_based, resource, shutdown_on_exit=False)
    if processor is not None:
        provider.add_span_processor(processor)
    return provider


def sampled_by(sampler: sampling.Sampler) -> Callable[[int], bool]:
    """The same decision for a handshake, whose spans are rebuilt from its records."""

    def decide(trace_id: int) -> bool:
        return sampler.should_sample(None, trace_id, "handshake").decision is sampling.Decision.RECORD_AND_SAMPLE

    return decide


def parent_context(trace_id: int, span_id: int, sampled: bool) -> Any:
    flags = TraceFlags(TraceFlags.SAMPLED if sampled else TraceFlags.DEFAULT)
    return set_span_in_context(NonRecordingSpan(SpanContext(trace_id, span_id, True, flags)))


def log_export(resource: Resource) -> tuple[Callable[[MutableMapping[str, Any]], None], Callable[[], None]]:
    """A function that sends one structlog event as an OTLP log record, and one that ends the export."""
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    exporter = CountedLogs(OTLPLogExporter(timeout=EXPORT_TIMEOUT_S))
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter, schedule_delay_millis=_delay_ms()))
    log = provider.get_logger("wirelight")

    def export(event: MutableMapping[str, Any]) -> None:
        # What a step's lines say, its span says too. Twenty records a handshake would cost more than everything else;
        # the canonical line, every failure and whatever has no span remain.
        if event.get("phase") in ("start", "done"):
            return
        facts = {key: value if isinstance(value, str | int | float | bool) else str(value)
                 for key, value in event.items() if key not in ("event", "level", "trace_id", "span_id")}  # fmt: skip
        if "exception" in facts:
            facts["exception.stacktrace"] = facts.pop("exception")
        trace_id, span_id = event.get("trace_id"), event.get("span_id")
        context = parent_context(int(trace_id, 16), int(span_id, 16), True) if trace_id and span_id else None
        level = event.get("level", "info")
        record = LogRecord(
            context=context, severity_number=_SEVERITY.get(level), severity_text=level, body=event["event"],
            attributes=facts,
        )  # fmt: skip
        log.emit(record)

    return export, lambda: stop_within(provider.shutdown, exporter.shutdown)
