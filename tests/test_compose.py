"""compose.yaml and the Dockerfile as files: pinned, on loopback, healthy, and of one mind with what they name.

Containers are not started here: what the files do is tested with the same servers as processes, in tests/stack.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXTERNAL = {name: one for name, one in SERVICES.items() if "build" not in one}


def variables(path: str) -> set[str]:
    return set(re.findall(r"\$\{env:([A-Z_]+)", (ROOT / path).read_text()))


@pytest.mark.parametrize("name", EXTERNAL)
def test_images_are_pinned_to_a_release(name: str) -> None:
    assert re.fullmatch(r"[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?", EXTERNAL[name]["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_open_on_loopback_only(name: str) -> None:
    for port in SERVICES[name].get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:(\d+):\1", port)


@pytest.mark.parametrize("name", SERVICES)
def test_everything_that_runs_is_watched(name: str) -> None:
    one = SERVICES[name]
    if name == "migrate":  # runs once; others wait for its success
        return
    assert one["restart"] == "unless-stopped"
    if name in ("collector", "jaeger"):  # their images can't run a check
        port = {"collector": 13133, "jaeger": 14133}[name]
        assert f"http://{name}:{port}/" in " ".join(SERVICES["health"]["healthcheck"]["test"])
    else:
        assert one["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_mounted_and_waited_for_exists(name: str) -> None:
    one = SERVICES[name]
    for volume in one.get("volumes", ()):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]
    for config in one.get("configs", ()):
        assert config["source"] in COMPOSE["configs"]
    waited = one.get("depends_on", {})
    assert set(waited) <= set(SERVICES)
    for other, how in waited.items() if isinstance(waited, dict) else ():
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize(
    ("name", "path"), [("collector", "otel-collector.yaml"), ("jaeger", "dashboards/provisioning/jaeger.yaml")]
)
def test_variables_are_those_the_mounted_file_reads(name: str, path: str) -> None:
    assert set(SERVICES[name]["environment"]) <= variables(path)


def test_prometheus_scrapes_services_that_are_there() -> None:
    config = yaml.safe_load((ROOT / "dashboards/provisioning/prometheus.yaml").read_text())
    found = set()
    for job in config["scrape_configs"]:
        found |= {target.split(":")[0] for one in job.get("static_configs", ()) for target in one["targets"]}
        found |= {name for one in job.get("dns_sd_configs", ()) for name in one["names"]}
    assert {"web", "worker", "collector", "jaeger"} == found <= set(SERVICES)
    mounted = [volume.split(":")[1] for volume in SERVICES["prometheus"]["volumes"]]
    assert set(config["rule_files"]) <= set(mounted)


def test_the_data_sources_of_grafana_are_services_that_are_there() -> None:
    sources = yaml.safe_load((ROOT / "dashboards/provisioning/datasources.yaml").read_text())["datasources"]
    assert {re.split("[/:]+", source["url"])[1] for source in sources} == {"prometheus", "jaeger"} <= set(SERVICES)


def test_the_collector_is_of_the_release_whose_components_the_tests_run() -> None:
    built = yaml.safe_load((ROOT / "dashboards/stack/builder.yaml").read_text())["dist"]["version"]
    assert SERVICES["collector"]["image"].endswith(f":{built}")


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock file with its version and hashes, without who asked for it."""
    entries = re.findall(r"^(\S+)==(.+?)(?=^\S|\Z)", (ROOT / lock).read_text(), re.MULTILINE | re.DOTALL)
    return {name: re.sub(r"\s*#.*", "", rest) for name, rest in entries}


def test_the_image_installs_just_what_the_service_needs_and_the_tests_ran_with() -> None:
    image, tests = pinned("requirements-service.lock"), pinned("requirements.lock")
    assert {name: tests.get(name) for name in image} == image
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {re.split(r"[^\w-]", one)[0] for one in project["dependencies"]} <= set(image)
    assert not {re.split(r"[^\w-]", one)[0] for one in project["optional-dependencies"]["dev"]} & set(image)


def test_the_image_copies_what_the_build_gets_to_see_and_runs_as_nobody_special() -> None:
    told = (ROOT / "Dockerfile").read_text()
    seen = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"}
    sources = [one for line in re.findall(r"^COPY (?!--from)(.+) \S+$", told, re.MULTILINE) for one in line.split()]
    assert {source.split("/")[0] for source in sources} == seen
    assert all((ROOT / source).exists() for source in sources)
    assert re.findall(r"^USER (.+)$", told, re.MULTILINE)[-1] == "wirelight"
    assert told.index("USER wirelight") < told.index("ENTRYPOINT")
