"""Jaeger as a person asks it, over its query API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

ARRIVAL_LIMIT_S = 15.0  # export 1 s + decision 1 s + queues; the issue's own limit of 5 s is checked where it applies
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Span:
    """One span as Jaeger tells it; `tags` holds its attributes."""

    name: str
    span_id: str
    parent_id: str | None
    service: str
    start_us: int
    duration_us: int
    tags: Mapping[str, Any]

    @property
    def failed(self) -> bool:
        return self.tags.get("error") in (True, "true")


class Trace(tuple[Span, ...]):
    """The spans of one trace."""

    __slots__ = ()

    def named(self, name: str) -> list[Span]:
        return [span for span in self if span.name == name]

    def one(self, name: str) -> Span:
        found = self.named(name)
        assert len(found) == 1, f"{len(found)} spans are called {name!r}: {[span.name for span in self]}"
        return found[0]

    @property
    def names(self) -> set[str]:
        return {span.name for span in self}


class Jaeger:
    def __init__(self, url: str) -> None:
        self.url = url

    async def trace(self, trace_id: str) -> Trace:
        """Empty when Jaeger does not have it."""
        told = await self._get(f"/api/traces/{trace_id}", {})
        return _spans(told["data"][0]) if told.get("data") else Trace()

    async def search(self, service: str, tags: Mapping[str, str], limit: int = 100) -> dict[str, Trace]:
        """The traces that have a span of `service` with these tags, by trace id."""
        told = await self._get(
            "/api/traces", {"service": service, "tags": json.dumps(tags), "limit": str(limit), "lookback": "1h"}
        )
        return {one["traceID"]: _spans(one) for one in told.get("data") or ()}

    async def until(self, trace_id: str, whole: Callable[[Trace], bool] = bool) -> Trace:
        """The trace once `whole` holds for it; fails with what there is when it never does."""
        trace = Trace()
        try:
            async with asyncio.timeout(ARRIVAL_LIMIT_S):
                while not whole(trace := await self.trace(trace_id)):  # noqa: ASYNC110
                    await asyncio.sleep(POLL_S)  # Jaeger has no way to be told
        except TimeoutError:
            raise AssertionError(f"trace {trace_id} is not whole: {[span.name for span in trace]}") from None
        return trace

    async def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path, params=query) as answer:
            # A trace that is not there is a 404 with JSON in a body that calls itself text.
            told = await answer.json(content_type=None)
            assert isinstance(told, dict)
            return told


def _spans(data: Mapping[str, Any]) -> Trace:
    services = {key: process["serviceName"] for key, process in data["processes"].items()}
    return Trace(
        Span(
            name=one["operationName"],
            span_id=one["spanID"],
            parent_id=next((ref["spanID"] for ref in one["references"] if ref["refType"] == "CHILD_OF"), None),
            service=services[one["processID"]],
            start_us=one["startTime"],
            duration_us=one["duration"],
            tags={tag["key"]: tag["value"] for tag in one["tags"]},
        )
        for one in data["spans"]
    )
