"""The sinks: the same records as log lines, as metrics and as spans."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags
from prometheus_client import Histogram

from service.outcomes import Fault, Outcome
from service.telemetry import metrics
from service.telemetry.handshake import Closed, Ending, Handshake, KeepAliveRecord, Started, StepRecord, Told
from service.telemetry.logs import logger, timestamp
from service.telemetry.spans import Value
from service.telemetry.steps import ENTERED, TICK, Step

ROUTE = "/generate-code"
CLEAN = (1000, 1001, 4333)
SCOPE = InstrumentationScope("wirelight")


class LogSink:
    """The steps' texts with their facts as fields, and one canonical line a handshake.

    `tick_level` is that of the tick's line: a person at a terminal wants to see it, a log store does not.
    """

    def __init__(self, tick_level: int = logging.DEBUG) -> None:
        self._tick_level = tick_level

    def tell(self, handshake: Handshake, told: Told) -> None:
        match told:
            case Started(step, at_ns, span_id):
                self._started(handshake, step, self._ids(handshake, at_ns, span_id))
            case StepRecord():
                self._done(handshake, told)
            case Ending():
                self._ended(handshake, told)
            case KeepAliveRecord():
                end = told.started_ns + int(told.duration_s * 1e9)
                log = logger().error if told.exception else logger().info
                log(
                    "ws.closed", **self._ids(handshake, end, told.span_id), code=told.code, initiator=told.initiator,
                    ticks=told.ticks, missed=told.missed, max_lateness_s=round(told.max_lateness_s, 6),
                    duration_s=round(told.duration_s, 6), outcome=told.error or "ok",
                    **({"exception": told.exception} if told.exception else {}),
                )  # fmt: skip

    def tick(self, handshake: Handshake) -> None:
        logger().log(self._tick_level, TICK, **self._ids(handshake, handshake.now_ns(), handshake.span_id), step=9)

    @staticmethod
    def _ids(handshake: Handshake, at_ns: int, span_id: int) -> dict[str, str]:
        return {
            "timestamp": timestamp(at_ns),
            "trace_id": handshake.trace_hex,
            "span_id": f"{span_id:016x}",
            "connection_id": handshake.connection_id,
        }

    def _started(self, handshake: Handshake, step: Step, ids: dict[str, str]) -> None:
        log = logger()
        if step is Step.HANDLER_START:
            log.info(ENTERED, **ids)
        log.info(step.start_text, **ids, step=step.number, span=step.span, phase="start")
        if step is Step.HANDLER_START:
            log.info(step.client_text.format(handshake.client), **ids, step=step.number, span=step.span, phase="start")

    def _done(self, handshake: Handshake, record: StepRecord) -> None:
        step, log = record.step, logger()
        ids = self._ids(handshake, record.started_ns + int(record.duration_s * 1e9), record.span_id)
        facts = {"step": step.number, "span": step.span, "duration_s": round(record.duration_s, 6), **record.fields}
        if record.outcome is not Outcome.OK:
            log.error(
                f"{step.tag} FAILED {step.short}", **ids, phase="failed", outcome=record.outcome.value,
                **facts, exception=record.error,
            )  # fmt: skip
        elif step.done_text is not None:
            fact = facts.pop(step.fact, "") if step.fact else ""
            text = step.done_text.format(fact)
            log.info(text, **ids, phase="done", **facts, **({step.fact: fact} if step.fact else {}))

    def _ended(self, handshake: Handshake, end: Ending) -> None:
        log, failed = logger(), end.outcome is not Outcome.OK
        why = end.outcome.explanation
        level = logging.INFO if not failed else logging.WARNING if why.fault is Fault.CLIENT else logging.ERROR
        log.log(
            level, "ws.handshake", **self._ids(handshake, end.ended_ns, handshake.span_id), outcome=end.outcome.value,
            fault=why.fault.value, last_step=end.last_step.number, client=handshake.client,
            **({"generation_id": handshake.generation_id} if handshake.generation_id else {}),
            total_s=round(end.total_s, 6), server_s=round(end.server_s, 6),
            **({"cause": why.cause, "remedy": why.remedy, "detail": end.detail} if failed else {}),
            steps_s={record.step.short: round(record.duration_s, 6) for record in handshake.records},
        )  # fmt: skip


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
                metrics.CLOSES.labels(str(code), initiator).inc()
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
