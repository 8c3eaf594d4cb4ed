"""One server process on a leash: it logs to a file, dies with its parent, and every wait for it has a limit."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

LEASH = str(Path(__file__).with_name("leash.py"))
LOG_LIMIT_BYTES = 10 * 1024 * 1024
POLL_S = 0.005


class EmbeddedError(Exception):
    """A server could not be started or kept; the text says why, where its log is and what to do."""


def leashed(
    program: Sequence[str], death_signal: int = signal.SIGTERM, uid: int = -1, capability: int = -1
) -> list[str]:
    """The command that runs `program` so that the kernel sends it `death_signal` when this process dies."""
    leash = [sys.executable, "-I", "-S", LEASH]
    return [*leash, *(str(n) for n in (os.getpid(), int(death_signal), uid, capability)), *program]


async def until_end(process: subprocess.Popen[bytes], limit_s: float | None = None) -> None:
    """Waits without a thread, on any event loop, until the process ended; leaves its exit code to be collected.

    Raises TimeoutError after `limit_s`.
    """
    if process.returncode is not None:
        return
    async with asyncio.timeout(limit_s):
        try:
            fd = os.pidfd_open(process.pid)
        except (AttributeError, OSError):  # a kernel without it
            while process.poll() is None:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(POLL_S)
            return
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        loop.add_reader(fd, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(fd)
            os.close(fd)


class ServerProcess:
    """A server with a log file. `start` may be called again after the server died; the log goes on."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._popen is not None
        return self._popen.pid

    async def start(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        pass_fds: Iterable[int],
        ready: Callable[[], bool],
        limit_s: float,
    ) -> None:
        """Starts and waits until `ready()`; raises EmbeddedError (and leaves nothing running) otherwise."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            begin = log.tell()
            self._popen = subprocess.Popen(  # noqa: ASYNC220 - a fork of milliseconds; asyncio's would bind the loop
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(env),
                pass_fds=tuple(pass_fds),
                process_group=0,  # the terminal's Ctrl-C is for the parent, which stops its servers in order
            )
        try:
            await self._until(ready, limit_s, begin)
        except BaseException:
            self._popen.kill()
            self._popen.wait()
            raise

    async def _until(self, ready: Callable[[], bool], limit_s: float, begin: int) -> None:
        assert self._popen is not None
        deadline = time.monotonic() + limit_s
        while not ready():
            if (code := self._popen.poll()) is not None:
                raise EmbeddedError(f"{self.name} stopped with exit code {code} at its start: {self._tail(begin)}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"{self.name} was not ready within {limit_s:g} s: {self._tail(begin)}")
            await asyncio.sleep(POLL_S)

    async def wait(self) -> int:
        """Waits until the server ends, by itself or not, and returns its exit code."""
        assert self._popen is not None
        await until_end(self._popen)
        return self._popen.wait()

    async def stop(self, *signals: tuple[int, float]) -> None:
        """Sends each signal and gives it its seconds; SIGKILL at last. Returns when the process is gone."""
        if self._popen is None:
            return
        for number, limit_s in signals:
            if self._popen.poll() is not None:
                return
            self._popen.send_signal(number)
            try:
                await until_end(self._popen, limit_s)
            except TimeoutError:
                continue
            self._popen.wait()
            return
        self._popen.kill()
        self._popen.wait()

    def _tail(self, begin: int) -> str:
        """The last lines written since `begin`, and where the rest is."""
        with self.log.open("rb") as log:
            log.seek(begin)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return " / ".join(line.strip() for line in lines[-3:]) + f" (log: {self.log})"
