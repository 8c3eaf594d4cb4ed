"""Generations: asked for by a web node, claimed and ended by a worker, listed for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg

from service.outcomes import GenerationOutcome
from service.storage.database import Database

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """What a client asked for, images already kept as media. `prompt`: text, instruction, images (`media:<sha256>`)."""

    id: UUID
    generation_type: str
    input_mode: str
    stack: str
    prompt: Mapping[str, Any] = field(repr=False)
    history: Sequence[Mapping[str, Any]] = field(repr=False)
    current_code: str = field(repr=False)
    options: Mapping[str, str]
    wanted: str | None
    model: str | None
    parent_id: UUID | None
    trace_id: str
    traceparent: str
    connection_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A generation that this worker now owns, with everything it needs to begin."""

    id: UUID
    attempt: int
    row: Row = field(repr=False)


_SAVE = """
INSERT INTO generations (id, generation_type, input_mode, stack, prompt, history, current_code, options, wanted, model,
                         parent_id, trace_id, traceparent, connection_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
_CLAIM = """
UPDATE generations SET status = 'running', attempt = attempt + 1, worker = $2, claimed_at = clock_timestamp()
WHERE id = $1 AND status IN ('queued', 'running') AND attempt < $3
RETURNING *
"""
_SUMMARY = """
SELECT g.id, g.created_at, g.status, g.outcome, g.detail, g.generation_type, g.input_mode, g.stack, g.generator, g.engine,
       g.prompt, g.history, g.parent_id, g.trace_id, g.connection_id, g.attempt, g.claimed_at, g.first_chunk_at,
       g.ended_at, g.remarks, g.usage, g.last_seq, g.model, v.bytes, v.sha256, v.n AS versions
FROM generations g
LEFT JOIN LATERAL (
    SELECT n, bytes, sha256 FROM versions WHERE generation_id = g.id ORDER BY n DESC LIMIT 1
) v ON true
"""


_NEWEST = f"""{_SUMMARY}
WHERE $1::uuid IS NULL OR (g.created_at, g.id) < (SELECT created_at, id FROM generations WHERE id = $1)
ORDER BY g.created_at DESC, g.id DESC LIMIT $2
"""  # noqa: S608 - constants alone


class GenerationStore:
    """The table `generations`. Every method raises Refusal for the database's faults."""

    def __init__(self, database: Database, save_limit_s: float) -> None:
        self._database = database
        self._save_limit_s = save_limit_s

    async def save(self, new: NewGeneration) -> str:
        """Insert it as queued; its id as text."""
        async with self._database.connection("save_generation", self._save_limit_s) as connection:
            await connection.execute(
                _SAVE, new.id, new.generation_type, new.input_mode, new.stack, dict(new.prompt), list(new.history),
                new.current_code, dict(new.options), new.wanted, new.model, new.parent_id, new.trace_id,
                new.traceparent, new.connection_id,
            )  # fmt: skip
        return str(new.id)

    async def claim(self, generation_id: UUID, worker: str, max_attempts: int) -> Claim | None:
        """Take it: attempt + 1. None when it is over, cancelled, or was attempted `max_attempts` times."""
        async with self._database.connection("claim_generation") as connection:
            row = await connection.fetchrow(_CLAIM, generation_id, worker, max_attempts)
        return Claim(generation_id, row["attempt"], dict(row)) if row else None

    async def begin(self, generation_id: UUID, generator: str, engine: str) -> None:
        async with self._database.connection("begin_generation") as connection:
            await connection.execute(
                "UPDATE generations SET generator = $2, engine = $3 WHERE id = $1", generation_id, generator, engine
            )

    async def end(
        self, generation_id: UUID, attempt: int, outcome: GenerationOutcome, detail: str, code: str, sha256: str,
        first_chunk_at: datetime | None, remarks: Sequence[Mapping[str, Any]], usage: Mapping[str, int] | None,
        last_seq: int,
    ) -> bool:  # fmt: skip
        """Write how attempt `attempt` ended, and its code as version 1. False when another attempt has taken over."""
        status = {GenerationOutcome.OK: "done", GenerationOutcome.CANCELLED: "cancelled"}.get(outcome, "failed")
        async with self._database.connection("end_generation") as connection, connection.transaction():
            done = await connection.execute(
                "UPDATE generations SET status = $3, outcome = $4, detail = $5, first_chunk_at = $6, remarks = $7,"
                " usage = $8, last_seq = $9, ended_at = clock_timestamp() WHERE id = $1 AND attempt = $2"
                " AND status = 'running'",
                generation_id, attempt, status, outcome.value, detail, first_chunk_at, list(remarks), usage, last_seq,
            )  # fmt: skip
            if done != "UPDATE 1":
                return False
            if code:
                await connection.execute(
                    "INSERT INTO versions (generation_id, n, origin, code, bytes, sha256)"
                    " VALUES ($1, 1, 'generated', $2, $3, $4)",
                    generation_id, code, len(code.encode()), sha256,
                )  # fmt: skip
        return True

    async def give_up(self, generation_id: UUID, outcome: str, detail: str, *, only: Sequence[str]) -> bool:
        """Mark it failed (or cancelled, for that outcome) if its status is one of `only`; whether it was."""
        status = "cancelled" if outcome == GenerationOutcome.CANCELLED else "failed"
        async with self._database.connection("give_up_generation") as connection:
            done = await connection.execute(
                "UPDATE generations SET status = $2, outcome = $3, detail = $4, ended_at = clock_timestamp()"
                " WHERE id = $1 AND status = ANY($5)",
                generation_id, status, outcome, detail, list(only),
            )  # fmt: skip
        return bool(done == "UPDATE 1")

    async def find(self, generation_id: UUID) -> Row | None:
        async with self._database.connection("find_generation") as connection:
            row = await connection.fetchrow(_SUMMARY + " WHERE g.id = $1", generation_id)
        return cast("Row | None", dict(row) if row else None)

    async def over(self, ids: Sequence[UUID]) -> set[UUID]:
        """Those of `ids` that have ended, however they did."""
        async with self._database.connection("generations_over") as connection:
            rows = await connection.fetch(
                "SELECT id FROM generations WHERE id = ANY($1) AND status NOT IN ('queued', 'running')", ids
            )
        return {row["id"] for row in rows}

    async def newest(self, limit: int, before: UUID | None = None) -> list[Row]:
        """The newest first; `before` is the last id of the page before."""
        async with self._database.connection("list_generations") as connection:
            rows: list[asyncpg.Record] = await connection.fetch(
                _NEWEST, before, limit,
            )  # fmt: skip
        return [dict(row) for row in rows]

    async def left(self, older_than_s: float, limit: int) -> list[Row]:
        """Generations that are not over, the oldest first: their job may have been lost."""
        async with self._database.connection("left_generations") as connection:
            rows: list[asyncpg.Record] = await connection.fetch(
                "SELECT id, traceparent, created_at FROM generations WHERE status IN ('queued', 'running')"
                " AND created_at < clock_timestamp() - make_interval(secs => $1) ORDER BY created_at LIMIT $2",
                older_than_s, limit,
            )  # fmt: skip
        return [dict(row) for row in rows]
