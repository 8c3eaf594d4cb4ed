"""The dashboards, alerts and runbook as files: generated, complete, and about metrics that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboards import build
from dashboards.alerts import alerts, rules
from dashboards.recorded import records
from service.outcomes import Fault, Outcome
from service.telemetry import metrics

DASHBOARDS = Path(build.__file__).parent
JSON = sorted((DASHBOARDS / "json").glob("*.json"))
NAME = re.compile(r"\b(?:ws|generation|db|asyncio|telemetry)_[a-z_]+\b")


def panels(dashboard: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (panel for panel in dashboard["panels"] if panel["type"] != "row")


def declared() -> set[str]:
    """The names of all samples that the service can expose."""
    families = [
        family
        for metric in vars(metrics).values()
        if hasattr(metric, "describe") and not isinstance(metric, type)
        for family in metric.describe()
    ]
    endings = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {family.name + ending for family in families for ending in endings[family.type]}


def test_generated_files_are_up_to_date() -> None:
    assert build.stale() == []


def test_building_twice_gives_the_same_bytes() -> None:
    assert build.built() == build.built()


@pytest.mark.parametrize("path", JSON, ids=lambda path: path.stem)
def test_every_panel_says_what_it_shows_in_which_unit_and_what_it_means_that_it_is_empty(path: Path) -> None:
    shown = list(panels(json.loads(path.read_text())))
    assert shown
    for panel in shown:
        defaults = panel["fieldConfig"]["defaults"]
        assert len(panel["description"]) > 30, panel["title"]
        assert defaults["unit"], panel["title"]
        assert defaults["noValue"].strip(), panel["title"]
        assert panel["targets"], panel["title"]
        assert panel["datasource"]["uid"] == "prometheus", panel["title"]


@pytest.mark.parametrize("path", JSON, ids=lambda path: path.stem)
def test_panels_do_not_overlap(path: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(path.read_text())["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not taken & cells, panel["title"]
        taken |= cells


def test_queries_name_only_metrics_that_the_service_declares() -> None:
    texts = [
        target["expr"] for path in JSON for panel in panels(json.loads(path.read_text())) for target in panel["targets"]
    ]
    texts += [alert.expression for alert in alerts()] + [expression for _, expression in records()]
    named = {name for text in texts for name in NAME.findall(re.sub(r'by \(.*?\)|"[^"]*"', "", text))}
    assert named
    assert named <= declared()


def test_every_alert_has_a_runbook_entry_and_a_unit_test_both_ways() -> None:
    headings = re.findall(r"^### (.+)$", (DASHBOARDS / "runbook.md").read_text(), re.MULTILINE)
    tested = yaml.safe_load((DASHBOARDS / "alerts_test.yaml").read_text())["tests"]
    expectations = [
        (rule["alertname"], bool(rule["exp_alerts"])) for test in tested for rule in test["alert_rule_test"]
    ]
    alerting = next(group for group in rules()["groups"] if group["name"] == "wirelight-alerts")["rules"]
    for rule in alerting:
        anchor = rule["annotations"]["runbook_url"].partition("#")[2]
        assert anchor in [heading.lower() for heading in headings]
        assert (rule["alert"], True) in expectations
        if rule["alert"] != "NodeDown":  # its test shows the nodes that answer beside the one that does not
            assert (rule["alert"], False) in expectations


def test_the_runbook_explains_every_failure_in_the_table_s_words() -> None:
    text = (DASHBOARDS / "runbook.md").read_text()
    for outcome in Outcome:
        if outcome.explanation.fault is not Fault.NONE:
            assert f"### {outcome.value}\n\n{outcome.explanation.cause} {outcome.explanation.remedy}\n" in text


def test_failures_lead_to_their_traces() -> None:
    board = json.loads((DASHBOARDS / "json" / "wirelight-handshakes.json").read_text())
    by_title = {panel["title"]: panel for panel in panels(board)}
    for title in ("Failures by outcome", "Failures in this time"):
        (link,) = by_title[title]["fieldConfig"]["defaults"]["links"]
        assert link["url"].startswith("${jaeger}/search?service=wirelight-web&")
        assert "ws.handshake.outcome" in link["url"]
    assert any(target.get("exemplar") for target in by_title["Server's part of a handshake"]["targets"])
    sources = yaml.safe_load((DASHBOARDS / "provisioning" / "datasources.yaml").read_text())["datasources"]
    assert sources[0]["jsonData"]["exemplarTraceIdDestinations"][0]["datasourceUid"] == sources[1]["uid"] == "jaeger"
