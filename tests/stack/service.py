"""The real service as its own processes, with its Postgres and NATS in the test's hand."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboards.stack.ports import Ports
from dashboards.stack.server import Server
from dashboards.stack.stack import Stack
from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.storage.migrate import migrate
from tests.doctor.running import failing

# Short limits, so that no provocation waits for long; the limits' meaning does not depend on their length.
QUICK: Mapping[str, str] = {
    "RECEIVE_TIMEOUT_S": "0.5",
    "SAVE_TIMEOUT_S": "0.5",
    "ENQUEUE_TIMEOUT_S": "1",
    "MAX_MESSAGE_BYTES": "16384",
    "DRAIN_TIMEOUT_S": "2",
    "LOG_LEVEL": "info",
    "LOG_FORMAT": "json",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One process of the service, and what it has logged."""

    server: Server
    url: str

    def lines(self, **fields: Any) -> list[dict[str, Any]]:
        """The log lines, as objects, in which these fields have these values."""
        return [line for line in self._lines() if all(line.get(key) == value for key, value in fields.items())]

    def _lines(self) -> Iterator[dict[str, Any]]:
        for text in self.server.log.read_text(errors="replace").splitlines(keepends=True):
            # The process may be writing its last line at this very moment.
            if text.startswith("{") and text.endswith("\n"):
                yield json.loads(text)


@dataclass(slots=True)
class Service:
    """A web node and a worker node, wired to the stack; more nodes with other settings on demand."""

    stack: Stack
    data: Path
    postgres: EmbeddedPostgres
    nats: EmbeddedNats
    database_url: str
    nats_url: str
    web: Node = field(init=False)
    worker: Node = field(init=False)

    @property
    def url(self) -> str:
        return self.web.url

    @asynccontextmanager
    async def node(self, role: str, port: int = 0, **env: str) -> AsyncIterator[Node]:
        """A running `service web` or `service worker`; the keywords are its environment."""
        port = port or Ports.free().service
        settings = {
            **QUICK,
            "DATABASE_URL": self.database_url,
            "NATS_URL": self.nats_url,
            "PORT": str(port),
            "WORKER_PORT": str(port),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.stack.otlp_url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            **env,
        }
        program = [sys.executable, "-m", "service", role]
        url = f"http://127.0.0.1:{port}"
        log = self.data / f"{role}-{port}.log"
        async with Server(f"service {role}", program, f"{url}/health", log, settings) as server:
            if role == "web":
                await _connected(port)
            yield Node(server, url)


async def _connected(port: int) -> None:
    """A node answers /health before it has reached NATS, and would refuse what a test sends it so soon."""
    async with asyncio.timeout(30):
        while await asyncio.to_thread(failing, port) & {"listening", "nats"}:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running_service(stack: Stack, data: Path, **env: str) -> AsyncIterator[Service]:
    """Postgres, NATS, one web node and one worker node on the ports that the stack's Prometheus scrapes."""
    async with AsyncExitStack() as everything:
        postgres = EmbeddedPostgres(data, durable=False)
        database_url = await everything.enter_async_context(postgres)
        nats = EmbeddedNats(data)
        nats_url = await everything.enter_async_context(nats)
        await migrate(database_url)
        service = Service(stack, data, postgres, nats, database_url, nats_url)
        service.worker = await everything.enter_async_context(service.node("worker", stack.ports.worker, **env))
        service.web = await everything.enter_async_context(service.node("web", stack.ports.service, **env))
        yield service
