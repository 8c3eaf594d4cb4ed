"""Which traces are recorded, and the provider of the spans that the SDK makes."""

from __future__ import annotations

from collections.abc import Callable

from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider, sampling
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context


def make_provider(resource: Resource, processor: SpanProcessor | None, sampler: sampling.Sampler) -> TracerProvider:
    """The provider of every span but the handshake's. A remote parent's flag counts only between our own processes."""
    parent_based = sampling.ParentBased(sampler, remote_parent_not_sampled=sampler)
    provider = TracerProvider(parent_based, resource, shutdown_on_exit=False)
    if processor is not None:
        provider.add_span_processor(processor)
    return provider


def sampled_by(sampler: sampling.Sampler) -> Callable[[int], bool]:
    """The same decision by trace id alone, for a handshake, whose spans are rebuilt from its records."""

    def decide(trace_id: int) -> bool:
        return sampler.should_sample(None, trace_id, "handshake").decision is sampling.Decision.RECORD_AND_SAMPLE

    return decide


def parent_context(trace_id: int, span_id: int, sampled: bool) -> Context:
    flags = TraceFlags(TraceFlags.SAMPLED if sampled else TraceFlags.DEFAULT)
    return set_span_in_context(NonRecordingSpan(SpanContext(trace_id, span_id, True, flags)))
