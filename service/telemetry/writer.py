"""Finished log lines on their way out, on a thread of their own: a reader that stops costs lines, no spans, no metrics."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import traceback
from collections.abc import Callable

from service.telemetry import metrics

CAPACITY_BYTES = 16 * 1024 * 1024  # what waits for a slow reader: about 4,000 handshakes


def stdout(lines: bytes) -> None:
    sys.stdout.buffer.write(lines)
    sys.stdout.buffer.flush()


def surviving(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """`write` that never raises: a full disk, a closed pipe or a terminal that is gone costs lines, and no handshake.

    The lines are counted as dropped; the first time is told on stderr.
    """
    told = False

    def write_or_count(lines: bytes) -> None:
        nonlocal told
        try:
            write(lines)
        except Exception:
            count_lost(lines)
            if not told:
                told = True
                complain()

    return write_or_count


def count_lost(lines: bytes) -> None:
    metrics.TELEMETRY_DROPPED.labels("logs").inc(lines.count(b"\n"))


def complain() -> None:
    """The exception under way, on stderr, if that is still there."""
    with contextlib.suppress(OSError, ValueError):
        traceback.print_exc(file=sys.stderr)


class LineWriter:
    """Hands lines to `write` in order; beyond `capacity` bytes that wait they are dropped and counted."""

    def __init__(self, write: Callable[[bytes], None], capacity: int = CAPACITY_BYTES) -> None:
        self._write = surviving(write)
        self._capacity = capacity
        self._waiting = 0
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[bytes | threading.Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="log-lines", daemon=True)
        self._thread.start()

    def put(self, lines: bytes) -> None:
        with self._lock:
            room = self._waiting + len(lines) <= self._capacity
            self._waiting += len(lines) if room else 0
        if room:
            self._queue.put(lines)
        else:
            count_lost(lines)

    def flush(self, timeout: float) -> bool:
        """Whether everything that was put before is written within `timeout` seconds."""
        self._queue.put(reached := threading.Event())
        return reached.wait(timeout)

    def close(self, timeout: float) -> None:
        """Write what waits, for at most `timeout` seconds."""
        self._queue.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        while (what := self._queue.get()) is not None:
            if isinstance(what, threading.Event):
                what.set()
                continue
            self._write(what)
            with self._lock:
                self._waiting -= len(what)
