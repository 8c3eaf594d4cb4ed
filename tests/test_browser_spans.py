"""What pages send as their spans is somebody's claim: trimmed to what is known, counted, and no tick is late for it."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from opentelemetry.sdk.trace import ReadableSpan

from service.telemetry import metrics
from service.telemetry.browser import ATTRIBUTES, MAX_BODY_BYTES, MAX_SPANS, BrowserSpans
from service.telemetry.ids import parse_traceparent
from service.telemetry.records import Ending
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import Attempt, connected, generate
from tests.running import Running

KEPT_BY_A_PAGE = 160  # MAX_WAITING in frontend/src/telemetry/outbox.ts
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def span(span_id: str = SPAN, name: str = "ws.connect", **changes: Any) -> dict[str, Any]:
    now = time.time_ns()
    return {
        "traceId": TRACE, "spanId": span_id, "name": name, "kind": 3, "startTimeUnixNano": str(now - 5_000_000),
        "endTimeUnixNano": str(now), "attributes": [], **changes,
    }  # fmt: skip


def export(*spans: dict[str, Any], service: str = "a-bank") -> bytes:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(spans)}]}]}).encode()


def attribute(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def dropped() -> float:
    return metrics.REGISTRY.get_sample_value("telemetry_dropped_total", {"signal": "browser_spans"}) or 0.0


@pytest.fixture
def taken() -> list[ReadableSpan]:
    return []


@pytest.fixture
def intake(taken: list[ReadableSpan]) -> BrowserSpans:
    return BrowserSpans(taken.append, lambda _: True)


def test_a_span_keeps_its_own_times_and_gets_our_service_name(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    earlier = time.time_ns() - 3_600 * 10**9
    sent = span(startTimeUnixNano=str(earlier), endTimeUnixNano=str(earlier + 7))
    assert intake.accept(export(sent)) == 1
    (kept,) = taken
    assert (kept.start_time, kept.end_time) == (earlier, earlier + 7)
    assert kept.resource.attributes["service.name"] == "wirelight-browser"
    assert f"{kept.context.trace_id:032x}" == TRACE


def test_attributes_that_nobody_knows_are_left_out(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    known = attribute("ws.attempt.result", "unreachable")
    intake.accept(export(span(attributes=[attribute("user.email", "a@b.example"), known])))
    assert dict(taken[0].attributes or {}) == {"ws.attempt.result": "unreachable"}


def test_a_hundred_thousand_attributes_cost_nothing(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    many = [attribute(f"a{number}", "x") for number in range(100_000)]
    began = time.process_time()
    intake._make(span(attributes=many))
    assert time.process_time() - began < 0.1
    assert not taken or not taken[0].attributes


def test_texts_are_cut(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    intake.accept(export(span(attributes=[attribute("error.type", "x" * 10_000)])))
    assert len(str((taken[0].attributes or {})["error.type"])) == 200


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "DROP TABLE"},
        {"traceId": "0" * 32},
        {"traceId": TRACE.upper()},
        {"spanId": "short"},
        {"startTimeUnixNano": "0"},
        {"endTimeUnixNano": str(2**63)},
        {"endTimeUnixNano": "later"},
    ],
)
def test_spans_that_can_not_be_are_dropped_and_counted(intake: BrowserSpans, bad: dict[str, Any]) -> None:
    before = dropped()
    assert intake.accept(export(span(**bad))) == 0
    assert dropped() == before + 1


def test_what_is_sent_twice_counts_once(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    body = export(span())
    assert [intake.accept(body), intake.accept(body)] == [1, 0]
    assert len(taken) == 1


def test_as_many_spans_as_a_page_keeps_are_taken_with_all_they_may_say(
    intake: BrowserSpans, taken: list[ReadableSpan]
) -> None:
    said = [attribute(key, "x" * 40) for key in sorted(ATTRIBUTES)]
    body = export(*[span(f"{number:016x}", attributes=said) for number in range(1, KEPT_BY_A_PAGE + 1)])
    assert intake.accept(body) == len(taken) == KEPT_BY_A_PAGE
    assert set(taken[0].attributes or {}) == ATTRIBUTES


def test_more_spans_than_a_page_makes_are_cut_off(intake: BrowserSpans, taken: list[ReadableSpan]) -> None:
    spans = [span(f"{number:016x}") for number in range(1, MAX_SPANS + 50)]
    assert intake.accept(export(*spans)) == MAX_SPANS
    assert len(taken) == MAX_SPANS


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b'{"resourceSpans": 1}', b'{"resourceSpans": [{"scopeSpans": {}}]}', b"\xff",
        # What would parse for 50 ms, holding the interpreter, and with it every tick.
        b'{"resourceSpans": [' + b"{}," * 85_000 + b"{}]}", b'{"resourceSpans": [' + b"1," * 120_000 + b"1]}",
    ],
    ids=["list", "number", "object", "bytes", "many objects", "many numbers"],
)  # fmt: skip
def test_what_is_not_otlp_is_an_error_and_no_exception(intake: BrowserSpans, body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        intake.accept(body)


@pytest.mark.parametrize(
    "forged",
    [
        "", "nonsense", f"01-{TRACE}-{SPAN}-01", f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01", f"00-{TRACE}-{SPAN}-01-more", f"00-{TRACE}-{SPAN}-01\n",
    ],
)  # fmt: skip
def test_a_forged_traceparent_is_no_parent(forged: str) -> None:
    assert parse_traceparent(forged) is None


async def test_a_client_can_not_hide_its_trace(serve: Serve) -> None:
    """`-00` asks for no sampling; what this service records is not a client's to decide."""
    async with serve(worker=False) as running:
        attempt = Attempt(running.url)
        url = f"{running.url}/generate-code?traceparent=00-{attempt.trace_id}-{attempt.span_id}-00"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
            await ws.send_str("{")
            await ws.receive()
        await running.story.ending()
        await running.settled()
        traces = {f"{one.context.trace_id:032x}" for one in running.spans("GET /generate-code")}
    assert traces == {attempt.trace_id}


