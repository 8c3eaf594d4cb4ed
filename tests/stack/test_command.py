"""`python -m dashboards.stack`: everything up with one command, a click's trace in Jaeger, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dashboards.stack.binaries import Binaries
from tests import provoke
from tests.stack.jaeger import Jaeger

READY_WITHIN_S = 60.0
GONE_WITHIN_S = 30.0


@asynccontextmanager
async def stack_command(data: Path, *arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The running command and what it has printed up to the line that ends its list of addresses."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dashboards.stack", "--data", str(data / "stack"), *arguments,
        env={**os.environ, "DATA_DIR": str(data / "service"), "LOG_FORMAT": "json"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = ""
        async with asyncio.timeout(READY_WITHIN_S):
            while "Ctrl-C" not in told:
                line = await process.stdout.readline()
                assert line, told
                told += line.decode()
        yield process, told
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def processes_of(data: Path) -> list[str]:
    """Command lines of living processes that were given this folder, in their arguments or their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                command, env = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            except OSError:
                continue  # gone already, or somebody else's
            if str(data).encode() in command + env and command:
                found.append(command.replace(b"\0", b" ").decode())
    return found


async def until_gone(data: Path) -> None:
    try:
        async with asyncio.timeout(GONE_WITHIN_S):
            while processes_of(data):  # noqa: ASYNC110 - processes that are nobody's children tell nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"still running: {processes_of(data)}") from None


async def test_a_click_on_the_whole_stack_is_in_jaeger_within_five_seconds(servers: Binaries, tmp_path: Path) -> None:
    async with stack_command(tmp_path, "--free-ports") as (process, told):
        page, traces = re.findall(r"(?:page|traces) +(http://127\.0\.0\.1:\d+)", told)
        assert len(processes_of(tmp_path)) >= 8  # three servers, Postgres, NATS, web, worker and who keeps them
        seen = await provoke.generate(page)
        assert seen.close_code == 1000
        async with asyncio.timeout(5):
            parts = {"GET /generate-code", "ws.keep_alive", "generate compose"}
            await Jaeger(traces).until(seen.trace_id, lambda trace: parts <= trace.names)
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
    await until_gone(tmp_path)


async def test_nothing_survives_the_death_of_the_command(servers: Binaries, tmp_path: Path) -> None:
    async with stack_command(tmp_path, "--free-ports") as (process, _):
        process.kill()
        await process.wait()
        await until_gone(tmp_path)


@pytest.mark.parametrize("port", ["service", "prometheus"])
async def test_a_taken_port_is_named_before_anything_starts(servers: Binaries, tmp_path: Path, port: str) -> None:
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as holder:
        number = holder.sockets[0].getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dashboards.stack", "--data", str(tmp_path), "--free-ports",
            "--port", f"{port}={number}", stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, told = await process.communicate()
    assert process.returncode == 1
    assert told.decode().strip() == f"stack: port {number} is taken; choose another: --port {port}=NUMBER"
