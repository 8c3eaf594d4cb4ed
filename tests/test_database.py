"""The pool's connections, when their server goes away between two queries."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from service.jobs.tasks import stop_all
from service.outcomes import Outcome, Refusal
from service.storage.database import Database, open_database
from tests.surroundings import Gate


async def ask(database: Database) -> int:
    """The process id of the server's side of the connection that answered."""
    async with database.connection("ready") as connection:
        return int(await connection.fetchval("SELECT pg_backend_pid()"))


async def test_a_server_that_ends_an_idle_connection_is_unavailable_once(database_url: str) -> None:
    """Its last word has come, the end of its connection has not: asyncpg answers every query with an error of its own."""
    parts = urlsplit(database_url)
    async with Gate(parse_qs(parts.query)["host"][0], 5432, passes_end=False) as gate:
        through = f"postgresql://{parts.username}@127.0.0.1:{gate.port}{parts.path}"
        async with open_database(through, size=1) as database:
            first = await ask(database)
            direct = await asyncpg.connect(database_url)
            assert await direct.fetchval("SELECT pg_terminate_backend($1, 5000)", first)
            await direct.close()
            await asyncio.sleep(0.1)  # the word's way through the gate; sooner, the query below would meet it half sent
            with pytest.raises(Refusal) as refused:
                await ask(database)
            assert refused.value.outcome is Outcome.DB_UNAVAILABLE
            assert isinstance(refused.value.__cause__, asyncpg.InternalClientError)
            assert await ask(database) != first


async def test_a_connection_is_there_before_anybody_asks(database_url: str) -> None:
    async def open_ones() -> int:
        return int(await direct.fetchval("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wirelight'"))

    direct = await asyncpg.connect(database_url)
    async with open_database(database_url) as database:
        assert await open_ones() == 0
        staying = asyncio.create_task(database.stay_connected())
        async with asyncio.timeout(10):
            while await open_ones() == 0:  # noqa: ASYNC110 - only Postgres knows
                await asyncio.sleep(0.02)
        await ask(database)
        assert await open_ones() == 1
        assert not staying.done()
        await stop_all([staying])
    await direct.close()


async def test_a_database_that_is_away_is_waited_for() -> None:
    """Nobody has asked for anything yet: there is nobody to tell, and the next look may find it."""
    asked = asyncio.Event()
    async with (
        Gate("127.0.0.1", 1, on_connect=asked.set) as gate,
        open_database(f"postgresql://nobody@127.0.0.1:{gate.port}/none") as database,
    ):
        staying = asyncio.create_task(database.stay_connected())
        async with asyncio.timeout(10):
            await asked.wait()
        with pytest.raises(Refusal):  # which takes as long as that look, begun before
            await database.answers()
        assert not staying.done()
        await stop_all([staying])
