"""The real service as its own processes, on free ports, in a directory of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_LIMIT_S = 60.0  # initdb on a busy machine


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def process(command: str, log: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m service <command>` with these settings and none of the developer's; its output goes to `log`."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LOG_FORMAT": "json"}
    with log.open("ab") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "service", command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=log.parent,
            env=environment | {name.upper(): value for name, value in settings.items()},
        )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until_ready(port: int, running: subprocess.Popen[bytes], log: Path, *, but: str = "") -> None:
    """Returns when every check of /ready passes, `but` that one. Fails with the log when they don't in time."""
    _wait(lambda: failing(port) <= {but}, running, log)


def wait_until_listening(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when somebody takes connections there."""

    def listens() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    _wait(listens, running, log)


def _wait(met: Callable[[], bool], running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and running.poll() is None:
        if met():
            return
        time.sleep(0.05)  # nothing else tells that another process has begun to listen
    raise AssertionError(f"not ready; its log:\n{log.read_text()[-4000:]}")


def failing(port: int) -> set[str]:
    """The checks of /ready that fail; "listening" while nobody answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:  # 503
        told = json.load(error)
    except (OSError, ValueError):
        return {"listening"}
    return {name for name, check in told["checks"].items() if not check["ok"]}
