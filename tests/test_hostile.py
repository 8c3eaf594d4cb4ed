"""What a client can send to do harm: it is refused as the client's fault, and costs nobody else a tick."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from service import protocol
from service.jobs.worker import Worker
from service.protocol import parse_later
from service.telemetry import metrics
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected
from tests.running import Running, until

TOKEN = "right-token"


@pytest.fixture
async def running(serve: Serve) -> AsyncIterator[Running]:
    async with serve(generators=[Conducted()]) as started:
        yield started


async def refused(running: Running, message: object, **headers: str) -> dict[str, Any]:
    """The error frame that `message` gets; `closed` is the close code."""
    url = f"{running.url}/generate-code"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as ws:
        await ws.send_str(message if isinstance(message, str) else json.dumps(message))
        async with asyncio.timeout(10):
            while (heard := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
                frame: dict[str, Any] = json.loads(heard.data)
                if frame["type"] == "error":
                    await ws.receive()
                    return {**frame, "closed": ws.close_code}
    raise AssertionError(f"it was let in; closed with {ws.close_code}")


async def answered(running: Running, data: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to these very bytes."""
    parts = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(data)
        async with asyncio.timeout(10):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length"))
            return int(head.split()[1]), await reader.readexactly(length)
    finally:
        writer.close()


NUL = "a\0b"
WITH_NUL: dict[str, tuple[str, dict[str, object]]] = {
    "prompt": ("prompt.text", {"prompt": {"text": NUL, "images": []}}),
    "model": ("model", {"model": NUL}),
    "option": ("options", {"options": {"layout": NUL}}),
    "option's name": ("options", {"options": {NUL: "x"}}),
    "history": ("history.0.text", {"history": [{"role": "user", "text": NUL}]}),
    "code": ("fileState.content", {"generationType": "update", "fileState": {"path": "x", "content": NUL}}),
}


@pytest.mark.parametrize("case", WITH_NUL)
async def test_a_nul_character_is_the_clients_fault(case: str, running: Running) -> None:
    """Postgres takes none: unchecked, it is an internal error at step 5."""
    path, more = WITH_NUL[case]
    error = await refused(running, {**GENERATE, **more})
    assert error["outcome"] == "invalid_params"
    assert error["closed"] == 4422
    assert error["fields"][0]["field"].startswith(path)
    assert "NUL" in error["fields"][0]["problem"]


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "://", "http://127.0.0.1:99999999"])
async def test_an_origin_that_is_no_url_is_a_foreign_one(origin: str, running: Running) -> None:
    error = await refused(running, GENERATE, Origin=origin)
    assert error["outcome"] == "forbidden_origin"
    head = f"POST /api/media HTTP/1.1\r\nHost: h\r\nOrigin: {origin}\r\nContent-Length: 0\r\n\r\n"
    status, _ = await answered(running, head.encode())
    assert status == 403


async def test_a_name_that_was_rebound_to_this_machine_is_not_its_own(running: Running) -> None:
    """A page at http://evil.example, a name that now means 127.0.0.1: its Host and its Origin agree."""
    port = urlsplit(running.url).port
    evil = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
    error = await refused(running, GENERATE, **evil)
    assert error["outcome"] == "forbidden_origin"
    assert "ALLOWED_ORIGINS" in error["remedy"]
    # A read from there carries no Origin at all.
    status, body = await answered(
        running, f"GET /api/generations HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n".encode()
    )
    assert status == 403
    assert b"forbidden_origin" in body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "app.localhost", "192.168.1.20"])
async def test_names_that_nobody_can_rebind_are_let_in(host: str, running: Running) -> None:
    status, _ = await answered(running, f"GET /api/generations HTTP/1.1\r\nHost: {host}:7001\r\n\r\n".encode())
    assert status == 200


async def test_a_proxys_name_is_let_in_once_it_is_allowed(serve: Serve) -> None:
    async with serve(generators=[Conducted()], allowed_origins="https://code.example") as running:
        status, _ = await answered(running, b"GET /api/generations HTTP/1.1\r\nHost: code.example\r\n\r\n")
        assert status == 200
        status, _ = await answered(running, b"GET /api/generations HTTP/1.1\r\nHost: other.example\r\n\r\n")
        assert status == 403


