"""What each recent connection reached and why it stopped, as GET /api/handshakes shows it: kept in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from service.outcomes import Outcome
from service.telemetry.handshake import Handshake
from service.telemetry.logs import timestamp
from service.telemetry.records import StepRecord

# About 4 kB each: 8 MB at most.
KEPT = 2000


class Timelines:
    """The newest handshakes of this node, by connection id and by trace id."""

    def __init__(self, node: str, kept: int = KEPT) -> None:
        self._node = node
        self._kept = kept
        self._by_connection: OrderedDict[str, Handshake] = OrderedDict()
        self._by_trace: dict[str, Handshake] = {}

    def add(self, handshake: Handshake) -> None:
        previous = self._by_connection.pop(handshake.connection_id, None)
        self._by_connection[handshake.connection_id] = handshake
        self._by_trace[handshake.trace_hex] = handshake
        if previous is None and len(self._by_connection) > self._kept:
            _, previous = self._by_connection.popitem(last=False)
        if previous is not None and self._by_trace.get(previous.trace_hex) is previous:
            del self._by_trace[previous.trace_hex]

    def find(self, identity: str) -> dict[str, Any] | None:
        """The timeline of a connection id or of a 32-digit trace id."""
        found = self._by_connection.get(identity) or self._by_trace.get(identity)
        return self._render(found) if found else None

    def newest(self, limit: int, outcome: str | None = None) -> list[dict[str, Any]]:
        """The newest first; with `outcome`, only those that ended so (`ok`, `invalid_params`, … or `open`)."""
        chosen = []
        for handshake in reversed(self._by_connection.values()):
            ended = handshake.ending.outcome.value if handshake.ending else "open"
            if outcome in (None, ended):
                chosen.append(self._render(handshake))
                if len(chosen) == limit:
                    break
        return chosen

    def _render(self, handshake: Handshake) -> dict[str, Any]:
        end, kept, keeping = handshake.ending, handshake.kept_alive, handshake.keeping
        outcome = end.outcome if end else None
        why = outcome.explanation if outcome else None
        steps = [_step(handshake, record) for record in handshake.records]
        if handshake.running:
            running = handshake.running
            steps.append(_row(handshake, running.step.number, running.step.span, running.step.start_text, "running",
                              running.at_ns, (handshake.now_ns() - running.at_ns) / 1e6, {}))  # fmt: skip
        return {
            "connectionId": handshake.connection_id,
            "traceId": handshake.trace_hex,
            "generationId": handshake.generation_id,
            "node": self._node,
            "client": handshake.client,
            "startedAt": timestamp(handshake.started_ns),
            "outcome": outcome.value if outcome else None,
            "fault": why.fault.value if why else None,
            "cause": why.cause if why else None,
            "remedy": why.remedy if why else None,
            "detail": end.detail if end else "",
            "lastStep": 9 if keeping else end.last_step.number if end else steps[-1]["step"] if steps else None,
            "closeCode": kept.code if kept else why.close_code if why and outcome is not Outcome.OK else None,
            "initiator": kept.initiator if kept else None,
            "serverMs": round(end.server_s * 1000, 3) if end else None,
            "totalMs": round(end.total_s * 1000, 3) if end else None,
            "open": kept is None and (end is None or end.outcome is Outcome.OK),
            "ticks": keeping.ticks if keeping else 0,
            "steps": steps,
        }


def _step(handshake: Handshake, record: StepRecord) -> dict[str, Any]:
    return _row(
        handshake, record.step.number, record.step.span, record.step.start_text, record.outcome.value,
        record.started_ns, record.duration_s * 1000, record.fields,
    )  # fmt: skip


def _row(
    handshake: Handshake, number: int, span: str, text: str, outcome: str, at_ns: int, ms: float,
    facts: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    return {
        "step": number, "span": span, "text": text, "outcome": outcome,
        "startedMs": round((at_ns - handshake.started_ns) / 1e6, 3), "ms": round(ms, 3), "facts": dict(facts),
    }  # fmt: skip


def brief(records: list[StepRecord], since: int = 0) -> list[dict[str, Any]]:
    """The steps from index `since` on, as status and error frames carry them."""
    return [
        {"step": record.step.number, "outcome": record.outcome.value, "ms": round(record.duration_s * 1000, 3)}
        for record in records[since:]
    ]
