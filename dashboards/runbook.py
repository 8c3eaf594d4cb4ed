"""The runbook as Markdown: one entry for each alert, and one for each way a handshake or generation can fail."""

from __future__ import annotations

from collections.abc import Iterable

from dashboards.alerts import Alert, alerts
from service.outcomes import Explanation, Fault, GenerationOutcome, Outcome, PageOutcome

HEAD = """# Runbook

<!-- Written by python -m dashboards.build from dashboards/alerts.py and service/outcomes.py: edit those. -->

Every alert leads here. From any failure one gets to its cause by one of three ways:

- Grafana, dashboard “Wirelight: handshakes”, panel “Failures by outcome”: a line's link lists the traces in Jaeger.
- Jaeger: search service `wirelight-web` for the tag `ws.handshake.outcome=<outcome>`; the failed step's span is red.
- The log: the trace's id is the field `trace_id`; the failing step's line carries the traceback.
"""


def runbook() -> str:
    parts = [HEAD, "## Alerts\n", *(_alert(alert) for alert in alerts())]
    parts.append("## Outcomes of a handshake\n")
    parts += [_outcome(one.value, one.explanation) for one in Outcome if one.explanation.fault is not Fault.NONE]
    parts.append("## Outcomes of a generation\n")
    parts += [
        _outcome(f"generation: {one.value}", one.explanation)
        for one in GenerationOutcome
        if one.explanation.fault is not Fault.NONE
    ]
    parts.append("## What only the page sees\n")
    parts += [_outcome(f"page: {one.value}", one.explanation) for one in PageOutcome]
    return "\n".join(parts)


def _alert(alert: Alert) -> str:
    return "\n".join(
        (
            f"### {alert.name}\n",
            f"Severity: {alert.severity}, after {alert.lasting}.\n",
            f"**What it means.** {alert.meaning}\n",
            f"**What to look at.**\n\n{_points(alert.look)}\n",
            f"**What to do.**\n\n{_points(alert.do)}\n",
            f"```promql\n{alert.expression}\n```\n",
        )
    )


def _outcome(title: str, why: Explanation) -> str:
    seen = [f"fault: {why.fault.value}"]
    if why.http_status:
        seen.append(f"HTTP {why.http_status}")
    if why.close_code:
        seen.append(f"close code {why.close_code}")
    return f"### {title}\n\n{why.cause} {why.remedy}\n\n({', '.join(seen)})\n"


def _points(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
