"""Who may come in: how many at once, how many from one address, how fast."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from service.outcomes import Outcome, Refusal
from service.telemetry import metrics
from service.web.bucket import Bucket

BURST_S = 2.0  # a page that reloads its tabs opens several connections at once
FORGET_AFTER = 10_000  # addresses remembered before the idle ones are forgotten


class Admission:
    """Counts open connections, and gives each address a token bucket of `per_second`, `BURST_S` seconds deep."""

    def __init__(self, connections: int, per_address: int, per_second: float) -> None:
        self._connections = connections
        self._per_address = per_address
        self._per_second = per_second
        self._open: Counter[str] = Counter()
        self._buckets: dict[str, Bucket] = {}
        self.handshaking = metrics.CONNECTIONS.labels("handshaking")
        self.generating = metrics.CONNECTIONS.labels("generating")

    @property
    def open(self) -> int:
        return self._open.total()

    @contextmanager
    def entered(self, address: str) -> Iterator[None]:
        """A connection, counted while the block lasts. Entering never refuses: `check` does, once it can be told."""
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def check(self, address: str) -> None:
        """Raises Refusal(TOO_MANY_CONNECTIONS) or Refusal(RATE_LIMITED) for a connection that has entered."""
        if self.open > self._connections:
            raise Refusal(Outcome.TOO_MANY_CONNECTIONS, f"the limit is {self._connections} open connections")
        if self._open[address] > self._per_address:
            raise Refusal(Outcome.RATE_LIMITED, f"the limit is {self._per_address} open connections from {address}")
        if not self._take(address):
            raise Refusal(Outcome.RATE_LIMITED, f"more than {self._per_second:g} handshakes a second from {address}")

    def _take(self, address: str) -> bool:
        now = time.monotonic()
        if len(self._buckets) > FORGET_AFTER:
            self._buckets = {one: bucket for one, bucket in self._buckets.items() if now - bucket.at < BURST_S}
        if address not in self._buckets:
            self._buckets[address] = Bucket(self._per_second, max(1.0, self._per_second * BURST_S), now)
        return self._buckets[address].take(now)
