"""The generator "trace": a screenshot in, HTML and CSS out, by computer vision and OCR in processes of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from types import TracebackType
from typing import Self

from service.generators.base import GenerationRequest, InputMode, Piece, Progress, Remark, Text
from service.generators.trace.document import ENGINE
from service.generators.trace.intake import UnreadableError, measure
from service.generators.trace.pool import Pool, ProcessDiedError, TimeLimitError
from service.generators.trace.wire import Message
from service.outcomes import GenerationFailure, GenerationOutcome
from service.telemetry.spans import record_stage

LAYOUTS = ("flow", "exact")


class ChildError(Exception):
    """What went wrong in the tracing process: its traceback, for the log."""


class Tracer:
    """`async with` starts its processes ahead of the first screenshot; without it they start with it."""

    name = "trace"
    engine = ENGINE
    input_modes: frozenset[InputMode] = frozenset({"image"})

    def __init__(self, pool: Pool | None = None) -> None:
        self._pool = pool or Pool()

    async def __aenter__(self) -> Self:
        self._pool.warm()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.close()

    @property
    def peak_memory_mb(self) -> int:
        """The most memory that a tracing process has had resident."""
        return self._pool.peak_memory_mb

    def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        return self._generate(request)

    async def _generate(self, request: GenerationRequest) -> AsyncGenerator[Piece]:
        if not request.images:
            raise _unreadable("There is no screenshot to trace.")
        data = request.images[0].data
        try:
            measure(data)
        except UnreadableError as error:
            raise _unreadable(str(error)) from error
        layout = request.options.get("layout", "flow")
        if layout not in LAYOUTS:
            raise _unreadable(f"The layout “{layout}” is not known; there are {' and '.join(LAYOUTS)}.")
        messages = self._pool.run(data, {"layout": layout})
        try:
            async for message in messages:
                piece = _piece(message)
                if piece:
                    yield piece
        except TimeLimitError as error:
            raise GenerationFailure(
                GenerationOutcome.GENERATOR_ERROR,
                "Tracing took longer than it may and was stopped; try a smaller part of the page.",
            ) from error
        except ProcessDiedError as error:
            raise GenerationFailure(
                GenerationOutcome.GENERATOR_ERROR,
                "The tracing process ended before it was done; the screenshot may need too much memory.",
            ) from error
        finally:
            await messages.aclose()
        for remark in _limits(request):
            yield remark


def _piece(message: Message) -> Piece | None:
    """What the tracing process said as a piece; spans are recorded, failures raised."""
    match message["kind"]:
        case "code":
            return Text(message["text"])
        case "progress":
            return Progress(message["name"], message["text"])
        case "remark":
            return Remark(message["name"], message["text"], message["items"])
        case "stage":
            record_stage(message["name"], message["start"], message["end"], message["facts"])
        case "unreadable":
            raise _unreadable(message["text"])
        case "failed":
            failure = GenerationFailure(
                GenerationOutcome.GENERATOR_ERROR, f"The tracer met an unexpected error ({message['text']})."
            )
            raise failure from ChildError(message["traceback"])
    return None


def _unreadable(detail: str) -> GenerationFailure:
    return GenerationFailure(GenerationOutcome.INPUT_UNREADABLE, detail)


def _limits(request: GenerationRequest) -> list[Remark]:
    """What was asked for and can't be had from a trace."""
    out = []
    if request.stack != "html_css":
        out.append(Remark("stack", "The offline trace writes plain HTML and CSS, not the stack that was chosen."))
    if request.text.strip():
        out.append(Remark("unused_words", "The offline trace follows the screenshot only; the prompt was not used.",
                          request.text.split()[:40]))  # fmt: skip
    if len(request.images) > 1:
        out.append(Remark("unused_images", f"Only the first of {len(request.images)} screenshots was traced."))
    return out
