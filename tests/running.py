"""The service inside a test: the real thing on a real socket, with its log lines, spans and records within reach."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.app import drain, make_runner, open_generators, open_web
from service.generators.base import Generator
from service.jobs.bus import open_bus
from service.jobs.worker import Worker
from service.settings import Settings
from service.storage.database import open_database
from service.storage.generations import GenerationStore, Row
from service.storage.media import MediaStore
from service.telemetry.handshake import Handshake
from service.telemetry.hub import Telemetry, open_telemetry
from service.telemetry.records import Ending, KeepAliveRecord, StepRecord, Told
from service.telemetry.steps import Step
from service.web.deps import DEPS, Deps

PATIENCE_S = 15.0


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that tells nobody when it happens, for at most PATIENCE_S."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - nobody tells when it happens
            await asyncio.sleep(0.01)


class Story:
    """A sink that keeps what it is told, and lets a test wait for it."""

    def __init__(self) -> None:
        self.told: list[tuple[Handshake, Told]] = []
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()

    def tell(self, handshake: Handshake, told: Told) -> None:
        self.told.append((handshake, told))
        self._loop.call_soon_threadsafe(self._changed.set)

    async def until(self, found: Callable[[Told], bool]) -> tuple[Handshake, Told]:
        """The first record that `found` accepts, told already or within `PATIENCE_S`."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for handshake, told in self.told:
                    if found(told):
                        return handshake, told
                self._changed.clear()
                await self._changed.wait()

    async def ending(self) -> Ending:
        _, told = await self.until(lambda one: isinstance(one, Ending))
        assert isinstance(told, Ending)
        return told

    async def closing(self) -> KeepAliveRecord:
        _, told = await self.until(lambda one: isinstance(one, KeepAliveRecord))
        assert isinstance(told, KeepAliveRecord)
        return told

    @property
    def steps(self) -> list[tuple[Step, str]]:
        return [(told.step, told.outcome.value) for _, told in self.told if isinstance(told, StepRecord)]


@dataclass(slots=True)
class Running:
    """`url` is http://127.0.0.1:<port>."""

    url: str
    settings: Settings
    telemetry: Telemetry
    deps: Deps
    story: Story
    lines: list[dict[str, Any]]
    exporter: InMemorySpanExporter
    worker: Worker | None = None

    def spans(self, name: str | None = None) -> list[ReadableSpan]:
        finished = self.exporter.get_finished_spans()
        return [span for span in finished if name in (None, span.name)]

    async def settled(self) -> None:
        """Until the recorder's thread has written what was handed to it."""
        assert await asyncio.to_thread(self.telemetry.recorder.flush)

    async def drain(self) -> None:
        """What SIGTERM does."""
        await drain(self.deps)


async def row(running: Running, generation_id: str) -> Row:
    """What is written down of a generation."""
    found = await running.deps.generations.find(UUID(generation_id))
    assert found is not None
    return found


async def until_over(running: Running, generation_id: str) -> None:
    async with asyncio.timeout(20):
        while (await row(running, generation_id))["status"] in ("queued", "running"):  # noqa: ASYNC110 - nobody tells when it happens
            await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(settings: Settings, generators: Sequence[Generator] | None) -> AsyncIterator[Running]:
    """A web node, and a worker with `generators` ([]: the real ones; None: no worker)."""
    lines: list[dict[str, Any]] = []
    exporter = InMemorySpanExporter()
    async with (
        open_telemetry(
            settings,
            "web",
            lambda data: lines.extend(map(orjson.loads, data.splitlines())),
            SimpleSpanProcessor(exporter),
        ) as telemetry,
        open_web(settings, telemetry) as app,
    ):
        story = Story()
        telemetry.add_sink(story)
        runner = make_runner(app, telemetry)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        deps = app[DEPS]
        running = Running(f"http://{host}:{port}", settings, telemetry, deps, story, lines, exporter)
        await until(lambda: deps.bus.connected)
        async with contextlib.AsyncExitStack() as stack:
            if settings.nats_url and generators is not None:
                running.worker = await stack.enter_async_context(working(settings, list(generators)))
                await until(lambda: bool(deps.workers.alive))
            try:
                yield running
            finally:
                deps.draining.set()
                await runner.cleanup()


@asynccontextmanager
async def working(settings: Settings, generators: list[Generator]) -> AsyncIterator[Worker]:
    """A worker in this loop, with `generators`; with none of them, the real ones, whose processes take a second to warm."""
    async with (
        open_database(settings.database_url or "") as database,
        open_bus(settings.nats_url or "", settings.max_queue, "test-worker") as bus,
        contextlib.AsyncExitStack() as stack,
    ):
        running = generators or await stack.enter_async_context(open_generators(settings))
        store = GenerationStore(database, settings.save_timeout_s)
        worker = Worker(
            bus, store, MediaStore(database), running, f"worker-{id(bus)}", settings.worker_concurrency,
            settings.max_attempts,
        )  # fmt: skip
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
