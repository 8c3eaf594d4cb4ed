"""Series that Prometheus records: the shares that burn-rate alerts compare over several windows."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards.promql import count, name, rate
from dashboards.slo import FAST_S
from service.telemetry import metrics as m

ALL = name(m.HANDSHAKES)
SERVER_FAULT = ALL + '{fault="server"}'
SERVER = m.HANDSHAKE_SERVER_DURATION
WINDOWS = ("5m", "30m", "1h", "6h")


def failing(window: str) -> str:
    """The recorded share of handshakes that the server failed."""
    return f"wirelight:handshakes_failed_by_server:ratio_rate{window}"


def sluggish(window: str) -> str:
    """The recorded share of successful handshakes that took the server too long."""
    return f"wirelight:handshakes_slow:ratio_rate{window}"


def records() -> Iterator[tuple[str, str]]:
    """Name and expression of every recorded series."""
    for window in WINDOWS:
        yield failing(window), f"{rate(SERVER_FAULT, window=window)} / {rate(ALL, window=window)}"
        fast = rate(f'{name(SERVER)}_bucket{{result="ok",le="{FAST_S}"}}', window=window)
        every = rate(f'{count(SERVER)}{{result="ok"}}', window=window)
        yield sluggish(window), f"1 - {fast} / {every}"
