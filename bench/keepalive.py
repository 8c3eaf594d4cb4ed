"""Keep-alive under load: our ticker in the real service, beside a task per connection, in one run on one core each.

    python3 dev.py bench keepalive [connections]

The service's web process is pinned to one core; the worker and the load share the other, the worker busy. The peer is
what most services do: one asyncio task per connection that sends and sleeps; same frames, same library, same core.
Lateness is measured by the servers (how long after its deadline a tick was written); the gaps by the clients.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import re
import resource
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bench.load import Counted, client_frame, open_many, percentile
from service.protocol import keepalive

CONNECTIONS = 2000
SECONDS = 15.0
INTERVAL = 0.1
GENERATE = {
    "generationType": "create", "inputMode": "text", "generatedCodeConfig": "html_css", "generator": "compose",
    "prompt": {"text": "A page", "images": []}, "history": [],
}  # fmt: skip


def pin(core: int) -> None:
    os.sched_setaffinity(0, {core})


# --- the peer: a task per connection -----------------------------------------------------------------------------


def task_per_connection(pipe: Connection) -> None:
    """The same frames from aiohttp, each connection with a task of its own that sleeps to its absolute deadlines."""
    pin(0)
    lateness: list[float] = []

    async def handler(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        await ws.receive()
        loop = asyncio.get_running_loop()
        due, seq = loop.time(), 0
        while not ws.closed:
            due += INTERVAL
            await asyncio.sleep(max(0.0, due - loop.time()))
            seq += 1
            await ws.send_str(keepalive(seq, time.time_ns() // 1_000_000).decode())
            lateness.append(loop.time() - due)
        return ws

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/generate-code", handler)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
        await site.start()
        pipe.send(runner.addresses[0][1])
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(None, pipe.recv) == "measure":
            lateness.clear()
            cpu = time.process_time()
            await loop.run_in_executor(None, pipe.recv)
            pipe.send((percentile(lateness, 0.5), percentile(lateness, 0.99), time.process_time() - cpu))

    asyncio.run(serve())


# --- ours --------------------------------------------------------------------------------------------------------


def metric(port: int, name: str) -> dict[float, float]:
    """Buckets of a histogram by upper bound."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as response:
        text = response.read().decode()
    found = re.findall(rf'^{name}_bucket{{le="([^"]+)"}} (\S+)$', text, re.M)
    return {float(bound): float(count) for bound, count in found}


def quantile(before: dict[float, float], after: dict[float, float], share: float) -> float:
    """The upper bound of the bucket in which the quantile lies: never flattering."""
    delta = {bound: after[bound] - before.get(bound, 0.0) for bound in sorted(after)}
    total = max(delta.values(), default=0.0)
    return next((bound for bound, count in delta.items() if count >= share * total), float("inf"))


@contextmanager
def service(core: int, connections: int) -> Iterator[tuple[int, int]]:
    """`service up` with its web process pinned to `core`; its port and the web process's pid."""
    import subprocess

    with TemporaryDirectory() as directory:
        environment = os.environ | {
            "DATA_DIR": directory, "PORT": "0", "WORKER_PORT": "0", "LOG_LEVEL": "warning", "LOG_FORMAT": "json",
            "MAX_CONNECTIONS": str(connections + 100), "MAX_CONNECTIONS_PER_ADDRESS": str(connections + 100),
            "HANDSHAKES_PER_SECOND": "100000", "MAX_QUEUE": str(connections + 100), "WORKER_CONCURRENCY": "1",
        }  # fmt: skip
        port = free_port()
        environment["PORT"] = str(port)
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "up"], env=environment, cwd=Path(__file__).parents[1]
        )
        try:
            wait_ready(port)
            web_pid = child_with(process.pid, b"web")
            pin_process(web_pid, core)
            yield port, web_pid
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_ready(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the service was not ready within 60 s")


def child_with(pid: int, word: bytes) -> int:
    """The descendant of `pid` whose command line has `word` as an argument."""
    for child in descendants(pid):
        if word in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
            return child
    raise LookupError(word)


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def pin_process(pid: int, core: int) -> None:
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- the run -----------------------------------------------------------------------------------------------------


async def hold_busy(connections: int) -> tuple[float, float, float, Counted]:
    """Our service: median and p99 lateness (bucket bounds), CPU seconds, and what the clients saw."""
    with service(0, connections) as (port, pid):
        counted = Counted()
        request = client_frame(json.dumps(GENERATE).encode())
        # A worker with nothing to yield holds every connection in step 9: its one place is taken, the rest wait.
        busy = multiprocessing.Process(target=burn, args=(SECONDS + 30,), daemon=True)
        stop_worker(pid)
        peers = await open_many(port, "/generate-code", request, connections, counted, at_once=20)
        busy.start()
        await asyncio.sleep(3)
        before, cpu = metric(port, "ws_keep_alive_lateness_seconds"), cpu_seconds(pid)
        counted.gaps.clear()
        await asyncio.sleep(SECONDS)
        after, used = metric(port, "ws_keep_alive_lateness_seconds"), cpu_seconds(pid) - cpu
        busy.terminate()
        for peer in peers:
            peer.abort()
        return quantile(before, after, 0.5), quantile(before, after, 0.99), used, counted


def stop_worker(web_pid: int) -> None:
    """Stop (not kill) the worker beside the web process: generations stay queued, connections stay in step 9."""
    import signal

    parent = int(Path(f"/proc/{web_pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(child_with(parent, b"worker"), signal.SIGSTOP)


def burn(seconds: float) -> None:
    """A busy worker on the other core."""
    pin(1)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))


async def peer_run(connections: int) -> tuple[float, float, float, Counted]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=task_per_connection, args=(theirs,), daemon=True)
    process.start()
    counted = Counted()
    busy = multiprocessing.Process(target=burn, args=(SECONDS + 30,), daemon=True)
    try:
        peers = await open_many(ours.recv(), "/generate-code", client_frame(b"{}"), connections, counted)
        busy.start()
        await asyncio.sleep(3)
        ours.send("measure")
        counted.gaps.clear()
        await asyncio.sleep(SECONDS)
        ours.send("stop")
        loop = asyncio.get_running_loop()
        median, late, cpu = await loop.run_in_executor(None, ours.recv)
        for peer in peers:
            peer.abort()
    finally:
        busy.terminate()
        process.terminate()
        process.join(10)
    return median, late, cpu, counted


def main() -> None:
    connections = int(sys.argv[1]) if len(sys.argv) > 1 else CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    pin(1)
    print(f"{connections} connections, a tick every {INTERVAL * 1000:.0f} ms, {SECONDS:.0f} s, server on one core")
    print(f"{'':24}{'median late':>14}{'p99 late':>12}{'p99 gap':>12}{'CPU/tick':>12}{'ticks':>10}")
    rows = []
    for name, run in (("shared ticker (service)", hold_busy), ("a task per connection", peer_run)):
        median, late, cpu, counted = asyncio.run(run(connections))
        ticks = len(counted.gaps)
        each = cpu / max(1, ticks) * 1e6
        rows.append((late, each))
        gap = percentile(counted.gaps, 0.99)
        print(
            f"{name:24}{median * 1000:11.1f} ms{late * 1000:9.1f} ms{gap * 1000:9.1f} ms{each:9.1f} us{ticks:10}"
            + (f"  ({counted.closed - 0} closed)" if counted.closed and counted.closed < connections else "")
        )
    late, each = rows[1][0] / rows[0][0], rows[1][1] / rows[0][1]
    print(f"task / shared: p99 lateness x {late:.1f}, CPU per tick x {each:.1f}")


if __name__ == "__main__":
    main()