@pytest.mark.parametrize("header", [b"Authorization: Bearer \xff\xfe", b"Cookie: wirelight_token=\xff\xfe"])
async def test_a_token_that_is_no_text_is_a_wrong_one(header: bytes, serve: Serve) -> None:
    async with serve(generators=[Conducted()], auth_token=TOKEN) as running:
        status, _ = await answered(
            running, b"GET /api/generations HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + b"\r\n\r\n"
        )
    assert status == 401


@pytest.mark.parametrize("path", ["/assets/%00", "/assets/x%00.js", "/api/media/%00", "/assets/" + "a" * 5000])
async def test_a_path_that_can_be_no_file_is_not_found(path: str, running: Running) -> None:
    status, _ = await answered(running, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert status == 404


async def test_an_edit_with_a_nul_character_is_refused(serve: Serve) -> None:
    generator = Conducted()
    generator.say("<p>")
    generator.finish()
    async with serve(generators=[generator]) as running, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{running.url}/generate-code") as ws:
            await ws.send_json(GENERATE)
            frames = [json.loads(message.data) async for message in ws]
        generation_id = next(frame["generationId"] for frame in frames if "generationId" in frame)
        url = f"{running.url}/api/generations/{generation_id}/versions"
        async with session.post(url, json={"code": NUL, "base": 1}) as answer:
            assert answer.status == 422
        async with session.post(url, json={"code": "<b>", "base": 1}) as answer:
            assert answer.status == 201


async def test_names_in_a_problem_are_short_and_plain(running: Running) -> None:
    """They are logged and kept in the timeline: not a place for a megabyte, or for somebody's words."""
    error = await refused(running, {**GENERATE, "options": {"k" * 100_000: 5, "a secret of mine": 5}})
    assert error["outcome"] == "invalid_params"
    assert len(error["detail"]) < 500
    assert "a secret of mine" not in json.dumps(error)


async def test_a_hundred_problems_are_told_in_a_few_lines(running: Running) -> None:
    error = await refused(running, {**GENERATE, "history": [{"role": "nobody"}] * 100})
    assert len(error["detail"]) < 2000
    assert "and 90 more" in error["detail"]


def span(**changes: object) -> dict[str, object]:
    now = time.time_ns()
    known = {
        "traceId": secrets.token_hex(16),
        "spanId": secrets.token_hex(8),
        "name": "ws.connect",
        "startTimeUnixNano": str(now - 1_000_000_000),
        "endTimeUnixNano": str(now),
    }
    return known | changes


HOSTILE_SPANS: dict[str, dict[str, object]] = {
    "a name that is a list": {"name": []},
    "a name that is an object": {"name": {}},
    "an attribute whose key is a list": {"attributes": [{"key": [], "value": {}}]},
    "a number beyond int64": {"attributes": [{"key": "ws.close.code", "value": {"intValue": "9" * 60}}]},
    "a number that is infinite": {"attributes": [{"key": "ws.close.code", "value": {"doubleValue": "1e999"}}]},
}


@pytest.mark.parametrize("case", HOSTILE_SPANS)
async def test_spans_of_any_shape_are_no_error_of_ours(case: str, running: Running) -> None:
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span(**HOSTILE_SPANS[case]), span()]}]}]}
    url = f"{running.url}/telemetry/v1/traces"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        assert answer.status == 200
        assert (await answer.json())["accepted"] >= 1
    taken = [one for one in running.spans() if one.name == "ws.connect"]
    for one in taken:
        for value in (one.attributes or {}).values():
            assert not isinstance(value, int) or abs(value) < 2**63


async def test_large_messages_after_the_first_are_not_even_parsed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only cancel and reports come later: parsing somebody's megabytes would cost everybody else a tick."""
    parsed: list[int] = []

    def parse(data: str | bytes) -> object:
        parsed.append(len(data))
        return parse_later(data)

    monkeypatch.setattr(protocol, "parse_later", parse)
    generator = Conducted()
    async with serve(generators=[generator]) as running, aiohttp.ClientSession() as session:
        url = f"{running.url}/generate-code"
        async with session.ws_connect(url) as quiet, session.ws_connect(url, max_msg_size=0) as loud:
            await quiet.send_json(GENERATE)
            await loud.send_json(GENERATE)
            await until(lambda: len(generator.requests) == 2)
            large = '{"type":"report","x":[' + "{}," * 10_000_000 + "1]}"
            for _ in range(4):
                await loud.send_str(large)
            await loud.send_str('{"type":"cancel"}')
            async with asyncio.timeout(20):
                async for message in loud:
                    if json.loads(message.data)["type"] == "cancelled":
                        break
    assert parsed == [len('{"type":"cancel"}')]


