"""One connection's telemetry: the ten steps as they are taken, told once, handed to the sinks.

The handler states a fact once (`note(bytes=12)`); log lines, spans, histograms and the timeline are made of it here
and in the sinks. When the sinks run is decided in `Handshake._tell`: at once when `live`, else in one go when the
handshake ends or has lasted FLIGHT_S.
"""

from __future__ import annotations

import time
import traceback
from asyncio import CancelledError, TimerHandle, get_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Token
from types import TracebackType
from typing import Protocol

from opentelemetry import context as otel_context
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from service.outcomes import Outcome, Refusal
from service.telemetry.ids import RemoteParent, new_span_id, new_trace_id, traceparent
from service.telemetry.records import Closed, Ending, KeepAliveRecord, Started, StepRecord, Told
from service.telemetry.spans import Note, Value
from service.telemetry.steps import Step

# A handshake usually takes 5 to 20 ms: one that lasts this long is worth seeing while it lasts.
FLIGHT_S = 0.25


class Sink(Protocol):
    """Gets the records of a connection in their order; it may be called on another thread than the event loop's."""

    def tell(self, handshake: Handshake, told: Told) -> None: ...


class KeepAlive:
    """What the ticker counts for one connection while it generates."""

    __slots__ = ("close_code", "error", "exception", "initiator", "max_lateness_s", "missed", "on_tick", "ticks")

    def __init__(self, on_tick: Callable[[], None] | None = None) -> None:
        self.ticks = 0
        self.missed = 0
        self.max_lateness_s = 0.0
        self.close_code = 1006
        self.initiator = "client"
        self.error = ""
        self.exception = ""
        self.on_tick = on_tick


def outcome_of(error: BaseException) -> Outcome:
    """What an exception that ended a handshake means. The server cancels its handlers only to stop."""
    if isinstance(error, Refusal):
        return error.outcome
    return Outcome.SHUTTING_DOWN if isinstance(error, CancelledError) else Outcome.INTERNAL


class Handshake:
    """A connection's identity and what it has gone through. A context manager around steps 0 to 8."""

    def __init__(
        self,
        connection_id: str,
        client: str,
        parent: RemoteParent | None,
        sampled: Callable[[int], bool],
        deliver: Callable[[Handshake, list[Told]], None],
        live: bool,
        on_tick: Callable[[Handshake], None] | None = None,
    ) -> None:
        self.connection_id = connection_id
        self.client = client
        self.parent = parent
        self.trace_id = parent.trace_id if parent else new_trace_id()
        self.span_id = new_span_id()
        self.sampled = sampled(self.trace_id)
        self.trace_hex = f"{self.trace_id:032x}"
        self.generation_id: str | None = None
        self.started_ns = time.time_ns()
        self.records: list[StepRecord] = []
        self.running: Started | None = None
        self.ending: Ending | None = None
        self.kept_alive: KeepAliveRecord | None = None
        self.keeping: KeepAlive | None = None
        self._anchor = time.perf_counter_ns()
        self._deliver = deliver
        self._live = live
        self._on_tick = on_tick
        self._waiting: list[Told] = []
        self._timer: TimerHandle | None = None
        self._token: Token[Context] | None = None

    def now_ns(self) -> int:
        """Nanoseconds since the epoch on a clock that never jumps within a connection."""
        return self.started_ns + time.perf_counter_ns() - self._anchor

    def traceparent(self) -> str:
        """For what continues this trace elsewhere: the running step's span, else the connection's."""
        return traceparent(self.trace_id, self.running.span_id if self.running else self.span_id, self.sampled)

    def attach(self, span_id: int) -> Token[Context]:
        flags = TraceFlags(TraceFlags.SAMPLED if self.sampled else TraceFlags.DEFAULT)
        context = SpanContext(self.trace_id, span_id, is_remote=False, trace_flags=flags)
        return otel_context.attach(set_span_in_context(NonRecordingSpan(context), Context()))

    def __enter__(self) -> Handshake:
        self._token = self.attach(self.span_id)
        if not self._live:
            self._timer = get_running_loop().call_later(FLIGHT_S, self._land)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._token is not None:
            otel_context.detach(self._token)
        ended = self.now_ns()
        last = self.records[-1].step if self.records else Step.HANDLER_START
        total = (ended - self.started_ns) / 1e9
        waited = sum(record.duration_s for record in self.records if record.step is Step.RECEIVE_JSON)
        outcome = outcome_of(error) if error else Outcome.OK
        # Only a refusal's text was written to be shown; any other exception's stays in the traceback.
        detail = str(error) if isinstance(error, Refusal) else ""
        self.ending = Ending(outcome, detail, last, ended, total, total - waited)
        self._tell(self.ending)
        self._land()

    @contextmanager
    def step(self, step: Step) -> Iterator[Note]:
        """Around the work of one step. What the block notes becomes the fields of its record."""
        fields: dict[str, Value] = {}
        started = Started(step, self.now_ns(), new_span_id())
        self.running = started
        self._tell(started)
        token = self.attach(started.span_id)
        outcome, trace_text = Outcome.OK, ""
        try:
            yield fields.update
        except BaseException as error:
            outcome = outcome_of(error)
            trace_text = "".join(traceback.format_exception(error))
            raise
        finally:
            otel_context.detach(token)
            duration = (self.now_ns() - started.at_ns) / 1e9
            if step is Step.CREATE_GENERATION_ID and outcome is Outcome.OK:
                self.generation_id = str(fields["generation_id"])
            record = StepRecord(step, outcome, started.at_ns, duration, started.span_id, fields, trace_text)
            self.records.append(record)
            self.running = None
            self._tell(record)

    @contextmanager
    def keep_alive(self) -> Iterator[KeepAlive]:
        """Around step 9. It outlives the handshake, whose span has ended; ticks are numbers, not spans."""
        started = Started(Step.KEEP_ALIVE, self.now_ns(), new_span_id())
        self._tell(started)
        self._land()
        on_tick = self._on_tick
        self.keeping = keeping = KeepAlive((lambda: on_tick(self)) if on_tick else None)
        token = self.attach(started.span_id)
        try:
            yield keeping
        except BaseException as error:
            outcome = outcome_of(error)
            keeping.error, keeping.initiator = outcome.value, "server"
            keeping.close_code = outcome.explanation.close_code or keeping.close_code
            if outcome is Outcome.INTERNAL:
                keeping.exception = "".join(traceback.format_exception(error))
            raise
        finally:
            otel_context.detach(token)
            self.kept_alive = KeepAliveRecord(
                started.at_ns, (self.now_ns() - started.at_ns) / 1e9, started.span_id, keeping.ticks, keeping.missed,
                keeping.max_lateness_s, keeping.close_code, keeping.initiator, keeping.error,
                keeping.exception,
            )  # fmt: skip
            self._tell(self.kept_alive)
            self._land()

    def closed(self, code: int, initiator: str) -> None:
        """Tell how the connection of a failed handshake was closed."""
        self._tell(Closed(code, initiator, (self.now_ns() - self.started_ns) / 1e9))
        self._land()

    def _tell(self, told: Told) -> None:
        self._waiting.append(told)
        if self._live:
            self._land()

    def _land(self) -> None:
        """Hand over what is waiting. After the first time nothing waits: a slow handshake is seen as it happens."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._live = True
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._deliver(self, waiting)
