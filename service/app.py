"""The composition root: the only file that names concrete classes and puts them together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from service.generators.base import Generator
from service.generators.compose import Composer
from service.generators.llm import ModelGenerator, configured_models
from service.generators.trace import Tracer
from service.jobs.bus import open_bus
from service.jobs.queue import JobQueue
from service.jobs.reconcile import reconcile
from service.jobs.tasks import stop_all
from service.jobs.worker import Worker
from service.jobs.workers import Workers
from service.settings import Settings
from service.storage import migrate as migrations
from service.storage.database import open_database
from service.storage.generations import GenerationStore
from service.storage.media import MediaStore
from service.storage.versions import VersionStore
from service.telemetry.browser import BrowserSpans
from service.telemetry.http import http_middleware
from service.telemetry.hub import Telemetry, open_telemetry
from service.telemetry.logs import logger
from service.web import garbage, routes
from service.web.access import access_logger
from service.web.admission import Admission
from service.web.answers import problems
from service.web.cors import cors
from service.web.deps import DEPS, Deps
from service.web.handshakes import answer_others
from service.web.keepalive import Ticker
from service.web.page import add_page
from service.web.spans import INTAKE, RATE, rate
from service.web.watch import Watch

HEADER_TIMEOUT_S = 10.0  # keep-alive of plain HTTP connections


async def run_web(settings: Settings) -> None:
    """A web node, until SIGTERM or SIGINT; then it drains: no new connections, the open ones are told and closed."""
    async with open_telemetry(settings, "web") as telemetry, open_web(settings, telemetry) as app:
        runner = make_runner(app, telemetry)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port, backlog=4096).start()
        garbage.hold_back()
        logger().info("web.serving", host=settings.host, port=settings.port)
        try:
            async with owned(garbage.collect(lambda: app[DEPS].ticker.idle)):
                await until_stopped()
        finally:
            await drain(app[DEPS])
            await runner.cleanup()
            logger().info("web.stopped")


def make_runner(app: web.Application, telemetry: Telemetry) -> web.AppRunner:
    log = logging.getLogger("aiohttp.access")
    log.setLevel(logging.INFO)  # aiohttp asks nobody about requests that never arrived unless this is enabled
    return web.AppRunner(
        app, access_log_class=access_logger(telemetry), access_log=log, handle_signals=False,
        keepalive_timeout=HEADER_TIMEOUT_S, shutdown_timeout=app[DEPS].settings.drain_timeout_s,
        # A body inflates on the event loop, before any handler could look at it: a second of ticks for 200 kB.
        auto_decompress=False,
    )  # fmt: skip


@asynccontextmanager
async def open_web(settings: Settings, telemetry: Telemetry) -> AsyncIterator[web.Application]:
    """The web application with everything it needs opened; closed in the opposite order."""
    async with (
        open_database(required(settings.database_url, "DATABASE_URL")) as database,
        open_bus(required(settings.nats_url, "NATS_URL"), settings.max_queue, telemetry.node) as bus,
    ):
        queue = JobQueue(bus, settings.enqueue_timeout_s)
        workers, generations = Workers(bus, queue), GenerationStore(database, settings.save_timeout_s)
        per_address = settings.max_connections_per_address
        deps = Deps(
            settings=settings,
            telemetry=telemetry,
            database=database,
            generations=generations,
            versions=VersionStore(database),
            media=MediaStore(database),
            bus=bus,
            queue=queue,
            workers=workers,
            ticker=Ticker(settings.keep_alive_interval_ms / 1000),
            watch=Watch(workers, generations),
            admission=Admission(settings.max_connections, per_address, settings.handshakes_per_second),
        )
        middlewares = [http_middleware(), cors, problems] if telemetry.exporting else [cors, problems]
        app = web.Application(middlewares=middlewares, client_max_size=routes.MAX_VERSION_BYTES)
        app[DEPS] = deps
        app[INTAKE] = BrowserSpans(telemetry.export, telemetry.sampled)
        app[RATE] = rate()
        routes.add_routes(app)
        add_page(app)
        async with owned(
            deps.ticker.run(), deps.watch.run(), workers.watch(), answer_others(deps), reconcile(generations, queue),
            database.stay_connected(),
        ):  # fmt: skip
            yield app


@asynccontextmanager
async def owned(*coroutines: object) -> AsyncIterator[None]:
    """Tasks that live as long as the block. One that fails says so and takes the process down: none may be missed."""
    tasks = [asyncio.ensure_future(one) for one in coroutines]  # type: ignore[call-overload]
    main = asyncio.current_task()

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger().error("task.failed", task=task.get_name(), exc_info=error)
            if main is not None:
                main.cancel()

    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    finally:
        await stop_all(tasks)


async def run_worker(settings: Settings) -> None:
    """A worker node, until SIGTERM or SIGINT; what it was at is given back to the queue."""
    async with (
        open_telemetry(settings, "worker") as telemetry,
        open_database(required(settings.database_url, "DATABASE_URL")) as database,
        open_bus(required(settings.nats_url, "NATS_URL"), settings.max_queue, telemetry.node) as bus,
        open_generators(settings) as generators,
        probes(settings),
        owned(database.stay_connected()),
    ):
        models = configured_models(settings)
        worker = Worker(
            bus,
            GenerationStore(database, settings.save_timeout_s),
            MediaStore(database),
            generators,
            telemetry.node,
            settings.worker_concurrency,
            settings.max_attempts,
            settings.generator,
            models,
        )
        logger().info("worker.started", generators=[one.name for one in generators], models=models)
        working = asyncio.create_task(worker.run(), name="worker")
        stopped = asyncio.create_task(until_stopped(), name="signals")
        await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        stopped.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
        logger().info("worker.stopped")


@asynccontextmanager
async def open_generators(settings: Settings) -> AsyncIterator[list[Generator]]:
    """In the order in which they are chosen: a configured model first, the offline ones otherwise."""
    model = ModelGenerator(settings)
    async with Tracer() as tracer, owned(model.warm()):
        offline: list[Generator] = [Composer(), tracer]
        yield [model, *offline] if configured_models(settings) else [*offline, model]


@asynccontextmanager
async def probes(settings: Settings) -> AsyncIterator[None]:
    """/health and /metrics of a worker, on WORKER_PORT."""
    if not settings.worker_port:
        yield
        return
    app = web.Application()
    app.router.add_get("/health", routes.health)
    app.router.add_get("/metrics", routes.exposition)
    runner = web.AppRunner(app, handle_signals=False, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.worker_port).start()
        yield
    finally:
        await runner.cleanup()


async def migrate(settings: Settings) -> list[str]:
    """Bring the schema up to date; the names of the migrations that were applied."""
    return await migrations.migrate(required(settings.database_url, "DATABASE_URL"))


async def drain(deps: Deps) -> None:
    """Tell every connection, then wait for them to close, at most DRAIN_TIMEOUT_S seconds."""
    deps.draining.set()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(deps.settings.drain_timeout_s):
            while deps.admission.open:  # noqa: ASYNC110 - the count has no event, and this happens once
                await asyncio.sleep(0.02)


async def until_stopped() -> None:
    """Until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    handlers: list[Callable[[], object]] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
        handlers.append(lambda number=number: loop.remove_signal_handler(number))  # type: ignore[misc]
    try:
        await stopped.wait()
    finally:
        for remove in handlers:
            remove()


class MissingSettingError(Exception):
    """A setting without which this command can't start."""


def required(value: str | None, name: str) -> str:
    if not value:
        raise MissingSettingError(f"{name} is not set: `service up` starts its own, `service web` and `worker` need it")
    return value
