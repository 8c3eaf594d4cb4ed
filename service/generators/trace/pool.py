"""Tracing processes, owned: started ahead, one job at a time each, killed on cancel or timeout, replaced when old."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import service
from service.generators.trace.wire import PREFIX, Message, pack
from service.telemetry.logs import logger

TIME_LIMIT_S = 20.0  # the slowest page measured (1280 x 6000, 2,550 lines) takes 16 in one thread on a busy machine
START_LIMIT_S = 30.0  # imports and the OCR's data, from a cold disk
JOBS_PER_PROCESS = 100  # OCR engines grow: a fresh process costs less than a second
MEMORY_LIMIT_MB = 2048  # of address space; what is resident peaks below 400 MB
# Set before NumPy, OpenCV and Tesseract are loaded: threads of their own would fight those of the other processes.
ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
RESIDENT_LIMIT_MB = (
    300  # a process that has needed more is replaced after its job: the next would begin with what it holds
)
NOT_STARTED = (
    "A tracing process could not be started ahead; the next screenshot starts one, and fails if that fails too. "
    "Is there memory for it, and a process to be had?"
)


class TimeLimitError(Exception):
    """A job took longer than its limit; its process was killed."""


class ProcessDiedError(Exception):
    """The process ended in the middle of a job: a crash in a decoder, or the memory limit."""


@dataclass(slots=True, eq=False)
class _Child:
    process: asyncio.subprocess.Process
    jobs: int = 0
    memory_mb: int = 0
    ready: bool = field(default=False)

    async def receive(self) -> Message:
        assert self.process.stdout
        try:
            (size,) = PREFIX.unpack(await self.process.stdout.readexactly(PREFIX.size))
            body = await self.process.stdout.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            code = await self.process.wait()
            raise ProcessDiedError(f"signal {-code}" if code < 0 else f"exit code {code}") from error
        message: Message = json.loads(body)
        return message

    async def until_ready(self) -> None:
        if not self.ready:
            async with asyncio.timeout(START_LIMIT_S):
                while (await self.receive())["kind"] != "ready":
                    pass
            self.ready = True

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        if self.process.stdin:
            self.process.stdin.close()
        await self.process.communicate()  # reads what was left in the pipe, or it would never be closed


class Pool:
    """At most `size` jobs at a time, in the order they came; `async with` starts and stops the processes."""

    def __init__(
        self, size: int | None = None, *, time_limit_s: float = TIME_LIMIT_S, jobs_per_process: int = JOBS_PER_PROCESS,
        memory_limit_mb: int = MEMORY_LIMIT_MB, environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.size = size or max(1, min(4, self.cores))
        self.peak_memory_mb = 0
        self._time_limit_s = time_limit_s
        self._jobs_per_process = jobs_per_process
        self._memory_limit_mb = memory_limit_mb
        self._environment = dict(environment or {})
        self._places = asyncio.Semaphore(self.size)
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._closed = False

    @property
    def processes(self) -> list[int]:
        """Ids of the processes alive."""
        return [child.process.pid for child in self._all if child.process.returncode is None]

    def warm(self) -> None:
        """Start the processes without waiting for them."""
        for _ in range(self.size - len(self._all)):
            self._later(self._add_idle())

    async def close(self) -> None:
        self._closed = True
        # Starting takes milliseconds: cut short, it could leave a process that nobody knows.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(child.kill() for child in list(self._all)))
        self._all.clear()
        self._idle.clear()

    async def run(self, data: bytes, options: Mapping[str, str]) -> AsyncGenerator[Message]:
        """The messages of one job. Raises `TimeLimitError` and `ProcessDiedError`; leaving early kills the process."""
        async with self._places:
            self._busy += 1
            child: _Child | None = None
            whole = False
            try:
                child = await self._take()
                async for message in self._job(child, data, options):
                    if message["kind"] == "idle":
                        whole = True
                        child.memory_mb = message["memory"]
                        self.peak_memory_mb = max(self.peak_memory_mb, child.memory_mb)
                        break
                    yield message
            finally:
                self._busy -= 1
                if child is not None:
                    await self._give_back(child, whole=whole)

    async def _job(self, child: _Child, data: bytes, options: Mapping[str, str]) -> AsyncGenerator[Message]:
        assert child.process.stdin
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._time_limit_s
        # The cores are shared out among the jobs that run now; a reader of a page uses no more than it is given.
        threads = max(1, self.cores // self._busy)
        child.jobs += 1
        child.process.stdin.write(pack({"bytes": len(data), "options": dict(options), "threads": threads}) + data)
        try:
            async with asyncio.timeout_at(deadline):
                await child.process.stdin.drain()
        except ConnectionError as error:
            raise ProcessDiedError("closed its input") from error
        except TimeoutError as error:
            raise TimeLimitError from error
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    message = await child.receive()
            except TimeoutError as error:
                raise TimeLimitError from error
            yield message

    async def _take(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.process.returncode is None:
                await child.until_ready()
                return child
            self._all.discard(child)
        child = await self._start()
        try:
            await child.until_ready()
        except BaseException:
            self._all.discard(child)
            await child.kill()
            raise
        return child

    async def _give_back(self, child: _Child, *, whole: bool) -> None:
        worn = child.jobs >= self._jobs_per_process or child.memory_mb > RESIDENT_LIMIT_MB
        if whole and not worn and child.process.returncode is None:
            self._idle.append(child)
            return
        self._all.discard(child)
        # Killed at once, waited for even if this task is being cancelled (then by `close`): no process outlives its job.
        await asyncio.shield(self._later(child.kill()))
        self._later(self._add_idle())

    def _later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _add_idle(self) -> None:
        """Start a process ahead of its job. One that can't be started is told and left: the next job tries again."""
        if len(self._all) < self.size and not self._closed:
            try:
                self._idle.append(await self._start())
            except OSError as error:
                logger().error("trace.process_not_started", detail=NOT_STARTED, exc_info=error)

    async def _start(self) -> _Child:
        root = str(Path(service.__file__).parents[1])
        path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path, **self._environment}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service.generators.trace.child", str(os.getpid()), str(self._memory_limit_mb),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip
        child = _Child(process)
        self._all.add(child)
        return child
