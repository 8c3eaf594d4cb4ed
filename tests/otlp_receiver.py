"""An OTLP/HTTP receiver on loopback that keeps what it is sent, and answers as a test wants."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from multidict import CIMultiDictProxy
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

# What one request is answered with, by the number of requests before it; None: taken.
Answer = Callable[[int], web.Response | None]


@dataclass(slots=True)
class Receiver:
    port: int = 0
    headers: list[CIMultiDictProxy[str]] = field(default_factory=list)
    traces: list[ExportTraceServiceRequest] = field(default_factory=list)
    logs: list[ExportLogsServiceRequest] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def spans(self) -> Iterator[Span]:
        return (
            span for one in self.traces for of in one.resource_spans for part in of.scope_spans for span in part.spans
        )

    @property
    def records(self) -> Iterator[LogRecord]:
        return (
            record for one in self.logs for of in one.resource_logs for part in of.scope_logs
            for record in part.log_records
        )  # fmt: skip


@asynccontextmanager
async def receiving(answer: Answer = lambda _: None) -> AsyncIterator[Receiver]:
    receiver = Receiver()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        refused = answer(len(receiver.headers))
        receiver.headers.append(request.headers)
        if refused is not None:
            return refused
        if request.headers.get("Content-Encoding") == "gzip" and body.startswith(b"\x1f\x8b"):
            body = gzip.decompress(body)
        if request.path.endswith("/traces"):
            receiver.traces.append(ExportTraceServiceRequest.FromString(body))
        else:
            receiver.logs.append(ExportLogsServiceRequest.FromString(body))
        return web.Response()

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.port = runner.addresses[0][1]
        yield receiver
    finally:
        await runner.cleanup()


def plain(value: AnyValue) -> object:
    """An attribute's value as Python has it."""
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value
        case "int_value":
            return value.int_value
        case "double_value":
            return value.double_value
        case "bool_value":
            return value.bool_value
        case "kvlist_value":
            return {one.key: plain(one.value) for one in value.kvlist_value.values}
        case other:
            raise AssertionError(other)


def attributes(of: Span | LogRecord) -> dict[str, object]:
    return {one.key: plain(one.value) for one in of.attributes}