@pytest.fixture
async def running(serve: Serve) -> AsyncIterator[Running]:
    async with serve(generators=[Conducted()]) as started:
        yield started


async def post(running: Running, body: bytes, content_type: str = "application/json", encoding: str = "") -> int:
    url = f"{running.url}/telemetry/v1/traces"
    headers = {"Content-Type": content_type, **({"Content-Encoding": encoding} if encoding else {})}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        return response.status


async def test_refusals_of_the_endpoint_are_counted(running: Running) -> None:
    before = dropped()
    assert await post(running, b"x" * (MAX_BODY_BYTES + 1)) == 413
    assert await post(running, b"{}", "text/plain") == 415
    assert await post(running, b"[]") == 422
    assert dropped() == before + 3
    assert await post(running, export(span())) == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "nonsense"])
async def test_a_compressed_body_is_refused_before_anybody_inflates_it(running: Running, encoding: str) -> None:
    """The HTTP parser would do that on the event loop. For br, which it can't, it would answer 400 before our 415."""
    before = dropped()
    assert await post(running, gzip.compress(b" " * 10_000_000), encoding=encoding) == 415
    assert dropped() == before + 1


async def test_an_encoding_that_is_none_is_welcome(running: Running) -> None:
    assert await post(running, export(span("2" * 16)), encoding="identity") == 200


async def test_a_body_that_does_not_come_is_not_waited_for(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.answers.BODY_STALL_S", 0.2)
    before = dropped()

    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    url = f"{running.url}/telemetry/v1/traces"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=drip(), headers={"Content-Type": "application/json"}) as response:
            assert response.status == 408
    assert dropped() == before + 1


async def test_a_flood_is_turned_away_and_ticks_go_on(running: Running) -> None:
    body = export(*[span(f"{number:016x}") for number in range(1, 101)])
    async with connected(running.url) as (_, ws):
        await ws.send_json({"generationType": "create", "inputMode": "text", "generatedCodeConfig": "html_css",
                            "prompt": {"text": "a page"}})  # fmt: skip
        while (await ws.receive_json(timeout=10))["type"] != "keepalive":
            pass
        statuses = [await post(running, body) for _ in range(150)]
        sequence: list[int] = []
        while len(sequence) < 5:
            frame = await ws.receive_json(timeout=10)
            if frame["type"] == "keepalive":
                sequence.append(frame["seq"])
        handshake, _ = await running.story.until(lambda told: isinstance(told, Ending))
        assert handshake.keeping is not None
        assert handshake.keeping.missed == 0
    assert statuses.count(200) >= 1
    assert statuses.count(429) >= 30
    assert sequence == sorted(sequence)


async def test_attempts_that_never_arrived_are_counted_when_they_are_told(running: Running) -> None:
    def attempts() -> float:
        return metrics.REGISTRY.get_sample_value("ws_browser_attempts_total", {"result": "unreachable"}) or 0.0

    before = attempts()
    lost = span("1" * 16, attributes=[attribute("ws.attempt.result", "unreachable")], status={"code": 2})
    assert await post(running, export(lost)) == 200
    assert attempts() == before + 1
    (told,) = running.spans("ws.connect")
    assert told.status.status_code.name == "ERROR"


async def test_a_good_handshake_has_no_error_type(serve: Serve) -> None:
    conducted = Conducted()
    conducted.finish()
    async with serve(generators=[conducted]) as running:
        await generate(running.url)
        await running.story.closing()
        await running.settled()
        assert not any("error.type" in (one.attributes or {}) for one in running.spans())
