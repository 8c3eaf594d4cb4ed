"""From a claimed row to what a generator reads: pictures loaded, the client's own keys asked for, a generator chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import nats
import orjson

from service.generators.base import GenerationRequest, Generator, Image, Turn
from service.jobs.bus import Bus
from service.outcomes import GenerationFailure, GenerationOutcome, Refusal
from service.storage.generations import Claim
from service.storage.media import MediaStore


async def load(claim: Claim, media: MediaStore, keys: Mapping[str, str]) -> GenerationRequest:
    """Raises GenerationFailure(INPUT_UNREADABLE) for a picture that is gone, Refusal for the database's faults."""
    row = claim.row
    history = [
        Turn(turn["role"], turn["text"], await _images(turn["images"], media))
        for turn in row["history"]
    ]  # fmt: skip
    return GenerationRequest(
        generation_id=str(claim.id),
        generation_type=row["generation_type"],
        input_mode=row["input_mode"],
        stack=row["stack"],
        text=row["prompt"]["instruction"],
        images=await _images(row["prompt"]["images"], media),
        history=history,
        current_code=row["current_code"],
        model=row["model"],
        options=row["options"],
        keys=keys,
    )


async def _images(references: Sequence[str], media: MediaStore) -> list[Image]:
    images = []
    for reference in references:
        medium = await media.find(reference.removeprefix("media:"))
        if medium is None:
            raise GenerationFailure(
                GenerationOutcome.INPUT_UNREADABLE, "an image of this prompt is not stored any more"
            )
        images.append(Image(medium.sha256, medium.content_type, medium.data))
    return images


async def client_keys(bus: Bus, generation_id: str) -> dict[str, str]:
    """The provider keys that the client sent: held by its web node in memory only, so they travel in no queue.

    Raises GenerationFailure when they are gone, with the connection: the server's own key is not used in their place.
    """
    try:
        answer = await bus.request(f"keys.{generation_id}")
    except (nats.errors.Error, TimeoutError, Refusal) as error:
        detail = "the key that was sent went with its connection; generate again"
        raise GenerationFailure(GenerationOutcome.PROVIDER_AUTH, detail) from error
    keys = orjson.loads(answer)
    return {str(name): str(key) for name, key in keys.items()}


def choose(generators: Sequence[Generator], claim: Claim, default: str | None, has_keys: bool) -> Generator:
    """The one asked for, else a model for whoever brought a key, else the default, else the first that takes this input.

    Never another one in silence: GenerationFailure where the one asked for can't do it.
    """
    mode = claim.row["input_mode"]
    by_name = {generator.name: generator for generator in generators}
    wanted = claim.row["wanted"] or ("llm" if has_keys and "llm" in by_name else None)
    if wanted is None and default in by_name and mode in by_name[default].input_modes:
        wanted = default
    if wanted is None:
        for generator in generators:
            if mode in generator.input_modes:
                return generator
        raise GenerationFailure(GenerationOutcome.PROVIDER_MODEL, f"no generator here takes {mode} input")
    if wanted not in by_name:
        hint = (
            " Set OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY, or OPENAI_BASE_URL." if wanted == "llm" else ""
        )
        raise GenerationFailure(GenerationOutcome.PROVIDER_MODEL, f"the generator {wanted} is not set up here.{hint}")
    if mode not in by_name[wanted].input_modes:
        raise GenerationFailure(GenerationOutcome.PROVIDER_MODEL, f"the generator {wanted} does not take {mode} input")
    return by_name[wanted]
