"""Brings a database's schema up to date: numbered SQL files, each applied once, in a transaction, under a lock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources

import asyncpg

# Any constant: two nodes that start at once must not both migrate.
LOCK = 7001_0009


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


class MigrationError(Exception):
    """The database's history and this version's files disagree; nothing was changed."""


def migrations() -> list[Migration]:
    """The files `NNNN_name.sql`, in order."""
    files = sorted(
        (file for file in resources.files("service.storage").joinpath("migrations").iterdir()
         if file.name.endswith(".sql")), key=lambda file: file.name,
    )  # fmt: skip
    return [Migration(int(file.name[:4]), file.name[5:-4], file.read_text()) for file in files]


async def migrate(database_url: str, timeout_s: float = 60.0) -> list[str]:
    """Apply what is missing; the names of what was applied. MigrationError when an applied file has changed since."""
    connection: asyncpg.Connection = await asyncpg.connect(database_url, timeout=timeout_s, command_timeout=timeout_s)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL,"
            " sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        rows = await connection.fetch("SELECT number, name, sha256 FROM schema_migrations ORDER BY number")
        applied = {row["number"]: row for row in rows}
        known = migrations()
        _agree(applied, known)
        missing = [migration for migration in known if migration.number not in applied]
        for migration in missing:
            async with connection.transaction():
                await connection.execute(migration.sql)
                await connection.execute(
                    "INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)",
                    migration.number, migration.name, migration.sha256,
                )  # fmt: skip
        return [f"{migration.number:04d}_{migration.name}" for migration in missing]
    finally:
        await connection.close()


def _agree(applied: dict[int, asyncpg.Record], known: list[Migration]) -> None:
    by_number = {migration.number: migration for migration in known}
    for number, row in applied.items():
        migration = by_number.get(number)
        if migration is None:
            raise MigrationError(
                f"the database has migration {number:04d}_{row['name']}, which this version does not know: "
                "it was migrated by a newer version; run that one"
            )
        if migration.sha256 != row["sha256"]:
            raise MigrationError(
                f"migration {number:04d}_{row['name']} was applied with other contents; restore the file"
            )
