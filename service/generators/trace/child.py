"""A tracing process: reads jobs from standard input, writes what the pipeline tells to standard output.

It ends when its input closes, and with its parent: the kernel kills it when the parent dies, however that happens.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

import cv2

from service.generators.trace.intake import UnreadableError
from service.generators.trace.pipeline import Told, trace
from service.generators.trace.reading import Reader, language_data
from service.generators.trace.wire import Message, pack, read_exactly, read_message

PR_SET_PDEATHSIG = 1
MAX_THREADS = 4  # readers; more than the lines of a page keep busy


def die_with_parent(parent: int) -> None:
    """Linux only; elsewhere the closed input ends the process as soon as its job is done."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the call
            os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Address space, not resident memory, which Linux doesn't limit: an allocation beyond fails in here."""
    limit = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def told(message: Told) -> Message:
    out: Message = {"kind": message.kind, "name": message.name, "text": message.text, "items": list(message.items)}
    if message.stage:
        stage = message.stage
        out |= {"name": stage.name, "start": stage.start_ns, "end": stage.end_ns, "facts": stage.facts}
    return out


def peak_memory_mb() -> int:
    """The most this process has held. Linux's rusage starts from what the parent held when it made this process."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) // 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    cv2.setNumThreads(1)

    def tell(message: Message) -> None:
        sink.write(pack(message))
        sink.flush()

    tessdata = language_data()
    reader = Reader(tessdata, min(MAX_THREADS, os.cpu_count() or 1)) if tessdata else None
    tell({"kind": "ready"})
    while (job := read_message(source)) is not None:
        data = read_exactly(source, job["bytes"])
        if data is None:
            break
        try:
            trace(data, job["options"], reader, lambda m: tell(told(m)), threads=job["threads"])
        except UnreadableError as error:
            tell({"kind": "unreadable", "text": str(error)})
        except MemoryError:
            tell({"kind": "failed", "text": "MemoryError", "traceback": ""})
        except Exception as error:
            tell({"kind": "failed", "text": type(error).__name__, "traceback": traceback.format_exc()})
        else:
            tell({"kind": "done"})
        tell({"kind": "idle", "memory": peak_memory_mb()})


def main() -> None:
    die_with_parent(int(sys.argv[1]))
    limit_memory(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    # Libraries that print must not end up in the protocol.
    with os.fdopen(os.dup(1), "wb") as sink, os.fdopen(os.dup(0), "rb") as source:
        os.dup2(2, 1)
        with contextlib.suppress(BrokenPipeError):
            serve(source, sink)


if __name__ == "__main__":
    main()
