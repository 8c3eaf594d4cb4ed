"""The real service for a bench: `service up` in a directory of its own, its web process pinned to one core."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


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
def service(core: int | None, connections: int, output: str = os.devnull, **changes: str) -> Iterator[tuple[int, int]]:
    """`service up` with limits for `connections`, its web process pinned to `core`; its port and the web process's pid."""
    with TemporaryDirectory() as directory, Path(output).open("w") as lines:
        environment = os.environ | {
            "DATA_DIR": directory, "WORKER_PORT": "0", "LOG_LEVEL": "warning", "LOG_FORMAT": "json",
            "MAX_CONNECTIONS": str(connections + 100), "MAX_CONNECTIONS_PER_ADDRESS": str(connections + 100),
            "HANDSHAKES_PER_SECOND": "100000", "MAX_QUEUE": str(connections + 100), "WORKER_CONCURRENCY": "1",
            **changes,
        }  # fmt: skip
        port = free_port()
        environment["PORT"] = str(port)
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "up"], env=environment, cwd=Path(__file__).parents[1], stdout=lines
        )
        try:
            wait_ready(port)
            web_pid = child_with(process.pid, b"web")
            if core is not None:
                pin_process(web_pid, core)
            yield port, web_pid
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
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


def stop_worker(web_pid: int) -> None:
    """Stop (not kill) the worker beside the web process: generations stay queued, connections stay in step 9."""
    parent = int(Path(f"/proc/{web_pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(child_with(parent, b"worker"), signal.SIGSTOP)
