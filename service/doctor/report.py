"""What the examination found, line by line and in one sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TextIO

from service.outcomes import GenerationOutcome, Outcome, PageOutcome

# The names that the verdict asks for.
UPGRADE = "WebSocket upgrade"
CODE = "code"

AnyOutcome = Outcome | GenerationOutcome | PageOutcome


class State(Enum):
    """A finding's sign and its colour on a terminal (an SGR number)."""

    OK = ("✓", "32")
    FAILED = ("✗", "31")
    SKIPPED = ("–", "2")

    def __init__(self, sign: str, colour: str) -> None:
        self.sign = sign
        self.colour = colour


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `outcome` says why a failed one failed; `own_remedy` is set where the outcome's is too general.

    `step` is the number of one of the ten steps, for a finding about one.
    """

    name: str
    state: State
    detail: str = ""
    ms: float | None = None
    outcome: AnyOutcome | None = None
    own_remedy: str = ""
    step: int | None = None

    @property
    def cause(self) -> str:
        return self.outcome.explanation.cause if self.outcome else ""

    @property
    def remedy(self) -> str:
        return self.own_remedy or (self.outcome.explanation.remedy if self.outcome else "")


def ok(name: str, ms: float | None = None, detail: str = "", step: int | None = None) -> Finding:
    return Finding(name, State.OK, detail, ms, step=step)


def skipped(name: str, detail: str) -> Finding:
    return Finding(name, State.SKIPPED, detail)


def failed(
    name: str,
    outcome: AnyOutcome | None,
    detail: str,
    ms: float | None = None,
    remedy: str = "",
    step: int | None = None,
) -> Finding:
    """`outcome` None: no outcome of the tables says it; `detail` and `remedy` do."""
    return Finding(name, State.FAILED, detail, ms, outcome, remedy, step)


def outcome_named(value: str) -> AnyOutcome | None:
    """The outcome of that name in any of the tables; None for a newer service's."""
    everything: tuple[AnyOutcome, ...] = (*Outcome, *GenerationOutcome, *PageOutcome)
    return next((outcome for outcome in everything if outcome == value), None)


class Report:
    """Findings in the order in which they were made, written as they come."""

    def __init__(self, url: str, trace_id: str, connection_id: str, out: TextIO | None) -> None:
        """`out` None: nothing is written until someone asks for `as_json`."""
        self.url = url
        self.trace_id = trace_id
        self.connection_id = connection_id
        # Before that, nobody has heard of the trace.
        self.trace_sent = False
        self.findings: list[Finding] = []
        self._out = out
        self._colours = out is not None and out.isatty() and "NO_COLOR" not in os.environ
        self._write(f"service doctor {url}\n")

    def add(self, *findings: Finding) -> None:
        for finding in findings:
            self.findings.append(finding)
            took = f"{finding.ms:8.1f} ms" if finding.ms is not None else " " * 11
            line = f"{finding.name:<46}{took}  {finding.detail}".rstrip()
            self._write(f"  {self._paint(finding.state)} {line}\n")

    def finish(self) -> None:
        self._write(f"\n{self._paint(State.OK if self.healthy else State.FAILED)} {self.verdict}\n")

    @property
    def culprit(self) -> Finding | None:
        """The finding that explains the rest: a step's, by the service's own word, else the first that failed.

        A whole generation over the WebSocket outweighs what failed before it: some proxies pass on nothing else.
        """
        bad = [finding for finding in self.findings if finding.state is State.FAILED]
        if any(finding.name == CODE and finding.state is State.OK for finding in self.findings):
            after = self.findings[self._position(UPGRADE) :]
            bad = [finding for finding in bad if finding in after]
        steps = [finding for finding in bad if finding.step is not None]
        return next(iter(steps or bad), None)

    def _position(self, name: str) -> int:
        return next((i for i, finding in enumerate(self.findings) if finding.name == name), 0)

    @property
    def healthy(self) -> bool:
        return self.culprit is None

    @property
    def verdict(self) -> str:
        """The step, the cause, the remedy and the trace."""
        culprit = self.culprit
        trace = f"Trace {self.trace_id}." if self.trace_sent else ""
        if culprit is None:
            return f"Everything that was looked at works. {trace}".rstrip()
        # A detail that only repeats the cause would make the sentence stutter.
        detail = culprit.detail.rstrip(".")
        if detail and culprit.cause:
            why = culprit.cause if detail in culprit.cause else f"{culprit.cause.rstrip('.')} ({detail})."
        else:
            why = culprit.cause or f"{detail}."
        return " ".join(part for part in (f"Stopped at {culprit.name}: {why}", culprit.remedy, trace) if part)

    def as_json(self) -> dict[str, Any]:
        return {
            "url": self.url,
            "ok": self.healthy,
            "verdict": self.verdict,
            "traceId": self.trace_id,
            "connectionId": self.connection_id,
            "findings": [_row(finding) for finding in self.findings],
        }

    def _write(self, text: str) -> None:
        if self._out is not None:
            self._out.write(text)
            self._out.flush()

    def _paint(self, state: State) -> str:
        return f"\x1b[{state.colour}m{state.sign}\x1b[0m" if self._colours else state.sign


def _row(finding: Finding) -> Mapping[str, Any]:
    return {
        "name": finding.name,
        "state": finding.state.name.lower(),
        "ms": None if finding.ms is None else round(finding.ms, 3),
        "detail": finding.detail,
        "step": finding.step,
        "outcome": finding.outcome.value if finding.outcome else None,
        "cause": finding.cause,
        "remedy": finding.remedy,
    }
