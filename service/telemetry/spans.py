"""Spans for the work below a handshake or generation: one line for whoever does the work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

Value = str | int | float | bool


class Note(Protocol):
    """`note(bytes=12)` states a fact about the work under way: an attribute of its span."""

    def __call__(self, **facts: Value) -> None: ...


_provider: trace.TracerProvider = trace.NoOpTracerProvider()
_tracer = _provider.get_tracer("wirelight")


def install(provider: trace.TracerProvider) -> None:
    """Make spans with `provider` from now on. Not OpenTelemetry's global one, which a process can set only once."""
    global _provider, _tracer
    _provider = provider
    _tracer = provider.get_tracer("wirelight")  # asked for once: getting one costs as much as a span


def provider() -> trace.TracerProvider:
    return _provider


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


def record_stage(name: str, start_ns: int, end_ns: int, attributes: Mapping[str, Value] | None = None) -> None:
    """A span for work that is over, done here or by another process: nanoseconds since the epoch."""
    span = tracer().start_span(name, start_time=start_ns, attributes=dict(attributes or {}))
    span.end(end_time=end_ns)
