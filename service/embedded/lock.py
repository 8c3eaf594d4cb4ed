"""One owner for a data directory: a file lock that the owner's server holds too, so it outlasts a killed owner."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from pathlib import Path

from service.embedded.process import EmbeddedError

# A server whose parent was killed stops by itself in well under a second; a checkpoint of much data takes longer.
ORPHAN_LIMIT_S = 20.0
HOLDER_GRACE_S = 0.5  # one that was just killed, or told to stop, is still alive for a moment


class OwnerLock:
    """Held from `acquire` to `release`; pass `fileno` to the server, so that a new owner waits until it is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    @property
    def fileno(self) -> int:
        assert self._fd is not None
        return self._fd

    async def acquire(self) -> None:
        """Raises EmbeddedError naming the holder if that is alive, or if a dead owner's server doesn't stop."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            await self._wait(fd)
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd

    async def _wait(self, fd: int) -> None:
        begin = time.monotonic()
        while not _try_lock(fd):
            waited_s = time.monotonic() - begin
            holder = _read_pid(fd)
            if waited_s > HOLDER_GRACE_S and holder is not None and _is_alive(holder):
                raise EmbeddedError(
                    f"{self.path.parent} is in use by process {holder} ({program_of(holder)}): "
                    f"stop that one first (kill {holder}), or set DATA_DIR to another directory"
                )
            if waited_s > ORPHAN_LIMIT_S:
                raise EmbeddedError(
                    f"a server left over from an earlier run still uses {self.path.parent}: "
                    f"find it with `fuser {self.path}` and stop it"
                )
            await asyncio.sleep(0.02)

    def release(self) -> None:
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None


def program_of(pid: int) -> str:
    """The command line of a process, cut at 80 characters; 'unknown' where it can't be read."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "unknown"
    return " ".join(raw.replace(b"\0", b" ").decode(errors="replace").split())[:80] or "unknown"


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_pid(fd: int) -> int | None:
    text = os.pread(fd, 32, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else None


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"  # a zombie holds nothing; its parent has only not asked yet
