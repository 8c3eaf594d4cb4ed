"""Keep-alive under load: our ticker in the real service, beside a task per connection, in one run on one core each.

    python3 dev.py bench keepalive [connections]

The service's web process is pinned to one core; the worker and the load share the other, the worker busy. The peer is
what most services do: one asyncio task per connection that sends and sleeps; same frames, same library, same core.
Lateness is measured by the servers (how long after its deadline a tick was written); the gaps by the clients,
the longest from the first connection's first tick on, while the others open.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import resource
import sys
import time
from multiprocessing.connection import Connection

from aiohttp import web

from bench.load import Counted, client_frame, open_many, percentile
from bench.service import cpu_seconds, metric, quantile, service, stop_worker
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


def measure_first() -> None:
    """The load goes before the busy process on their core: a client that is late to read would blame the server."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)


# --- the peer: a task per connection -----------------------------------------------------------------------------


def task_per_connection(pipe: Connection) -> None:
    """The same frames from aiohttp, each connection with a task of its own that sleeps to its absolute deadlines."""
    pin(0)
    os.setpriority(os.PRIO_PROCESS, 0, 0)
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


# --- the run -----------------------------------------------------------------------------------------------------


async def hold_busy(connections: int) -> tuple[float, float, float, Counted]:
    """Our service: median and p99 lateness (bucket bounds), CPU seconds, and what the clients saw."""
    with service(0, connections) as (port, pid):
        counted = Counted()
        request = client_frame(json.dumps(GENERATE).encode())
        # With the worker stopped every generation stays queued, so every connection stays in step 9; a process of the
        # same hunger takes its core.
        busy = multiprocessing.Process(target=burn, args=(SECONDS + 30,), daemon=True)
        stop_worker(pid)
        busy.start()
        measure_first()
        peers = await open_many(port, "/generate-code", request, connections, counted, at_once=20)
        await asyncio.sleep(3)
        counted.longest_gap = max(counted.gaps)
        before, cpu = metric(port, "ws_keep_alive_lateness_seconds"), cpu_seconds(pid)
        counted.gaps.clear()
        await asyncio.sleep(SECONDS)
        after, used = metric(port, "ws_keep_alive_lateness_seconds"), cpu_seconds(pid) - cpu
        busy.terminate()
        for peer in peers:
            peer.abort()
        return quantile(before, after, 0.5), quantile(before, after, 0.99), used, counted


def burn(seconds: float) -> None:
    """A busy worker on the other core."""
    pin(1)
    os.setpriority(os.PRIO_PROCESS, 0, 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))


async def peer_run(connections: int) -> tuple[float, float, float, Counted]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=task_per_connection, args=(theirs,), daemon=True)
    process.start()
    counted = Counted()
    busy = multiprocessing.Process(target=burn, args=(SECONDS + 30,), daemon=True)
    busy.start()
    measure_first()
    try:
        peers = await open_many(ours.recv(), "/generate-code", client_frame(b"{}"), connections, counted)
        await asyncio.sleep(3)
        counted.longest_gap = max(counted.gaps)
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
    print(f"{'':24}{'median late':>14}{'p99 late':>12}{'p99 gap':>12}{'CPU/tick':>12}{'ticks':>10}{'longest gap':>14}")
    print(f"{'':84}{'while opening':>14}")
    rows = []
    for name, run in (("shared ticker (service)", hold_busy), ("a task per connection", peer_run)):
        median, late, cpu, counted = asyncio.run(run(connections))
        ticks = len(counted.gaps)
        each = cpu / max(1, ticks) * 1e6
        rows.append((late, each))
        gap = percentile(counted.gaps, 0.99)
        print(
            f"{name:24}{median * 1000:11.1f} ms{late * 1000:9.1f} ms{gap * 1000:9.1f} ms{each:9.1f} us{ticks:10}"
            f"{counted.longest_gap * 1000:11.0f} ms"
            + (f"  ({counted.closed} closed)" if counted.closed and counted.closed < connections else "")
        )
    late, each = rows[1][0] / rows[0][0], rows[1][1] / rows[0][1]
    print(f"task / shared: p99 lateness x {late:.1f}, CPU per tick x {each:.1f}")


if __name__ == "__main__":
    main()
