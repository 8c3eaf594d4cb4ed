"""How long each layer may take before its silence is the finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds."""

    # A resolver tries its second server after 5 s: waiting longer says nothing new.
    name_s: float = 5.0
    # Two lost SYNs on a slow line take 3 s; longer means that someone drops them.
    tcp_s: float = 5.0
    tls_s: float = 5.0
    # Longer than /ready's own limits on what it checks.
    http_s: float = 8.0
    # Whoever speaks first (SSH, SMTP) does so at once.
    banner_s: float = 1.0
    # A cold proxy behind a slow line; nginx itself gives up on a silent service only after 60 s.
    upgrade_s: float = 10.0
    pong_s: float = 5.0
    # The steps' own limits add up to 15 s; longer silence than this is a hang for a person.
    silence_s: float = 15.0
    # A queue with others in it, ticks arriving all the while.
    whole_s: float = 60.0
