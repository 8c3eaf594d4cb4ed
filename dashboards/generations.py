"""Generations: do they wait, do workers keep up, how do they end, what do they cost."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.panels import Panel, Query, board, heat, lines, number, traces
from dashboards.promql import buckets, count, name, quantile, rate
from service.telemetry import metrics as m

QUIET = "No generation in this time"
ENDED = count(m.GENERATION_DURATION)
UNSCRAPED = "The service is not being scraped"
FAILED_SO = traces("Traces that ended so", "wirelight-worker", error__type="${__field.labels.outcome}")


def generations() -> Dashboard:
    return board(
        "wirelight-generations",
        "Wirelight: generations",
        "Do they wait, do workers keep up, how do they end, what do they cost.",
        ("At a glance", [waiting_now(), workers_now(), busy_now(), first_chunk_now()]),
        ("Waiting and working", [queue(), queue_wait(), pool(), first_chunk()]),
        ("Endings", [outcomes(), duration(), duration_heat(), cancelled()]),
        ("Cost", [work(), database(), pool_wait(), dropped_telemetry()]),
    )


def waiting_now() -> Panel:
    return number(
        "Waiting",
        "Generations in the queue now. It should return to zero within seconds.",
        "short",
        f"max({name(m.QUEUE_DEPTH)})",
        none=UNSCRAPED,
        colours=(("green", None), ("orange", 20), ("red", 200)),
    )


def workers_now() -> Panel:
    return number(
        "Workers",
        "Worker processes that the web nodes hear from.",
        "short",
        f"max({name(m.WORKERS)})",
        none=UNSCRAPED,
        colours=(("red", None), ("green", 1)),
    )


def busy_now() -> Panel:
    return number(
        "Generating now", "Tasks of all workers' pools that generate.", "short", f"sum({name(m.POOL_BUSY)})",
        none="No worker is being scraped",
    )  # fmt: skip


def first_chunk_now() -> Panel:
    return number(
        "First code, 95 %",
        "95 % of the generations sent their first code at most this long after a worker took them.",
        "s",
        quantile(0.95, m.FIRST_CHUNK),
        none=QUIET,
        colours=(("green", None), ("orange", 5), ("red", 20)),
    )


def queue() -> Panel:
    return lines(
        "Queue", "Generations that wait for a worker.", "short", Query(f"max({name(m.QUEUE_DEPTH)})", "waiting"),
        none=UNSCRAPED,
    )  # fmt: skip


def queue_wait() -> Panel:
    return lines(
        "Wait in the queue",
        "From enqueue to a worker's claim. The dots are single generations: click one to see its trace.",
        "s",
        Query(quantile(0.5, m.QUEUE_WAIT), "half wait less", exemplars=True),
        Query(quantile(0.95, m.QUEUE_WAIT), "95 % wait less"),
        none=QUIET,
    )


def pool() -> Panel:
    return lines(
        "Pool use",
        "Tasks that generate, by worker. A worker at WORKER_CONCURRENCY all the time means: add workers.",
        "short",
        Query(f"sum by (instance) ({name(m.POOL_BUSY)})", "{{instance}}"),
        none="No worker is being scraped",
        stacked=True,
    )


def first_chunk() -> Panel:
    return lines(
        "First code",
        "From a worker's claim to the first code, by generator.",
        "s",
        Query(quantile(0.5, m.FIRST_CHUNK, "generator"), "half of {{generator}} are faster", exemplars=True),
        Query(quantile(0.95, m.FIRST_CHUNK, "generator"), "95 % of {{generator}} are faster"),
        none=QUIET,
    )


def outcomes() -> Panel:
    return lines(
        "Generations by outcome",
        "How generations ended, a second. Click a line, then the link, for the traces of those that failed so.",
        "ops",
        Query(f"{rate(ENDED, 'generator', 'outcome')} > 0", "{{generator}} {{outcome}}"),
        none=QUIET,
        stacked=True,
        links=[FAILED_SO],
    )


def duration() -> Panel:
    return lines(
        "Duration",
        "From a worker's claim to the end, by generator. The dots are single generations: click one to see its trace.",
        "s",
        Query(quantile(0.5, m.GENERATION_DURATION, "generator"), "half of {{generator}} are faster", exemplars=True),
        Query(quantile(0.95, m.GENERATION_DURATION, "generator"), "95 % of {{generator}} are faster"),
        none=QUIET,
    )


def duration_heat() -> Panel:
    return heat(
        "Duration, all of them",
        "How many generations took how long.",
        "s",
        Query(rate(buckets(m.GENERATION_DURATION), "le"), "{{le}}", exemplars=True),
        none=QUIET,
    )


def cancelled() -> Panel:
    return lines(
        "Code thrown away",
        "Bytes that generations had produced when they were cancelled: work nobody wanted any more.",
        "Bps",
        Query(rate(name(m.CANCELLED_BYTES), "generator"), "{{generator}}"),
        none="Nobody has cancelled a generation in this time",
    )


def work() -> Panel:
    return lines(
        "Work done",
        "Seconds of generating in every second, by generator: how many tasks are busy on average.",
        "short",
        Query(rate(f"{name(m.GENERATION_DURATION)}_sum", "generator"), "{{generator}}"),
        none=QUIET,
        stacked=True,
    )


def database() -> Panel:
    return lines(
        "Database",
        "Time of a database operation without the wait for a connection: 95 % are faster.",
        "s",
        Query(quantile(0.95, m.DB_OPERATION, "operation"), "{{operation}}"),
        none="The database was not asked in this time",
    )


def pool_wait() -> Panel:
    return lines(
        "Wait for a database connection",
        "How long operations wait for the pool: 95 % wait less. More than a few milliseconds means: a larger pool.",
        "s",
        Query(quantile(0.95, m.DB_POOL_WAIT, "operation"), "{{operation}}"),
        none="The database was not asked in this time",
    )


def dropped_telemetry() -> Panel:
    return lines(
        "Dropped telemetry",
        "Spans, log lines and browser spans that could not be kept or delivered. While this is not zero, the other "
        "panels may lack links to traces; counts and times are never lost.",
        "ops",
        Query(rate(name(m.TELEMETRY_DROPPED), "signal"), "{{signal}}"),
        none=UNSCRAPED,
    )
