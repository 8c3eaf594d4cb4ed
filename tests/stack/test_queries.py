"""Every panel and every alert, asked of a real Prometheus that scraped the real service under load."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from dashboards import build
from dashboards.alerts import alerts
from dashboards.promql import buckets
from dashboards.recorded import records
from dashboards.stack.binaries import Binaries
from dashboards.stack.stack import Stack
from service.telemetry import metrics
from tests.stack.jaeger import Jaeger
from tests.stack.load import life
from tests.stack.prometheus import Prometheus
from tests.stack.service import Service

DASHBOARDS = Path(build.__file__).parent
VARIABLES = {"$__rate_interval": "1m", "$__range": "5m", "$step": "ws.save_generation"}


def panel_queries() -> list[Any]:
    found = []
    for path in sorted((DASHBOARDS / "json").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", ()):
                name = f"{path.stem.removeprefix('wirelight-')}: {panel['title']} {target['refId']}"
                found.append(pytest.param(target["expr"], id=name))
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def prometheus(stack: Stack, service: Service) -> Prometheus:
    """Prometheus, once it has scraped what the load did."""
    prometheus = Prometheus(stack.prometheus_url)
    await life(service)
    last = 'sum(increase(ws_handshakes_total{outcome="db_timeout"}[1m]))'  # what the load ends with
    await prometheus.until(last, lambda values: values > [0])
    return prometheus


@pytest.mark.parametrize("expression", panel_queries())
async def test_a_panel_has_something_to_show(expression: str, prometheus: Prometheus) -> None:
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    assert await prometheus.query(expression)


@pytest.mark.parametrize("expression", [pytest.param(alert.inner, id=alert.name) for alert in alerts()])
async def test_an_alert_watches_something(expression: str, prometheus: Prometheus) -> None:
    await prometheus.until(expression, bool)


async def test_prometheus_evaluates_every_rule_without_an_error(prometheus: Prometheus) -> None:
    groups = (await prometheus.get("/api/v1/rules"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert {rule["name"] for rule in rules} == {alert.name for alert in alerts()} | {name for name, _ in records()}
    assert {rule["health"] for rule in rules} == {"ok"}


async def test_every_target_is_scraped(prometheus: Prometheus) -> None:
    targets = (await prometheus.get("/api/v1/targets"))["activeTargets"]
    assert {target["labels"]["job"]: target["health"] for target in targets} == dict.fromkeys(
        ("wirelight-web", "wirelight-worker", "collector", "span-metrics", "jaeger"), "up"
    )


async def test_an_exemplar_leads_to_its_trace(prometheus: Prometheus, jaeger: Jaeger) -> None:
    for histogram in (metrics.HANDSHAKE_SERVER_DURATION, metrics.GENERATION_DURATION, metrics.CONNECTION_DURATION):
        found = await prometheus.get(
            "/api/v1/query_exemplars", query=buckets(histogram), start=str(time.time() - 600), end=str(time.time())
        )
        ids = [one["labels"]["trace_id"] for series in found for one in series["exemplars"]]
        assert ids, buckets(histogram)
        assert await jaeger.until(ids[-1])


async def test_failures_in_the_listing_are_those_that_were_provoked(prometheus: Prometheus, jaeger: Jaeger) -> None:
    """Panel, row, link: the three clicks from Grafana to the cause of a failure, as the three requests they make."""
    board = json.loads((DASHBOARDS / "json" / "wirelight-handshakes.json").read_text())
    panel = next(panel for panel in board["panels"] if panel["title"] == "Failures in this time")
    rows = await prometheus.query(panel["targets"][0]["expr"].replace("$__range", "5m"))
    outcomes = {row["metric"]["outcome"] for row in rows}
    assert {"bad_json", "upgrade_required", "db_timeout"} <= outcomes
    found = await jaeger.search("wirelight-web", {"ws.handshake.outcome": "db_timeout"})
    trace = next(iter(found.values()))
    assert trace.one("ws.save_generation").tags["error.type"] == "db_timeout"


def test_the_alerts_pass_their_unit_tests(servers: Binaries) -> None:
    done = subprocess.run(
        [servers.promtool, "test", "rules", DASHBOARDS / "alerts_test.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
