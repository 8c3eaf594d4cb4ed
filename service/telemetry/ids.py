"""Trace, span and connection ids, and the `traceparent` form they travel in (W3C Trace Context, version 00)."""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import dataclass

# Forged parents must not reach further than two ids: version 00 only, no zero ids, nothing after the flags.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_CONNECTION_ID = re.compile(r"c-[0-9a-f]{12}")
_random = random.Random(secrets.randbits(128))  # noqa: S311 - ids need to be unlike, not secret


@dataclass(frozen=True, slots=True)
class RemoteParent:
    """A caller's span. Its sampling flag is not kept: a client can't decide what this service records."""

    trace_id: int
    span_id: int


def new_trace_id() -> int:
    return _random.getrandbits(128) or 1


def new_span_id() -> int:
    return _random.getrandbits(64) or 1


def new_connection_id() -> str:
    return f"c-{_random.getrandbits(48):012x}"


def connection_id(claimed: str | None) -> str:
    """The id the page gave its attempt, so that it can ask about it later; a new one where that has not the form."""
    return claimed if claimed and _CONNECTION_ID.fullmatch(claimed) else new_connection_id()


def parse_traceparent(value: str | None) -> RemoteParent | None:
    match = _TRACEPARENT.fullmatch(value) if value else None
    return RemoteParent(int(match[1], 16), int(match[2], 16)) if match else None


def traceparent(trace_id: int, span_id: int, sampled: bool) -> str:
    return f"00-{trace_id:032x}-{span_id:016x}-{int(sampled):02x}"
