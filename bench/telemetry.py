"""What telemetry costs: two web nodes of the real service side by side, one with everything on, one with it off.

    python -m bench.telemetry [--rounds 8] [--handshakes 200] [--connections 500]

On: spans and logs exported over OTLP, JSON log lines, metrics. Off: OTEL_SDK_DISABLED=true and LOG_LEVEL=error; the
metrics stay on, for they have no switch. CPU time is the kernel's own count of nanoseconds for each thread, so another
program on the machine changes it little; the two nodes take turns, so that what drifts drifts for both. No worker runs:
each handshake goes to the end of step 8, then the client closes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from dashboards.stack.ports import Ports
from dashboards.stack.server import Server
from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.storage.migrate import migrate
from tests.provoke import GENERATE, connected

RATIO_GOAL = 1.7  # CPU of a handshake with telemetry to the same without
LOOP_GOAL_US = 200.0  # of a handshake's telemetry on the event loop
LATENESS_GOAL_MS = 3.0  # more at the 99th percentile than without
SAMPLES_GOAL = 1000
AT_ONCE = 16
BACKGROUND_PER_S = 10  # handshakes while ticks are measured: telemetry that nobody uses costs nothing


@dataclass
class Node:
    """A web node and what was measured of it."""

    name: str
    url: str
    server: Server
    total_us: list[float] = field(default_factory=list)
    loop_us: list[float] = field(default_factory=list)
    lateness_ms: list[float] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.server.process is not None
        return self.server.process.pid

    def cpu_ns(self) -> tuple[int, int]:
        """Nanoseconds on a CPU: of all threads, and of the main thread, which is the event loop's."""
        threads = {
            int(task.name): int((task / "schedstat").read_text().split()[0])
            for task in Path(f"/proc/{self.pid}/task").iterdir()
        }
        return sum(threads.values()), threads[self.pid]


async def handshake(url: str) -> None:
    async with connected(url) as (_, ws):
        await ws.send_str(json.dumps(GENERATE))
        while json.loads(await ws.receive_str(timeout=30)).get("phase") != "queued":
            pass


async def handshakes(url: str, count: int) -> None:
    """`count` of them, AT_ONCE at a time."""
    waiting = iter(range(count))

    async def one_after_another() -> None:
        for _ in waiting:
            await handshake(url)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))


async def measure_cpu(node: Node, count: int) -> None:
    before = node.cpu_ns()
    await handshakes(node.url, count)
    await asyncio.sleep(1.5)  # what the handshakes left to the export's next batch is theirs too
    after = node.cpu_ns()
    node.total_us.append((after[0] - before[0]) / count / 1000)
    node.loop_us.append((after[1] - before[1]) / count / 1000)


async def measure_lateness(node: Node, connections: int, seconds: float) -> None:
    """The 99th percentile of the node's own lateness histogram, while `connections` tick and a few come and go."""
    async with asyncio.TaskGroup() as group:
        door = asyncio.Semaphore(AT_ONCE)
        going = [group.create_task(hold(node.url, door)) for _ in range(connections)]
        while await generating(node.url) < connections:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
        before = await lateness(node.url)
        for _ in range(int(seconds)):
            await handshakes(node.url, BACKGROUND_PER_S)
            await asyncio.sleep(1)
        after = await lateness(node.url)
        for task in going:
            task.cancel()
    node.lateness_ms.append(quantile(0.99, {le: after[le] - before.get(le, 0) for le in after}) * 1000)
    while await generating(node.url):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


async def hold(url: str, door: asyncio.Semaphore) -> None:
    """A connection that reads its ticks until it is cancelled; as many open at once as `door` lets in."""
    async with connected(url) as (_, ws):
        async with door:
            await ws.send_str(json.dumps(GENERATE))
            await ws.receive_str(timeout=60)
        async for _ in ws:
            pass
        raise ConnectionError(f"a connection that should tick was closed with {ws.close_code}")


async def exposition(url: str) -> list[str]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        return [line for line in (await answer.text()).splitlines() if not line.startswith("#")]


async def generating(url: str) -> float:
    line = next(one for one in await exposition(url) if one.startswith('ws_connections_active{state="generating"}'))
    return float(line.split()[-1])


async def lateness(url: str) -> dict[float, float]:
    """Cumulative counts by upper bound."""
    found = {}
    for line in await exposition(url):
        if line.startswith("ws_keep_alive_lateness_seconds_bucket"):
            bound = line.split('le="')[1].split('"')[0]
            found[float(bound)] = float(line.split()[-1])
    return found


def quantile(q: float, counts: Mapping[float, float]) -> float:
    """As Prometheus has it: linear within the bucket."""
    bounds = sorted(counts)
    wanted, below, lower = q * counts[bounds[-1]], 0.0, 0.0
    for bound in bounds:
        if counts[bound] >= wanted:
            inside = counts[bound] - below
            return (
                lower + (bound - lower) * ((wanted - below) / inside if inside else 0)
                if bound != float("inf")
                else lower
            )
        below, lower = counts[bound], bound
    return lower


