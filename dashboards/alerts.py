"""When to wake somebody, and what that person should know: rules for Prometheus and entries of the runbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboards.promql import count, increase, name, quantile, rate
from dashboards.recorded import ALL, SERVER, SERVER_FAULT, failing, records, sluggish
from dashboards.slo import FAST_S, LATE_TICK_S, LATENCY_GOAL, SUCCESS_GOAL
from service.telemetry import metrics as m

RUNBOOK = "dashboards/runbook.md"
# Below this many failures in the longer window one unlucky click would be "half of all handshakes failed".
ENOUGH = 5
ACCEPTED_SPANS = "otelcol_receiver_accepted_spans"
QUEUED = "otelcol_exporter_queue_size"
CAPACITY = "otelcol_exporter_queue_capacity"


@dataclass(frozen=True, slots=True)
class Burn:
    """A multi-window burn rate: both windows must burn the 30-day budget `rate` times too fast.

    14.4 times uses 2 % of the month's budget in an hour, 6 times 5 % in six hours.
    """

    label: Literal["Fast", "Slow"]
    long: str
    short: str
    rate: float


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule and its runbook entry. `inner` is the part of the expression that always has an answer."""

    name: str
    expression: str
    lasting: str
    severity: Literal["page", "ticket"]
    summary: str
    meaning: str
    look: tuple[str, ...]
    do: tuple[str, ...]
    inner: str

    @property
    def anchor(self) -> str:
        return self.name.lower()


FAST, SLOW = Burn("Fast", "1h", "5m", 14.4), Burn("Slow", "6h", "30m", 6)


def alerts() -> tuple[Alert, ...]:
    return (
        handshakes_fail(FAST), handshakes_fail(SLOW), handshakes_slow(FAST), handshakes_slow(SLOW),
        ticks_late(), queue_stuck(), no_worker(), node_down(), no_web_node(),
        telemetry_dropped(), collector_not_receiving(), traces_pile_up(),
    )  # fmt: skip


def handshakes_fail(burn: Burn) -> Alert:
    limit = f"{burn.rate} * {1 - SUCCESS_GOAL:.3f}"
    return Alert(
        f"HandshakesFail{burn.label}",
        f"{failing(burn.long)} > {limit} and {failing(burn.short)} > {limit}"
        f" and {increase(SERVER_FAULT, window=burn.long)} > {ENOUGH}",
        "2m" if burn is FAST else "15m",
        "page" if burn is FAST else "ticket",
        "{{ $value | humanizePercentage }} of handshakes fail on the server",
        f"So many handshakes end in an outcome whose fault is the server's that the goal of {SUCCESS_GOAL:.1%} over 30 "
        f"days is used up {burn.rate} times too fast. Mistakes of clients do not count.",
        ("Dashboard handshakes, panel “Failures by outcome”: which outcome. Its link lists the traces.",),
        ("Go to the entry of that outcome below; its remedy is what helps.",),
        f"{failing(burn.short)}",
    )


def handshakes_slow(burn: Burn) -> Alert:
    limit = f"{burn.rate} * {1 - LATENCY_GOAL:.2f}"
    slow = f'{count(SERVER)}{{result="ok"}}'
    return Alert(
        f"HandshakesSlow{burn.label}",
        f"{sluggish(burn.long)} > {limit} and {sluggish(burn.short)} > {limit}"
        f" and {increase(slow, window=burn.long)} * {sluggish(burn.long)} > {ENOUGH}",
        "2m" if burn is FAST else "15m",
        "page" if burn is FAST else "ticket",
        f"{{{{ $value | humanizePercentage }}}} of handshakes take the server longer than {FAST_S * 1000:.0f} ms",
        f"Connections work, but so many take longer than {FAST_S * 1000:.0f} ms on the server that the goal of "
        f"{LATENCY_GOAL:.0%} over 30 days is used up {burn.rate} times too fast.",
        (
            "Dashboard handshakes, panel “Steps: where the time goes”: which step.",
            "Panel “Server's part of a handshake”: the dots above the line lead to single traces.",
        ),
        (
            "Step 5: look at Postgres (locks, disk, connections) and at the wait for a database connection.",
            "Step 8: look at NATS. All steps at once: look at event-loop lag and the node's CPU.",
        ),
        f"{sluggish(burn.short)}",
    )


def ticks_late() -> Alert:
    late = quantile(0.99, m.KEEP_ALIVE_LATENESS, window="5m")
    return Alert(
        "KeepAliveLate",
        f"{late} > {LATE_TICK_S}",
        "5m",
        "page",
        "keep-alive ticks are {{ $value | humanizeDuration }} late",
        "One in a hundred ticks comes more than a whole interval late: pages begin to show stalled connections, and "
        "proxies may cut them.",
        ("Dashboard keep-alive: “Lateness, all ticks” (a streak or a band?) beside “Event-loop lag”.",),
        (
            "Lag on one node only: something blocks its event loop, or its CPU is taken; restart it after saving a "
            "profile.",
            "Lag everywhere, growing with connections: add a web node or lower MAX_CONNECTIONS.",
        ),
        late,
    )


