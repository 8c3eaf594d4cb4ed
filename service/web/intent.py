"""What a connection wants: a new generation, or to go on with an earlier one. Both take the same ten steps."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID, uuid4

from service.jobs.job import GenerationJob
from service.outcomes import FieldProblem, Outcome, Refusal
from service.protocol import Generate, Resume, decode_image, parse_first, parse_object
from service.storage.generations import NewGeneration, Row
from service.storage.media import Medium, medium
from service.telemetry import metrics
from service.telemetry.handshake import Handshake
from service.telemetry.spans import Value
from service.web.deps import Deps
from service.web.uploads import check_image

LARGE_BYTES = 256 * 1024  # from here on decoding would hold up the ticks of everybody else


class Intent(Protocol):
    """`facts` are what step 3 notes; `last_seq` the newest event the client already has."""

    last_seq: int

    @property
    def facts(self) -> dict[str, Value]: ...
    @property
    def id(self) -> UUID: ...
    async def save(self, deps: Deps, handshake: Handshake) -> str: ...
    async def enqueue(self, deps: Deps, job: GenerationJob) -> int: ...
    def job(self, handshake: Handshake) -> GenerationJob: ...


async def check(data: str | bytes, deps: Deps) -> Intent:
    """What the first message asks for. Raises Refusal(BAD_JSON) or Refusal(INVALID_PARAMS), each field named."""
    if len(data) > LARGE_BYTES:
        return await asyncio.to_thread(_intent, data)
    return _intent(data)


def _intent(data: str | bytes) -> Intent:
    message = parse_first(parse_object(data))
    if isinstance(message, Resume):
        return Resumed(message.generation_id, message.last_seq)
    media: list[Medium] = []
    images = _keep(message.prompt.images, "prompt.images", media)
    history = [
        {"role": turn.role, "text": turn.text, "images": _keep(turn.images, f"history.{index}.images", media)}
        for index, turn in enumerate(message.history)
    ]
    return Created(message, media, images, history)


def _keep(references: Sequence[str], path: str, media: list[Medium]) -> list[str]:
    """References as they are stored; pictures that came inside the message are added to `media`."""
    kept = []
    for index, reference in enumerate(references):
        try:
            decoded = decode_image(reference)
            if decoded is None:
                kept.append(reference)
                continue
            width, height = check_image(*decoded)
        except ValueError as error:
            problem = FieldProblem(f"{path}.{index}", str(error))
            raise Refusal(Outcome.INVALID_PARAMS, f"{problem.field}: {problem.problem}", (problem,)) from None
        one = medium(*decoded, width, height)
        media.append(one)
        kept.append(one.id)
    return kept


@dataclass(slots=True)
class Created:
    """A new generation."""

    message: Generate = field(repr=False)
    media: list[Medium] = field(repr=False)
    images: list[str]
    history: list[dict[str, Any]] = field(repr=False)
    last_seq: int = 0
    id: UUID = field(default_factory=uuid4)

    @property
    def facts(self) -> dict[str, Value]:
        return {
            "generation_type": self.message.generation_type, "input_mode": self.message.input_mode,
            "generated_code_config": self.message.stack, "prompt_characters": len(self.message.instruction),
            "images": len(self.images), "history": len(self.history),
        }  # fmt: skip

    async def save(self, deps: Deps, handshake: Handshake) -> str:
        await self._check_references(deps)
        if self.media:
            await deps.media.keep(self.media)
        message = self.message
        current = message.file_state.content if message.file_state else self._last_answer()
        return await deps.generations.save(
            NewGeneration(
                id=self.id,
                generation_type=message.generation_type,
                input_mode="image" if self.images and not message.history else message.input_mode,
                stack=message.stack,
                prompt={"text": message.prompt.text, "instruction": message.instruction, "images": self.images},
                history=self.history,
                current_code=current if message.generation_type == "update" else "",
                options=message.options,
                wanted=message.generator or deps.settings.generator,
                model=message.model,
                parent_id=message.parent_id,
                trace_id=handshake.trace_hex,
                traceparent=handshake.traceparent(),
                connection_id=handshake.connection_id,
            )
        )

    async def _check_references(self, deps: Deps) -> None:
        """Uploads that are referred to must be there: better said now than by the worker."""
        own = {one.id for one in self.media}
        named = [(f"prompt.images.{index}", image) for index, image in enumerate(self.images) if image not in own]
        if not named:
            return
        missing = await deps.media.missing([image.removeprefix("media:") for _, image in named])
        problems = tuple(
            FieldProblem(path, "this upload is not stored here; upload it to /api/media again")
            for path, image in named
            if image.removeprefix("media:") in missing
        )
        if problems:
            raise Refusal(
                Outcome.INVALID_PARAMS, "; ".join(f"{one.field}: {one.problem}" for one in problems), problems
            )

    def _last_answer(self) -> str:
        answers = [turn["text"] for turn in self.history if turn["role"] == "assistant"]
        return str(answers[-1]) if answers else ""

    def job(self, handshake: Handshake) -> GenerationJob:
        return GenerationJob(self.id, handshake.traceparent(), bool(self.message.keys))

    async def enqueue(self, deps: Deps, job: GenerationJob) -> int:
        """Publish; what could not be published is written down as failed, so that it does not start behind our back."""
        try:
            return await deps.queue.publish(job)
        except Refusal as refusal:
            await deps.generations.give_up(self.id, refusal.outcome.value, refusal.detail, only=("queued",))
            raise


@dataclass(slots=True)
class Resumed:
    """An earlier generation, from the event after `last_seq` on.

    `ended`: its row, if it is over by now. `running`: a worker has it.
    """

    id: UUID
    last_seq: int
    ended: Row | None = None
    running: bool = False

    @property
    def facts(self) -> dict[str, Value]:
        return {"resumed": True, "last_seq": self.last_seq}

    async def save(self, deps: Deps, handshake: Handshake) -> str:
        """Nothing to insert: the record is there, or the client is told that it is not."""
        row = await deps.generations.find(self.id)
        if row is None:
            metrics.RESUMES.labels("unknown").inc()
            problem = FieldProblem("generationId", "there is no generation with this id")
            raise Refusal(Outcome.INVALID_PARAMS, f"{problem.field}: {problem.problem}", (problem,))
        self.ended = None if row["status"] in ("queued", "running") else row
        self.running = row["status"] == "running"
        metrics.RESUMES.labels("finished" if self.ended else "running").inc()
        return str(self.id)

    def job(self, handshake: Handshake) -> GenerationJob:
        return GenerationJob(self.id, handshake.traceparent())

    async def enqueue(self, deps: Deps, job: GenerationJob) -> int:
        """Its job is there already, or it is over: nothing is published twice."""
        return 0
