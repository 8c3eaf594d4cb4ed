"""A connection whose statements are spans of the step or generation that they belong to.

asyncpg's public instrumentation costs the event loop 50 us a statement; this costs five, for the spans are made later.
"""

from __future__ import annotations

from typing import Any

import asyncpg

from service.telemetry.spans import Query


class ObservedConnection(asyncpg.Connection):  # type: ignore[misc]
    """Given to the pool as its `connection_class`. Transactions run through `execute`, so they are seen too."""

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        with Query(query):
            done: str = await super().execute(query, *args, **options)
            return done

    async def fetch(self, query: str, *args: Any, **options: Any) -> list[asyncpg.Record]:
        with Query(query):
            rows: list[asyncpg.Record] = await super().fetch(query, *args, **options)
            return rows

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> asyncpg.Record | None:
        with Query(query):
            return await super().fetchrow(query, *args, **options)

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        with Query(query):
            return await super().fetchval(query, *args, **options)
