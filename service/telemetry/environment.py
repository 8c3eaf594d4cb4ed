"""The OTEL_* variables, as OpenTelemetry's specification reads them: empty is unset, what isn't understood is told.

One thing is ours: without an endpoint nothing is exported, where the specification would try port 4318 of this machine.
An exporter that is asked for by name (OTEL_TRACES_EXPORTER=otlp) is tried there. Headers, compression and certificates
are read by the exporters themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from opentelemetry.sdk.resources import (
    SERVICE_INSTANCE_ID,
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import sampling

Signal = Literal["TRACES", "LOGS"]
PREFIX = "OTEL_"
DEFAULT_ENDPOINT = "http://localhost:4318"
PROTOCOL = "http/protobuf"
PROCESSOR: Mapping[Signal, str] = {"TRACES": "OTEL_BSP", "LOGS": "OTEL_BLRP"}
# A dead collector must not hold what waits for it for the specification's ten seconds.
EXPORT_TIMEOUT_MS = 5_000
# A trace should be in Jaeger while its reader still looks at the page; the specification waits five seconds.
DELAY_MS = 1_000


def read_dotenv(path: Path = Path(".env")) -> None:
    """Take OTEL_* variables from `.env`, where the environment hasn't set them: the settings stand there too."""
    for name, value in dotenv_values(path).items():
        if name.startswith(PREFIX) and value is not None:
            os.environ.setdefault(name, value)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A variable whose value can't be followed, and what happens instead."""

    variable: str
    value: str
    instead: str


@dataclass(frozen=True, slots=True)
class Batching:
    """How finished spans or log records wait for their export; times in seconds."""

    queue: int
    batch: int
    delay_s: float
    timeout_s: float


class Environment:
    """Reads variables; `ignored` grows with each that can't be followed."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self._variables = variables
        self.ignored: list[Ignored] = []

    def endpoint(self, signal: Signal) -> str | None:
        """The URL that `signal` is sent to, without what may be secret in it; None where it is not exported."""
        if self._get("OTEL_SDK_DISABLED").lower() == "true":
            return None
        chosen = self._exporter(signal)
        base, own = self._get("OTEL_EXPORTER_OTLP_ENDPOINT"), self._get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
        if chosen == "none" or not (base or own or chosen):
            return None
        self._check_protocol(signal)
        parts = urlsplit(own or f"{(base or DEFAULT_ENDPOINT).rstrip('/')}/v1/{signal.lower()}")
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()

    def batching(self, signal: Signal, queue: int, batch: int) -> Batching:
        """`queue` and `batch` are the sizes where nothing is set."""
        processor = PROCESSOR[signal]
        size = int(self._number(f"{processor}_MAX_QUEUE_SIZE", queue, 1))
        timeout = self._number("OTEL_EXPORTER_OTLP_TIMEOUT", EXPORT_TIMEOUT_MS, 1)
        timeout = self._number(f"OTEL_EXPORTER_OTLP_{signal}_TIMEOUT", timeout, 1)
        return Batching(
            queue=size,
            batch=min(size, int(self._number(f"{processor}_MAX_EXPORT_BATCH_SIZE", batch, 1))),
            delay_s=self._number(f"{processor}_SCHEDULE_DELAY", DELAY_MS, 1) / 1000,
            timeout_s=min(timeout, self._number(f"{processor}_EXPORT_TIMEOUT", timeout, 1)) / 1000,
        )

    def sampler(self) -> sampling.Sampler:
        """For traces that begin here; everything is kept where none is set.

        `parentbased_` names mean their root: a browser's flag decides nothing (see `traces.make_provider`).
        """
        name = self._get("OTEL_TRACES_SAMPLER")
        match name.lower().removeprefix("parentbased_"):
            case "always_off":
                return sampling.ALWAYS_OFF
            case "traceidratio":
                share = self._number("OTEL_TRACES_SAMPLER_ARG", 1.0, 0.0, 1.0)
                return sampling.TraceIdRatioBased(share)
            case "" | "always_on":
                return sampling.ALWAYS_ON
            case _:
                self._ignore(
                    "OTEL_TRACES_SAMPLER", "every trace is kept; known are always_on, always_off, traceidratio"
                )
                return sampling.ALWAYS_ON

    def resource(self, role: str, node: str, version: str) -> Resource:
        """service.name is wirelight-web or wirelight-worker; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before."""
        own = {SERVICE_NAME: f"wirelight-{role}", SERVICE_VERSION: version, SERVICE_INSTANCE_ID: node}
        return Resource.create(own).merge(OTELResourceDetector().detect())

    def check_metrics(self) -> None:
        """Metrics are read from /metrics, whatever OTEL_METRICS_EXPORTER says."""
        if self._get("OTEL_METRICS_EXPORTER") not in ("", "none", "prometheus"):
            self._ignore("OTEL_METRICS_EXPORTER", "metrics are not pushed; let Prometheus or a collector read /metrics")

    def _exporter(self, signal: Signal) -> Literal["otlp", "none", ""]:
        variable = f"OTEL_{signal}_EXPORTER"
        names = [one.strip() for one in self._get(variable).lower().split(",")]
        if any(name not in ("", "otlp", "none") for name in names):
            self._ignore(variable, "only otlp and none are known; otlp is used where an endpoint is set")
        return "otlp" if "otlp" in names else "none" if "none" in names else ""

    def _check_protocol(self, signal: Signal) -> None:
        own, common = f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"
        variable = own if self._get(own) else common
        if self._get(variable) not in ("", PROTOCOL):
            self._ignore(variable, f"{PROTOCOL} is sent: the endpoint must be the collector's HTTP port, usually 4318")

    def _number(self, variable: str, default: float, least: float, most: float = 1e9) -> float:
        text = self._get(variable)
        if not text:
            return default
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if isfinite(number) and least <= number <= most:
            return number
        self._ignore(variable, f"{default:g} is used")
        return default

    def _get(self, variable: str) -> str:
        return self._variables.get(variable, "").strip()

    def _ignore(self, variable: str, instead: str) -> None:
        told = Ignored(variable, self._get(variable), instead)
        if told not in self.ignored:
            self.ignored.append(told)
