"""Keep-alive: do the ticks of open connections come in time, and what delays them."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from dashboards.panels import Panel, Query, board, heat, lines, number, traces
from dashboards.promql import buckets, name, quantile, rate, ratio
from dashboards.slo import LATE_TICK_S
from service.telemetry import metrics as m

QUIET = "No connection has been generating in this time"
TICKS = name(m.KEEP_ALIVE_TICKS)
DROPPED = f'{TICKS}{{result="dropped"}}'
CLOSED_SO = traces("Traces closed with this code", "wirelight-web", ws__close__code="${__field.labels.code}")
KEPT_ALIVE = traces("Traces of connections in this time", "wirelight-web", operation="ws.keep_alive")


def keep_alive() -> Dashboard:
    return board(
        "wirelight-keep-alive",
        "Wirelight: keep-alive",
        "Do the ticks of open connections come in time, and what delays them.",
        ("At a glance", [late_now(), dropped_share(), generating(), loop_lag_now()]),
        ("Ticks", [interval(), lateness(), lateness_heat(), ticks()]),
        ("Connections", [connections(), loop_lag(), closes(), durations(), resumes()]),
    )


def late_now() -> Panel:
    return number(
        "Lateness, 99 %",
        "99 % of the slots wrote their last tick at most this long after its deadline.",
        "s",
        quantile(0.99, m.KEEP_ALIVE_LATENESS),
        none=QUIET,
        colours=(("green", None), ("orange", 0.025), ("red", LATE_TICK_S)),
    )


def dropped_share() -> Panel:
    return number(
        "Dropped ticks",
        "Ticks that were not written because the client reads too slowly, of all that were due.",
        "percentunit",
        ratio(rate(DROPPED), rate(TICKS)),
        none=QUIET,
        colours=(("green", None), ("orange", 0.01), ("red", 0.05)),
        decimals=2,
    )


def generating() -> Panel:
    return number(
        "Connections generating now",
        "Connections in step 9: their handshake is done and their code is being written.",
        "short",
        f'sum({name(m.CONNECTIONS)}{{state="generating"}})',
        none="The service is not being scraped",
    )


def loop_lag_now() -> Panel:
    return number(
        "Event-loop lag, 99 %",
        "How late the event loop wakes: what delays it delays every tick.",
        "s",
        quantile(0.99, m.LOOP_LAG),
        none="The service is not being scraped",
        colours=(("green", None), ("orange", 0.025), ("red", LATE_TICK_S)),
    )


def interval() -> Panel:
    return lines(
        "Time between two ticks",
        "It should be 100 ms: early ticks are as wrong as late ones.",
        "s",
        *[Query(quantile(q, m.KEEP_ALIVE_INTERVAL), f"{q:.0%}") for q in (0.01, 0.5, 0.99)],
        none=QUIET,
    )


def lateness() -> Panel:
    return lines(
        "Lateness of ticks",
        "How long after its deadline a slot's last tick was written. Above the line a whole tick is lost.",
        "s",
        *[Query(quantile(q, m.KEEP_ALIVE_LATENESS), f"{q:.0%} are at most so late") for q in (0.5, 0.95, 0.99)],
        none=QUIET,
        ceiling=LATE_TICK_S,
        links=[KEPT_ALIVE],
    )


def lateness_heat() -> Panel:
    return heat(
        "Lateness, all ticks",
        "How many slots were how late: one slow moment shows as a streak, a steady overload as a band.",
        "s",
        Query(rate(buckets(m.KEEP_ALIVE_LATENESS), "le"), "{{le}}"),
        none=QUIET,
    )


def ticks() -> Panel:
    return lines(
        "Ticks sent and dropped",
        "A tick is dropped when a client's buffer is full: code has precedence.",
        "ops",
        Query(rate(TICKS, "result"), "{{result}}"),
        none=QUIET,
        stacked=True,
    )


def connections() -> Panel:
    return lines(
        "Open connections",
        "By what they are doing, over all web nodes.",
        "short",
        Query(f"sum by (state) ({name(m.CONNECTIONS)})", "{{state}}"),
        none="The service is not being scraped",
        stacked=True,
    )


def loop_lag() -> Panel:
    return lines(
        "Event-loop lag",
        "How late the event loop of each process wakes. Compare with the lateness of ticks.",
        "s",
        Query(quantile(0.99, m.LOOP_LAG, "job", "instance"), "{{job}} {{instance}}"),
        none="The service is not being scraped",
    )


def closes() -> Panel:
    return lines(
        "Closed connections",
        "By close code and who closed. 1000 is a finished generation, 4333 a cancelled one, 1006 a connection that "
        "broke off. Click a line, then the link, for the traces.",
        "ops",
        Query(f"{rate(name(m.CLOSES), 'code', 'initiator')} > 0", "{{code}} by {{initiator}}"),
        none="No connection was closed in this time",
        links=[CLOSED_SO],
    )


def durations() -> Panel:
    return lines(
        "How long connections last",
        "From accept to close. The dots are single connections: click one to see its trace.",
        "s",
        Query(quantile(0.5, m.CONNECTION_DURATION), "half end earlier", exemplars=True),
        Query(quantile(0.95, m.CONNECTION_DURATION), "95 % end earlier"),
        none="No connection was closed in this time",
    )


def resumes() -> Panel:
    return lines(
        "Resumed generations",
        "Connections that went on with a generation another connection had started, by how that went.",
        "ops",
        Query(rate(name(m.RESUMES), "result"), "{{result}}"),
        none="Nobody has resumed a generation in this time",
    )
