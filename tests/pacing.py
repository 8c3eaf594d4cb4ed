"""Generators that a test conducts: they produce what the test tells them to, when it tells them to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from service.generators.base import GenerationRequest, Piece, Text
from service.protocol import InputMode


class Conducted:
    """Yields each piece the test puts into `pieces`; None ends it, an exception is raised."""

    name = "compose"
    engine = "Conducted by a test"
    input_modes: frozenset[InputMode] = frozenset({"text", "image"})

    def __init__(self) -> None:
        self.pieces: asyncio.Queue[Piece | Exception | None] = asyncio.Queue()
        self.requests: list[GenerationRequest] = []
        self.begun = asyncio.Event()
        self.stopped = asyncio.Event()

    def say(self, *texts: str) -> None:
        for text in texts:
            self.pieces.put_nowait(Text(text))

    def finish(self) -> None:
        self.pieces.put_nowait(None)

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        self.requests.append(request)
        self.begun.set()
        try:
            while (piece := await self.pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.stopped.set()
