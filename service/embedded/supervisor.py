"""`service up`: Postgres, NATS, a web process and a worker process, started in order, kept alive, stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any

from service.embedded.children import Child, Embedded, Log, Server, keep
from service.embedded.nats import EmbeddedNats
from service.embedded.ports import ensure_free
from service.embedded.postgres import EmbeddedPostgres
from service.embedded.process import EmbeddedError
from service.settings import Settings

READY_LIMIT_S = 60.0
READY_POLL_S = 0.05
STOP_MARGIN_S = 5.0  # beyond what a child gives its own connections


async def up(settings: Settings, environment: Mapping[str, str]) -> int:
    """Runs everything until SIGINT, SIGTERM or SIGHUP; returns 0 after a clean stop. Raises EmbeddedError."""
    port = ensure_free(settings.host, settings.port, "--port")
    worker_port = settings.worker_port and ensure_free(settings.host, settings.worker_port, "--worker-port")
    environment = dict(environment) | {"PORT": str(port), "WORKER_PORT": str(worker_port)}
    main = asyncio.current_task()
    assert main is not None
    children: list[Child] = []
    told: list[int] = []

    def on_signal(number: int) -> None:
        told.append(number)
        if len(told) == 1:
            main.cancel()
        else:  # asked again: no more patience with connections, but the database still gets its clean stop
            for child in children:
                child.kill()

    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means what it says
        numbers.append(signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, on_signal, number)
    clean = True
    try:
        async with servers(settings, environment) as kept:
            try:
                await _serve(settings, environment, port, kept, children)
            finally:
                for child in children:
                    clean = await child.stop() and clean
    except asyncio.CancelledError:
        if not told:
            raise
    return 0 if clean or len(told) > 1 else 1


@contextlib.asynccontextmanager
async def servers(settings: Settings, environment: dict[str, str]) -> AsyncIterator[list[Server]]:
    """The embedded servers that the settings leave to us; their addresses are added to the environment."""
    kept: list[Server] = []
    async with contextlib.AsyncExitStack() as stack:
        if settings.database_url is None:
            postgres = EmbeddedPostgres(settings.data_dir)
            environment["DATABASE_URL"] = await stack.enter_async_context(postgres)
            kept.append(Embedded(postgres))
        if settings.nats_url is None:
            nats = EmbeddedNats(settings.data_dir)
            environment["NATS_URL"] = await stack.enter_async_context(nats)
            kept.append(Embedded(nats))
        yield kept


async def _serve(
    settings: Settings, environment: dict[str, str], port: int, kept: list[Server], children: list[Child]
) -> None:
    database_url = settings.database_url or environment["DATABASE_URL"]
    await _migrate(database_url)
    # The order of stopping: the web node first, so that nobody is promised work that the worker no longer does.
    for name in ("web", "worker"):
        child = Child(name, environment, settings.drain_timeout_s + STOP_MARGIN_S)
        children.append(child)
        await child.start()
    serving = asyncio.Event()
    log = Log(settings)
    keeping = [keep(server, log, serving.is_set) for server in (*kept, *children)]
    await _first_of(_announce(settings, port, serving), *keeping)


async def _migrate(database_url: str) -> None:
    import asyncpg

    from service.storage.migrate import MigrationError, migrate

    try:
        await migrate(database_url)
    except MigrationError as error:
        raise EmbeddedError(str(error)) from error
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise EmbeddedError(f"the database at DATABASE_URL can't be used: {error}") from error


async def _first_of(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Runs all until one fails; the others are then cancelled and awaited."""
    tasks = [asyncio.create_task(one) for one in coroutines]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _announce(settings: Settings, port: int, serving: asyncio.Event) -> None:
    """Tells a person at a terminal, once, where to look."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + READY_LIMIT_S
    while lacking := await _lacking(host, port):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"the service was not ready within {READY_LIMIT_S:g} s: {lacking}")
        await asyncio.sleep(READY_POLL_S)
    serving.set()
    if sys.stderr.isatty():
        shown = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"\n  Wirelight is ready: open http://{shown}:{port}   (Ctrl-C stops it)\n\n")
        sys.stderr.flush()


async def _lacking(host: str, port: int) -> str:
    """What keeps GET /ready from saying 200; empty when nothing does."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET /ready HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                status = await reader.readline()
                body = (await reader.read()).partition(b"\r\n\r\n")[2]
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        return f"the web node does not answer ({error or 'within 2 s'})"
    if b" 200 " in status:
        return ""
    try:
        checks: dict[str, dict[str, Any]] = json.loads(body)["checks"]
        return (
            "; ".join(f"{name}: {check['detail']}" for name, check in checks.items() if not check["ok"]) or "draining"
        )
    except (ValueError, KeyError, TypeError):
        return f"/ready answers {status.decode(errors='replace').strip()}"
