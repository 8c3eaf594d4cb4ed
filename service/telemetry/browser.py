"""Spans that pages send: whatever arrives is somebody's claim, so it is trimmed to what is known, counted, passed on.

OTLP/HTTP in JSON (opentelemetry-proto, trace/v1). A page can say when its own attempts began and how they went; it
can't choose a service name, add attributes of its own, or make this service work for it.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from service.protocol import Report
from service.telemetry import metrics
from service.telemetry.logs import logger

MAX_BODY_BYTES = 256 * 1024  # forty kept attempts are about 60 kB
MAX_SPANS = 200
# A span of the page has about fifty; more small pieces than these parse for 50 ms, and no tick is written meanwhile.
MAX_PIECES = 20_000
MAX_TEXT = 200
KEPT_ATTEMPTS_S = 7 * 24 * 3600.0  # how old an attempt may be that a page kept until it could connect
INT64 = 2**63
SEEN = 20_000  # span ids remembered, so that a page that sends twice does not count twice

NAMES = frozenset({"ws.connect", "ws.first_message", "ws.first_chunk", "ws.first_preview"})
ATTRIBUTES = frozenset(
    {
        "ws.connection.id", "ws.attempt.result", "ws.attempt.outcome", "ws.attempt.kept", "ws.close.code",
        "ws.last_step", "ws.resumed", "generation.id", "error.type", "server.address", "server.port",
        "network.protocol.name", "browser.online", "browser.page_visible",
    }
)  # fmt: skip
RESULTS = ("connected", "unreachable", "refused", "failed", "offline", "blocked", "lost", "other")
_ID = re.compile(r"[0-9a-f]+")


class BrowserSpans:
    """Accepts a page's export, on any thread.

    `export` is None where nothing is exported: attempts are still counted. `sampled` says, by trace id, which traces
    this service records: a page's half of one that it doesn't would have nothing to belong to.
    """

    def __init__(self, export: Callable[[ReadableSpan], None] | None, sampled: Callable[[int], bool]) -> None:
        self._export = export
        self._sampled = sampled
        self._lock = threading.Lock()
        self._resource = Resource({SERVICE_NAME: "wirelight-browser"})
        self._scope = InstrumentationScope("wirelight-page")
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._dropped = metrics.TELEMETRY_DROPPED.labels("browser_spans")
        for result in RESULTS:
            metrics.BROWSER_ATTEMPTS.labels(result)

    def accept(self, body: bytes) -> int:
        """How many spans were taken; the others are counted as dropped. ValueError when it is not OTLP in JSON."""
        if sum(body.count(sign) for sign in (b"{", b"[", b",")) > MAX_PIECES:
            raise ValueError(f"more than {MAX_PIECES} objects, lists and values")
        taken = 0
        for position, span in enumerate(_spans(orjson.loads(body))):
            if position >= MAX_SPANS:
                self.drop()
                break
            made = self._make(span)
            if made is None:
                self.drop()
                continue
            taken += 1
            if self._export is not None and self._sampled(made.context.trace_id):
                self._export(made)
        return taken

    def drop(self) -> None:
        self._dropped.inc()

    def _is_new(self, span_id: int) -> bool:
        with self._lock:  # two tabs may send the same at the same time
            if span_id in self._seen:
                return False
            self._seen[span_id] = None
            if len(self._seen) > SEEN:
                self._seen.popitem(last=False)
            return True

    def _make(self, span: Mapping[str, Any]) -> ReadableSpan | None:
        trace_id, span_id = _hex(span.get("traceId"), 32), _hex(span.get("spanId"), 16)
        start, end = _nanoseconds(span.get("startTimeUnixNano")), _nanoseconds(span.get("endTimeUnixNano"))
        now = time.time_ns()
        name = span.get("name")
        if not trace_id or not span_id or not isinstance(name, str) or name not in NAMES:
            return None
        if not now - KEPT_ATTEMPTS_S * 1e9 < start <= end < now + 60e9 or not self._is_new(span_id):
            return None
        attributes = _attributes(span.get("attributes"))
        flags = TraceFlags(TraceFlags.SAMPLED)
        parent_id = _hex(span.get("parentSpanId"), 16)
        parent = SpanContext(trace_id, parent_id, is_remote=False, trace_flags=flags) if parent_id else None
        if span["name"] == "ws.connect":
            result = attributes.get("ws.attempt.result")
            metrics.BROWSER_ATTEMPTS.labels(result if result in RESULTS else "other").inc()
        failed = isinstance(span.get("status"), dict) and span["status"].get("code") in (2, "STATUS_CODE_ERROR")
        description = span["status"].get("message") if failed else None
        return ReadableSpan(
            span["name"], SpanContext(trace_id, span_id, is_remote=False, trace_flags=flags), parent, self._resource,
            attributes, kind=SpanKind.CLIENT if span["name"] == "ws.connect" else SpanKind.INTERNAL,
            status=Status(StatusCode.ERROR, str(description or "")[:MAX_TEXT]) if failed else Status(StatusCode.UNSET),
            start_time=start, end_time=end, instrumentation_scope=self._scope,
        )  # fmt: skip


def record_report(report: Report, generation_id: str) -> None:
    """What the page measured, as a log line of the generation."""
    logger().info("page.report", generation_id=generation_id, **report.model_dump(exclude={"type"}, exclude_none=True))


def _spans(body: Any) -> Iterator[Mapping[str, Any]]:
    for resource in _list(body, "resourceSpans"):
        for scope in _list(resource, "scopeSpans"):
            for span in _list(scope, "spans"):
                if isinstance(span, dict):
                    yield span


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, dict) or not isinstance(value.get(name, []), list):
        raise ValueError(f"{name} is not where OTLP has it")  # noqa: TRY004 - bad data, not a bad call
    found: list[Any] = value.get(name, [])
    return found


def _hex(value: Any, digits: int) -> int:
    return int(value, 16) if isinstance(value, str) and len(value) == digits and _ID.fullmatch(value) else 0


def _nanoseconds(value: Any) -> int:
    """int64 as a string or number; -1 when it is neither."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 21 else -1


def _attributes(value: Any) -> dict[str, str | int | float | bool]:
    """The known ones, scalar and short; `attributes` may be anything and of any length."""
    kept: dict[str, str | int | float | bool] = {}
    for one in value[: 4 * len(ATTRIBUTES)] if isinstance(value, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("key"), str) or not isinstance(one.get("value"), dict):
            continue
        if one["key"] not in ATTRIBUTES:
            continue
        for kind, content in one["value"].items():
            if kind == "stringValue" and isinstance(content, str):
                kept[one["key"]] = content[:MAX_TEXT]
            elif kind == "boolValue" and isinstance(content, bool):
                kept[one["key"]] = content
            elif kind in ("intValue", "doubleValue"):
                kept[one["key"]] = _scalar(content)
    return kept


def _scalar(content: Any) -> int | float:
    try:
        number = int(content) if isinstance(content, str | int) else float(content)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if abs(number) < INT64 else 0  # OTLP has no other integers
