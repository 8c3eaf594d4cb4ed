"""Handshakes: do connections come about, how fast, and if not, at which step and why."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import CustomVariable, Dashboard

from dashboards.panels import Panel, Query, board, heat, lines, listing, number, traces
from dashboards.promql import buckets, count, increase, name, quantile, rate, ratio
from dashboards.slo import FAST_S, LATENCY_GOAL, SUCCESS_GOAL
from service.telemetry import metrics as m
from service.telemetry.steps import Step

QUIET = "No handshakes in this time"
ALL = name(m.HANDSHAKES)
FAILED = ALL + '{outcome!="ok"}'
FAILED_BY_SERVER = ALL + '{fault="server"}'
SERVER = m.HANDSHAKE_SERVER_DURATION
ENDED_SO = "Traces that ended so"
LINE_TRACES = traces(ENDED_SO, "wirelight-web", ws__handshake__outcome="${__field.labels.outcome}")
ROW_TRACES = traces(ENDED_SO, "wirelight-web", ws__handshake__outcome="${__data.fields.outcome}")
PAGE_TRACES = traces("Traces of pages whose attempt failed", "wirelight-browser", error="true")


def handshakes() -> Dashboard:
    return (
        board(
            "wirelight-handshakes",
            "Wirelight: handshakes",
            "Do connections come about, how fast, and if not, at which step and why.",
            ("At a glance", [success(), fast_enough(), attempts_per_second(), failures_now()]),
            ("Failures", [failures(), failures_listed(), never_arrived(), by_outcome()]),
            ("Time", [server_part(), server_part_heat(), steps_at_a_glance(), one_step()]),
        )
        .with_variable(
            CustomVariable("step").label("Step").description("for the heat map of one step")
            .values(",".join(step.span for step in Step if step is not Step.KEEP_ALIVE))
        )
    )  # fmt: skip


def success() -> Panel:
    return number(
        "Success",
        f"Handshakes that the server did not fail, of all that ended. The goal is {SUCCESS_GOAL:.1%} over 30 days; "
        "a client's own mistakes do not count against it.",
        "percentunit",
        f"1 - {ratio(rate(FAILED_BY_SERVER), rate(ALL))}",
        none=QUIET,
        colours=(("red", None), ("orange", 0.99), ("green", SUCCESS_GOAL)),
        decimals=2,
    )


def fast_enough() -> Panel:
    return number(
        f"Done within {FAST_S * 1000:.0f} ms",
        f"Successful handshakes whose part on the server, without the wait for the client's message, took at most "
        f"{FAST_S} s. The goal is {LATENCY_GOAL:.0%}.",
        "percentunit",
        ratio(rate(f'{buckets(SERVER)}{{result="ok",le="{FAST_S}"}}'), rate(f'{count(SERVER)}{{result="ok"}}')),
        none=QUIET,
        colours=(("red", None), ("orange", 0.95), ("green", LATENCY_GOAL)),
        decimals=2,
    )


def attempts_per_second() -> Panel:
    return number(
        "Handshakes", "Handshakes that ended, well or not, a second.", "reqps", rate(ALL), none=QUIET, decimals=1
    )


def failures_now() -> Panel:
    return number(
        "Failures in the last five minutes",
        "Handshakes that did not reach the end of step 8, whoever's fault it was.",
        "short",
        increase(FAILED, window="5m"),
        none=QUIET,
        colours=(("green", None), ("orange", 1), ("red", 20)),
        decimals=0,
    )


def failures() -> Panel:
    return lines(
        "Failures by outcome",
        "What went wrong, a second. Click a line, then the link: Jaeger lists the traces that ended so.",
        "reqps",
        Query(f"{rate(FAILED, 'outcome')} > 0", "{{outcome}}"),
        none="No failures in this time",
        stacked=True,
        links=[LINE_TRACES],
    )


def failures_listed() -> Panel:
    return listing(
        "Failures in this time",
        "How often each way to fail occurred. Click a row, then the link, for its traces.",
        "short",
        Query(f"{increase(FAILED, 'outcome', 'fault', window='$__range')} > 0"),
        none="No failures in this time",
        column="Failures",
        links=[ROW_TRACES],
    )


def never_arrived() -> Panel:
    return lines(
        "Attempts as browsers saw them",
        "Every attempt a page reports, by how it went for the page. What is not `connected` here and missing among the "
        "failures beside it never reached this service: the page kept it, and sent it with the next visit that did.",
        "reqps",
        Query(rate(name(m.BROWSER_ATTEMPTS), "result"), "{{result}}"),
        none="No page has reported an attempt in this time",
        links=[PAGE_TRACES],
    )


def by_outcome() -> Panel:
    return lines(
        "All handshakes by fault",
        "Whose doing each ending was: nobody's (it worked), the client's or the server's.",
        "reqps",
        Query(rate(ALL, "fault"), "{{fault}}"),
        none=QUIET,
        stacked=True,
    )


def server_part() -> Panel:
    return lines(
        "Server's part of a handshake",
        "From the request to the end of step 8 without the wait for the client's first message. The dots are single "
        "handshakes: click one to see its trace.",
        "s",
        Query(quantile(0.5, SERVER), "half are faster", exemplars=True),
        Query(quantile(0.95, SERVER), "95 % are faster"),
        Query(quantile(0.99, SERVER), "99 % are faster"),
        none=QUIET,
        ceiling=FAST_S,
    )


def server_part_heat() -> Panel:
    return heat(
        "Server's part, all of them",
        "How many handshakes took how long. The dots are single handshakes: click one to see its trace.",
        "s",
        Query(rate(buckets(SERVER), "le"), "{{le}}", exemplars=True),
        none=QUIET,
    )


def steps_at_a_glance() -> Panel:
    return heat(
        "Steps: where the time goes",
        "One row a step, coloured by the time below which 95 % of its runs lie. Step 2 contains the wait for the "
        "client's message.",
        "s",
        Query(quantile(0.95, m.STEP_DURATION, "step"), "{{step}}"),
        none=QUIET,
        rows=True,
    )


def one_step() -> Panel:
    return heat(
        "One step: $step",
        "How many runs of the step chosen above took how long.",
        "s",
        Query(rate(buckets(m.STEP_DURATION) + '{step="$step"}', "le"), "{{le}}"),
        none="This step has not been reached in this time",
    )