def queue_stuck() -> Alert:
    depth, claimed = f"max({name(m.QUEUE_DEPTH)})", increase(count(m.QUEUE_WAIT), window="5m")
    return Alert(
        "QueueStuck",
        f"{depth} > 0 unless {claimed} > 0",
        "2m",
        "page",
        "{{ $value }} generations wait and none is taken",
        "Generations wait, and in five minutes no worker has taken any: people see “waiting for a worker” and nothing "
        "else.",
        ("Dashboard generations: “Workers”, “Queue” and “Pool use”.", "The workers' logs, for claims that fail."),
        (
            "No worker: see NoWorker. Workers that are busy all the time: add some.",
            "Workers idle: check that they and the web nodes share NATS_URL and DATABASE_URL; the reconciler "
            "publishes lost jobs again.",
        ),
        depth,
    )


def no_worker() -> Alert:
    workers = f"max({name(m.WORKERS)})"
    return Alert(
        "NoWorker",
        f"{workers} < 1",
        "1m",
        "page",
        "no worker is alive",
        "No web node hears from any worker: handshakes succeed, but no generation begins.",
        ("The worker processes and their logs.", "NATS: workers are heard through it."),
        ("Start a worker: `service worker`.",),
        workers,
    )


def node_down() -> Alert:
    return Alert(
        "NodeDown",
        'up{job=~"wirelight-.*"} == 0',
        "1m",
        "page",
        "{{ $labels.job }} {{ $labels.instance }} does not answer",
        "Prometheus cannot read this node's /metrics: the process is gone, or its event loop stands still.",
        ("The node's log: its last lines, and whether it still writes any.",),
        ("Start it again; what it had accepted goes on on another worker, and pages resume.",),
        'up{job=~"wirelight-.*"}',
    )


def no_web_node() -> Alert:
    web = 'up{job="wirelight-web"}'
    return Alert(
        "NoWebNode",
        f"absent({web} == 1)",
        "1m",
        "page",
        "no web node answers",
        "Prometheus reads /metrics of no web node at all: nobody can connect, and every alert that counts handshakes is "
        "blind. A node that is gone from the name service is not down but unknown, so NodeDown does not tell of it.",
        ("The web nodes' logs, and whether the processes or containers exist.", "Prometheus' page of targets."),
        ("Start a web node: `service web`. Where one runs, correct the targets of the job `wirelight-web`.",),
        web,
    )


def telemetry_dropped() -> Alert:
    dropped = increase(name(m.TELEMETRY_DROPPED), "signal", window="10m")
    return Alert(
        "TelemetryDropped",
        f"{dropped} > 0",
        "5m",
        "ticket",
        "{{ $value | humanize }} {{ $labels.signal }} could not be kept or delivered",
        "The service works, but some spans or log lines are missing: links from dashboards and pages may lead nowhere.",
        ("Dashboard generations, panel “Dropped telemetry”: since when, and which signal.",),
        (
            "spans, logs: check that the collector runs and that OTEL_EXPORTER_OTLP_ENDPOINT points to it.",
            "logs without a collector: the node can't write its lines; look at its disk, or at what reads its output.",
            "handshakes: the node tells more than its telemetry's thread can take; look at its CPU, and at what reads "
            "its output.",
            "browser_spans: a page sends too much or something it may not; look at the web node's log.",
        ),
        dropped,
    )


def collector_not_receiving() -> Alert:
    return Alert(
        "CollectorNotReceiving",
        f"{rate(ALL, window='5m')} > 0 unless {rate(ACCEPTED_SPANS, window='5m')} > 0",
        "5m",
        "ticket",
        "handshakes take place, but the collector receives no spans",
        "The service is being used and no span arrives at the collector: failures leave no traces.",
        ('`up{job="collector"}`, and the collector\'s log.', "telemetry_dropped_total of the web nodes."),
        (
            "Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT.",
            "Spans flow again by themselves; what was dropped meanwhile is counted, not kept.",
        ),
        rate(ACCEPTED_SPANS, window="5m"),
    )


def traces_pile_up() -> Alert:
    full = f"max by (exporter) ({QUEUED} / {CAPACITY})"
    return Alert(
        "TracesPileUp",
        f"{full} > 0.5",
        "5m",
        "ticket",
        "the collector's queue towards {{ $labels.exporter }} is {{ $value | humanizePercentage }} full",
        "The collector holds traces that Jaeger does not take. When the queue is full they are lost.",
        ("Jaeger's log and disk.", "otelcol_exporter_send_failed_spans of the collector."),
        ("Bring Jaeger back; the collector retries for five minutes by itself.",),
        full,
    )


def rules() -> Mapping[str, Any]:
    """The content of alerts.yaml."""
    recorded = [{"record": record, "expr": expression} for record, expression in records()]
    alerting = [
        {
            "alert": alert.name,
            "expr": alert.expression,
            "for": alert.lasting,
            "labels": {"severity": alert.severity},
            "annotations": {"summary": alert.summary, "runbook_url": f"{RUNBOOK}#{alert.anchor}"},
        }
        for alert in alerts()
    ]
    return {
        "groups": [
            {"name": "wirelight-recorded", "rules": recorded},
            {"name": "wirelight-alerts", "rules": alerting},
        ]
    }
