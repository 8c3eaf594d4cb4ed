"""Queries built on the metrics the service declares, so that a renamed metric breaks the build and not a panel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

WINDOW = "$__rate_interval"  # Grafana's: four scrapes or one pixel, whichever is longer


class Metric(Protocol):
    """What service.telemetry.metrics declares: it can say its name and type."""

    def describe(self) -> Iterable[Any]: ...


def name(metric: Metric) -> str:
    """The name of a counter's or gauge's samples, or the stem of a histogram's."""
    (family,) = metric.describe()
    return f"{family.name}_total" if family.type == "counter" else str(family.name)


def buckets(histogram: Metric) -> str:
    return f"{name(histogram)}_bucket"


def count(histogram: Metric) -> str:
    return f"{name(histogram)}_count"


def rate(series: str, *by: str, window: str = WINDOW) -> str:
    """Per second, summed over every node. `series` may carry a selector: `name{label="value"}`."""
    return f"sum{_by(by)}(rate({series}[{window}]))"


def increase(series: str, *by: str, window: str) -> str:
    return f"sum{_by(by)}(increase({series}[{window}]))"


def quantile(q: float, histogram: Metric, *by: str, selector: str = "", window: str = WINDOW) -> str:
    """Seconds below which the share `q` of the observations lies."""
    return f"histogram_quantile({q}, {rate(buckets(histogram) + selector, 'le', *by, window=window)})"


def ratio(part: str, whole: str) -> str:
    """`part` of `whole`; nothing at all, rather than NaN, while there is nothing to divide by."""
    return f"{part} / ({whole} > 0)"


def _by(labels: tuple[str, ...]) -> str:
    return f" by ({', '.join(labels)}) " if labels else ""
