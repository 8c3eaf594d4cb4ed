"""The flight recorder's thread: telemetry work that the event loop hands over and never waits for."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable

from service.telemetry import metrics

# A burst of 2,000 handshakes hands over about 6,000 items; beyond that memory matters more than a log line.
CAPACITY = 20_000
GATHER_S = 0.02
MANY_LINES = 1000


def stdout(lines: bytes) -> None:
    sys.stdout.buffer.write(lines)
    sys.stdout.buffer.flush()


def surviving(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """`write` that never raises: a full disk, a closed pipe or a terminal that is gone costs lines, and no handshake.

    The lines are counted as dropped; the first time is told on stderr.
    """
    dropped = metrics.TELEMETRY_DROPPED.labels("logs")
    told = False

    def write_or_count(lines: bytes) -> None:
        nonlocal told
        try:
            write(lines)
        except Exception:
            dropped.inc(lines.count(b"\n"))
            if not told:
                told = True
                complain()

    return write_or_count


def complain() -> None:
    """The exception under way, on stderr, if that is still there."""
    with contextlib.suppress(OSError, ValueError):
        traceback.print_exc(file=sys.stderr)


class Recorder:
    """Runs what it is given, in order, on one thread. A full queue drops and counts; a failing item is told on stderr."""

    def __init__(self, capacity: int = CAPACITY, write: Callable[[bytes], None] = stdout) -> None:
        self._capacity = capacity
        self._write = surviving(write)
        self._lines: list[bytes] = []
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="telemetry", daemon=True)
        self._thread.start()

    def line(self, line: bytes) -> None:
        """Write a finished log line. Those of one piece of work go out together: a handshake's in one system call."""
        if threading.current_thread() is self._thread:
            self._lines.append(line)
        else:
            self.submit(lambda: self._lines.append(line), "logs")

    def submit(self, work: Callable[[], None], signal: str = "handshakes") -> bool:
        """Queue `work`; False, and counted under `signal`, when there is no room."""
        if self._queue.qsize() >= self._capacity:
            metrics.TELEMETRY_DROPPED.labels(signal).inc()
            return False
        self._queue.put(work)
        return True

    def close(self, timeout: float = 5.0) -> None:
        """Run what is queued, then stop; gives up after `timeout` seconds."""
        self._queue.put(None)
        self._thread.join(timeout)

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything queued so far has run."""
        reached = threading.Event()

        def reach() -> None:
            self._write_lines()
            reached.set()

        self._queue.put(reach)
        return reached.wait(timeout)

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            # Woken once for all that comes within this time: taking the interpreter from the loop costs both sides.
            time.sleep(GATHER_S)
            self._do(work)
            while not self._queue.empty():
                if (work := self._queue.get()) is None:
                    self._write_lines()
                    return
                self._do(work)
            self._write_lines()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            # Telemetry must not take the service down, and must not fail in silence either.
            complain()
        if len(self._lines) >= MANY_LINES:
            self._write_lines()

    def _write_lines(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            self._write(b"".join(lines))
