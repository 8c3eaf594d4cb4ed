"""Spans for the work below a handshake or generation: one line for whoever does the work."""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from service.telemetry.ids import new_span_id

Value = str | int | float | bool


class Note(Protocol):
    """`note(bytes=12)` states a fact about the work under way: an attribute of its span."""

    def __call__(self, **facts: Value) -> None: ...


@dataclass(frozen=True, slots=True)
class Export:
    """Where finished spans go: `later` runs work off the event loop, `span` takes what it makes."""

    provider: trace.TracerProvider
    resource: Resource
    span: Callable[[ReadableSpan], None]
    later: Callable[[Callable[[], None]], object]


_NOWHERE = trace.NoOpTracerProvider()
_SCOPE = InstrumentationScope("wirelight")
_export: Export | None = None
_tracer = _NOWHERE.get_tracer("wirelight")


def install(export: Export | None) -> None:
    """Make spans with `export` from now on, or none. Not OpenTelemetry's global provider: that can be set only once."""
    global _export, _tracer
    _export = export
    _tracer = provider().get_tracer("wirelight")  # asked for once: getting one costs as much as a span


def provider() -> trace.TracerProvider:
    return _export.provider if _export else _NOWHERE


def tracer() -> trace.Tracer:
    return _tracer


@contextmanager
def stage(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Value) -> Iterator[Note]:
    """A span around a block, child of the current one. An exception marks it ERROR with `error.type` and passes on.

    Cancellation is no error: the span is left UNSET.
    """
    span = tracer().start_span(name, kind=kind, attributes=attributes)

    def note(**facts: Value) -> None:
        for key, value in facts.items():
            span.set_attribute(key, value)

    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield note
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            span.set_attribute("error.type", type(error).__qualname__)
            raise


def record_stage(
    name: str, start_ns: int, end_ns: int, attributes: Mapping[str, Value] | None = None,
    kind: SpanKind = SpanKind.INTERNAL, error: BaseException | None = None,
) -> None:  # fmt: skip
    """A span for work that is over, done here or by another process: nanoseconds since the epoch.

    Child of the current span; none where there is none, or every readiness probe would be a trace. Made off the event
    loop, where only its facts are put together.
    """
    export = _export
    if export is None:
        return
    parent = trace.get_current_span().get_span_context()
    if parent.is_valid and parent.trace_flags.sampled:
        export.later(lambda: _make(export, name, parent, start_ns, end_ns, attributes or {}, kind, error))


def _make(
    export: Export, name: str, parent: SpanContext, start_ns: int, end_ns: int, attributes: Mapping[str, Value],
    kind: SpanKind, error: BaseException | None,
) -> None:  # fmt: skip
    sampled = TraceFlags(TraceFlags.SAMPLED)
    context = SpanContext(parent.trace_id, new_span_id(), is_remote=False, trace_flags=sampled)
    status = Status(StatusCode.UNSET)
    if error is not None and not isinstance(error, CancelledError):
        status = Status(StatusCode.ERROR, type(error).__name__)
        attributes = {**attributes, "error.type": type(error).__qualname__}
    export.span(
        ReadableSpan(
            name, context, parent, export.resource, attributes, kind=kind, status=status, start_time=start_ns,
            end_time=end_ns, instrumentation_scope=_SCOPE,
        )
    )  # fmt: skip


class Query:
    """A span around one SQL statement, named by its first word: `with Query(text): ...`. The arguments stay out."""

    __slots__ = ("_began", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> None:
        self._start = time.time_ns()
        self._began = time.perf_counter_ns()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if _export is not None:
            text = self._text.strip()
            operation = text.split(None, 1)[0].rstrip(";").upper() if text else "QUERY"
            facts = {"db.system.name": "postgresql", "db.operation.name": operation, "db.query.text": text}
            end = self._start + time.perf_counter_ns() - self._began
            record_stage(operation, self._start, end, facts, SpanKind.CLIENT, error)
