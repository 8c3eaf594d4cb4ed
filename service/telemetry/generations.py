"""A generation's telemetry in the worker: the CONSUMER span in the handshake's trace, `[WORKER]` lines, histograms."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from service.outcomes import GenerationOutcome
from service.telemetry import metrics
from service.telemetry.ids import parse_traceparent
from service.telemetry.logs import logger
from service.telemetry.spans import Value, tracer
from service.telemetry.steps import WORKER_PROCESSING
from service.telemetry.traces import parent_context


class Run:
    """One attempt at a generation, as its telemetry sees it."""

    def __init__(self, generation_id: str, generator: str, attempt: int, span: trace.Span, queue_wait_s: float) -> None:
        self.generation_id = generation_id
        self.generator = generator
        self.attempt = attempt
        self.queue_wait_s = queue_wait_s
        self.first_chunk_s: float | None = None
        self.outcome = GenerationOutcome.OK
        self.detail = ""
        self._span = span
        self._began = time.perf_counter()

    @property
    def elapsed_s(self) -> float:
        return time.perf_counter() - self._began

    def first_chunk(self) -> None:
        if self.first_chunk_s is None:
            self.first_chunk_s = self.elapsed_s
            self._span.set_attribute("generation.first_chunk_ms", round(self.first_chunk_s * 1000, 3))

    def note(self, **facts: Value) -> None:
        for name, value in facts.items():
            self._span.set_attribute(f"generation.{name}", value)

    def end(self, outcome: GenerationOutcome, detail: str = "", error: BaseException | None = None) -> None:
        """State how it ended; `error` goes to the log with its traceback, never to the client."""
        self.outcome, self.detail = outcome, detail
        if outcome not in (GenerationOutcome.OK, GenerationOutcome.CANCELLED):
            self._span.set_attribute("error.type", outcome.value)
            self._span.set_status(Status(StatusCode.ERROR, detail or outcome.explanation.cause))
            why = {"exception": "".join(traceback.format_exception(error))} if error else {}
            logger().error(
                "generation.failed", generation_id=self.generation_id, generator=self.generator, attempt=self.attempt,
                outcome=outcome.value, cause=outcome.explanation.cause, detail=detail, **why,
            )  # fmt: skip


@contextmanager
def generation(
    generation_id: str, generator: str, attempt: int, traceparent: str | None, queue_wait_s: float
) -> Iterator[Run]:
    """Around one attempt. Its span continues the handshake's trace; spans opened inside nest under it."""
    parent = parse_traceparent(traceparent)
    sampled = bool(traceparent and traceparent.endswith("1"))
    context = parent_context(parent.trace_id, parent.span_id, sampled) if parent else None
    attributes: dict[str, Value] = {
        "messaging.system": "nats", "messaging.operation.type": "process", "messaging.destination.name": "JOBS",
        "generation.id": generation_id, "generation.generator": generator, "generation.attempt": attempt,
        "generation.queue_wait_ms": round(queue_wait_s * 1000, 3),
    }  # fmt: skip
    span = tracer().start_span(f"generate {generator}", context, SpanKind.CONSUMER, attributes)
    run = Run(generation_id, generator, attempt, span, queue_wait_s)
    exemplar = {"trace_id": f"{parent.trace_id:032x}"} if parent else None
    # With export off spans are not made: the parent's ids still belong on the log lines.
    shown = span if span.get_span_context().is_valid or context is None else trace.get_current_span(context)
    with trace.use_span(shown, end_on_exit=False, record_exception=False, set_status_on_exception=False):
        logger().info(WORKER_PROCESSING, generation_id=generation_id, generator=generator, attempt=attempt,
                      queue_wait_s=round(queue_wait_s, 6))  # fmt: skip
        metrics.POOL_BUSY.inc()
        try:
            yield run
        finally:
            metrics.POOL_BUSY.dec()
            labels = (generator, run.outcome.value)
            metrics.QUEUE_WAIT.labels(*labels).observe(queue_wait_s, exemplar)
            metrics.GENERATION_DURATION.labels(*labels).observe(run.elapsed_s, exemplar)
            if run.first_chunk_s is not None:
                metrics.FIRST_CHUNK.labels(*labels).observe(run.first_chunk_s, exemplar)
            level = logging.INFO if run.outcome is GenerationOutcome.OK else logging.WARNING
            logger().log(
                level, "generation.ended", generation_id=generation_id, generator=generator, attempt=attempt,
                outcome=run.outcome.value, duration_s=round(run.elapsed_s, 6), queue_wait_s=round(queue_wait_s, 6),
                first_chunk_s=None if run.first_chunk_s is None else round(run.first_chunk_s, 6),
            )  # fmt: skip
            span.end()