async def test_a_page_that_reports_for_ever_fills_no_log(serve: Serve) -> None:
    generator = Conducted()
    async with serve(generators=[generator]) as running, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{running.url}/generate-code") as ws:
            await ws.send_json(GENERATE)
            await until(generator.begun.is_set)
            for number in range(200):
                await ws.send_json({"type": "report", "connectMs": number})
            await ws.send_json({"type": "cancel"})
            async with asyncio.timeout(20):
                async for message in ws:
                    if json.loads(message.data)["type"] == "cancelled":
                        break
        await running.settled()
        reports = [line for line in running.lines if line["event"] == "page.report"]
    assert 1 <= len(reports) <= 5


async def test_a_resume_from_the_future_ends_with_its_generation(serve: Serve) -> None:
    generator = Conducted()
    generator.say("<p>")
    async with serve(generators=[generator]) as running, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{running.url}/generate-code") as ws:
            await ws.send_json(GENERATE)
            generation_id = (await ws.receive_json())["generationId"]
            await until(generator.begun.is_set)
        async with session.ws_connect(f"{running.url}/generate-code") as ws:
            await ws.send_json({"type": "resume", "generationId": generation_id, "lastSeq": 10**9})
            while (await ws.receive_json()).get("phase") != "generating":
                pass
            generator.finish()
            async with asyncio.timeout(10):
                frames = [json.loads(message.data) async for message in ws]
            assert frames[-1]["type"] == "variantComplete"
            assert ws.close_code == 1000


async def test_what_a_model_says_can_always_be_kept(serve: Serve) -> None:
    """A NUL that reached Postgres would be refused there, and the generation begun anew, again and again."""
    generator = Conducted()
    generator.say("<p>a", "\0", "b\0c</p>")
    generator.finish()
    async with serve(generators=[generator]) as running, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{running.url}/generate-code") as ws:
            await ws.send_json(GENERATE)
            async with asyncio.timeout(10):
                frames = [json.loads(message.data) async for message in ws]
        assert "".join(frame["value"] for frame in frames if frame["type"] == "chunk") == "<p>abc</p>"
        assert ws.close_code == 1000


async def test_connections_that_never_finish_asking_are_closed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow headers: what does not become a request in time holds no socket."""
    monkeypatch.setattr("service.app.HEADER_TIMEOUT_S", 0.2)
    async with serve(worker=False) as running:
        parts = urlsplit(running.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


class OnDottedHost(Worker):
    def __init__(self, *arguments: Any) -> None:
        bus, store, media, generators, _, *rest = arguments
        super().__init__(bus, store, media, generators, "ip-10-0-0-1.example.internal-7", *rest)


async def test_a_workers_host_name_may_have_dots(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a NATS subject a dot begins another part: such a worker was never heard."""
    monkeypatch.setattr("tests.running.Worker", OnDottedHost)
    async with serve(generators=[Conducted()]) as running:
        assert [worker["node"] for worker in running.deps.workers.alive] == ["ip-10-0-0-1.example.internal-7"]


async def test_numbers_that_only_clients_close_with_make_no_series_of_their_own(serve: Serve) -> None:
    """A client may close with any of three thousand codes; a series for each would outgrow the node."""

    def closes(code: str) -> float:
        return metrics.REGISTRY.get_sample_value("ws_closes_total", {"code": code, "initiator": "client"}) or 0.0

    before = {code: closes(code) for code in ("other", "4333")}
    async with serve(generators=[Conducted()]) as running:
        for code in (3999, 4998, 4333):
            async with connected(running.url) as (_, ws):
                await ws.send_json(dict(GENERATE))
                await ws.receive_json(timeout=10)
                await ws.close(code=code)
        await until(lambda: closes("other") == before["other"] + 2 and closes("4333") == before["4333"] + 1)
        assert closes("3999") == closes("4998") == 0.0
