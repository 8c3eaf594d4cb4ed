"""Spans as OTLP/HTTP JSON, sent straight to a collector: what the service would send, with chosen numbers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from tests.provoke import Attempt

Value = str | int | float | bool
ERROR = {"code": 2, "message": "provoked"}


def new_trace() -> str:
    return secrets.token_hex(16)


def span(
    trace_id: str,
    name: str = "GET /generate-code",
    attributes: Mapping[str, Value] | None = None,
    *,
    failed: bool = False,
    seconds: float = 0.01,
    kind: int = 2,
) -> dict[str, Any]:
    """`kind` as in OTLP: 1 internal, 2 server, 3 client."""
    end = time.time_ns()
    return {
        "traceId": trace_id,
        "spanId": secrets.token_hex(8),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(end - int(seconds * 1e9)),
        "endTimeUnixNano": str(end),
        "attributes": [{"key": key, "value": _value(value)} for key, value in (attributes or {}).items()],
        "status": ERROR if failed else {},
    }


async def post(url: str, *spans: Mapping[str, Any], service: str = "wirelight-web") -> int:
    """The HTTP status the receiver answered with."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    body = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "test"}, "spans": spans}]}]}
    async with aiohttp.ClientSession() as session, session.post(f"{url}/v1/traces", json=body) as answer:
        return answer.status


def _value(value: Value) -> dict[str, Any]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case _:
            return {"stringValue": value}


async def post_as_page(url: str, attempt: Attempt, start_ns: int, end_ns: int, result: str = "connected") -> int:
    """The span the page sends of an attempt of its own, to the service itself."""
    connect = span(
        attempt.trace_id,
        "ws.connect",
        {"ws.connection.id": attempt.connection_id, "ws.attempt.result": result},
        failed=result != "connected",
        kind=3,
    )
    connect |= {"spanId": attempt.span_id, "startTimeUnixNano": str(start_ns), "endTimeUnixNano": str(end_ns)}
    return await post(f"{url}/telemetry", connect, service="somebody-else")
