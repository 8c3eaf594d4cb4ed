"""What the supervisor keeps alive: its children and the embedded servers, restarted with patience."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.embedded.process import EmbeddedError, leashed, until_end
from service.settings import Settings

RESTARTS = 5  # within WINDOW_S; more of them mean a fault that a restart doesn't mend
WINDOW_S = 60.0
PAUSES_S = (0.1, 0.5, 1.0, 2.0, 5.0)
USAGE_ERROR = 2  # what a child answers to wrong settings: no restart mends those


class Server(Protocol):
    """What the supervisor keeps alive."""

    name: str

    async def start(self) -> None: ...
    async def wait(self) -> int: ...


class Child:
    """`service web` or `service worker` as a child in a process group of its own; its output goes where ours goes."""

    def __init__(self, name: str, environment: Mapping[str, str], stop_limit_s: float) -> None:
        self.name = name
        self._environment = environment
        self._stop_limit_s = stop_limit_s
        self._popen: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        # SIGKILL, since its servers die with us too: there is nothing left that it could finish.
        command = leashed([sys.executable, "-m", "service", self.name], signal.SIGKILL)
        self._popen = subprocess.Popen(  # noqa: ASYNC220 - a fork of milliseconds; asyncio's would bind the loop
            command,
            stdin=subprocess.DEVNULL,
            env=dict(self._environment),
            process_group=0,  # the terminal's Ctrl-C reaches the supervisor alone, which then stops all in order
        )

    async def wait(self) -> int:
        """The exit code; what the child may have left of its own children is killed."""
        assert self._popen is not None
        await until_end(self._popen)
        return self._collect()

    async def stop(self) -> bool:
        """SIGTERM, then after the limit SIGKILL; whether it ended by itself and well."""
        if self._popen is None:
            return True
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await until_end(self._popen, self._stop_limit_s)
        return self._collect() == 0

    def _collect(self) -> int:
        assert self._popen is not None
        self.kill()  # before the exit code is collected: until then nobody else can have this process group's number
        code = self._popen.wait()
        self._popen = None
        return code

    def kill(self) -> None:
        """SIGKILL for the child and all that it started."""
        if self._popen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._popen.pid, signal.SIGKILL)


class Embedded:
    """An embedded server as something to keep alive."""

    def __init__(self, server: EmbeddedPostgres | EmbeddedNats) -> None:
        self.name = server.process.name
        self._server = server

    async def start(self) -> None:
        await self._server.start()

    async def wait(self) -> int:
        return await self._server.process.wait()


class Patience:
    """How long to wait before the next restart, and when to give up."""

    def __init__(self) -> None:
        self._deaths: deque[float] = deque()

    def pause_s(self) -> float | None:
        """Seconds until the restart after this death; None when it died too often."""
        now = time.monotonic()
        self._deaths.append(now)
        while now - self._deaths[0] > WINDOW_S:
            self._deaths.popleft()
        died = len(self._deaths)
        return PAUSES_S[died - 1] if died <= RESTARTS else None


class Log:
    """The supervisor's own lines, in the format of the rest. Loaded with the first line, since it costs 0.2 s."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ready = False

    def warning(self, event: str, **facts: object) -> None:
        from service.telemetry import logs
        from service.telemetry.recorder import Recorder

        if not self._ready:
            style = logs.chosen_format(self._settings.log_format)
            logs.configure(self._settings.log_level, style, Recorder(), {"role": "supervisor"})
            self._ready = True
        logs.logger().warning(event, **facts)


async def keep(server: Server, log: Log, is_serving: Callable[[], bool]) -> None:
    """Restarts what dies; raises EmbeddedError when that can't help, or it dies too often."""
    patience = Patience()
    while True:
        code = await server.wait()
        pause_s = patience.pause_s()
        # A part that ends by itself before all ever served will do so again; one that was killed may not.
        if code == USAGE_ERROR or (code > 0 and not is_serving()):
            raise EmbeddedError(f"{server.name} stopped with exit code {code} at its start; its reason is above")
        if pause_s is None:
            raise EmbeddedError(f"{server.name} died {RESTARTS + 1} times within {WINDOW_S:g} s, at last with {code}")
        log.warning("supervisor.restart", server=server.name, exit_code=code, pause_s=pause_s)
        await asyncio.sleep(pause_s)
        await server.start()
