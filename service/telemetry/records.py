"""What a connection tells of itself, in frozen records: the sinks make log lines, spans, metrics and timelines of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.outcomes import Outcome
from service.telemetry.spans import Value
from service.telemetry.steps import Step


@dataclass(frozen=True, slots=True)
class Started:
    """A step was entered, at nanoseconds since the epoch."""

    step: Step
    at_ns: int
    span_id: int


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step that ended: everything any sink needs of it."""

    step: Step
    outcome: Outcome
    started_ns: int
    duration_s: float
    span_id: int
    fields: Mapping[str, Value]
    error: str = ""  # the traceback, without local variables


@dataclass(frozen=True, slots=True)
class Ending:
    """How the handshake ended: after step 8, or at the failure."""

    outcome: Outcome
    detail: str
    last_step: Step
    ended_ns: int
    total_s: float
    server_s: float  # without the wait for the client's message


@dataclass(frozen=True, slots=True)
class KeepAliveRecord:
    """Step 9, when the connection has ended."""

    started_ns: int
    duration_s: float
    span_id: int
    ticks: int
    missed: int
    max_lateness_s: float
    code: int
    initiator: str
    error: str = ""  # the outcome, where the end was a failure
    exception: str = ""  # the traceback, where that was unexpected


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection of a handshake that failed, closed."""

    code: int
    initiator: str
    duration_s: float


Told = Started | StepRecord | Ending | KeepAliveRecord | Closed
