"""Secrets go in; nothing that leaves the service, or stays in it, has them but where they belong.

A prompt belongs in its generation's row and in the answer to whoever asks for it; a provider's key that a client sent
belongs in the one request to that provider; an access token belongs nowhere.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from aiohttp import web

from service.embedded import EmbeddedNats, EmbeddedPostgres
from tests.doctor.running import free_port, process, wait_until_ready
from tests.models.providers import Behaviour, Provider, Stream, error, serve

PROMPT = "canary-prompt-71c4 for the Hemlock Street circle"
CODE = "canary-code-88d2"
CLIENT_KEY = "sk-canary-client-5f0c2d9e7b31"
SERVER_KEY = "sk-canary-server-02ab94c1d7ee"
TOKEN = "canary-token-3e9f6a"
PASSWORDS = (CLIENT_KEY, SERVER_KEY, TOKEN)
EVERYTHING = (*PASSWORDS, PROMPT, "Hemlock", CODE)


@dataclass
class Collector:
    """An OTLP endpoint; `bodies` are the exports as they came, protobuf: texts stand in them as they are."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        async def take(request: web.Request) -> web.Response:
            self.bodies.append(await request.read())
            return web.Response()

        app = web.Application(client_max_size=1 << 26)
        app.router.add_post("/{path:.*}", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()


async def bake(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n", f"<p>{CODE}</p>\n")
    return await stream.done()


async def indiscreet(request: web.Request, _stream: Stream) -> web.StreamResponse:
    """A refusal that echoes all it was sent."""
    said = f"{request.headers['Authorization']} may not ask {await request.text()}"
    return web.json_response({"error": {"message": said, "code": CLIENT_KEY, "type": said}}, status=400)


@dataclass
class Service:
    """A web node and a worker, with everything they could leak into."""

    port: int
    home: Path
    database_url: str
    collector: Collector
    provider: Provider

    async def speak(self, message: object, **headers: str) -> str:
        """Everything the server says on one connection, the close reason included."""
        said = ""
        url = f"ws://127.0.0.1:{self.port}/generate-code"
        async with aiohttp.ClientSession() as session, session.ws_connect(url, headers=headers) as ws:
            await ws.send_str(message if isinstance(message, str) else json.dumps(message))
            async with asyncio.timeout(30):
                while (heard := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
                    said += heard.data
        return f"{said} {ws.close_code} {heard.extra}"

    async def ask(self, path: str) -> str:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            return await answer.text()

    async def rows(self) -> str:
        """Every row of every table, as JSON."""
        connection = await asyncpg.connect(self.database_url)
        try:
            tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            texts = []
            for table in tables:
                found = await connection.fetch(f'SELECT row_to_json(t)::text AS row FROM "{table["tablename"]}" t')
                texts += [row["row"] for row in found]
            return "\n".join(texts)
        finally:
            await connection.close()


@asynccontextmanager
async def running(tmp_path: Path, behaviour: Behaviour) -> AsyncIterator[Service]:
    """The real service, its logs at debug, its spans and metrics exported, with a provider that is ours."""
    port, log, collector = free_port(), tmp_path / "service.log", Collector()
    async with (
        collector.listening(),
        serve(behaviour) as provider,
        EmbeddedNats(tmp_path / "data") as nats_url,
        EmbeddedPostgres(tmp_path / "data", durable=False) as database_url,
    ):
        settings = {
            "database_url": database_url,
            "nats_url": nats_url,
            "port": str(port),
            "worker_port": "0",
            "log_level": "debug",
            "auth_token": TOKEN,
            "openai_api_key": SERVER_KEY,
            "openai_base_url": provider.url,
            "model": "openai:test-model",
            "otel_exporter_otlp_endpoint": collector.url,
            "otel_bsp_schedule_delay": "100",
        }
        with process("migrate", log, **settings) as migrating:
            assert await asyncio.to_thread(migrating.wait, 60) == 0, log.read_text()
        with ExitStack() as nodes:
            nodes.enter_context(process("worker", log, **settings))
            node = nodes.enter_context(process("web", log, **settings))
            await asyncio.to_thread(wait_until_ready, port, node, log)
            try:
                yield Service(port, tmp_path, database_url, collector, provider)
            finally:
                # Not in this loop: their last spans go to the collector, which runs in it.
                await asyncio.to_thread(nodes.close)


def request(**more: object) -> dict[str, object]:
    return {
        "generationType": "create",
        "inputMode": "text",
        "generatedCodeConfig": "html_css",
        "generator": "llm",
        "prompt": {"text": PROMPT, "images": []},
        "history": [],
        **more,
    }


def assert_free(what: str, where: str | bytes, secrets: tuple[str, ...]) -> None:
    text = where.decode("latin-1") if isinstance(where, bytes) else where
    found = [secret for secret in secrets if secret in text]
    at = text.find(found[0]) if found else 0
    assert not found, f"{what} holds {found}: …{text[max(0, at - 200) : at + 100]}…"


async def everything_is_free_of_secrets(service: Service, generation_says: str) -> None:
    """Everywhere but the generation's own row and answer."""
    metrics, handshakes = await service.ask("/metrics"), await service.ask("/api/handshakes")
    answers = await service.ask("/api/generations") + await service.ask("/api/capabilities") + generation_says
    assert "ws_handshakes_total" in metrics
    assert "ws.save_generation" in handshakes
    assert_free("/metrics", metrics, EVERYTHING)
    assert_free("/api/handshakes", handshakes, EVERYTHING)
    assert_free("what clients are told", answers, PASSWORDS)
    rows = await service.rows()
    assert PROMPT in rows
    assert_free("a row", rows, PASSWORDS)


def what_is_left_is_free_of_secrets(service: Service) -> None:
    """After the processes have ended: their logs, their exports, and what Postgres and NATS wrote to disk."""
    log = (service.home / "service.log").read_text()
    assert "generation.ended" in log
    assert_free("the log", log, EVERYTHING)
    assert any(b"ws.save_generation" in body for body in service.collector.bodies)
    assert any(b"chat test-model" in body for body in service.collector.bodies)
    for body in service.collector.bodies:
        assert_free("an export", body, EVERYTHING)
    files = [path for path in (service.home / "data").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert_free(f"the file {path.name}", path.read_bytes(), PASSWORDS)


AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


async def test_a_good_generation_leaves_no_secret_behind(tmp_path: Path) -> None:
    async with running(tmp_path, bake) as service:
        said = await service.speak(request(openAiApiKey=CLIENT_KEY), **AUTHORIZED)
        assert CODE in said
        assert "1000" in said
        (headers,) = service.provider.headers
        assert headers["Authorization"] == f"Bearer {CLIENT_KEY}"
        said += await service.speak(request(), **AUTHORIZED)
        assert service.provider.headers[1]["Authorization"] == f"Bearer {SERVER_KEY}"
        await everything_is_free_of_secrets(service, said)
    what_is_left_is_free_of_secrets(service)


@pytest.mark.parametrize("behaviour", [indiscreet, error(401, {"error": {"message": f"Wrong key {CLIENT_KEY}"}})])
async def test_a_provider_that_tells_everything_is_not_passed_on(behaviour: Behaviour, tmp_path: Path) -> None:
    async with running(tmp_path, behaviour) as service:
        said = await service.speak(request(openAiApiKey=CLIENT_KEY), **AUTHORIZED)
        assert "provider_" in said
        assert_free("what the client was told", said, EVERYTHING)
        await everything_is_free_of_secrets(service, said)
    what_is_left_is_free_of_secrets(service)


HOSTILE: dict[str, object] = {
    "not JSON": f"{PROMPT} {CLIENT_KEY}",
    "a key where it does not belong": request(generator=CLIENT_KEY, model=5, inputMode=PROMPT),
    "names made of secrets": request(options={f"{PROMPT} {CLIENT_KEY}": 5}),
    "a picture made of secrets": request(prompt={"text": PROMPT, "images": [f"data:image/png;base64,{CLIENT_KEY}"]}),
    "an address made of secrets": request(prompt={"text": PROMPT, "images": [f"http://h.example/{CLIENT_KEY}"]}),
    "a model made of secrets": request(model=f"openai:{PROMPT}", openAiApiKey=CLIENT_KEY),
    "a key that is no key": request(openAiApiKey=f"{CLIENT_KEY}\r\nX: ü"),
}


async def test_messages_that_are_refused_are_not_repeated(tmp_path: Path) -> None:
    async with running(tmp_path, bake) as service:
        await service.speak(request(), **AUTHORIZED)
        for message in HOSTILE.values():
            await service.speak(message, **AUTHORIZED)
        await service.speak(request(), Authorization=f"Bearer {TOKEN}x")
        await everything_is_free_of_secrets(service, "")
    what_is_left_is_free_of_secrets(service)