@asynccontextmanager
async def receiver() -> AsyncIterator[str]:
    """An OTLP endpoint that takes everything at once, so that only the sending is measured."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/{signal}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def nodes(more: Mapping[str, str]) -> AsyncIterator[tuple[Node, Node]]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        async with (
            EmbeddedPostgres(data, durable=False) as database_url,
            EmbeddedNats(data) as nats_url,
            receiver() as otlp,
        ):
            await migrate(database_url)
            shared = {
                "DATABASE_URL": database_url, "NATS_URL": nats_url, "LOG_FORMAT": "json", "MAX_QUEUE": "1000000",
                "HANDSHAKES_PER_SECOND": "100000", "MAX_CONNECTIONS_PER_ADDRESS": "100000",
                # A handshake that a busy machine makes late is still one to count.
                "RECEIVE_TIMEOUT_S": "60", "SAVE_TIMEOUT_S": "60", "ENQUEUE_TIMEOUT_S": "60",
            }  # fmt: skip
            on = {"LOG_LEVEL": "info", "OTEL_EXPORTER_OTLP_ENDPOINT": otlp, **more}
            off = {"LOG_LEVEL": "error", "OTEL_SDK_DISABLED": "true"}
            made = []
            for name, switch in (("on", on), ("off", off)):
                port = Ports.free().service
                command = [sys.executable, "-m", "service", "web"]
                env = {**shared, **switch, "PORT": str(port)}
                url = f"http://127.0.0.1:{port}"
                made.append(Node(name, url, Server(name, command, f"{url}/health", data / f"{name}.log", env)))
            async with made[0].server, made[1].server:
                yield made[0], made[1]


async def run(rounds: int, count: int, connections: int, seconds: float, more: Mapping[str, str]) -> bool:
    async with nodes(more) as (on, off):
        for node in (on, off):
            await handshakes(node.url, count)  # warm: pools, prepared statements, compiled templates
        for number in range(rounds):
            for node in (on, off) if number % 2 else (off, on):
                await measure_cpu(node, count)
        for number in range(2 if connections else 0):
            for node in (on, off) if number % 2 else (off, on):
                await measure_lateness(node, connections, seconds)
        samples = len(await exposition(on.url))
    return report(on, off, connections, samples)


def report(on: Node, off: Node, connections: int, samples: int) -> bool:
    ratio = statistics.median(a / b for a, b in zip(on.total_us, off.total_us, strict=True))
    loop = statistics.median(a - b for a, b in zip(on.loop_us, off.loop_us, strict=True))
    worse = min(on.lateness_ms, default=0) - min(off.lateness_ms, default=0)
    rows: Sequence[tuple[str, str, str, str, bool]] = (
        ("CPU a handshake, us", middle(on.total_us), middle(off.total_us), f"x {ratio:.2f} (goal {RATIO_GOAL})",
         ratio <= RATIO_GOAL),
        ("of it on the event loop, us", middle(on.loop_us), middle(off.loop_us),
         f"+{loop:.0f} (goal {LOOP_GOAL_US:.0f})", loop <= LOOP_GOAL_US),
        (f"tick lateness p99, {connections} connections, ms", middle(on.lateness_ms), middle(off.lateness_ms),
         f"{worse:+.2f} (goal {LATENESS_GOAL_MS:.0f})", worse <= LATENESS_GOAL_MS),
        ("samples of /metrics", str(samples), "", f"(goal {SAMPLES_GOAL})", samples < SAMPLES_GOAL),
    )  # fmt: skip
    print(f"{'':44}{'on':>12}{'off':>12}  difference (load average {os.getloadavg()[0]:.1f})")
    for title, with_it, without, difference, met in rows:
        print(f"{title:44}{with_it:>12}{without:>12}  {difference} {'met' if met else 'MISSED'}")
    return all(row[-1] for row in rows)


def middle(values: Sequence[float]) -> str:
    """The median, or the least of two: what another program adds, it only adds."""
    return f"{statistics.median(values) if len(values) > 2 else min(values, default=0):.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--handshakes", type=int, default=200, help="in each round")
    parser.add_argument("--connections", type=int, default=500, help="that tick while lateness is measured")
    parser.add_argument("--seconds", type=float, default=10, help="that each node's lateness is measured, twice")
    parser.add_argument(
        "--on", action="append", default=[], metavar="NAME=VALUE", help="more environment for that node"
    )
    options = parser.parse_args()
    more = dict(one.split("=", 1) for one in options.on)
    met = asyncio.run(run(options.rounds, options.handshakes, options.connections, options.seconds, more))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
