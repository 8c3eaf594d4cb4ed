"""One server process: started, waited for until it answers, stopped; it dies with the process that started it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

START_LIMIT_S = 60.0  # Jaeger replays its Badger log first
STOP_LIMIT_S = 20.0  # the collector's retries give up before
POLL_S = 0.05


class ServerError(Exception):
    """A server did not start, or went away; the text names it, says why and where its log is."""


@dataclass
class Server:
    """An async context manager around a process that answers 200 at `ready_url` once it works."""

    name: str
    command: Sequence[str]
    ready_url: str
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Raises ServerError when it ends early or does not answer within START_LIMIT_S."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        # The kernel ends the server when this process dies, however it dies.
        leash = [setpriv, "--pdeathsig", "TERM"] if (setpriv := shutil.which("setpriv")) else []
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *leash, *self.command, env={**os.environ, **self.env}, stdin=asyncio.subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            await self._answer()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after STOP_LIMIT_S. Nothing happens when it does not run."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_LIMIT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _answer(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_LIMIT_S
        while not await asyncio.to_thread(answers, self.ready_url):
            if self.process.returncode is not None:
                raise ServerError(f"{self.name} ended with code {self.process.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not answer at {self.ready_url}:\n{self.tail()}")
            await asyncio.sleep(POLL_S)

    def tail(self, lines: int = 15) -> str:
        """The end of its log, with the log's path."""
        text = self.log.read_text(errors="replace").splitlines()[-lines:] if self.log.exists() else []
        return "\n".join([*text, f"(log: {self.log})"])


def answers(url: str) -> bool:
    """Whether a GET of this http:// loopback address is answered 2xx within a second."""
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 - the addresses are the stack's own
            return bool(200 <= answer.status < 300)
    except (URLError, OSError):
        return False
