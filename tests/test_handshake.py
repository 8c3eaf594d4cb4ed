"""What a handshake tells when its connection ends in step 9, in ways that a client can't bring about."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from service.outcomes import Outcome, Refusal
from service.settings import Settings
from service.telemetry.hub import open_telemetry


@pytest.mark.parametrize(
    ("error", "outcome", "level", "traceback"),
    [
        (asyncio.CancelledError(), Outcome.SHUTTING_DOWN, "warning", False),  # nobody else cancels a handler
        (Refusal(Outcome.QUEUE_UNAVAILABLE), Outcome.QUEUE_UNAVAILABLE, "warning", False),
        (RuntimeError("the moon"), Outcome.INTERNAL, "error", True),
    ],
)
async def test_what_ends_step_9_is_the_servers_doing_and_named(
    error: BaseException, outcome: Outcome, level: str, traceback: bool
) -> None:
    lines: list[dict[str, Any]] = []
    exporter = InMemorySpanExporter()
    settings = Settings(_env_file=None, log_format="json")
    async with open_telemetry(
        settings, "web", lambda data: lines.extend(map(orjson.loads, data.splitlines())), SimpleSpanProcessor(exporter)
    ) as telemetry:
        with telemetry.handshake("192.0.2.7") as handshake:
            pass
        with pytest.raises(type(error)), handshake.keep_alive():
            raise error
        told = telemetry.timelines.find(handshake.connection_id)
    (closed,) = [line for line in lines if line["event"] == "ws.closed"]
    code = outcome.explanation.close_code
    assert (closed["outcome"], closed["level"], closed["code"]) == (outcome.value, level, code)
    assert closed["initiator"] == "server"
    assert ("the moon" in closed.get("exception", "")) is traceback
    (span,) = [span for span in exporter.get_finished_spans() if span.name == "ws.keep_alive"]
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes is not None
    assert (span.attributes["error.type"], span.attributes["ws.close.code"]) == (outcome.value, code)
    assert told is not None
    assert (told["closeCode"], told["initiator"], told["open"]) == (code, "server", False)
