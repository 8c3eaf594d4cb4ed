"""A generator's pieces as events: text gathered into frames that are worth their envelope, everything else at once."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any

from service import protocol
from service.generators.base import Piece, Progress, Remark, Text, Usage
from service.jobs.events import Publisher
from service.telemetry.generations import Run

FRAME_CHARACTERS = 1024  # with this much in it a frame's envelope is under a tenth
MAX_CHARACTERS = 64 * 1024  # of one frame: a picture in a data URL is cut into several
# A model of 100 tokens a second fills a frame about three times its envelope in this time; the eye sees four steps.
GATHER_S = 0.25


class CodeStream:
    """What a generation has produced so far, published as it comes."""

    def __init__(self, publisher: Publisher, run: Run) -> None:
        self._publisher = publisher
        self._run = run
        self._parts: list[str] = []
        self._pending: list[str] = []
        self._pending_characters = 0
        self._published_bytes = 0
        self._timer: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self.first_chunk_at: datetime | None = None
        self.remarks: list[dict[str, Any]] = []
        self.usage: dict[str, int] | None = None

    @property
    def code(self) -> str:
        return "".join(self._parts)

    async def take(self, piece: Piece) -> None:
        match piece:
            case Text(value):
                await self._text(value)
            case Progress(name, message):
                await self.flush()
                await self._publisher.send(protocol.stage(name, message))
            case Remark(kind, message, items):
                self.remarks.append({"kind": kind, "message": message, "items": list(items)})
                await self.flush()
                await self._publisher.send(protocol.remark(kind, message, items))
            case Usage(input_tokens, output_tokens):
                self.usage = {"inputTokens": input_tokens, "outputTokens": output_tokens}

    async def _text(self, value: str) -> None:
        value = value.replace("\0", "")  # a model may say one; Postgres takes none, and browsers drop it
        if not value:
            return
        self._parts.append(value)
        self._pending.append(value)
        self._pending_characters += len(value)
        if self.first_chunk_at is None:
            self.first_chunk_at = datetime.now(UTC)
            self._run.first_chunk()
            await self.flush()
        elif self._pending_characters >= FRAME_CHARACTERS:
            await self.flush()
        elif self._timer is None:
            self._timer = asyncio.create_task(self._flush_later())

    async def _flush_later(self) -> None:
        await asyncio.sleep(GATHER_S)
        self._timer = None
        await self.flush()

    async def flush(self) -> None:
        """Publish the text that waits."""
        async with self._lock:  # the timer and the generator may both come
            text = "".join(self._pending)
            self._pending, self._pending_characters = [], 0
            for start in range(0, len(text), MAX_CHARACTERS):
                part = text[start : start + MAX_CHARACTERS]
                await self._publisher.send(protocol.chunk(part, self._publisher.next_seq(), self._published_bytes))
                self._published_bytes += len(part.encode())

    async def close(self) -> str:
        """Stop the timer, publish the rest; the SHA-256 of the whole code."""
        if self._timer is not None:
            self._timer.cancel()
            await asyncio.gather(self._timer, return_exceptions=True)
            self._timer = None
        await self.flush()
        return hashlib.sha256(self.code.encode()).hexdigest()
