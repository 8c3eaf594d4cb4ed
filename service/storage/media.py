"""Pictures, kept once under the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from service.storage.database import Database


@dataclass(frozen=True, slots=True)
class Medium:
    sha256: str
    content_type: str
    data: bytes = field(repr=False)
    width: int | None = None
    height: int | None = None

    @property
    def id(self) -> str:
        """How messages refer to it."""
        return f"media:{self.sha256}"


def medium(content_type: str, data: bytes, width: int | None = None, height: int | None = None) -> Medium:
    return Medium(hashlib.sha256(data).hexdigest(), content_type, data, width, height)


class MediaStore:
    """The table `media`. Every method raises Refusal for the database's faults."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, media: list[Medium]) -> int:
        """Store what is not there yet; how many were new."""
        new = 0
        async with self._database.connection("keep_media") as connection:
            for one in media:
                done = await connection.execute(
                    "INSERT INTO media (sha256, content_type, data, width, height) VALUES ($1, $2, $3, $4, $5)"
                    " ON CONFLICT DO NOTHING",
                    one.sha256, one.content_type, one.data, one.width, one.height,
                )  # fmt: skip
                new += done == "INSERT 0 1"
        return new

    async def missing(self, hashes: list[str]) -> list[str]:
        """Those of `hashes` that are not stored."""
        async with self._database.connection("missing_media") as connection:
            rows = await connection.fetch("SELECT sha256 FROM media WHERE sha256 = ANY($1)", hashes)
        known = {row["sha256"] for row in rows}
        return [one for one in hashes if one not in known]

    async def find(self, sha256: str) -> Medium | None:
        async with self._database.connection("find_media") as connection:
            row = await connection.fetchrow(
                "SELECT sha256, content_type, data, width, height FROM media WHERE sha256 = $1", sha256
            )
        return Medium(**dict(row)) if row else None
