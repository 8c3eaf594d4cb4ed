"""Every metric: its name, labels and buckets, and the one registry. Base units, closed label sets, children bound once."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from service.outcomes import GenerationOutcome, Outcome
from service.telemetry.steps import Step

# Nobody asks when a series began, and each would tell it in a sample of its own.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry(auto_describe=True)

HANDSHAKE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STEP_BUCKETS = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
# No boundary at 0.1 itself: half of all healthy intervals would fall on either side of it.
INTERVAL_BUCKETS = (0.05, 0.08, 0.09, 0.095, 0.098, 0.102, 0.105, 0.11, 0.12, 0.15, 0.2, 0.5, 1)
LATENESS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
QUEUE_WAIT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
GENERATION_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
CONNECTION_BUCKETS = (0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900)
# Few: there are twenty operations, and every bucket is a sample of each.
DB_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5)
POOL_BUCKETS = (0.001, 0.01, 0.1, 1, 5)
LOOP_LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)

GENERATORS = ("compose", "trace", "llm")
SIGNALS = ("spans", "logs", "browser_spans", "handshakes")


def _counter(name: str, text: str, labels: Iterable[str] = ()) -> Counter:
    return Counter(name, text, list(labels), registry=REGISTRY)


def _gauge(name: str, text: str, labels: Iterable[str] = ()) -> Gauge:
    return Gauge(name, text, list(labels), registry=REGISTRY)


def _histogram(name: str, text: str, buckets: tuple[float, ...], labels: Iterable[str] = ()) -> Histogram:
    return Histogram(name, text, list(labels), buckets=buckets, registry=REGISTRY)


HANDSHAKES = _counter("ws_handshakes_total", "WebSocket handshakes by how they ended", ["outcome", "fault"])
HANDSHAKE_DURATION = _histogram(
    "ws_handshake_duration_seconds", "from the request to the end of step 8", HANDSHAKE_BUCKETS, ["result"]
)
HANDSHAKE_SERVER_DURATION = _histogram(
    "ws_handshake_server_duration_seconds",
    "the same without the wait for the client's first message; the SLO",
    HANDSHAKE_BUCKETS,
    ["result"],
)
STEP_DURATION = _histogram("ws_handshake_step_duration_seconds", "time in one step", STEP_BUCKETS, ["step"])
KEEP_ALIVE_INTERVAL = _histogram("ws_keep_alive_interval_seconds", "time between two ticks of a slot", INTERVAL_BUCKETS)
KEEP_ALIVE_LATENESS = _histogram(
    "ws_keep_alive_lateness_seconds", "how long after its deadline a slot's last tick was written", LATENESS_BUCKETS
)
KEEP_ALIVE_TICKS = _counter("ws_keep_alive_ticks_total", "keep-alive ticks", ["result"])
CONNECTIONS = _gauge("ws_connections_active", "open connections", ["state"])
CONNECTION_DURATION = _histogram(
    "ws_connection_duration_seconds", "from accept to close", CONNECTION_BUCKETS, ["close"]
)
CLOSES = _counter("ws_closes_total", "closed connections by close code and who closed", ["code", "initiator"])
RESUMES = _counter("ws_resumes_total", "resumed generations", ["result"])
BROWSER_ATTEMPTS = _counter("ws_browser_attempts_total", "connection attempts as browsers report them", ["result"])

QUEUE_DEPTH = _gauge("generation_queue_depth", "generations waiting for a worker")
WORKERS = _gauge("generation_workers", "workers that are alive")
POOL_BUSY = _gauge("generation_pool_busy", "tasks of the pool that are generating")
QUEUE_WAIT = _histogram(
    "generation_queue_wait_seconds", "from enqueue to claim", QUEUE_WAIT_BUCKETS, ["generator", "outcome"]
)
GENERATION_DURATION = _histogram(
    "generation_duration_seconds", "from claim to end", GENERATION_BUCKETS, ["generator", "outcome"]
)
FIRST_CHUNK = _histogram(
    "generation_first_chunk_seconds", "from claim to the first code", GENERATION_BUCKETS, ["generator", "outcome"]
)
CANCELLED_BYTES = _counter(
    "generation_cancelled_bytes_total", "code that cancelled generations had produced", ["generator"]
)

DB_OPERATION = _histogram(
    "db_operation_duration_seconds", "time of one database operation, pool wait excluded", DB_BUCKETS, ["operation"]
)
DB_POOL_WAIT = _histogram("db_pool_wait_seconds", "wait for a connection of the pool", POOL_BUCKETS, ["operation"])
LOOP_LAG = _histogram("asyncio_loop_lag_seconds", "how late the event loop wakes", LOOP_LAG_BUCKETS)
TELEMETRY_DROPPED = _counter("telemetry_dropped_total", "telemetry that could not be kept or delivered", ["signal"])


def prime() -> None:
    """Create the children whose absence would read as "no data": a rate needs its zero."""
    for outcome in Outcome:
        HANDSHAKES.labels(outcome.value, outcome.explanation.fault.value)
    for step in Step:
        STEP_DURATION.labels(step.span)
    for result in ("ok", "error"):
        HANDSHAKE_DURATION.labels(result)
        HANDSHAKE_SERVER_DURATION.labels(result)
    for result in ("sent", "dropped"):
        KEEP_ALIVE_TICKS.labels(result)
    for state in ("handshaking", "generating"):
        CONNECTIONS.labels(state)
    for signal in SIGNALS:
        TELEMETRY_DROPPED.labels(signal)


def prime_worker() -> None:
    """The same for a worker's generations: only the outcome every generator can have."""
    for generator in GENERATORS:
        for histogram in (QUEUE_WAIT, GENERATION_DURATION, FIRST_CHUNK):
            histogram.labels(generator, GenerationOutcome.OK.value)


def render(accept: str) -> tuple[bytes, str]:
    """The exposition and its content type; OpenMetrics, with exemplars, when `accept` asks for it. Call off the loop."""
    if "application/openmetrics-text" in accept:
        text: bytes = openmetrics.generate_latest(REGISTRY)  # type: ignore[no-untyped-call]
        return text, openmetrics.CONTENT_TYPE_LATEST
    return generate_latest(REGISTRY), "text/plain; version=0.0.4; charset=utf-8"
