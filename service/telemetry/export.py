"""Export of spans and log lines over OTLP/HTTP in batches, off the event loop; what does not arrive is counted."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime
from typing import Any

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, ReadableLogRecord, ReadWriteLogRecord
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExportResult
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

from service.telemetry import metrics
from service.telemetry.environment import Batching, Environment
from service.telemetry.logs import logger
from service.telemetry.otlp import encode_logs, encode_traces
from service.telemetry.traces import parent_context

# The SDK's default of 2,048 spans holds 180 handshakes: one burst while the collector restarts.
QUEUE_SPANS = 16_384
BATCH_SPANS = 2_048  # larger batches halve the encoding's share a span
# A handshake that went well exports two lines, so these hold more of them.
QUEUE_LINES = 8_192
BATCH_LINES = 512
# What a healthy collector takes for the last batch is milliseconds; no other may hold a stopping service.
LAST_EXPORT_S = 2.0
GIVING_UP_S = 1.0
SEVERITY = {
    "debug": SeverityNumber.DEBUG, "info": SeverityNumber.INFO, "warning": SeverityNumber.WARN,
    "error": SeverityNumber.ERROR, "critical": SeverityNumber.FATAL,
}  # fmt: skip
FIELDS = ("event", "level", "timestamp", "trace_id", "span_id")  # of a log record, not attributes
KINDS = (str, int, float, bool, dict)  # that OTLP has too; a handshake's `steps_s` is a map of numbers
NAMES = {"exception": "exception.stacktrace"}  # as the semantic conventions call it


class LastWords(logging.Handler):
    """What an exporter said last of its troubles: the reason for trying again, and that it gave up. Only its log hears it,
    and for every batch.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: deque[str] = deque(maxlen=2)

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())

    @property
    def text(self) -> str:
        return " ".join(self._said)


class Tally:
    """Counts what never arrives: what finds `capacity` others waiting, and batches that are refused.

    The first batch that is lost is a warning with the exporter's reason, the first that arrives again a line as well.
    """

    def __init__(self, signal: str, capacity: int, exporter: str) -> None:
        self._signal = signal
        self._dropped = metrics.TELEMETRY_DROPPED.labels(signal)
        self._capacity = capacity
        self._arrives = True
        self._last_words = LastWords()
        log = logging.getLogger(exporter)
        log.handlers, log.propagate = [self._last_words], False
        log.setLevel(logging.WARNING)
        self._lock = threading.Lock()  # any thread ends spans
        self._waiting = 0

    def admit(self) -> bool:
        """Whether there is room for one more. The SDK's own queue would drop as well, but tell nobody."""
        with self._lock:
            if self._waiting < self._capacity:
                self._waiting += 1
                return True
        self._dropped.inc()
        return False

    def export(self, count: int, send: Callable[[], bool]) -> bool:
        """Whether `send` delivered its batch of `count`; an exception passes on, its batch counted as lost."""
        with self._lock:
            self._waiting -= count
        arrives = False
        try:
            arrives = send()
        finally:
            if not arrives:
                self._dropped.inc(count)
            if arrives is not self._arrives:
                self._arrives = arrives
                self._tell()
        return arrives

    def _tell(self) -> None:
        if self._arrives:
            logger().info("telemetry.delivered_again", signal=self._signal)
        else:
            logger().warning("telemetry.undelivered", signal=self._signal, why=self._last_words.text)


class _SpanExporter(OTLPSpanExporter):
    """The SDK's exporter with our encoding; `_client`, which sends, retries and compresses, is the SDK's."""

    def __init__(self, tally: Tally, timeout_s: float) -> None:
        super().__init__(timeout=timeout_s)
        self._tally = tally

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        arrives = self._tally.export(len(spans), lambda: self._client.export(encode_traces(spans)).success)
        return SpanExportResult.SUCCESS if arrives else SpanExportResult.FAILURE


class _LogExporter(OTLPLogExporter):
    """The same for log records."""

    def __init__(self, tally: Tally, timeout_s: float) -> None:
        super().__init__(timeout=timeout_s)
        self._tally = tally

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        arrives = self._tally.export(len(batch), lambda: self._client.export(encode_logs(batch)).success)
        return LogRecordExportResult.SUCCESS if arrives else LogRecordExportResult.FAILURE


class SpanExport(BatchSpanProcessor):
    """Sends finished spans as the OTEL_* variables say."""

    def __init__(self, batching: Batching) -> None:
        self._tally = Tally("spans", batching.queue, OTLPSpanExporter.__module__)
        self._exporter = _SpanExporter(self._tally, batching.timeout_s)
        super().__init__(
            self._exporter, max_queue_size=batching.queue, max_export_batch_size=batching.batch,
            schedule_delay_millis=batching.delay_s * 1000,
        )  # fmt: skip

    def on_end(self, span: ReadableSpan) -> None:
        if span.context is not None and span.context.trace_flags.sampled and self._tally.admit():
            super().on_end(span)

    def shutdown(self) -> None:
        _stop(super().shutdown, self._exporter.shutdown)


class LogExport(BatchLogRecordProcessor):
    """The same for log lines."""

    def __init__(self, batching: Batching) -> None:
        self._tally = Tally("logs", batching.queue, OTLPLogExporter.__module__)
        self._exporter = _LogExporter(self._tally, batching.timeout_s)
        super().__init__(
            self._exporter, max_queue_size=batching.queue, max_export_batch_size=batching.batch,
            schedule_delay_millis=batching.delay_s * 1000,
        )  # fmt: skip

    def on_emit(self, log_record: ReadWriteLogRecord) -> None:
        if self._tally.admit():
            super().on_emit(log_record)

    def shutdown(self) -> None:
        _stop(super().shutdown, self._exporter.shutdown)


def _stop(stop: Callable[[], object], give_up: Callable[[], object]) -> None:
    """Let `stop` send what is left; after LAST_EXPORT_S `give_up` ends its retries, and soon after nobody waits."""
    stopping = threading.Thread(target=stop, name="last-export", daemon=True)
    stopping.start()
    stopping.join(LAST_EXPORT_S)
    if stopping.is_alive():
        give_up()
        stopping.join(GIVING_UP_S)


def span_export(environment: Environment) -> SpanExport:
    return SpanExport(environment.batching("TRACES", QUEUE_SPANS, BATCH_SPANS))


def log_export(
    environment: Environment, resource: Resource
) -> tuple[Callable[[MutableMapping[str, Any]], None], Callable[[], None]]:
    """A function that sends one structlog event as an OTLP log record, and one that ends the export."""
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(LogExport(environment.batching("LOGS", QUEUE_LINES, BATCH_LINES)))
    log = provider.get_logger("wirelight")

    def export(event: MutableMapping[str, Any]) -> None:
        # What a step's lines say, its span says too. Twenty records a handshake would cost more than everything else;
        # the canonical line, every failure and whatever has no span remain.
        if event.get("phase") in ("start", "done"):
            return
        facts = {NAMES.get(key, key): value if isinstance(value, KINDS) else str(value)
                 for key, value in event.items() if key not in FIELDS and value is not None}  # fmt: skip
        trace_id, span_id = event.get("trace_id"), event.get("span_id")
        context = parent_context(int(trace_id, 16), int(span_id, 16), True) if trace_id and span_id else None
        level = event.get("level", "info")
        at = datetime.fromisoformat(event["timestamp"])
        record = LogRecord(
            timestamp=int(at.timestamp() * 1e9), context=context, severity_number=SEVERITY.get(level),
            severity_text=level, body=event["event"], attributes=facts,
        )  # fmt: skip
        log.emit(record)

    return export, provider.shutdown
