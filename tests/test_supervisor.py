"""`service up` as a person and a machine use it: started, interrupted, killed piece by piece, started again."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.embedded.children import PAUSES_S, Patience
from service.embedded.ports import ensure_free
from service.embedded.process import EmbeddedError

ROOT = Path(__file__).parents[1]
PATIENCE_S = 30.0
PARTS = {
    "web": "-m service web",
    "worker": "-m service worker",
    "Postgres": "bin/postgres -D",
    "NATS": "bin/nats-server",
}


def descendants(pid: int) -> dict[int, str]:
    """The living processes below one, and their command lines."""
    parents, lines = {}, {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if state != "Z":
                parents[int(process.name)], lines[int(process.name)] = int(parent), line
    found: dict[int, str] = {}
    below = {pid}
    while below:
        below = {child for child, parent in parents.items() if parent in below} - set(found)
        found |= {child: lines[child] for child in below}
    return found


def all_end(pidfds: list[int]) -> bool:
    """Whether every process behind the descriptors ends in time."""
    poll = select.poll()
    for pidfd in pidfds:
        poll.register(pidfd, select.POLLIN)
    deadline = time.monotonic() + PATIENCE_S
    waiting = set(pidfds)
    while waiting and time.monotonic() < deadline:
        for pidfd, _ in poll.poll((deadline - time.monotonic()) * 1000):
            poll.unregister(pidfd)
            waiting.discard(pidfd)
            os.close(pidfd)
    return not waiting


class Up:
    """A running `service up`."""

    def __init__(self, popen: subprocess.Popen[str]) -> None:
        self.popen = popen
        self.lines: list[dict[str, object]] = []
        self.port = int(str(self.until_line("web.serving")["port"]))
        self.until_ready()

    def until_line(self, event: str) -> dict[str, object]:
        assert self.popen.stdout is not None
        for text in self.popen.stdout:
            line: dict[str, object] = json.loads(text)
            self.lines.append(line)
            if line["event"] == event:
                return line
        raise AssertionError(f"no {event} before the end of the log: {self.popen.stderr and self.popen.stderr.read()}")

    def until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                assert time.monotonic() < deadline, "not ready in time"
                assert self.popen.poll() is None, "ended"
                time.sleep(0.02)  # readiness tells nobody

    def parts(self) -> dict[str, int]:
        """The process ids of the four parts."""
        below = descendants(self.popen.pid)
        found = {name: [pid for pid, line in below.items() if sign in line] for name, sign in PARTS.items()}
        return {name: min(pids) for name, pids in found.items() if pids}

    def below(self) -> list[int]:
        return [os.pidfd_open(pid) for pid in descendants(self.popen.pid)]

    def rest(self) -> tuple[list[str], str]:
        """The events until the end, and what was written on stderr."""
        out, err = self.popen.communicate(timeout=PATIENCE_S)
        return [json.loads(line)["event"] for line in out.splitlines()], err


def start(data_dir: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "service", "up", "--data-dir", str(data_dir), "--worker-port", "0", *arguments],
        cwd=data_dir.parent,  # no .env of a developer's
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def up(data_dir: Path, port: int = 0) -> Iterator[Up]:
    popen = start(data_dir, "--port", str(port))
    try:
        yield Up(popen)
    finally:
        popen.terminate()
        popen.communicate(timeout=PATIENCE_S)


def refused(popen: subprocess.Popen[str]) -> str:
    """What a start that must fail says."""
    _, err = popen.communicate(timeout=PATIENCE_S)
    assert popen.returncode == 1
    return err


def test_an_interrupt_stops_everything_in_order_and_well(tmp_path: Path) -> None:
    with up(tmp_path / "a b" / "data") as running:
        assert set(running.parts()) == set(PARTS)
        below = running.below()
        running.popen.send_signal(signal.SIGINT)
        events, err = running.rest()
        assert running.popen.returncode == 0
        assert [event for event in events if event.endswith(".stopped")] == ["web.stopped", "worker.stopped"]
        assert err == ""
        assert all_end(below)


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_the_next_start_serves_on_the_same_port(tmp_path: Path) -> None:
    with up(tmp_path / "data") as running:
        below = running.below()
        running.popen.kill()
        with up(tmp_path / "data", running.port) as again:
            assert set(again.parts()) == set(PARTS)
        assert all_end(below)


def test_each_part_that_is_killed_comes_back_alone(tmp_path: Path) -> None:
    with up(tmp_path / "data") as running:
        for name in PARTS:
            before = running.parts()
            os.kill(before[name], signal.SIGKILL)
            told = running.until_line("supervisor.restart")
            assert (told["server"], told["exit_code"]) == (name, -9)
            # Ready may still be what the node knew a moment ago; the new process is what counts.
            deadline = time.monotonic() + PATIENCE_S
            while running.parts().get(name, before[name]) == before[name]:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            running.until_ready()
            after = running.parts()
            assert {part for part in PARTS if after[part] != before[part]} == {name}


def test_a_taken_port_is_named_with_its_holder_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        said = refused(start(tmp_path / "data", "--port", str(port)))
    assert f"port {port} is taken by process {os.getpid()} (" in said
    assert said.endswith("or choose another one with --port\n")
    assert said.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_a_second_one_is_told_to_stop_the_supervisor_not_its_child(tmp_path: Path) -> None:
    with up(tmp_path / "data") as running:
        said = refused(start(tmp_path / "other", "--port", str(running.port)))
        assert f"taken by another Wirelight: stop it (kill {running.popen.pid})" in said
        said = refused(start(tmp_path / "data", "--port", "0"))
        assert f"{tmp_path / 'data' / 'postgres'} is in use by process {running.popen.pid}" in said
        running.until_ready()


def test_a_database_that_is_not_there_is_one_line_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    popen = start(tmp_path / "data", "--port", "0", DATABASE_URL=f"postgresql://u:hush@127.0.0.1:{port}/x")
    said = refused(popen)
    assert "service: the database at DATABASE_URL can't be used: " in said
    assert "hush" not in said
    assert "Traceback" not in said
    assert descendants(popen.pid) == {}


def test_at_a_terminal_one_line_says_where_to_look_and_ctrl_c_is_handled_once(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    popen = subprocess.Popen(
        [sys.executable, "-c", "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
         "os.execv(sys.executable, [sys.executable, '-m', 'service', *sys.argv[1:]])",
         "up", "--port", "0", "--worker-port", "0"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TERM": "dumb"},
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    seen = b""
    try:
        seen = read_until(master, b"(Ctrl-C stops it)")
        assert b"Wirelight is ready: open http://127.0.0.1:" in seen
        os.write(master, b"\x03")
        seen += read_until(master, None)
        assert popen.wait(PATIENCE_S) == 0
    finally:
        popen.kill()
        os.close(master)
    assert seen.count(b"web.stopped") == 1
    assert seen.count(b"worker.stopped") == 1
    assert b"Traceback" not in seen


def read_until(master: int, wanted: bytes | None) -> bytes:
    """What a terminal shows, up to the wanted text, or to its end for None."""
    seen = b""
    deadline = time.monotonic() + PATIENCE_S
    while wanted is None or wanted not in seen:
        readable, _, _ = select.select([master], [], [], deadline - time.monotonic())
        assert readable, f"not seen in time: {seen.decode(errors='replace')}"
        try:
            seen += os.read(master, 65536)
        except OSError:  # how Linux tells that the last process has closed a terminal
            assert wanted is None, seen.decode(errors="replace")
            return seen
    return seen


def test_a_port_for_root_and_an_address_of_another_machine_are_told_apart() -> None:
    with pytest.raises(EmbeddedError, match=r"HOST '192\.0\.2\.1' is no address of this machine"):
        ensure_free("192.0.2.1", 0, "--port")
    with pytest.raises(EmbeddedError, match=r"HOST 'nowhere\.invalid' is no address of this machine"):
        ensure_free("nowhere.invalid", 0, "--port")


def test_patience_grows_shorter_and_ends() -> None:
    patience = Patience()
    assert [patience.pause_s() for _ in range(7)] == [*PAUSES_S, None, None]
