"""Whether a port is free, and if not, who has it: the process behind a listening socket, found in /proc."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from service.embedded.lock import program_of
from service.embedded.process import EmbeddedError

LISTEN = "0A"
GRACE_S = 1.0  # one that was just killed holds its port for a moment


def ensure_free(host: str, port: int, flag: str) -> int:
    """The port to listen on: `port`, or any free one for 0. Raises EmbeddedError naming the holder of a taken one."""
    begin = time.monotonic()
    while True:
        try:
            return _bind(host, port)
        except socket.gaierror:
            raise EmbeddedError(f"HOST {host!r} is no address of this machine") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                if time.monotonic() - begin < GRACE_S and port:
                    time.sleep(0.02)
                    continue
                raise EmbeddedError(
                    f"port {port} is taken by {holder(port)}; or choose another one with {flag}"
                ) from None
            if error.errno == errno.EACCES:
                raise EmbeddedError(f"port {port} is open to root only: choose one above 1023 with {flag}") from None
            if error.errno == errno.EADDRNOTAVAIL:
                raise EmbeddedError(f"HOST {host!r} is no address of this machine") from None
            raise EmbeddedError(f"port {port} can't be used: {error.strerror}") from None


def _bind(host: str, port: int) -> int:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as aiohttp does: TIME_WAIT is no holder
        probe.bind(address)
        # Two sockets may be bound alike with SO_REUSEADDR; only one can listen.
        probe.listen(1)
        taken: int = probe.getsockname()[1]
        return taken


def holder(port: int) -> str:
    """`process 123 (python3 -m http.server): stop it (kill 123)`, or as much as may be known."""
    for pid in holders(port):
        parent = _parent(pid)
        # A web node under a supervisor would come back.
        if "-m service up" in program_of(parent):
            return f"another Wirelight: stop it (kill {parent})"
        return f"process {pid} ({program_of(pid)}): stop it (kill {pid})"
    return f"a process of another user (`sudo ss -ltnp sport = :{port}` tells): stop it"


def holders(port: int) -> Iterator[int]:
    """Processes with a socket that listens on the port, as far as this user may look."""
    links = {f"socket:[{inode}]" for inode in _listening(port)}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if any(str(fd.readlink()) in links for fd in (process / "fd").iterdir()):
                yield int(process.name)
        except OSError:  # gone, or somebody else's
            continue


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _listening(port: int) -> Iterator[str]:
    """The inodes of sockets that listen on the port, of IPv4 and IPv6."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            _, local, _, state, *rest = row.split()
            if state == LISTEN and int(local.rpartition(":")[2], 16) == port:
                yield rest[5]
