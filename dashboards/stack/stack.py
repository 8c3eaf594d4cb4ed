"""The servers of the stack with their configuration: the committed files, with this machine's ports and paths."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from dashboards.stack.binaries import Binaries
from dashboards.stack.ports import Ports
from dashboards.stack.server import Server

ROOT = Path(__file__).parents[2]
COLLECTOR_CONFIG = ROOT / "otel-collector.yaml"
PROVISIONING = ROOT / "dashboards" / "provisioning"
ALERTS = ROOT / "dashboards" / "alerts.yaml"
TRACE_PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True)
class Stack:
    """The running servers, and where they answer."""

    ports: Ports
    collector: Server
    jaeger: Server
    prometheus: Server

    @property
    def otlp_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.otlp_http}"

    @property
    def jaeger_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.jaeger}"

    @property
    def prometheus_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.prometheus}"

    def service_env(self) -> dict[str, str]:
        """What tells the service about the stack."""
        return {
            "PORT": str(self.ports.service),
            "WORKER_PORT": str(self.ports.worker),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.otlp_url,
            "TRACE_URL_TEMPLATE": f"{self.jaeger_url}/trace/{{trace_id}}",
        }


def collector(binaries: Binaries, ports: Ports, data: Path, env: Mapping[str, str]) -> Server:
    """otel-collector.yaml as it is; everything about this machine goes in through its variables."""
    return Server(
        "collector",
        [str(binaries.collector), "--config", str(COLLECTOR_CONFIG)],
        f"http://127.0.0.1:{ports.collector_health}/",
        data / "collector.log",
        {
            "OTLP_GRPC_PORT": str(ports.otlp_grpc),
            "OTLP_HTTP_PORT": str(ports.otlp_http),
            "HEALTH_PORT": str(ports.collector_health),
            "TELEMETRY_PORT": str(ports.collector_metrics),
            "SPAN_METRICS_PORT": str(ports.span_metrics),
            "JAEGER_OTLP_GRPC": f"127.0.0.1:{ports.jaeger_otlp_grpc}",
            "JAEGER_OTLP_HTTP": f"http://127.0.0.1:{ports.jaeger_otlp_http}",
            "KEEP_PERCENT": "100",  # on one machine every click should be found
            **env,
        },
    )


def jaeger(binaries: Binaries, ports: Ports, data: Path) -> Server:
    (data / "jaeger").mkdir(parents=True, exist_ok=True)
    return Server(
        "jaeger",
        [str(binaries.jaeger), "--config", str(PROVISIONING / "jaeger.yaml")],
        f"http://127.0.0.1:{ports.jaeger_health}/status",
        data / "jaeger.log",
        {
            "JAEGER_OTLP_GRPC_PORT": str(ports.jaeger_otlp_grpc),
            "JAEGER_OTLP_HTTP_PORT": str(ports.jaeger_otlp_http),
            "JAEGER_HEALTH_PORT": str(ports.jaeger_health),
            "JAEGER_TELEMETRY_PORT": str(ports.jaeger_metrics),
            "JAEGER_HTTP_PORT": str(ports.jaeger),
            "JAEGER_GRPC_PORT": str(ports.jaeger_grpc),
            "JAEGER_DATA": str(data / "jaeger"),
            "JAEGER_PAGE": str(TRACE_PAGE),
            "PROMETHEUS_URL": f"http://127.0.0.1:{ports.prometheus}",
        },
    )


def prometheus(binaries: Binaries, ports: Ports, data: Path, scrape_interval: str | None = None) -> Server:
    """provisioning/prometheus.yaml with loopback targets; `scrape_interval` replaces its five seconds."""
    config = yaml.safe_load((PROVISIONING / "prometheus.yaml").read_text())
    if scrape_interval:
        config["global"] = {"scrape_interval": scrape_interval, "evaluation_interval": scrape_interval}
    targets = {
        "wirelight-web": ports.service,
        "wirelight-worker": ports.worker,
        "collector": ports.collector_metrics,
        "span-metrics": ports.span_metrics,
        "jaeger": ports.jaeger_metrics,
    }
    for job in config["scrape_configs"]:
        job.pop("dns_sd_configs", None)
        job["static_configs"] = [{"targets": [f"127.0.0.1:{targets[job['job_name']]}"]}]
    config["rule_files"] = [str(ALERTS)]
    data.mkdir(parents=True, exist_ok=True)
    (data / "prometheus.yaml").write_text(yaml.safe_dump(config))
    return Server(
        "prometheus",
        [
            str(binaries.prometheus),
            f"--config.file={data / 'prometheus.yaml'}",
            f"--storage.tsdb.path={data / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{ports.prometheus}",
            "--enable-feature=exemplar-storage",
        ],
        f"http://127.0.0.1:{ports.prometheus}/-/ready",
        data / "prometheus.log",
    )


@asynccontextmanager
async def running(
    binaries: Binaries,
    ports: Ports,
    data: Path,
    *,
    scrape_interval: str | None = None,
    collector_env: Mapping[str, str] | None = None,
) -> AsyncIterator[Stack]:
    """Jaeger, Prometheus and the collector, ready; stopped in the other order, the collector first so that it can
    still hand over what it holds.
    """
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(jaeger(binaries, ports, data))
        two = await stack.enter_async_context(prometheus(binaries, ports, data, scrape_interval))
        three = await stack.enter_async_context(collector(binaries, ports, data, collector_env or {}))
        yield Stack(ports, three, one, two)


def service(stack: Stack, data: Path) -> Server:
    """The service itself, with its embedded Postgres and NATS, wired to the stack."""
    return Server(
        "service",
        [sys.executable, "-m", "service", "up"],
        f"http://127.0.0.1:{stack.ports.service}/ready",
        data / "service.log",
        stack.service_env(),
    )
