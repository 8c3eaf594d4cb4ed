"""The goals that panels and alerts share."""

from __future__ import annotations

SUCCESS_GOAL = 0.995  # of handshakes, over 30 days, not failed by the server
LATENCY_GOAL = 0.99  # of successful handshakes with a server part of at most FAST_S
FAST_S = 0.25  # a boundary of HANDSHAKE_BUCKETS; below it a click feels answered at once
LATE_TICK_S = 0.1  # one keep-alive interval: the page shows a stalled connection soon after
