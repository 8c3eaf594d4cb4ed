"""Real troubles in what the service depends on: a locked or missing table, a server that is gone or slow."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Self

import asyncpg

TABLE = "generations"


@contextlib.asynccontextmanager
async def locked_table(database_url: str) -> AsyncIterator[None]:
    """Step 5 waits for a lock that is not given back: db_timeout, with a short SAVE_TIMEOUT_S."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


@contextlib.contextmanager
def frozen(postmaster: int) -> Iterator[None]:
    """Postgres answers nothing, not even a request to cancel: its disk hangs, or its machine."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    everybody = [postmaster, *map(int, children)]
    for pid in everybody:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in everybody:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextlib.asynccontextmanager
async def missing_table(database_url: str) -> AsyncIterator[None]:
    """The table is there under another name, as before a migration: db_schema."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_away")
        try:
            yield
        finally:
            await connection.execute(f"ALTER TABLE {TABLE}_away RENAME TO {TABLE}")
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def refusing_trigger(database_url: str, text: str) -> AsyncIterator[None]:
    """Every insert fails with an error of the application's kind, which nobody foresaw: internal, naming `text`."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(
            "CREATE FUNCTION provoked_refusal() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{text}'; END $$"
        )
        await connection.execute(
            f"CREATE TRIGGER provoked BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION provoked_refusal()"
        )
        try:
            yield
        finally:
            await connection.execute(f"DROP TRIGGER provoked ON {TABLE}")
            await connection.execute("DROP FUNCTION provoked_refusal()")
    finally:
        await connection.close()


class Gate:
    """A TCP forwarder in front of a real server: `shut()` makes the server gone, `delay_s` makes it slow.

    `async with Gate("127.0.0.1", port) as gate:` listens on `gate.port` of loopback. Shut means that new connections
    are refused and open ones are cut, as when the server's machine goes; `open()` brings it back on the same port.
    `passes_end=False` keeps the end of a connection to itself, as if it were still on its way.
    """

    def __init__(
        self, host: str, port: int, *,
        delay_s: float = 0.0, passes_end: bool = True, on_connect: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self.upstream = (host, port)
        self.delay_s = delay_s
        self.passes_end = passes_end
        self.port = 0
        self.connections = 0
        self._on_connect = on_connect
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shut()

    async def open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Owned from the first moment: a task that is cancelled before it ran would leave its connection open."""
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: writer.transport.abort())
        self.connections += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._on_connect:
            self._on_connect()
        try:
            upstream_reader, upstream_writer = await self._upstream()
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pump(reader, upstream_writer))
                    both.create_task(self._pump(upstream_reader, writer))
            finally:
                upstream_writer.transport.abort()
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            pass  # either end going is what this is for; the other is cut below

    async def _upstream(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.upstream
        if host.startswith("/"):  # the folder of a Postgres that listens on a Unix socket
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            sink.write(data)
            await sink.drain()
        if not self.passes_end:
            await asyncio.Event().wait()
        if sink.can_write_eof():
            sink.write_eof()
