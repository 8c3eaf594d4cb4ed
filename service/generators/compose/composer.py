"""The generator: a prompt in, the pieces of a page out, nothing but this machine in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from service.generators.base import GenerationRequest, InputMode, Piece, Progress, Remark, Text

from . import page
from .plan import Plan
from .reading import Reading, read
from .sheet import MAX_PROMPT
from .update import change

MOST = 2_000  # characters of a piece: about a screen of code, so that the editor and the preview follow smoothly
MOST_ITEMS = 24  # that a remark lists: more than a person reads
ENGINE = "Offline composer, built from keywords, no AI model"


class Composer:
    """Implements `Generator`. Deterministic: the same request gives the same text, byte by byte."""

    name = "compose"
    engine = ENGINE
    input_modes: frozenset[InputMode] = frozenset({"text"})

    def __init__(self) -> None:
        read("navigation, pricing with 3 plans, a contact form")  # compiles the patterns: 45 ms, once a process

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        """Text in pieces of at most `MOST` characters, remarks on what was not used. Fails for no prompt."""
        if request.generation_type == "update" and request.current_code:
            async for each in self._update(request):
                yield each
            return
        reading = read(request.text)
        yield Progress("plan", _told(reading.plan))
        for remark in remarks(reading, request.stack):
            yield remark
        for piece in cut(page.pieces(reading.plan)):
            yield Text(piece)
            # Between two pieces others get their turn, and a cancellation takes effect.
            await asyncio.sleep(0)
        yield Progress("page", "The page is complete")

    async def _update(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        changed = change(request.current_code, request.text)
        for remark in _stack(request.stack):
            yield remark
        if changed.left:
            yield Remark(
                "needs_model",
                "This part of the change needs a model and was not made.",
                tuple(changed.left[:MOST_ITEMS]),
            )
        if changed.absent:
            yield Remark(
                "not_there",
                "The page does not have this, so there is nothing to remove.",
                tuple(changed.absent[:MOST_ITEMS]),
            )
        if changed.kept_edits:
            yield Remark(
                "kept_edits",
                "Lines that were edited by hand stayed as they are, where the change would have touched them.",
            )
        for piece in cut(iter([request.current_code if changed.code is None else changed.code])):
            yield Text(piece)
            await asyncio.sleep(0)
        yield Progress("page", "The code stays as it was" if changed.code is None else "The page is changed")


def cut(texts: Iterator[str]) -> Iterator[str]:
    """The same characters in pieces of at most `MOST`, broken between lines where lines allow it."""
    for text in texts:
        while len(text) > MOST:
            end = text.rfind("\n", 0, MOST) + 1 or MOST
            yield text[:end]
            text = text[end:]
        if text:
            yield text


def _told(plan: Plan) -> str:
    names = [section.kind + (f" ({section.count})" if section.count else "") for section in plan.sections]
    return "Planned: " + ", ".join(names) if names else "Planned a page of the prompt's own words"


def _stack(stack: str) -> Iterator[Remark]:
    if stack != "html_css":
        yield Remark("stack", "The offline composer writes plain HTML and CSS, whatever stack is chosen.", (stack,))


def remarks(reading: Reading, stack: str) -> Iterator[Remark]:
    """What the person should know about a new page."""
    yield from _stack(stack)
    if not reading.recognised:
        yield Remark(
            "nothing_recognised",
            "No part of a page that the composer knows was found in the prompt: the page shows its words.",
        )
    if reading.foreign:
        yield Remark("language", "The offline composer does not write this language.", (reading.foreign,))
    if reading.mended:
        yield Remark(
            "read_as",
            "These words were taken for slips.",
            tuple(f"{slip} → {word}" for slip, word in reading.mended[:MOST_ITEMS]),
        )
    if reading.unused:
        yield Remark("unused_words", "These words of the prompt were not used.", tuple(reading.unused[:MOST_ITEMS]))
    if reading.cut:
        yield Remark(
            "prompt_cut",
            f"Only the first {MAX_PROMPT} characters of the prompt were read; {reading.cut} were left out.",
        )
