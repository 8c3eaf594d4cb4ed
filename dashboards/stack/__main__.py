"""`python -m dashboards.stack`: the service with collector, Jaeger and Prometheus on this machine, no containers."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboards.stack import binaries
from dashboards.stack.ports import Ports
from dashboards.stack.server import ServerError
from dashboards.stack.stack import Stack, running, service


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        found = binaries.install(_say)
        if options.install:
            _say("stack: everything is in place")
            return 0
        ports = (Ports.free() if options.free_ports else Ports()).changed(dict(options.port))
        taken = ports.taken()
        if taken:
            first = taken[0]
            raise ServerError(f"port {getattr(ports, first)} is taken; choose another: --port {first}=NUMBER")
        asyncio.run(_run(found, ports, options.data.resolve(), not options.no_service))
    except (binaries.MissingBinaryError, ServerError, ValueError) as error:
        sys.stderr.write(f"stack: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stack", description=__doc__)
    parser.add_argument("--install", action="store_true", help="only build or unpack what is missing")
    parser.add_argument("--no-service", action="store_true", help="only collector, Jaeger and Prometheus")
    parser.add_argument("--free-ports", action="store_true", help="choose free ports instead of the well-known ones")
    parser.add_argument(
        "--port", action="append", default=[], type=_port, metavar="NAME=NUMBER",
        help=f"replace one port, may be repeated; NAME is one of {', '.join(Ports.names())}",
    )  # fmt: skip
    parser.add_argument(
        "--data", type=Path, default=Path(".data/stack"), help="where logs, traces and metrics are kept"
    )
    return parser


def _port(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    return name, int(number)


def _say(line: str) -> None:
    print(line, flush=True)


async def _run(found: binaries.Binaries, ports: Ports, data: Path, with_service: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as everything:
        _say("stack: starting Jaeger, Prometheus and the collector")
        stack = await everything.enter_async_context(running(found, ports, data))
        processes = [stack.jaeger, stack.prometheus, stack.collector]
        if with_service:
            _say("stack: starting the service")
            processes.append(await everything.enter_async_context(service(stack, data)))
        _say(_where(stack, with_service, data))
        ended = [asyncio.create_task(_ended(one.process), name=one.name) for one in processes]
        stopping = asyncio.create_task(stop.wait(), name="stop")
        done, waiting = await asyncio.wait([*ended, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        gone = [one for one in processes if one.name in {task.get_name() for task in done}]
        if gone:
            raise ServerError(f"{gone[0].name} went away:\n{gone[0].tail()}")
        _say("stack: stopping")


async def _ended(process: asyncio.subprocess.Process | None) -> None:
    assert process is not None
    await process.wait()


def _where(stack: Stack, with_service: bool, data: Path) -> str:
    page = f"  page        http://127.0.0.1:{stack.ports.service}\n" if with_service else ""
    return (
        f"stack: ready\n{page}"
        f"  traces      {stack.jaeger_url}  (Jaeger's query API and a small page; Jaeger's own is in compose.yaml)\n"
        f"  metrics     {stack.prometheus_url}\n"
        f"  OTLP        {stack.otlp_url} (HTTP), 127.0.0.1:{stack.ports.otlp_grpc} (gRPC)\n"
        f"  logs        {data}/*.log\n"
        "Ctrl-C stops everything. Grafana needs containers: docker compose up."
    )


if __name__ == "__main__":
    sys.exit(main())
