"""A job as it travels: what a worker needs to find the generation in Postgres and continue its trace."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID

import orjson


@dataclass(frozen=True, slots=True)
class GenerationJob:
    """`has_keys`: the client sent provider keys, which the web node holds in memory and hands out on request."""

    id: UUID
    traceparent: str
    has_keys: bool = False
    enqueued_at: float = field(default_factory=time.time)  # seconds since the epoch

    def encode(self) -> bytes:
        return orjson.dumps(
            {"id": str(self.id), "traceparent": self.traceparent, "keys": self.has_keys, "at": self.enqueued_at}
        )

    @classmethod
    def decode(cls, data: bytes) -> GenerationJob:
        """ValueError or KeyError when it is no job of ours."""
        job = orjson.loads(data)
        return cls(UUID(job["id"]), str(job["traceparent"]), bool(job["keys"]), float(job["at"]))
