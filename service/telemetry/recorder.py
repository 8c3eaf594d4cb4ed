"""The flight recorder's thread: telemetry work that the event loop hands over and never waits for."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from service.telemetry import metrics
from service.telemetry.writer import LineWriter, complain, stdout

# A burst of 2,000 handshakes hands over about 6,000 items; beyond that memory matters more than a log line.
CAPACITY = 20_000
GATHER_S = 0.02
MANY_LINES = 1000


class Recorder:
    """Runs what it is given, in order, on one thread. A full queue drops and counts; a failing item is told on stderr."""

    def __init__(self, capacity: int = CAPACITY, write: Callable[[bytes], None] = stdout) -> None:
        self._capacity = capacity
        self._writer = LineWriter(write)
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
        """Run what is queued and write its lines, then stop; gives up after `timeout` seconds."""
        end = time.monotonic() + timeout
        self._queue.put(None)
        self._thread.join(timeout)
        self._writer.close(max(0.0, end - time.monotonic()))

    def flush(self, timeout: float = 5.0) -> bool:
        """Whether everything queued so far has run, and its lines are written, within `timeout` seconds."""
        end = time.monotonic() + timeout
        reached = threading.Event()

        def reach() -> None:
            self._write_lines()
            reached.set()

        self._queue.put(reach)
        return reached.wait(timeout) and self._writer.flush(max(0.0, end - time.monotonic()))

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
            self._writer.put(b"".join(lines))
