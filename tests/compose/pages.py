"""Runs the composer as the worker does, for the tests of this folder."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.generators.base import GenerationRequest, Piece, Progress, Remark, Stack, Text
from service.generators.compose import Composer

from .scoring import Row


@dataclass(frozen=True)
class Run:
    pieces: list[Piece]

    @property
    def texts(self) -> list[str]:
        return [piece.value for piece in self.pieces if isinstance(piece, Text)]

    @property
    def page(self) -> str:
        return "".join(self.texts)

    @property
    def stages(self) -> list[str]:
        return [piece.stage for piece in self.pieces if isinstance(piece, Progress)]

    @property
    def remarks(self) -> dict[str, tuple[str, ...]]:
        """Particulars by kind of remark."""
        return {piece.kind: tuple(piece.items) for piece in self.pieces if isinstance(piece, Remark)}


def run(text: str, code: str = "", stack: Stack = "html_css") -> Run:
    """One generation: a new page, or a change of `code`."""
    request = GenerationRequest("test", "update" if code else "create", "text", stack, text, current_code=code)

    async def collect() -> list[Piece]:
        return [piece async for piece in Composer().generate(request)]

    return Run(asyncio.run(collect()))


def compose(text: str) -> str:
    return run(text).page


def page_of(row: Row) -> str:
    """The page of a row's prompt, after the instructions that follow it."""
    page = compose(row["prompt"])
    for instruction in row.get("then", ()):
        page = run(instruction, code=page).page
    return page
