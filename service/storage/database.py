"""The connection pool, and the one way to use it: limited in time, measured, its errors translated."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import orjson

from service.outcomes import Refusal
from service.storage.faults import translated
from service.storage.observed import ObservedConnection
from service.telemetry import metrics
from service.telemetry.spans import record_stage

POOL_SIZE = 10  # Postgres does more work, not more per second, with more than a few connections a core
CONNECT_TIMEOUT_S = 5.0
LIMIT_S = 5.0
RELEASE_LIMIT_S = 0.5
IDLE_LIMIT_S = 300.0  # a connection that nobody has used for so long is closed


class Database:
    """A pool that connects when it is first needed: a node starts, and says what is wrong, while Postgres is away."""

    def __init__(self, pool: asyncpg.Pool, limit_s: float) -> None:
        self._pool = pool
        self._limit_s = limit_s

    @asynccontextmanager
    async def connection(self, operation: str, limit_s: float | None = None) -> AsyncIterator[asyncpg.Connection]:
        """A connection for `operation` (a constant, the label of its metric). Raises Refusal for the database's faults."""
        async with translated(limit_s or self._limit_s):
            asked, began = time.time_ns(), time.perf_counter()
            connection = await self._pool.acquire()
            try:
                acquired = time.perf_counter()
                record_stage("db.pool_acquire", asked, asked + int((acquired - began) * 1e9))
                metrics.DB_POOL_WAIT.labels(operation).observe(acquired - began)
                yield connection
                metrics.DB_OPERATION.labels(operation).observe(time.perf_counter() - acquired)
            except asyncpg.InternalClientError:
                connection.terminate()  # it would answer everything with this: the pool must not give it out again
                raise
            finally:
                # A query that was given up is cancelled first; a server that can't even do that has lost the connection.
                with suppress(TimeoutError):
                    await self._pool.release(connection, timeout=RELEASE_LIMIT_S)

    async def answers(self) -> None:
        """Raises Refusal when Postgres does not answer or lacks the schema."""
        async with self.connection("ready", 2.0) as connection:
            await connection.fetchval("SELECT 1 FROM generations LIMIT 1")

    async def stay_connected(self) -> None:
        """Have a connection ready for the first click, also after a pause: opening one then would take longer than all
        the rest of a handshake. Ends with its task."""
        while True:
            with suppress(Refusal):  # whoever needs it says what is wrong
                await self.answers()
            await asyncio.sleep(IDLE_LIMIT_S / 4)


@asynccontextmanager
async def open_database(url: str, limit_s: float = LIMIT_S, size: int = POOL_SIZE) -> AsyncIterator[Database]:
    pool = asyncpg.create_pool(
        url, min_size=0, max_size=size, timeout=CONNECT_TIMEOUT_S, command_timeout=60,
        max_inactive_connection_lifetime=IDLE_LIMIT_S, init=_init, reset=_keep,
        connection_class=ObservedConnection,
        server_settings={"application_name": "wirelight"},
    )  # fmt: skip
    await pool
    try:
        yield Database(pool, limit_s)
    finally:
        pool.terminate()


async def _init(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
    )


async def _keep(_: Any) -> None:
    """No query on release: nothing here changes a session's state, and the round trip is a fifth of a handshake."""
