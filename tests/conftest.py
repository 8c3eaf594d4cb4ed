"""Real servers for every test: one Postgres and one NATS a run, a database of its own a test, the service on a socket."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import hypothesis
import pytest

from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.generators.base import Generator
from service.settings import Settings
from service.storage.migrate import migrate
from tests.running import Running, serving

# A developer's own settings must not reach the tests.
for name in list(os.environ):
    if name.lower() in Settings.model_fields or name.startswith("OTEL_"):
        del os.environ[name]
# What CI finds must be found again by whoever looks: new examples are for developers' machines.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def loop_of_servers() -> Iterator[asyncio.Runner]:
    """Servers outlive the tests' loops, so they have one of their own."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def postgres(loop_of_servers: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False)

    async def start() -> None:
        await server.__aenter__()
        await migrate(await server.create_database(TEMPLATE))

    loop_of_servers.run(start())
    yield server
    loop_of_servers.run(server.__aexit__(None, None, None))


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A migrated database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    yield await postgres.create_database(name, TEMPLATE)
    await postgres.drop_database(name)


@pytest.fixture
async def nats_url(tmp_path: Path) -> AsyncIterator[str]:
    """A NATS of this test's own: it is ready in 20 ms, and streams are its state."""
    async with EmbeddedNats(tmp_path / "nats") as url:
        yield url


Serve = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def serve(database_url: str, nats_url: str) -> Serve:
    """`async with serve(max_connections=1) as running:` a web node, and a worker unless `worker=False`, in this loop."""

    @asynccontextmanager
    async def start(
        worker: bool = True, generators: Sequence[Generator] = (), **changes: object
    ) -> AsyncIterator[Running]:
        known: dict[str, object] = {"database_url": database_url, "nats_url": nats_url, "worker_port": 0}
        settings = Settings(_env_file=None, **(known | changes))  # type: ignore[arg-type]
        async with serving(settings, generators if worker else None) as running:
            yield running

    return start
