"""Two of the sinks: a handshake's records as metrics and as spans. The third, its log lines, stands in lines.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags
from prometheus_client import Histogram

from service.outcomes import GenerationOutcome, Outcome
from service.telemetry import metrics
from service.telemetry.handshake import Handshake
from service.telemetry.records import Closed, Ending, KeepAliveRecord, StepRecord, Told
from service.telemetry.spans import Value
from service.telemetry.steps import Step

ROUTE = "/generate-code"
CLEAN = (1000, 1001, 4333)
# A client may close with any of three thousand numbers, and each would be a series for ever.
KNOWN_CODES = frozenset(range(1000, 1016)) | {
    one.explanation.close_code for family in (Outcome, GenerationOutcome) for one in family
}
SCOPE = InstrumentationScope("wirelight")


@cache
def _step_histogram(step: Step) -> Histogram:
    return metrics.STEP_DURATION.labels(step.span)


@cache
def _ended(outcome: Outcome) -> tuple[Callable[[], None], Histogram, Histogram]:
    result = "ok" if outcome is Outcome.OK else "error"
    return (
        metrics.HANDSHAKES.labels(outcome.value, outcome.explanation.fault.value).inc,
        metrics.HANDSHAKE_DURATION.labels(result),
        metrics.HANDSHAKE_SERVER_DURATION.labels(result),
    )


class MetricSink:
    """Counters and histograms, their children bound once; the trace id as exemplar."""

    def tell(self, handshake: Handshake, told: Told) -> None:
        match told:
            case StepRecord():
                _step_histogram(told.step).observe(told.duration_s)
            case Ending():
                exemplar = {"trace_id": handshake.trace_hex}
                count, total, server = _ended(told.outcome)
                count()
                total.observe(told.total_s, exemplar)
                server.observe(told.server_s, exemplar)
            case KeepAliveRecord(code=code, initiator=initiator) | Closed(code, initiator):
                metrics.CLOSES.labels(str(code) if code in KNOWN_CODES else "other", initiator).inc()
                close = "clean" if code in CLEAN else "error"
                metrics.CONNECTION_DURATION.labels(close).observe(told.duration_s, {"trace_id": handshake.trace_hex})


class SpanSink:
    """The SERVER span, one span a step and the keep-alive's, rebuilt from the records when they are complete."""

    def __init__(self, resource: Resource, export: Callable[[ReadableSpan], None]) -> None:
        self._resource = resource
        self._export = export

    def tell(self, handshake: Handshake, told: Told) -> None:
        if not handshake.sampled:
            return
        match told:
            case StepRecord():
                kind = SpanKind.PRODUCER if told.step is Step.ENQUEUE else SpanKind.INTERNAL
                attributes = {_attribute(name): value for name, value in told.fields.items()}
                self._emit(
                    handshake, told.step.span, told.span_id, handshake.span_id, kind, told.started_ns,
                    told.started_ns + int(told.duration_s * 1e9), attributes, _failure(told.outcome), "",
                )  # fmt: skip
            case Ending():
                self._server(handshake, told)
            case KeepAliveRecord():
                attributes = {
                    "ws.keep_alive.ticks": told.ticks,
                    "ws.keep_alive.missed": told.missed,
                    "ws.keep_alive.max_lateness_ms": round(told.max_lateness_s * 1000, 3),
                    "ws.close.code": told.code,
                    "ws.close.initiator": told.initiator,
                }
                end = told.started_ns + int(told.duration_s * 1e9)
                self._emit(
                    handshake, Step.KEEP_ALIVE.span, told.span_id, handshake.span_id, SpanKind.INTERNAL,
                    told.started_ns, end, attributes, told.error, "",
                )  # fmt: skip

    def _server(self, handshake: Handshake, end: Ending) -> None:
        attributes: dict[str, Value] = {
            "http.request.method": "GET",
            "http.route": ROUTE,
            "network.protocol.name": "websocket",
            "client.address": handshake.client,
            "ws.connection.id": handshake.connection_id,
            "ws.handshake.outcome": end.outcome.value,
            "ws.handshake.last_step": end.last_step.number,
            "ws.handshake.server_seconds": round(end.server_s, 6),
        }
        if handshake.generation_id:
            attributes["generation.id"] = handshake.generation_id
        parent = handshake.parent.span_id if handshake.parent else None
        self._emit(
            handshake, f"GET {ROUTE}", handshake.span_id, parent, SpanKind.SERVER, handshake.started_ns, end.ended_ns,
            attributes, _failure(end.outcome), end.detail or end.outcome.explanation.cause,
        )  # fmt: skip

    def _emit(
        self, handshake: Handshake, name: str, span_id: int, parent_id: int | None, kind: SpanKind, start: int,
        end: int, attributes: Mapping[str, Value], error: str, description: str,
    ) -> None:  # fmt: skip
        flags = TraceFlags(TraceFlags.SAMPLED)
        parent = None
        if parent_id is not None:
            remote = parent_id != handshake.span_id
            parent = SpanContext(handshake.trace_id, parent_id, is_remote=remote, trace_flags=flags)
        status = Status(StatusCode.UNSET)
        if error:
            attributes = {**attributes, "error.type": error}
            status = Status(StatusCode.ERROR, description or None)
        context = SpanContext(handshake.trace_id, span_id, is_remote=False, trace_flags=flags)
        span = ReadableSpan(
            name, context, parent, self._resource, attributes, kind=kind, status=status, start_time=start,
            end_time=end, instrumentation_scope=SCOPE,
        )  # fmt: skip
        self._export(span)


def _failure(outcome: Outcome) -> str:
    return "" if outcome is Outcome.OK else outcome.value


@cache
def _attribute(field: str) -> str:
    return "generation.id" if field == "generation_id" else f"ws.{field}"
