"""The code of a generation, version by version: the first is what was generated, each edit adds one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from service.storage.database import Database

Row = Mapping[str, Any]


class StaleBaseError(Exception):
    """The edit began from a version that is not the newest any more; `newest` is its number."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"version {newest} is newer than the one this edit began from")
        self.newest = newest


class VersionStore:
    """The table `versions`. Every method raises Refusal for the database's faults."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, generation_id: UUID) -> list[Row]:
        async with self._database.connection("list_versions") as connection:
            rows: list[asyncpg.Record] = await connection.fetch(
                "SELECT n, created_at, origin, bytes, sha256 FROM versions WHERE generation_id = $1 ORDER BY n",
                generation_id,
            )
        return [dict(row) for row in rows]

    async def code(self, generation_id: UUID, n: int | None = None) -> Row | None:
        """Version `n`, or the newest."""
        async with self._database.connection("find_version") as connection:
            row = await connection.fetchrow(
                "SELECT n, code, sha256 FROM versions WHERE generation_id = $1 AND ($2::int IS NULL OR n = $2)"
                " ORDER BY n DESC LIMIT 1",
                generation_id, n,
            )  # fmt: skip
        return dict(row) if row else None

    async def add(self, generation_id: UUID, code: str, base: int) -> Row:
        """Keep an edit of version `base`. StaleBaseError when that is not the newest: nobody's edit is overwritten."""
        data = code.encode()
        async with self._database.connection("add_version") as connection, connection.transaction():
            await connection.execute("SELECT 1 FROM generations WHERE id = $1 FOR UPDATE", generation_id)
            newest = await connection.fetchval(
                "SELECT coalesce(max(n), 0) FROM versions WHERE generation_id = $1", generation_id
            )
            if newest != base:
                raise StaleBaseError(newest)
            row = await connection.fetchrow(
                "INSERT INTO versions (generation_id, n, origin, code, bytes, sha256) VALUES ($1, $2, 'edited', $3, $4, $5)"
                " RETURNING n, created_at, origin, bytes, sha256",
                generation_id, base + 1, code, len(data), hashlib.sha256(data).hexdigest(),
            )  # fmt: skip
        return dict(row)
