"""The log sink: the steps' texts with their facts as fields, and one canonical line a handshake."""

from __future__ import annotations

import logging
from typing import Any

from service.outcomes import Fault, Outcome
from service.telemetry.handshake import Handshake
from service.telemetry.logs import tell, timestamp
from service.telemetry.records import Ending, KeepAliveRecord, Started, StepRecord, Told
from service.telemetry.steps import ENTERED, TICK, Step

INFO, WARNING, ERROR = logging.INFO, logging.WARNING, logging.ERROR


class LogSink:
    """`tick_level` is that of a tick's line: a person at a terminal wants to see it, a log store does not."""

    def __init__(self, tick_level: int = logging.DEBUG) -> None:
        self._tick_level = tick_level

    def tell(self, handshake: Handshake, told: Told) -> None:
        match told:
            case Started():
                self._started(handshake, told)
            case StepRecord():
                self._done(handshake, told)
            case Ending():
                self._ended(handshake, told)
            case KeepAliveRecord():
                self._closed(handshake, told)

    def tick(self, handshake: Handshake) -> None:
        facts = _ids(handshake, handshake.now_ns(), handshake.span_id)
        facts["step"] = Step.KEEP_ALIVE.number
        tell(self._tick_level, TICK, facts)

    @staticmethod
    def _started(handshake: Handshake, told: Started) -> None:
        step = told.step
        ids = _ids(handshake, told.at_ns, told.span_id)
        if step is Step.HANDLER_START:
            tell(INFO, ENTERED, dict(ids))
        facts = ids | {"step": step.number, "span": step.span, "phase": "start"}
        tell(INFO, step.start_text, dict(facts))
        if step is Step.HANDLER_START:
            tell(INFO, step.client_text.format(handshake.client), facts)

    @staticmethod
    def _done(handshake: Handshake, record: StepRecord) -> None:
        step = record.step
        facts = _ids(handshake, record.started_ns + int(record.duration_s * 1e9), record.span_id)
        facts |= {"step": step.number, "span": step.span, "phase": "done", "duration_s": round(record.duration_s, 6)}
        facts |= record.fields
        if record.outcome is not Outcome.OK:
            facts |= {"phase": "failed", "outcome": record.outcome.value, "exception": record.error}
            tell(ERROR, f"{step.tag} FAILED {step.short}", facts)
        elif step.done_text is not None:
            tell(INFO, step.done_text.format(facts.get(step.fact, "")), facts)

    @staticmethod
    def _ended(handshake: Handshake, end: Ending) -> None:
        why = end.outcome.explanation
        facts = _ids(handshake, end.ended_ns, handshake.span_id)
        facts |= {
            "outcome": end.outcome.value, "fault": why.fault.value, "last_step": end.last_step.number,
            "client": handshake.client, "total_s": round(end.total_s, 6), "server_s": round(end.server_s, 6),
            "steps_s": {record.step.short: round(record.duration_s, 6) for record in handshake.records},
        }  # fmt: skip
        if handshake.generation_id:
            facts["generation_id"] = handshake.generation_id
        level = INFO
        if end.outcome is not Outcome.OK:
            facts |= {"cause": why.cause, "remedy": why.remedy, "detail": end.detail}
            level = WARNING if why.fault is Fault.CLIENT else ERROR
        tell(level, "ws.handshake", facts)

    @staticmethod
    def _closed(handshake: Handshake, told: KeepAliveRecord) -> None:
        facts = _ids(handshake, told.started_ns + int(told.duration_s * 1e9), told.span_id)
        facts |= {
            "step": Step.KEEP_ALIVE.number, "span": Step.KEEP_ALIVE.span, "phase": "failed" if told.error else "done",
            "code": told.code, "initiator": told.initiator, "ticks": told.ticks, "missed": told.missed,
            "max_lateness_s": round(told.max_lateness_s, 6), "duration_s": round(told.duration_s, 6),
            "outcome": told.error or "ok",
        }  # fmt: skip
        if told.exception:
            facts["exception"] = told.exception
        tell(ERROR if told.exception else WARNING if told.error else INFO, "ws.closed", facts)


def _ids(handshake: Handshake, at_ns: int, span_id: int) -> dict[str, Any]:
    return {
        "timestamp": timestamp(at_ns),
        "trace_id": handshake.trace_hex,
        "span_id": f"{span_id:016x}",
        "connection_id": handshake.connection_id,
    }
