"""Our encoding of OTLP against the SDK's: the same messages, for every kind of span, log record and value."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common import _log_encoder, trace_encoder
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

from service.outcomes import Outcome
from service.telemetry.otlp import encode_logs, encode_traces
from service.telemetry.traces import parent_context

WEB = Resource({"service.name": "wirelight-web", "service.version": "1"}, "https://opentelemetry.io/schemas/1.30.0")
BROWSER = Resource({"service.name": "wirelight-browser"})
OURS = InstrumentationScope("wirelight")
OTHERS = InstrumentationScope("library", "2.1", "https://example.com/schema", {"kept": True})
TRACE_ID, SPAN_ID = 0x0102030405060708090A0B0C0D0E0F10, 0x1112131415161718
CONTEXT = SpanContext(TRACE_ID, SPAN_ID, False, TraceFlags(1))


class Seconds(float):
    """A number of a class of its own, as numpy's are."""


VALUES: dict[str, Any] = {
    "text": "é 漢 🎈", "empty": "", "long": "x" * 20_000, "yes": True, "no": False, "zero": 0, "int": 300, "minus": -1,
    "enum": HTTPStatus.NOT_FOUND, "text enum": Outcome.BAD_JSON, "class of its own": Seconds(0.5),
    "least": -(1 << 63), "most": (1 << 63) - 1, "double": 0.1, "texts": ("a", "b"), "numbers": (1, 2, 300),
}  # fmt: skip


def span(**changes: Any) -> ReadableSpan:
    parent = SpanContext(TRACE_ID, 7, False, TraceFlags(1))
    facts: dict[str, Any] = {
        "name": "ws.accept", "context": CONTEXT, "parent": parent, "resource": WEB, "attributes": VALUES,
        "start_time": 1_764_234_000_123_456_789, "end_time": 1_764_234_000_123_999_999, "instrumentation_scope": OURS,
    }  # fmt: skip
    return ReadableSpan(**(facts | changes))


SPANS = {
    "plain": span(),
    "root": span(parent=None, attributes=None),
    "remote parent": span(parent=SpanContext(TRACE_ID, 7, True, TraceFlags(1))),
    "failed": span(status=Status(StatusCode.ERROR, "the queue is full")),
    "failed without a word": span(status=Status(StatusCode.ERROR)),
    "ok": span(status=Status(StatusCode.OK)),
    "of a library": span(instrumentation_scope=OTHERS),
    "of the browser": span(resource=BROWSER),
    "of no scope": span(instrumentation_scope=None),
    "with an event": span(events=[Event("exception", {"exception.type": "ValueError"}, 1_764_234_000_000_000_000)]),
    "with a link": span(links=[Link(CONTEXT, {"why": "retry"})]),
    "with a trace state": span(context=SpanContext(TRACE_ID, SPAN_ID, False, TraceFlags(1), TraceState([("a", "b")]))),
    **{kind.name.lower(): span(kind=kind) for kind in SpanKind},
}


@pytest.mark.parametrize("one", SPANS.values(), ids=SPANS.keys())
def test_a_span_is_the_same_message_as_the_sdks(one: ReadableSpan) -> None:
    assert ExportTraceServiceRequest.FromString(encode_traces([one])) == trace_encoder.encode_spans([one])


def test_a_batch_keeps_every_span_with_its_resource_and_scope() -> None:
    def told(request: ExportTraceServiceRequest) -> list[bytes]:
        return sorted(
            of.resource.SerializeToString() + part.scope.SerializeToString() + one.SerializeToString()
            for of in request.resource_spans for part in of.scope_spans for one in part.spans
        )  # fmt: skip

    batch = list(SPANS.values()) * 3
    ours = ExportTraceServiceRequest.FromString(encode_traces(batch))
    assert len(told(ours)) == len(batch)
    assert told(ours) == told(trace_encoder.encode_spans(batch))


def record(**changes: Any) -> ReadableLogRecord:
    facts: dict[str, Any] = {
        "timestamp": 1_764_234_000_123_456_789, "observed_timestamp": 1_764_234_000_200_000_000,
        "severity_number": SeverityNumber.ERROR, "severity_text": "error", "body": "ws.handshake",
        "attributes": {**VALUES, "steps_s": {"accept": 0.001, "authorize": 0.0002}},
    }  # fmt: skip
    return ReadableLogRecord(LogRecord(**(facts | changes)), WEB, OURS)


@pytest.mark.parametrize(
    "one",
    [
        record(),
        record(body={"a": [1, "b", None]}, attributes=None),
        record(severity_number=None, severity_text=None),
        record(event_name="ws.closed"),
        record(context=parent_context(TRACE_ID, SPAN_ID, True)),
        record(context=parent_context(TRACE_ID, SPAN_ID, False)),
    ],
)
def test_a_log_record_is_the_same_message_as_the_sdks(one: ReadableLogRecord) -> None:
    assert ExportLogsServiceRequest.FromString(encode_logs([one])) == _log_encoder.encode_logs([one])


def test_what_protobuf_cannot_hold_is_told_as_text_and_costs_no_other_span() -> None:
    odd = span(attributes={"half": "\ud83c", "huge": 1 << 64, "set": {1}})
    request = ExportTraceServiceRequest.FromString(encode_traces([odd, span()]))
    first, second = request.resource_spans[0].scope_spans[0].spans
    assert {one.key: one.value.string_value for one in first.attributes} == {
        "half": "?", "huge": "18446744073709551616", "set": "{1}",
    }  # fmt: skip
    assert len(second.attributes) == len(VALUES)
